"""The numbers of a list, one by one: what those of an array are compared with, one by one."""

from __future__ import annotations


def numpy_scalars(n: int) -> float:
    """Ten times the sum of the squares of the numbers below n."""
    numbers = [float(i) for i in range(n)]
    total = 0.0
    for _ in range(10):
        for number in numbers:
            total += number * number
    return total
