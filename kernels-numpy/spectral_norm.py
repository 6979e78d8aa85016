"""spectral-norm with NumPy: the matrix is computed once per call and kept, the products are BLAS's.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: precomputed matrix. The
oracle computes each element again in each of the 40 products and needs memory for vectors only; this needs 8
n^2 bytes (32 MB at n = 2000) and about as much again while the matrix is built.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
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
    # Whole numbers below 2^53 are exact as doubles, so nothing is lost by counting in them. What depends on
    # i + j alone takes 2 n - 1 values, and every row is a view of them that begins one later.
    k = np.arange(2 * n - 1, dtype=np.float64)
    diagonals = sliding_window_view(k * (k + 1.0) / 2.0, n)
    a = diagonals + np.arange(1.0, n + 1.0)[:, np.newaxis]
    return np.reciprocal(a, out=a)
