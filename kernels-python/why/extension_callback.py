"""A loop that calls a function in Python: what a function in C that calls it back is compared with."""

from __future__ import annotations

from collections.abc import Callable


def extension_callback(n: int) -> int:
    """The numbers below n, each doubled by a call, added up."""
    return add_up(double, n)


def add_up(function: Callable[[int], int], n: int) -> int:
    """What the function makes of the numbers below n, added up."""
    total = 0
    for i in range(n):
        total += function(i)
    return total


def double(i: int) -> int:
    """Twice as much."""
    return i * 2
