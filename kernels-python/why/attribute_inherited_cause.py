"""`p.x * 2` where x is an attribute of the class, five bases up."""

from __future__ import annotations


class Root:
    """Where x is."""

    x = 21


class One(Root):
    """A base."""


class Two(One):
    """A base."""


class Three(Two):
    """A base."""


class Four(Three):
    """A base."""


class Point(Four):
    """A point whose coordinate is its class's."""

    def __init__(self, x: int) -> None:
        pass


def attribute_inherited(n: int) -> int:
    """N times `p.x * 2`, added up."""
    p = Point(21)
    total = 0
    for _ in range(n):
        total += p.x * 2
    return total
