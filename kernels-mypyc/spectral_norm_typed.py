"""spectral-norm with Python's own `int` in place of `i64`: every operation looks for an overflow."""

from __future__ import annotations

from math import sqrt


def spectral_norm(n: int) -> tuple[float, float, float]:
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
    n = len(vector)
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
    n = len(vector)
    product: list[float] = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            ij = i + j
            total += vector[j] / float(ij * (ij + 1) // 2 + j + 1)
        product.append(total)
    return product
