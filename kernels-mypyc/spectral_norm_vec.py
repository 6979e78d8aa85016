"""spectral-norm on native vectors: `spectral_norm.py` with `librt.vecs` in place of lists.

A `vec[float]` holds doubles side by side, where a list holds pointers to objects. Appending may move it, so
`append` returns it.
"""

from __future__ import annotations

from math import sqrt

from librt.vecs import append, vec
from mypy_extensions import i64


def spectral_norm(n: i64) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and both sums: they show an iteration too few when the norm does not."""
    u = vec[float]([1.0] * n)
    v = u
    for _round in range(10):
        v = multiply_at_a(u)
        u = multiply_at_a(v)
    u_dot_v = v_dot_v = 0.0
    for i in range(n):
        u_dot_v += u[i] * v[i]
        v_dot_v += v[i] * v[i]
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


def multiply_at_a(vector: vec[float]) -> vec[float]:
    """A transposed, times A, times the vector."""
    return multiply_at(multiply_a(vector))


def multiply_a(vector: vec[float]) -> vec[float]:
    """A times the vector."""
    n = len(vector)
    product = vec[float](capacity=n)
    for i in range(n):
        total = 0.0
        for j in range(n):
            ij = i + j
            total += vector[j] / float(ij * (ij + 1) // 2 + i + 1)
        product = append(product, total)
    return product


def multiply_at(vector: vec[float]) -> vec[float]:
    """A transposed, times the vector."""
    n = len(vector)
    product = vec[float](capacity=n)
    for i in range(n):
        total = 0.0
        for j in range(n):
            ij = i + j
            total += vector[j] / float(ij * (ij + 1) // 2 + j + 1)
        product = append(product, total)
    return product
