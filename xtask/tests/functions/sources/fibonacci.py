"""Recursion."""


def fibonacci(n):
    """Recursion."""
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
