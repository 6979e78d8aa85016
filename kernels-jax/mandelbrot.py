"""mandelbrot with JAX: all points of the square at once, compiled by XLA.

Problem: mandelbrot of the Computer Language Benchmarks Game. Algorithm class: vectorised; every point takes
all 50 steps. What has left the circle of radius 2 stays outside, as no point of the square is further than
that from the origin, and what has grown beyond all numbers is not inside either. Rows go in blocks, so that
memory does not grow with the square.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

jax.config.update("jax_enable_x64", True)

POINTS = 1 << 20  # in a block


def mandelbrot(n: int) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    real = 2.0 * np.arange(n) / max(n, 1) - 1.5
    imaginary = 2.0 * np.arange(n) / max(n, 1) - 1.0
    rows = max(1, POINTS // max(n, 1))
    blocks = [np.asarray(belongs(real, imaginary[row : row + rows])) for row in range(0, n, rows)]
    bitmap = np.packbits(np.concatenate(blocks), axis=1) if blocks else np.zeros((0, 0), dtype=np.uint8)
    places = np.arange(1, bitmap.size + 1)
    return int(np.unpackbits(bitmap).sum()), int((bitmap.reshape(-1) * places).sum())


@jax.jit
def belongs(real: Array, imaginary: Array) -> Array:
    """Which points of some rows belong to the set."""
    c, ci = jnp.broadcast_arrays(real[None, :], imaginary[:, None])
    zero = jnp.zeros_like(c)

    def step(_: Array, state: tuple[Array, ...]) -> tuple[Array, ...]:
        x, y, xx, yy = state
        y = 2.0 * x * y + ci
        x = xx - yy + c
        return x, y, x * x, y * y

    _x, _y, xx, yy = lax.fori_loop(0, 50, step, (zero, zero, zero, zero))
    return xx + yy <= 4.0
