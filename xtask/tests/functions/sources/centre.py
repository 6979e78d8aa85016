"""Dataclasses."""

from dataclasses import dataclass


@dataclass
class Point:
    """Two numbers."""

    x: float
    y: float


def centre(points):
    """Dataclasses."""
    return Point(sum(p.x for p in points) / len(points), sum(p.y for p in points) / len(points))
