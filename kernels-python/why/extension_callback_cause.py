"""A function in C that calls a Python function back for every number, through an extension."""

from __future__ import annotations

from wall import add_up


def extension_callback(n: int) -> int:
    """The numbers below n, each doubled by a call, added up."""
    return add_up(double, n)


def double(i: int) -> int:
    """Twice as much."""
    return i * 2
