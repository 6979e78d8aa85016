"""Numbers that are added up as they are made, so that none is kept: what a process holds without them."""

from __future__ import annotations


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    total = 0.0
    for i in range(n):
        total += float(i)
    return total
