"""Integers in a loop."""


def collatz(limit):
    """Integers in a loop."""
    longest = 0
    for start in range(1, limit):
        steps, n = 0, start
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        longest = max(longest, steps)
    return longest
