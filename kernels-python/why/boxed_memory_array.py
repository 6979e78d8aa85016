"""Numbers in an array of the standard library: their bits side by side."""

from __future__ import annotations

from array import array


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    numbers = array("d", range(n))
    total = 0.0
    for number in numbers:
        total += number
    return total
