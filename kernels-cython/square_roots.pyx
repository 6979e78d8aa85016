"""square-roots: the sum of the square roots of the whole numbers from 1 to n, with C's `sqrt`. A pure number."""

from libc.math cimport sqrt


def square_roots(long long n):
    """The sum, added up in order."""
    cdef double x = 0.0, total = 0.0
    for _ in range(n):
        x += 1.0
        total += sqrt(x)
    return total
