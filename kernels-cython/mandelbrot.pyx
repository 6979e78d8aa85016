# cython: boundscheck=False, wraparound=False, cdivision=True
"""mandelbrot: which points of a square belong to the Mandelbrot set, as a bitmap of n by n.

Source: the mandelbrot problem of the Computer Language Benchmarks Game, written anew. The square goes from -1.5 - i to
0.5 + i in steps of 2 / n; a point belongs to the set unless 50 steps of z^2 + c leave the circle of radius 2. Eight
pixels are a byte, the leftmost the highest bit; rows are padded with zeros.
"""


def mandelbrot(Py_ssize_t n):
    """How many pixels are set, and the sum of all bytes of the bitmap, each times its place from 1 on."""
    cdef Py_ssize_t row, column, width = (n + 7) // 8, place
    cdef long long pixels = 0, total = 0
    cdef unsigned char byte
    cdef double imaginary
    bitmap = bytearray(n * width)
    cdef unsigned char[::1] view = bitmap
    for row in range(n):
        imaginary = 2.0 * row / n - 1.0
        for column in range(n):
            view[row * width + column // 8] |= belongs(2.0 * column / n - 1.5, imaginary) << (7 - column % 8)
    for place in range(n * width):
        byte = view[place]
        total += (place + 1) * byte
        while byte:
            pixels += byte & 1
            byte >>= 1
    return pixels, total


cdef bint belongs(double real, double imaginary) noexcept:
    """Whether a point has not left the circle."""
    cdef double x = 0.0, y = 0.0, xx = 0.0, yy = 0.0
    for _ in range(50):
        y = 2.0 * x * y + imaginary
        x = xx - yy + real
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return False
    return True
