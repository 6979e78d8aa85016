"""A global name that is read in a loop, and rebound at every eighth turn."""

from __future__ import annotations

STEP = 3


def rebound_global(n: int) -> int:
    """N steps, added up."""
    global STEP
    total = 0
    other = 3
    for i in range(n):
        if i % 8 == 0:
            STEP = 3
        total += STEP
    return total + other - 3
