"""A loop of integers with type hints."""

from __future__ import annotations


def type_hints(n: int) -> int:
    """A sum of products by a linear congruence."""
    state: int = 1
    total: int = 0
    for _ in range(n):
        state = (state * 75 + 74) % 65537
        total += step(state, total)
    return total


def step(state: int, total: int) -> int:
    """One step."""
    return state * 3 + total % 7
