"""Probes of integers with Mojo: its `Int`, which has 64 bits."""

from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


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
    return PythonObject(Int(py=one) / Int(py=other))


def negative_power(base: PythonObject, exponent: PythonObject) raises -> PythonObject:
    """A power that is no integer."""
    return PythonObject(Int(py=base) ** Int(py=exponent))


def same_as_float(number: PythonObject, value: PythonObject) raises -> PythonObject:
    """Whether an integer and a float are equal."""
    return PythonObject(Int(py=number) == Float64(py=value))


def masked(number: PythonObject) raises -> PythonObject:
    """The lowest 64 bits."""
    return PythonObject(Int(py=number) & 0xFFFFFFFFFFFFFFFF)


def fingerprint(text: PythonObject) raises -> PythonObject:
    """A hash of 64 bits (FNV-1a), in the type that has them."""
    var value = UInt64(0xCBF29CE484222325)
    for letter in String(py=text).codepoints():
        value = (value ^ UInt64(letter.to_u32())) * 0x100000001B3
    return PythonObject(value)


def cut_off(value: PythonObject) raises -> PythonObject:
    """The whole part of a float."""
    return PythonObject(Int(Float64(py=value)))


@export
def PyInit_probe_integers() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("probe_integers")
        module.def_function[add]("add")
        module.def_function[above_signed]("above_signed")
        module.def_function[shift_left]("shift_left")
        module.def_function[quotient_and_rest]("quotient_and_rest")
        module.def_function[quotient_by_zero]("quotient_by_zero")
        module.def_function[true_quotient]("true_quotient")
        module.def_function[negative_power]("negative_power")
        module.def_function[same_as_float]("same_as_float")
        module.def_function[masked]("masked")
        module.def_function[fingerprint]("fingerprint")
        module.def_function[cut_off]("cut_off")
        return module.finalize()
    except error:
        abort(String("probe_integers: ", error))
