"""Rounding to places."""


def rounded(values):
    """Rounding to places."""
    return [round(value, 2) for value in values]
