"""mandelbrot with Pythran: the oracle's loops, compiled to C++.

Problem: mandelbrot of the Computer Language Benchmarks Game. Algorithm class: same loop.
"""

import numpy as np


# pythran export mandelbrot(int)
def mandelbrot(n: int) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    width = (n + 7) // 8
    bitmap = np.zeros(n * width, dtype=int)
    for row in range(n):
        imaginary = 2.0 * row / n - 1.0
        for place in range(width):
            byte = 0
            # Doubled in place of shifted: Pythran 0.19 takes `7 - column % 8` for a negative count.
            for column in range(place * 8, place * 8 + 8):
                byte *= 2
                if column < n and belongs(2.0 * column / n - 1.5, imaginary):
                    byte += 1
            bitmap[row * width + place] = byte
    pixels = 0
    total = 0
    for place in range(n * width):
        byte = bitmap[place]
        total += (place + 1) * byte
        while byte:
            pixels += byte & 1
            byte >>= 1
    return pixels, total


def belongs(real: float, imaginary: float) -> bool:
    """Whether a point has not left the circle."""
    x = 0.0
    y = 0.0
    xx = 0.0
    yy = 0.0
    for _ in range(50):
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return False
    return True
