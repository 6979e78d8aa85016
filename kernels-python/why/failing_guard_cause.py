"""A hot function of floats that meets an integer in every third place from the middle on."""

from __future__ import annotations


def failing_guard(n: int) -> float:
    """N additions, in two halves."""
    total = grow(0.0, n, (1.0, 1.0, 1.0))
    return grow(total, n, (1.0, 1, True))


def grow(total: float, n: int, steps: tuple[float, float, float]) -> float:
    """So many additions."""
    for i in range(n // 2):
        total = total + steps[i % 3]
    return total
