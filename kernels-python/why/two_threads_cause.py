"""Two loops at once, each in a thread."""

from __future__ import annotations

import threading


def two_threads(n: int) -> int:
    """Two loops of n turns."""
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(turn(n))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(results)


def turn(n: int) -> int:
    """A loop of n turns."""
    total = 0
    for i in range(n):
        total = (total * 5 + i) & 0xFFFF
    return total
