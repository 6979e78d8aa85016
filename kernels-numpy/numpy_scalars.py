"""The numbers of an array, one by one: each becomes an object, and so does all that is computed of it."""

from __future__ import annotations

import numpy as np


def numpy_scalars(n: int) -> float:
    """Ten times the sum of the squares of the numbers below n."""
    numbers = np.arange(n, dtype=np.float64)
    total = np.float64(0.0)
    for _ in range(10):
        for number in numbers:
            total += number * number
    return float(total)
