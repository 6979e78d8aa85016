"""A division by a number of things that may be zero."""


def average(values):
    """The mean of all that are positive."""
    total = 0.0
    count = 0
    for value in values:
        if value > 0.0:
            total += value
            count += 1
    return total / count
