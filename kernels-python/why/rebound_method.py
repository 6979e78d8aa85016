"""Calls of a method that nobody rebinds: what a rebound one is compared with."""

from __future__ import annotations


class Counter:
    """Counts."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, value: int) -> None:
        """Counts on."""
        self.total += value


def rebound_method(n: int) -> int:
    """The numbers below n, added up by calls."""
    counter = Counter()
    for i in range(n):
        if i % 8 == 0:
            counter.total += 0
        counter.add(i)
    return counter.total
