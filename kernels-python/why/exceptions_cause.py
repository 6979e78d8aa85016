"""A failure that is raised, at every second call."""

from __future__ import annotations


def raised_exceptions(n: int) -> int:
    """How many of n numbers are refused: every second one."""
    refused = 0
    for i in range(n):
        try:
            check(i)
        except ValueError:
            refused += 1
    return refused


def check(i: int) -> int | None:
    """The number, if it is even."""
    if i % 2:
        raise ValueError
    return i
