"""Integers in a list: a pointer for each, and an object that it points to. None is small, and so shared."""

from __future__ import annotations

SHARED = 1025
"""From here on every integer is an object of its own: of those up to 256 or 1,024 CPython has one each."""


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    numbers = [i + SHARED for i in range(n)]
    total = 0
    for number in numbers:
        total += number - SHARED
    return float(total)
