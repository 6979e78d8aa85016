"""mandelbrot with Numba: the oracle's loops, compiled by `@njit`.

Problem: mandelbrot of the Computer Language Benchmarks Game. Algorithm class: same loop.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bitmap = NDArray[np.uint8]


def mandelbrot(n: int) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    bitmap = np.zeros((n, (n + 7) // 8), dtype=np.uint8)
    fill(n, bitmap)
    pixels, total = summary(bitmap.reshape(-1))
    return int(pixels), int(total)


@njit(cache=True)
def fill(n: int, bitmap: Bitmap) -> None:
    """Every row."""
    for row in range(n):
        fill_row(n, row, bitmap)


@njit(cache=True)
def fill_row(n: int, row: int, bitmap: Bitmap) -> None:
    """One row: eight pixels are a byte."""
    imaginary = 2.0 * row / n - 1.0
    for column in range(n):
        if belongs(2.0 * column / n - 1.5, imaginary):
            bitmap[row, column // 8] |= 1 << (7 - column % 8)


@njit(cache=True)
def belongs(real: float, imaginary: float) -> bool:
    """Whether a point has not left the circle."""
    x = y = xx = yy = 0.0
    for _ in range(50):
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return False
    return True


@njit(cache=True)
def summary(bitmap: Bitmap) -> tuple[int, int]:
    """The pixels that are set, and the sum of the bytes, each times its place."""
    pixels = total = 0
    for place in range(len(bitmap)):
        byte = np.int64(bitmap[place])
        total += (place + 1) * byte
        while byte:
            pixels += byte & 1
            byte >>= 1
    return pixels, total
