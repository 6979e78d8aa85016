"""A module beside the functions."""


def square(side):
    """Its area."""
    return side * side
