"""square-roots: the sum of the square roots of the whole numbers from 1 to n, with the power operator.

A micro benchmark of one expression, `x ** 0.5` on a float; `square_roots_sqrt` calls `sqrt` instead. A pure
number.
"""

from __future__ import annotations


def square_roots(n: int) -> float:
    """The sum, added up in order."""
    x = total = 0.0
    for _ in range(n):
        x += 1.0
        total += x**0.5
    return total
