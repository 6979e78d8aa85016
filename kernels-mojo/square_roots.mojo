"""Square-roots: the sum of the square roots of the whole numbers from 1 to n, with `sqrt`. A pure number."""

from std.math import sqrt
from std.os import abort
from std.python import PythonObject
from std.python.bindings import PythonModuleBuilder


def square_roots(n: PythonObject) raises -> PythonObject:
    """The sum, added up in order."""
    var x = 0.0
    var total = 0.0
    for _ in range(Int(py=n)):
        x += 1.0
        total += sqrt(x)
    return PythonObject(total)


@export
def PyInit_square_roots() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("square_roots")
        module.def_function[square_roots]("square_roots", docstring="The sum of so many square roots.")
        return module.finalize()
    except error:
        abort(String("square_roots: ", error))
