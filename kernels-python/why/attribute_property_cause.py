"""`p.x * 2` where x is a property."""

from __future__ import annotations


class Point:
    """A point with one coordinate."""

    __slots__ = ("_x",)

    def __init__(self, x: int) -> None:
        self._x = x

    @property
    def x(self) -> int:
        """The coordinate."""
        return self._x


def attribute_property(n: int) -> int:
    """N times `p.x * 2`, added up."""
    p = Point(21)
    total = 0
    for _ in range(n):
        total += p.x * 2
    return total
