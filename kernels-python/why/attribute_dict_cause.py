"""`p.x * 2` where x is in the dict of the instance."""

from __future__ import annotations


class Point:
    """A point with one coordinate."""

    def __init__(self, x: int) -> None:
        self.x = x


def attribute_dict(n: int) -> int:
    """N times `p.x * 2`, added up."""
    p = Point(21)
    total = 0
    for _ in range(n):
        total += p.x * 2
    return total
