"""Calls of a method of objects of five classes in turn, at one place."""

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
    shapes = [Shape(3), Square(4), Circle(5), Triangle(6), Hexagon(7)]
    total = 0
    for _ in range(n // 5):
        for shape in shapes:
            total += shape.area()
    return total
