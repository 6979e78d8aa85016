"""Sets."""


def common(one, other):
    """Sets."""
    return set(one) & set(other)
