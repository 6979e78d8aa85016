"""The numbers of an array, each a double and no object, added up ten times."""

from __future__ import annotations

import numpy as np


def boxed_sum(n: int) -> float:
    """Ten times the sum of the numbers below n."""
    numbers = np.array([float(i) for i in range(n)])
    total = 0.0
    for _ in range(10):
        total += float(numbers.sum())
    return total
