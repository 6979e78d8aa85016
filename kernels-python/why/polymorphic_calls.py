"""Calls of a method of objects of one class: what those of five are compared with."""

from __future__ import annotations


class Shape:
    """What has a side."""

    __slots__ = ("side",)

    def __init__(self, side: int) -> None:
        self.side = side

    def area(self) -> int:
        """Its area."""
        return self.side * 4


class Square(Shape):
    """One more kind."""

    __slots__ = ()

    def area(self) -> int:
        """Its area."""
        return self.side * 4


class Circle(Shape):
    """One more kind."""

    __slots__ = ()

    def area(self) -> int:
        """Its area."""
        return self.side * 4


class Triangle(Shape):
    """One more kind."""

    __slots__ = ()

    def area(self) -> int:
        """Its area."""
        return self.side * 4


class Hexagon(Shape):
    """One more kind."""

    __slots__ = ()

    def area(self) -> int:
        """Its area."""
        return self.side * 4


def polymorphic_calls(n: int) -> int:
    """The areas of n shapes, added up."""
    shapes = [Shape(3), Shape(4), Shape(5), Shape(6), Shape(7)]
    total = 0
    for _ in range(n // 5):
        for shape in shapes:
            total += shape.area()
    return total
