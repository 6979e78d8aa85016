"""The order of a set of integers, which Python leaves open."""


def distinct(numbers):
    """Each number once."""
    return list(set(numbers))
