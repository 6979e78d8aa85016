"""Probes of exceptions with Mojo: what of its errors reaches Python."""

from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


def modulo_zero(number: PythonObject, other: PythonObject) raises -> PythonObject:
    """A rest that cannot be."""
    return PythonObject(Int(py=number) % Int(py=other))


def not_yet(flag: PythonObject) raises -> PythonObject:
    """A variable that has no value yet."""
    var value: Int
    if Bool(py=flag):
        value = 1
    return PythonObject(value)


def asserted(number: PythonObject) raises -> PythonObject:
    """A number that must be above zero."""
    assert Int(py=number) > 0, "not above zero"
    return number


def raised_nothing(value: PythonObject) raises -> PythonObject:
    """Raises what is no exception."""
    raise Int(py=value)


@export
def PyInit_probe_exceptions() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("probe_exceptions")
        module.def_function[modulo_zero]("modulo_zero")
        module.def_function[not_yet]("not_yet")
        module.def_function[asserted]("asserted")
        module.def_function[raised_nothing]("raised_nothing")
        return module.finalize()
    except error:
        abort(String("probe_exceptions: ", error))
