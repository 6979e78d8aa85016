"""Interpreters that are started and end at once: compared is the same on other interpreters."""

from __future__ import annotations

import subprocess
import sys


def start_up(n: int) -> int:
    """How many of n interpreters that were started one after the other said that they were there."""
    return sum(answer() for _ in range(n))


def answer() -> int:
    """What a fresh interpreter prints."""
    return int(subprocess.run([sys.executable, "-c", "print(1)"], check=True, stdout=subprocess.PIPE).stdout)
