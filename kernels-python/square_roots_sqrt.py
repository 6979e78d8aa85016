"""square-roots with `sqrt` in place of `** 0.5`, and nothing else changed."""

from __future__ import annotations

from math import sqrt


def square_roots(n: int) -> float:
    """The sum, added up in order."""
    x = total = 0.0
    for _ in range(n):
        x += 1.0
        total += sqrt(x)
    return total
