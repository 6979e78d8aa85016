"""Some seconds of small integers."""


def long_sum(n):
    """A sum in a loop."""
    total = 0
    for i in range(n):
        total += i * i % 7
    return total
