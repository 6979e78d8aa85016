"""mandelbrot with Numba and `parallel=True`: `prange` divides the rows among threads."""

from __future__ import annotations

import mandelbrot as serial
from mandelbrot import Bitmap, fill_row
from numba import njit, prange


@njit(cache=True, parallel=True)
def fill(n: int, bitmap: Bitmap) -> None:
    """Every row."""
    for row in prange(n):
        fill_row(n, row, bitmap)


serial.fill = fill
mandelbrot = serial.mandelbrot
