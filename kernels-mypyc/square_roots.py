"""square-roots: the oracle with an `i64` to count, and `sqrt` in place of `** 0.5`."""

from __future__ import annotations

from math import sqrt

from mypy_extensions import i64


def square_roots(n: i64) -> float:
    """The sum, added up in order."""
    x = total = 0.0
    for _k in range(n):
        x += 1.0
        total += sqrt(x)
    return total
