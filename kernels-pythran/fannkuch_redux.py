"""fannkuch-redux with Pythran: the oracle's loops on arrays, compiled to C++.

Problem: fannkuch-redux of the Computer Language Benchmarks Game. Algorithm class: same loop.
"""

import numpy as np


# pythran export fannkuch_redux(int)
def fannkuch_redux(n: int) -> tuple[int, int]:
    """The checksum and the most flips, over all permutations of n elements; n is at least 1."""
    permutation = np.arange(n)
    rotations = np.zeros(n, dtype=int)
    work = np.arange(n)
    checksum = 0
    most = 0
    sign = 1
    more = True
    while more:
        flips = count_flips(permutation, work)
        checksum += sign * flips
        most = max(most, flips)
        sign = -sign
        more = False
        for i in range(1, n):
            first = permutation[0]
            for j in range(i):
                permutation[j] = permutation[j + 1]
            permutation[i] = first
            rotations[i] += 1
            if rotations[i] <= i:
                more = True
                break
            rotations[i] = 0
    return checksum, most


def count_flips(permutation: np.ndarray, work: np.ndarray) -> int:
    """How often the first elements can be reversed until the lowest one is the first."""
    flips = 0
    for i in range(len(permutation)):
        work[i] = permutation[i]
    while work[0] != 0:
        low = 0
        high = work[0]
        while low < high:
            kept = work[low]
            work[low] = work[high]
            work[high] = kept
            low += 1
            high -= 1
        flips += 1
    return flips
