"""Arrays of NumPy: a package that the file needs."""

import numpy as np


def smooth(values, width):
    """The mean of each value with those around it."""
    means = np.zeros(len(values))
    for i in range(len(values)):
        low, high = max(0, i - width), min(len(values), i + width + 1)
        total = 0.0
        for j in range(low, high):
            total += values[j]
        means[i] = total / (high - low)
    return means
