"""Probes of the process after Taichi's first kernel."""

# mypy: ignore-errors
import os
import threading

import taichi as ti

ti.init(arch=ti.cpu, default_ip=ti.i64, default_fp=ti.f64, fast_math=False)


@ti.kernel
def started() -> ti.i64:
    """What is compiled and run first."""
    return 1


started()


def keeps_subnormals(value: float) -> bool:
    """Whether numbers below the smallest normal one are kept by Python itself."""
    return value * 0.5 > 0.0


def has_helpers() -> bool:
    """Whether the process has threads that the program has not started."""
    return len(os.listdir("/proc/self/task")) > threading.active_count()
