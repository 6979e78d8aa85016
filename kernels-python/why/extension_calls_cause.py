"""A loop that calls a function in C, which is behind the wall of an extension."""

from __future__ import annotations

from wall import double


def extension_calls(n: int) -> int:
    """The numbers below n, each doubled by a call, added up."""
    total = 0
    for i in range(n):
        total += double(i)
    return total
