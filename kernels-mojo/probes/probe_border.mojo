"""Probes of types at the border with Mojo: what its conversions take."""

from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


def half(number: PythonObject) raises -> PythonObject:
    """Half of an integer, which may be given a float."""
    return PythonObject(Int(py=number) / 2)


def unchanged(number: PythonObject) raises -> PythonObject:
    """An integer, which may be given a truth value or a subclass."""
    return PythonObject(Int(py=number))


def unchanged_float(value: PythonObject) raises -> PythonObject:
    """A float, which may be given an integer."""
    return PythonObject(Float64(py=value))


def longer(text: PythonObject) raises -> PythonObject:
    """A text, which may be given bytes."""
    return PythonObject(String(py=text) * 2)


def total_of_parts(values: PythonObject) raises -> PythonObject:
    """A sum of integers, which may be given a list with a text in it."""
    var result = 0
    for value in values:
        result += Int(py=value)
    return PythonObject(result)


@export
def PyInit_probe_border() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("probe_border")
        module.def_function[half]("half")
        module.def_function[unchanged]("unchanged")
        module.def_function[unchanged_float]("unchanged_float")
        module.def_function[longer]("longer")
        module.def_function[total_of_parts]("total_of_parts")
        return module.finalize()
    except error:
        abort(String("probe_border: ", error))
