"""Probes of the process after an import of DuckDB and its first query."""

import os
import threading

import duckdb

duckdb.sql("select 1").fetchall()


def keeps_subnormals(value: float) -> bool:
    """Whether numbers below the smallest normal one are kept by Python itself."""
    return value * 0.5 > 0.0


def has_helpers() -> bool:
    """Whether the process has threads that the program has not started."""
    return len(os.listdir("/proc/self/task")) > threading.active_count()
