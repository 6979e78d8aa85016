"""spectral-norm with Pythran: the loops of the oracle on arrays, compiled to C++.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: same loop, no stored matrix.
"""

from math import sqrt

import numpy as np


# pythran export spectral_norm(int)
def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and the two sums it comes from, after ten rounds of power iteration."""
    u = np.ones(n)
    v = np.empty(n)
    product = np.empty(n)
    for _ in range(10):
        multiply_a(u, product)
        multiply_at(product, v)
        multiply_a(v, product)
        multiply_at(product, u)
    u_dot_v = 0.0
    v_dot_v = 0.0
    for i in range(n):
        u_dot_v += u[i] * v[i]
        v_dot_v += v[i] * v[i]
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


def multiply_a(vector: np.ndarray, product: np.ndarray) -> None:
    """A times the vector."""
    for i in range(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += vector[j] / ((i + j) * (i + j + 1) // 2 + i + 1)
        product[i] = total


def multiply_at(vector: np.ndarray, product: np.ndarray) -> None:
    """A transposed, times the vector."""
    for i in range(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += vector[j] / ((i + j) * (i + j + 1) // 2 + j + 1)
        product[i] = total
