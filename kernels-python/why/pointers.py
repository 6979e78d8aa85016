"""Points that lie in memory as they are visited: what shuffled ones are compared with."""

from __future__ import annotations

import random

from caches import points_that_fill


class Point:
    """A point with two coordinates."""

    __slots__ = ("x", "y")

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y


def visit(level: int, passes: int) -> float:
    """The coordinates of as many points as fill a level of the caches, added up in so many passes."""
    points = [Point(float(i), float(i % 7)) for i in range(points_that_fill(level))]
    order = list(range(len(points)))
    random.Random(1).shuffle(order)
    order.sort()
    points = [points[i] for i in order]
    total = 0.0
    for _ in range(passes):
        for point in points:
            total += point.x + point.y
    return total


def pointers_l1(passes: int) -> float:
    """Points that fill half of the first level."""
    return visit(1, passes * 200)


def pointers_l2(passes: int) -> float:
    """Points that fill half of the second level."""
    return visit(2, passes * 4)


def pointers_memory(passes: int) -> float:
    """Points that fill twice the last level."""
    return visit(3, passes)
