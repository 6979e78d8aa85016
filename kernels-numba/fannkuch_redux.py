"""fannkuch-redux with Numba: the oracle's loops on arrays, compiled by `@njit`.

Problem: fannkuch-redux of the Computer Language Benchmarks Game. Algorithm class: same loop.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Elements = NDArray[np.int8]


def fannkuch_redux(n: int) -> tuple[int, int]:
    """The checksum and the most flips, over all permutations of n elements; n is at least 1."""
    checksum, most = all_permutations(np.arange(n, dtype=np.int8), np.zeros(n, dtype=np.int8))
    return int(checksum), int(most)


@njit(cache=True)
def all_permutations(permutation: Elements, rotations: Elements) -> tuple[int, int]:
    """The same from the first permutation on."""
    work = permutation.copy()
    checksum = most = 0
    sign = 1
    while True:
        flips = count_flips(permutation, work)
        checksum += sign * flips
        most = max(most, flips)
        sign = -sign
        for i in range(1, len(permutation)):
            first = permutation[0]
            for j in range(i):
                permutation[j] = permutation[j + 1]
            permutation[i] = first
            rotations[i] += 1
            if rotations[i] <= i:
                break
            rotations[i] = 0
        else:
            return checksum, most


@njit(cache=True)
def count_flips(permutation: Elements, work: Elements) -> int:
    """How often the first elements can be reversed until the lowest one is the first."""
    flips = 0
    if permutation[0]:
        work[:] = permutation
        while work[0]:
            low, high = 0, work[0]
            while low < high:
                work[low], work[high] = work[high], work[low]
                low += 1
                high -= 1
            flips += 1
    return flips
