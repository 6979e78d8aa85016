"""A library in Python, ties going to the first seen."""

from collections import Counter


def most_common(text):
    """A library in Python, ties going to the first seen."""
    return Counter(text).most_common(3)
