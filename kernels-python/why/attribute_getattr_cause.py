"""`p.x * 2` where x is made up by `__getattr__`."""

from __future__ import annotations


class Point:
    """A point with one coordinate."""

    __slots__ = ("_x",)

    def __init__(self, x: int) -> None:
        self._x = x

    def __getattr__(self, name: str) -> int:
        return self._x


def attribute_getattr(n: int) -> int:
    """N times `p.x * 2`, added up."""
    p = Point(21)
    total = 0
    for _ in range(n):
        total += p.x * 2
    return total
