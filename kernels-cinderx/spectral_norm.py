"""spectral-norm in Static Python: the loops of the oracle in machine numbers, on lists of Python's floats.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: same loop, no stored matrix.
Static Python's arrays hold integers alone, and nothing makes a double of one of its integers, so rows and
columns are counted as doubles as well. All are exact below 2^53.
"""

import __static__  # noqa: F401 (it says that this is Static Python, and must come first)

# isort: split
from math import sqrt

from __static__ import CheckedList, box, double, int64


def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and the two sums it comes from, after ten rounds of power iteration."""
    u: CheckedList[float] = CheckedList[float]([1.0] * n)
    v: CheckedList[float] = u
    turn: int64 = 0
    while turn < 10:
        v = multiply_at(multiply_a(u))
        u = multiply_at(multiply_a(v))
        turn += 1
    u_dot_v: double = 0.0
    v_dot_v: double = 0.0
    for x, y in zip(u, v):
        u_dot_v = u_dot_v + double(x) * double(y)
        v_dot_v = v_dot_v + double(y) * double(y)
    return sqrt(box(u_dot_v) / box(v_dot_v)), box(u_dot_v), box(v_dot_v)


def multiply_a(vector: CheckedList[float]) -> CheckedList[float]:
    """A times the vector."""
    product: CheckedList[float] = CheckedList[float]([])
    size: int64 = int64(len(vector))
    i: int64 = 0
    row: double = 0.0
    while i < size:
        total: double = 0.0
        j: int64 = 0
        column: double = 0.0
        while j < size:
            ij: double = row + column
            total = total + double(vector[j]) / (ij * (ij + 1.0) * 0.5 + row + 1.0)
            j += 1
            column = column + 1.0
        product.append(box(total))
        i += 1
        row = row + 1.0
    return product


def multiply_at(vector: CheckedList[float]) -> CheckedList[float]:
    """A transposed, times the vector."""
    product: CheckedList[float] = CheckedList[float]([])
    size: int64 = int64(len(vector))
    i: int64 = 0
    row: double = 0.0
    while i < size:
        total: double = 0.0
        j: int64 = 0
        column: double = 0.0
        while j < size:
            ij: double = row + column
            total = total + double(vector[j]) / (ij * (ij + 1.0) * 0.5 + column + 1.0)
            j += 1
            column = column + 1.0
        product.append(box(total))
        i += 1
        row = row + 1.0
    return product
