"""Integers beyond 64 bits."""


def factorial(n):
    """Integers beyond 64 bits."""
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result
