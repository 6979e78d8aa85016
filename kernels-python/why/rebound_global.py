"""A global name that is read in a loop: what one that is rebound is compared with."""

from __future__ import annotations

STEP = 3


def rebound_global(n: int) -> int:
    """N steps, added up."""
    total = 0
    other = 3
    for i in range(n):
        if i % 8 == 0:
            other = 3
        total += STEP
    return total + other - 3
