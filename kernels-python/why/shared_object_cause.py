"""Two threads that count in one object, each in a place of its own."""

from __future__ import annotations

import threading


class Counts:
    """Two counts."""

    def __init__(self) -> None:
        self.first = 0
        self.second = 0


def shared_object(n: int) -> int:
    """N counted in each of two threads."""
    first = second = Counts()
    threads = [
        threading.Thread(target=up, args=(first, n)),
        threading.Thread(target=also_up, args=(second, n)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return first.first + second.second


def up(counts: Counts, n: int) -> None:
    """Counts to n."""
    for _ in range(n):
        counts.first += 1


def also_up(counts: Counts, n: int) -> None:
    """Counts to n in the other place."""
    for _ in range(n):
        counts.second += 1
