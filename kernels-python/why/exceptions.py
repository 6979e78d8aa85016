"""A failure that is returned: what one that is raised is compared with."""

from __future__ import annotations


def raised_exceptions(n: int) -> int:
    """How many of n numbers are refused: every second one."""
    refused = 0
    for i in range(n):
        if check(i) is None:
            refused += 1
    return refused


def check(i: int) -> int | None:
    """The number, if it is even."""
    if i % 2:
        return None
    return i
