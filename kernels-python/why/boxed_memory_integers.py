"""Integers in a list: a pointer for each, and an object that it points to. None is one of the small ones, which are shared."""

from __future__ import annotations

SHARED = 1025
"""From here on every integer is an object of its own: CPython keeps the ones below, up to 256 or 1,024, once for all."""


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    numbers = [i + SHARED for i in range(n)]
    total = 0
    for number in numbers:
        total += number - SHARED
    return float(total)
