"""A name imported once: what an import in the function is compared with."""

from __future__ import annotations

from math import floor


def local_import(n: int) -> int:
    """N calls of a function that needs a module."""
    total = 0
    for i in range(n):
        total += half(i)
    return total


def half(value: int) -> int:
    """Half of it, rounded down."""
    return floor(value / 2)
