"""A program that computes in a loop, from its start to its end, in three lengths.

What others are compared with is the same program on another interpreter: a compiler that works while a
program runs has to earn what it took before the program ends.
"""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
def total(n):
    state = total = 0
    for i in range(n):
        state = (state * 5 + i) & 0xFFFF
        total += state
    return total
print(total(int(sys.argv[1])))
"""


def run(turns: int) -> int:
    """What the program prints after so many turns."""
    command = [sys.executable, "-c", PROGRAM, str(turns)]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def program_short(n: int) -> int:
    """N programs of ten thousand turns, about a millisecond of CPython."""
    return sum(run(10_000) for _ in range(n))


def program_middle(n: int) -> int:
    """N programs of a million turns, about a tenth of a second."""
    return sum(run(1_000_000) for _ in range(n))


def program_long(n: int) -> int:
    """N programs of ten million turns, about a second."""
    return sum(run(10_000_000) for _ in range(n))
