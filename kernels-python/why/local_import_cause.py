"""An import in the function that needs it: it resolves at every call."""

from __future__ import annotations


def local_import(n: int) -> int:
    """N calls of a function that needs a module."""
    total = 0
    for i in range(n):
        total += half(i)
    return total


def half(value: int) -> int:
    """Half of it, rounded down."""
    from math import floor

    return floor(value / 2)
