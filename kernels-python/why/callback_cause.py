"""A function in C that calls a Python function back for every element: `sum` of `map`."""

from __future__ import annotations


def callback(n: int) -> int:
    """The numbers below n, each doubled by a call, added up."""
    return sum(map(double, range(n)))


def double(i: int) -> int:
    """Twice as much."""
    return i * 2
