"""Enumerations, and a dict by them."""

from enum import Enum


class Colour(Enum):
    """Two of them."""

    RED = 1
    BLUE = 2


def paint(n):
    """Enumerations, and a dict by them."""
    pots = {Colour.RED: 0, Colour.BLUE: 0}
    for i in range(n):
        pots[Colour.RED if i % 3 else Colour.BLUE] += i
    return pots
