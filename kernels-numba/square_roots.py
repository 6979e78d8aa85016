"""square-roots with Numba, `sqrt` in place of the oracle's `** 0.5`, as in C."""

from __future__ import annotations

from math import sqrt

from numba import njit


@njit(cache=True)
def square_roots(n: int) -> float:
    """The sum, added up in order."""
    x = total = 0.0
    for _ in range(n):
        x += 1.0
        total += sqrt(x)
    return total
