"""mandelbrot with Taichi: the oracle's loops in one kernel.

Problem: mandelbrot of the Computer Language Benchmarks Game. Algorithm class: same loop. Taichi divides a
kernel's outermost loop, the rows, among as many threads as it is given; without `LADDER_TAICHI_THREADS`
that is one.
"""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import os

import numpy as np
import taichi as ti

ti.init(
    arch=ti.cpu,
    default_fp=ti.f64,
    default_ip=ti.i64,
    fast_math=False,
    cpu_max_num_threads=int(os.environ.get("LADDER_TAICHI_THREADS", "1")),
)

Bitmap = ti.types.ndarray(dtype=ti.u8, ndim=2)


def mandelbrot(n: int) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    bitmap = np.zeros((n, (n + 7) // 8), dtype=np.uint8)
    if n:
        fill(n, bitmap)
    places = np.arange(1, bitmap.size + 1)
    return int(np.unpackbits(bitmap).sum()), int((bitmap.reshape(-1) * places).sum())


@ti.kernel
def fill(n: ti.i64, bitmap: Bitmap):
    """Every row: eight pixels are a byte."""
    for row in range(bitmap.shape[0]):
        imaginary = 2.0 * row / n - 1.0
        for place in range(bitmap.shape[1]):
            byte = ti.cast(0, ti.i32)
            for bit in range(8):
                column = place * 8 + bit
                if column < n and belongs(2.0 * column / n - 1.5, imaginary):
                    byte |= 1 << (7 - bit)
            bitmap[row, place] = ti.cast(byte, ti.u8)


@ti.func
def belongs(real, imaginary):
    """Whether a point has not left the circle."""
    x, y, xx, yy = 0.0, 0.0, 0.0, 0.0
    step = 0
    while step < 50 and xx + yy <= 4.0:
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
        xx = x * x
        yy = y * y
        step += 1
    return xx + yy <= 4.0
