"""A square by `**`."""

from __future__ import annotations


def powers(n: int) -> float:
    """N squares of 1.5, added up."""
    x = 1.5
    total = 0.0
    for _ in range(n):
        total += x**2
    return total
