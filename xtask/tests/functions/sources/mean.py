"""A sum of floats."""


def mean(values):
    """A sum of floats."""
    return sum(values) / len(values)
