"""spectral-norm with a function for the element of the matrix, as most Python programs for it have one.

The same sums in the same order as in `spectral_norm`, which writes the element out. The difference is what
CPython takes for 40 n^2 calls; a compiler that inlines has none.
"""

from __future__ import annotations

from math import sqrt


def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and both sums: they show an iteration too few when the norm does not."""
    u = [1.0] * n
    v = u
    for _ in range(10):
        v = multiply_at_a(u)
        u = multiply_at_a(v)
    u_dot_v = v_dot_v = 0.0
    for x, y in zip(u, v):
        u_dot_v += x * y
        v_dot_v += y * y
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


def element(i: int, j: int) -> float:
    """A[i][j]."""
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply_at_a(vector: list[float]) -> list[float]:
    """A transposed, times A, times the vector."""
    return multiply_at(multiply_a(vector))


def multiply_a(vector: list[float]) -> list[float]:
    """A times the vector."""
    product = []
    for i in range(len(vector)):
        total = 0.0
        for j, x in enumerate(vector):
            total += element(i, j) * x
        product.append(total)
    return product


def multiply_at(vector: list[float]) -> list[float]:
    """A transposed, times the vector."""
    product = []
    for i in range(len(vector)):
        total = 0.0
        for j, x in enumerate(vector):
            total += element(j, i) * x
        product.append(total)
    return product
