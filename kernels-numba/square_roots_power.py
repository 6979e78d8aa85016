"""square-roots with Numba and the oracle's `** 0.5`."""

from __future__ import annotations

from numba import njit


@njit(cache=True)
def square_roots(n: int) -> float:
    """The sum, added up in order."""
    x = total = 0.0
    for _ in range(n):
        x += 1.0
        total += x**0.5
    return total
