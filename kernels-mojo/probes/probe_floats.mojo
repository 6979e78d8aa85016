"""Probes of floats with Mojo: its `Float64` and its library's functions."""

from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


def rounded(value: PythonObject, places: PythonObject) raises -> PythonObject:
    """Rounded to so many places."""
    return PythonObject(round(Float64(py=value), Int(py=places)))


def rounded_to_whole(value: PythonObject) raises -> PythonObject:
    """Rounded to a whole number."""
    return PythonObject(Int(round(Float64(py=value))))


def total(values: PythonObject) raises -> PythonObject:
    """The sum by the built-in function."""
    var all = List[Float64]()
    for value in values:
        all.append(Float64(py=value))
    return PythonObject(sum(all))


def power(base: PythonObject, exponent: PythonObject) raises -> PythonObject:
    """A power that may be complex."""
    return PythonObject(Float64(py=base) ** Float64(py=exponent))


def power_of_zero(base: PythonObject, exponent: PythonObject) raises -> PythonObject:
    """A power that would be infinite."""
    return PythonObject(Float64(py=base) ** Float64(py=exponent))


def divided(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """The quotient."""
    return PythonObject(Float64(py=one) / Float64(py=other))


def rest(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """Floor division and its rest."""
    var a = Float64(py=one)
    var b = Float64(py=other)
    return Python.tuple(a // b, a % b)


def least_and_most(one: PythonObject, other: PythonObject) raises -> PythonObject:
    """The smaller and the larger one, where comparisons say nothing."""
    var a = Float64(py=one)
    var b = Float64(py=other)
    return Python.tuple(min(a, b), max(a, b))


def as_text(value: PythonObject) raises -> PythonObject:
    """The value as text."""
    return PythonObject(String(Float64(py=value)))


def in_order(values: PythonObject) raises -> PythonObject:
    """The values sorted, a NaN among them."""
    var all = List[Float64]()
    for value in values:
        all.append(Float64(py=value))
    sort(all)
    var result = Python.list()
    for value in all:
        result.append(PythonObject(value))
    return result


def holds_itself(value: PythonObject) raises -> PythonObject:
    """Whether a list holds what was put into it."""
    var one = Float64(py=value)
    var values = [one]
    return PythonObject(one in values)


@export
def PyInit_probe_floats() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("probe_floats")
        module.def_function[rounded]("rounded")
        module.def_function[rounded_to_whole]("rounded_to_whole")
        module.def_function[total]("total")
        module.def_function[power]("power")
        module.def_function[power_of_zero]("power_of_zero")
        module.def_function[divided]("divided")
        module.def_function[rest]("rest")
        module.def_function[least_and_most]("least_and_most")
        module.def_function[as_text]("as_text")
        module.def_function[in_order]("in_order")
        module.def_function[holds_itself]("holds_itself")
        return module.finalize()
    except error:
        abort(String("probe_floats: ", error))
