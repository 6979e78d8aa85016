"""mandelbrot: which points of a square belong to the Mandelbrot set, as a bitmap of n by n.

Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. The square goes from
-1.5 - i to 0.5 + i in steps of 2 / n; a point belongs to the set unless 50 steps of z^2 + c leave the
circle of radius 2. Eight pixels are a byte, the leftmost the highest bit, and rows are filled up with
zeros.

The oracle with the types that mypyc makes use of: `i64` is a C integer, and floats are C's already.
"""

from __future__ import annotations

from mypy_extensions import i64

STEPS = 50
LIMIT = 4.0  # the square of the radius


def mandelbrot(n: i64) -> tuple[int, int]:
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    bitmap = bytearray()
    size = float(n)
    for row in range(n):
        imaginary = 2.0 * float(row) / size - 1.0
        byte: i64 = 0
        for column in range(n):
            byte = byte << 1
            if belongs(2.0 * float(column) / size - 1.5, imaginary):
                byte |= 1
            if column % 8 == 7:
                bitmap.append(byte)
                byte = 0
        if n % 8 != 0:
            bitmap.append(byte << (8 - n % 8))
    return summary(bitmap)


def belongs(real: float, imaginary: float) -> bool:
    """Whether a point has not left the circle."""
    x = y = xx = yy = 0.0
    step: i64 = 0
    while step < STEPS:
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
        xx = x * x
        yy = y * y
        if xx + yy > LIMIT:
            return False
        step += 1
    return True


def summary(bitmap: bytearray) -> tuple[int, int]:
    """The pixels that are set, and the sum of the bytes, each times its place."""
    pixels: i64 = 0
    total: i64 = 0
    place: i64 = 0
    length: i64 = len(bitmap)
    # By index: a loop over a bytearray ends mypyc 2.4.1 with an error of its own.
    while place < length:
        byte: i64 = bitmap[place]
        place += 1
        total += place * byte
        while byte != 0:
            pixels += byte & 1
            byte >>= 1
    return int(pixels), int(total)
