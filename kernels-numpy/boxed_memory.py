"""Numbers in an array of NumPy: their bits side by side."""

from __future__ import annotations

import numpy as np


def boxed_memory(n: int) -> float:
    """The sum of the numbers below n, which is exact below 2**53."""
    return float(np.arange(n, dtype=np.float64).sum())
