"""Probes of floats with Mojo: its `Float64` and its library's functions."""

from std.python import Python, PythonObject
def rounded(value: PythonObject, places: PythonObject) raises -> PythonObject:
    """Rounded to so many places."""
    return PythonObject(round(Float64(py=value), Int(py=places)))


def rounded_to_whole(value: PythonObject) raises -> PythonObject:
    """Rounded to a whole number."""
    return PythonObject(Int(round(Float64(py=value))))


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
