"""A rectangle of two points: a chain of pointers to each number."""

from __future__ import annotations


class Point:
    """Two coordinates."""

    __slots__ = ("x", "y")

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y


class Rect:
    """Two corners."""

    __slots__ = ("a", "b")

    def __init__(self, a: Point, b: Point) -> None:
        self.a = a
        self.b = b


def rect_chain(n: int) -> float:
    """The areas of n rectangles, added up."""
    r = Rect(Point(1.0, 2.0), Point(4.0, 6.0))
    total = 0.0
    for _ in range(n):
        total += (r.b.x - r.a.x) * (r.b.y - r.a.y)
    return total
