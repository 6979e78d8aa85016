"""How large the caches of this machine are, and how many objects fill them."""

from __future__ import annotations

import glob

# Where the system does not say: usual bytes of the first level for data, of the second, and of the last.
USUAL = (32 << 10, 1 << 20, 32 << 20)

# Bytes of a point with its two floats and the pointer to it, as CPython has them.
POINT = 104

# No more points than this, whatever the last level has: they would take minutes to make.
MOST_POINTS = 600_000


def sizes() -> tuple[int, int, int]:
    """Bytes of the first level for data, of the second, and of the last."""
    levels: dict[int, int] = {}
    for folder in glob.glob("/sys/devices/system/cpu/cpu0/cache/index*"):
        if read(folder, "type") in ("Data", "Unified"):
            levels[int(read(folder, "level"))] = in_bytes(read(folder, "size"))
    if 1 not in levels or 2 not in levels:
        return USUAL
    return levels[1], levels[2], levels[max(levels)]


def read(folder: str, name: str) -> str:
    """What the system says of a cache."""
    with open(f"{folder}/{name}", encoding="ascii") as file:
        return file.read().strip()


def in_bytes(text: str) -> int:
    """A size such as 48K."""
    factors = {"K": 1 << 10, "M": 1 << 20}
    return int(text.rstrip("KM")) * factors.get(text[-1], 1)


SIZES = sizes()


def points_that_fill(level: int) -> int:
    """Points that fill half of the first or the second level, or twice the last one."""
    share = (0.5, 0.5, 2.0)[level - 1]
    return min(MOST_POINTS, int(SIZES[level - 1] * share) // POINT)
