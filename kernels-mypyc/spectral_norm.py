"""spectral-norm: the spectral norm of the infinite matrix A, cut to n by n, by ten rounds of power iteration.

A[i][j] = 1 / ((i + j) (i + j + 1) / 2 + i + 1), a pure number. Source: the spectral-norm problem of the
Computer Language Benchmarks Game, written anew. The matrix is never stored: each element is computed where
it is used.

The oracle with the types that mypyc makes use of: `i64` is a C integer, where `int` would be checked for
overflow at every step; loops go by index. The floats of a list are still objects; `spectral_norm_vec.py` has
none.
"""

from __future__ import annotations

from math import sqrt

from mypy_extensions import i64


def spectral_norm(n: i64) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and both sums: they show an iteration too few when the norm does not."""
    u = [1.0] * n
    v = u
    for _round in range(10):
        v = multiply_at_a(u)
        u = multiply_at_a(v)
    u_dot_v = v_dot_v = 0.0
    for x, y in zip(u, v):
        u_dot_v += x * y
        v_dot_v += y * y
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


def multiply_at_a(vector: list[float]) -> list[float]:
    """A transposed, times A, times the vector."""
    return multiply_at(multiply_a(vector))


def multiply_a(vector: list[float]) -> list[float]:
    """A times the vector."""
    n: i64 = len(vector)
    product: list[float] = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            ij = i + j
            total += vector[j] / float(ij * (ij + 1) // 2 + i + 1)
        product.append(total)
    return product


def multiply_at(vector: list[float]) -> list[float]:
    """A transposed, times the vector."""
    n: i64 = len(vector)
    product: list[float] = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            ij = i + j
            total += vector[j] / float(ij * (ij + 1) // 2 + j + 1)
        product.append(total)
    return product
