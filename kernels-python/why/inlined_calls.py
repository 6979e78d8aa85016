"""A loop whose body stands where it is needed: what a function for it is compared with."""

from __future__ import annotations


def inlined_calls(n: int) -> int:
    """N steps."""
    total = 0
    for i in range(n):
        total = (total + i) & 0xFFFF
    return total
