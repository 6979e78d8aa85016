"""mandelbrot: which points of a square belong to the Mandelbrot set, as a bitmap of n by n.

Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. The square goes from
-1.5 - i to 0.5 + i in steps of 2 / n; a point belongs to the set unless 50 steps of z^2 + c leave the
circle of radius 2. Eight pixels are a byte, the leftmost the highest bit, and rows are filled up with
zeros: what a file of the format P4 has behind its header.
"""

from __future__ import annotations

STEPS = 50
LIMIT = 4.0  # the square of the radius


def mandelbrot(n: int) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    bitmap = bytearray()
    for row in range(n):
        imaginary = 2.0 * row / n - 1.0
        byte = 0
        for column in range(n):
            byte = byte << 1 | belongs(2.0 * column / n - 1.5, imaginary)
            if column % 8 == 7:
                bitmap.append(byte)
                byte = 0
        if n % 8:
            bitmap.append(byte << (8 - n % 8))
    return summary(bitmap)


def belongs(real: float, imaginary: float) -> bool:
    """Whether a point has not left the circle."""
    x = y = xx = yy = 0.0
    for _ in range(STEPS):
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
        xx = x * x
        yy = y * y
        if xx + yy > LIMIT:
            return False
    return True


def summary(bitmap: bytearray) -> tuple[int, int]:
    """The pixels that are set, and the sum of the bytes, each times its place."""
    pixels = total = 0
    for place, byte in enumerate(bitmap, 1):
        pixels += bin(byte).count("1")
        total += place * byte
    return pixels, total
