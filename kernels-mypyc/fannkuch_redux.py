"""fannkuch-redux: how often the first elements of every permutation can be reversed, as the first one says.

Source: the fannkuch-redux problem of the Computer Language Benchmarks Game, written anew. A flip reverses
as many elements as the first one's number says; it ends when that is the lowest. Counts without a unit.

The oracle with the types that mypyc makes use of, and loops by index in place of slices and `insert`.
"""

from __future__ import annotations

from mypy_extensions import i64


def fannkuch_redux(n: i64) -> tuple[int, int]:
    """The checksum and the most flips, over all permutations of n elements; n is at least 1."""
    permutation = list(range(n))
    rotations = [0] * n
    checksum: i64 = 0
    most: i64 = 0
    sign: i64 = 1
    while True:
        flips = count_flips(permutation)
        checksum += sign * flips
        most = max(most, flips)
        sign = -sign
        i: i64 = 1
        while i < n:
            first = permutation[0]
            for j in range(i):
                permutation[j] = permutation[j + 1]
            permutation[i] = first
            rotations[i] += 1
            if rotations[i] <= i:
                break
            rotations[i] = 0
            i += 1
        else:
            return int(checksum), int(most)


def count_flips(permutation: list[int]) -> i64:
    """How often the first elements can be reversed until the lowest one is the first."""
    first: i64 = permutation[0]
    flips: i64 = 0
    if first != 0:
        permutation = permutation[:]
        while first != 0:
            low: i64 = 0
            high: i64 = first
            while low < high:
                kept = permutation[low]
                permutation[low] = permutation[high]
                permutation[high] = kept
                low += 1
                high -= 1
            flips += 1
            first = permutation[0]
    return flips
