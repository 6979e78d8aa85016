"""Probes of the process after an import of JAX and its first function."""

# What stands for these libraries in the tests of types knows only what the kernels use.
# mypy: ignore-errors
import os
import threading

import jax.numpy as jnp

jnp.asarray([1.0, 2.0]).sum()


def keeps_subnormals(value: float) -> bool:
    """Whether numbers below the smallest normal one are kept by Python itself."""
    return value * 0.5 > 0.0


def has_helpers() -> bool:
    """Whether the process has threads that the program has not started."""
    return len(os.listdir("/proc/self/task")) > threading.active_count()
