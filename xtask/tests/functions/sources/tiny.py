"""Some ten nanoseconds."""


def tiny(a, b):
    """Some ten nanoseconds."""
    return a + b
