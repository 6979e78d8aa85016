"""Numbers in a list: a pointer for each, and an object that it points to."""

from __future__ import annotations


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    numbers = [float(i) for i in range(n)]
    total = 0.0
    for number in numbers:
        total += number
    return total
