"""A loop that calls a function in Python: what one that calls a function in C is compared with."""

from __future__ import annotations


def extension_calls(n: int) -> int:
    """The numbers below n, each doubled by a call, added up."""
    total = 0
    for i in range(n):
        total += double(i)
    return total


def double(i: int) -> int:
    """Twice as much."""
    return i * 2
