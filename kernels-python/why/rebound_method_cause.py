"""Calls of a method that the class is given anew at every eighth call."""

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
    add = Counter.add
    for i in range(n):
        if i % 8 == 0:
            Counter.add = add  # type: ignore[method-assign]
        counter.add(i)
    return counter.total
