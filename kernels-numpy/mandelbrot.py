"""mandelbrot with NumPy: all points of a row at once, after every tenth step those that have not left.

Problem: mandelbrot of the Computer Language Benchmarks Game. Algorithm class: vectorised. What has left the
circle of radius 2 stays outside, as no point of the square is further than that from the origin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

STEPS = 50
LOOK = 10
LIMIT = 4.0


def mandelbrot(n: int) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    real = 2.0 * np.arange(n) / max(n, 1) - 1.5
    bitmap = np.zeros((n, (n + 7) // 8), dtype=np.uint8)
    with np.errstate(over="ignore", invalid="ignore"):
        for row in range(n):
            bitmap[row] = np.packbits(row_of(real, 2.0 * row / n - 1.0))
    places = np.arange(1, bitmap.size + 1)
    return int(np.unpackbits(bitmap).sum()), int((bitmap.reshape(-1) * places).sum())


def row_of(real: NDArray[np.float64], imaginary: float) -> NDArray[np.bool_]:
    """Which points of a row belong to the set."""
    left = np.arange(len(real))
    c = real
    x = np.zeros_like(c)
    y, xx, yy = x.copy(), x.copy(), x.copy()
    for _ in range(STEPS // LOOK):
        for _ in range(LOOK):
            y = 2.0 * x * y + imaginary
            x = xx - yy + c
            xx = x * x
            yy = y * y
        within = xx + yy <= LIMIT
        left, c, x, y, xx, yy = (of_each[within] for of_each in (left, c, x, y, xx, yy))
    belongs = np.zeros(len(real), dtype=np.bool_)
    belongs[left] = True
    return belongs
