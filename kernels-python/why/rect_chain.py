"""A rectangle of four numbers: what one of two points is compared with."""

from __future__ import annotations


class Rect:
    """Four coordinates."""

    __slots__ = ("ax", "ay", "bx", "by")

    def __init__(self, ax: float, ay: float, bx: float, by: float) -> None:
        self.ax = ax
        self.ay = ay
        self.bx = bx
        self.by = by


def rect_chain(n: int) -> float:
    """The areas of n rectangles, added up."""
    r = Rect(1.0, 2.0, 4.0, 6.0)
    total = 0.0
    for _ in range(n):
        total += (r.bx - r.ax) * (r.by - r.ay)
    return total
