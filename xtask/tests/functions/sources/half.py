"""A hint that is not true of every call."""


def half(n: int) -> float:
    """A hint that is not true of every call."""
    return n / 2
