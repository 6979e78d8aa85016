"""Probes of the process after an import of Polars and its first query."""

import os
import sys
import threading
from typing import Any

import polars as pl

pl.DataFrame({"x": [1.0, 2.0]}).select(pl.col("x").sum())


def keeps_subnormals(value: float) -> bool:
    """Whether numbers below the smallest normal one are kept by Python itself."""
    return value * 0.5 > 0.0


def lock_is_on() -> bool:
    """Whether one thread alone runs at a time; interpreters that do not tell are taken to have the lock."""
    ask: Any = getattr(sys, "_is_gil_enabled", None)
    return bool(ask()) if ask is not None else True


def rounds_to_nearest(one: float, half_a_step: float) -> bool:
    """Whether a sum halfway between two numbers is the even one, and one beyond it the upper one."""
    return one + half_a_step == one and one + half_a_step * 1.5 > one


def has_helpers() -> bool:
    """Whether the process has threads that the program has not started."""
    return len(os.listdir("/proc/self/task")) > threading.active_count()
