"""NumPy imported, and no array kept: what a process holds without it."""

from __future__ import annotations

import numpy as np


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    total = np.float64(0.0)
    for i in range(n):
        total += float(i)
    return float(total)
