"""A square by a product: what one by a power is compared with."""

from __future__ import annotations


def powers(n: int) -> float:
    """N squares of 1.5, added up."""
    x = 1.5
    total = 0.0
    for _ in range(n):
        total += x * x
    return total
