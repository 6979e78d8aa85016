"""Probes of the process after the import of NumPy."""

import os
import threading

import numpy as np

np.array([1.0, 2.0]) @ np.array([3.0, 4.0])


def keeps_subnormals(value: float) -> bool:
    """Whether numbers below the smallest normal one are kept by Python itself."""
    return value * 0.5 > 0.0


def has_helpers() -> bool:
    """Whether the process has threads that the program has not started."""
    return len(os.listdir("/proc/self/task")) > threading.active_count()
