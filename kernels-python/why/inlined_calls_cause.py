"""A loop whose body is a function."""

from __future__ import annotations


def inlined_calls(n: int) -> int:
    """N steps."""
    total = 0
    for i in range(n):
        total = step(total, i)
    return total


def step(total: int, i: int) -> int:
    """One step."""
    return (total + i) & 0xFFFF
