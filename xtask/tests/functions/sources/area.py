"""A module beside the file."""

import shapes


def area(sides):
    """A module beside the file."""
    return sum(shapes.square(side) for side in sides)
