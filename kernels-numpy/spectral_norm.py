"""spectral-norm with NumPy: the matrix is computed once per call and kept, the products are BLAS's.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: precomputed matrix. The
oracle computes each element again in each of the 40 products and needs memory for vectors only; this needs 8
n^2 bytes (32 MB at n = 2000) and about as much again while the matrix is built.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray


def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and the two sums it comes from, after ten rounds of power iteration.

    Of these, u is the vector after the last product and v the one `before` it.
    """
    elements = matrix(n)
    transposed = elements.T
    vector = np.ones(n)
    for _ in range(10):
        before = transposed @ (elements @ vector)
        vector = transposed @ (elements @ before)
    u_dot_v = float(vector @ before)
    v_dot_v = float(before @ before)
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


def matrix(n: int) -> NDArray[np.float64]:
    """A[i][j] = 1 / ((i + j) (i + j + 1) / 2 + i + 1)."""
    # Whole numbers below 2^53 are exact as doubles, so nothing is lost by counting in them. In place, because
    # each temporary is as large as the matrix.
    i = np.arange(n, dtype=np.float64)[:, np.newaxis]
    j = np.arange(n, dtype=np.float64)
    a = i + j
    a *= a + 1.0
    a /= 2.0
    a += i + 1.0
    return np.reciprocal(a, out=a)
