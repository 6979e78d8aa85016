"""square-roots with the oracle's `** 0.5`."""

from __future__ import annotations

from mypy_extensions import i64


def square_roots(n: i64) -> float:
    """The sum, added up in order."""
    x = total = 0.0
    for _k in range(n):
        x += 1.0
        total += x**0.5
    return total
