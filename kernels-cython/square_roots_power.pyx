"""square-roots with the oracle's `** 0.5` on C doubles, in place of `sqrt`."""


def square_roots(long long n):
    """The sum, added up in order."""
    cdef double x = 0.0, total = 0.0
    for _ in range(n):
        x += 1.0
        total += x ** 0.5
    return total
