"""spectral-norm with JAX: the elements computed anew in each product, and no matrix in memory.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: same sums, no stored matrix.
"""

from __future__ import annotations

from math import sqrt

import jax
import numpy as np
from jax import Array, lax
from jax import numpy as jnp

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
    # Exact below 2^53: products of neighbours are even. XLA fuses it with the division and the sum.
    triangle = (row + column) * (row + column + 1) / 2 + 1

    def multiply_at_a(vector: Array) -> Array:
        """A transposed, times A, times the vector."""
        product = jnp.sum(vector / (triangle + row), axis=1)
        return jnp.sum(product / (triangle + column), axis=1)

    def turn(_: Array, vectors: tuple[Array, Array]) -> tuple[Array, Array]:
        u, _v = vectors
        v = multiply_at_a(u)
        return multiply_at_a(v), v

    u, v = lax.fori_loop(0, 10, turn, (u, u))
    return u @ v, v @ v
