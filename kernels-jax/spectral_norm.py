"""spectral-norm with JAX: the matrix in memory, and products with it, compiled by XLA.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: precomputed matrix, made
anew in every call.
"""

from __future__ import annotations

from math import sqrt

import jax
import numpy as np
from jax import Array, lax

jax.config.update("jax_enable_x64", True)


def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and the two sums it comes from, after ten rounds of power iteration."""
    # Both are arguments: what is constant to XLA, it may compute when it compiles.
    sums = power_iteration(np.ones(n), np.arange(n, dtype=np.float64))
    u_dot_v, v_dot_v = (float(part) for part in sums)
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


@jax.jit
def power_iteration(u: Array, index: Array) -> tuple[Array, Array]:
    """u.v and v.v, from the first vector u and the numbers from 0 on."""
    row, column = index[:, None], index[None, :]
    # Exact below 2^53: products of neighbours are even.
    elements = 1.0 / ((row + column) * (row + column + 1) / 2 + row + 1)

    def turn(_: Array, vectors: tuple[Array, Array]) -> tuple[Array, Array]:
        u, _v = vectors
        v = elements.T @ (elements @ u)
        return elements.T @ (elements @ v), v

    u, v = lax.fori_loop(0, 10, turn, (u, u))
    return u @ v, v @ v
