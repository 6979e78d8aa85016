"""A loop of integers without type hints: what one with hints is compared with."""

# No hints are the point.
# mypy: ignore-errors
from __future__ import annotations


def type_hints(n):
    """A sum of products by a linear congruence."""
    state = 1
    total = 0
    for _ in range(n):
        state = (state * 75 + 74) % 65537
        total += step(state, total)
    return total


def step(state, total):
    """One step."""
    return state * 3 + total % 7
