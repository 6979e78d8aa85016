"""Probes of integers with Mojo: its `Int`, which has 64 bits."""

from std.python import Python, PythonObject
def add(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """The sum."""
    return PythonObject(Int(py=one) + Int(py=other))


def above_signed(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """The difference, where the first has no room among signed 64-bit integers."""
    return PythonObject(Int(py=one) - Int(py=other))


def shift_left(number: PythonObject, by: PythonObject) raises -> PythonObject:
    """The number with so many bits more."""
    return PythonObject(Int(py=number) << Int(py=by))


def quotient_and_rest(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """Floor division and its rest."""
    var a = Int(py=one)
    var b = Int(py=other)
    return Python.tuple(a // b, a % b)


def quotient_by_zero(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """Floor division that cannot be."""
    return PythonObject(Int(py=one) // Int(py=other))


def true_quotient(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """The double that is nearest to the ratio."""
    return PythonObject(Float64(Int(py=one)) / Float64(Int(py=other)))


def cut_off(value: PythonObject) raises -> PythonObject:
    """The whole part of a float."""
    return PythonObject(Int(Float64(py=value)))
