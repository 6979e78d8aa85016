"""Spectral-norm: the largest singular value of an infinite matrix A, cut to n by n, by ten power iterations.

A[i][j] = 1 / ((i + j) (i + j + 1) / 2 + i + 1); source: the spectral-norm problem of the Computer Language
Benchmarks Game (after Hundred-Dollar Challenge problem 3), written anew. No unit; the matrix is never stored.
"""

from std.math import sqrt
from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder

comptime ROUNDS = 10


def spectral_norm(size: PythonObject) raises -> PythonObject:
    """The norm sqrt(u.v / v.v), and the two sums it comes from, which show what the norm no longer does."""
    var n = Int(py=size)
    var u = List[Float64](length=n, fill=1.0)
    var v = List[Float64](length=n, fill=0.0)
    var between = List[Float64](length=n, fill=0.0)
    for _ in range(ROUNDS):
        multiply_at_a(u, v, between)
        multiply_at_a(v, u, between)
    var u_dot_v = 0.0
    var v_dot_v = 0.0
    for i in range(n):
        u_dot_v += u[i] * v[i]
        v_dot_v += v[i] * v[i]
    return Python.tuple(sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v)


def multiply_at_a(vector: List[Float64], mut product: List[Float64], mut between: List[Float64]):
    """A transposed, times A, times the vector."""
    multiply_a(vector, between)
    multiply_at(between, product)


@always_inline
def divisor(i: Int, j: Int) -> Int:
    """The reciprocal of A[i][j]. The product of two neighbours is even, so the shift loses nothing."""
    return ((i + j) * (i + j + 1) >> 1) + i + 1


def multiply_a(vector: List[Float64], mut product: List[Float64]):
    """A times the vector."""
    for i in range(len(vector)):
        var total = 0.0
        for j in range(len(vector)):
            total += vector[j] / Float64(divisor(i, j))
        product[i] = total


def multiply_at(vector: List[Float64], mut product: List[Float64]):
    """A transposed, times the vector."""
    for i in range(len(vector)):
        var total = 0.0
        for j in range(len(vector)):
            total += vector[j] / Float64(divisor(j, i))
        product[i] = total


@export
def PyInit_spectral_norm() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("spectral_norm")
        module.def_function[spectral_norm](
            "spectral_norm", docstring="The norm and the two sums it comes from."
        )
        return module.finalize()
    except error:
        abort(String("spectral_norm: ", error))
