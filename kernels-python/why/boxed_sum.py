"""The numbers of a list, each an object of its own, added up ten times."""

from __future__ import annotations


def boxed_sum(n: int) -> float:
    """Ten times the sum of the numbers below n."""
    numbers = [float(i) for i in range(n)]
    total = 0.0
    for _ in range(10):
        for number in numbers:
            total += number
    return total
