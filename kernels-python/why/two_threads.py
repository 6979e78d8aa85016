"""Two loops one after the other: what two at once are compared with."""

from __future__ import annotations


def two_threads(n: int) -> int:
    """Two loops of n turns."""
    return turn(n) + turn(n)


def turn(n: int) -> int:
    """A loop of n turns."""
    total = 0
    for i in range(n):
        total = (total * 5 + i) & 0xFFFF
    return total
