"""fannkuch-redux: how often the first elements of every permutation can be reversed, as the first one says.

Source: the fannkuch-redux problem of the Computer Language Benchmarks Game (after Anderson and Rettig,
"Performing Lisp Analysis of the FANNKUCH Benchmark"), written anew. A flip reverses as many elements as the
first one's number says; it ends when that is the lowest. Counts without a unit. Permutations come in the
problem's order: the checksum adds the flips of the first, takes away those of the second, and so on.
"""

from __future__ import annotations


def fannkuch_redux(n: int) -> tuple[int, int]:
    """The checksum and the most flips, over all permutations of n elements; n is at least 1."""
    permutation = list(range(n))
    rotations = [0] * n
    checksum = most = 0
    sign = 1
    while True:
        flips = count_flips(permutation)
        checksum += sign * flips
        most = max(most, flips)
        sign = -sign
        # The next one: rotate the first two; after as many rotations as elements the first three; ...
        for i in range(1, n):
            permutation.insert(i, permutation.pop(0))
            rotations[i] += 1
            if rotations[i] <= i:
                break
            rotations[i] = 0
        else:
            return checksum, most


def count_flips(permutation: list[int]) -> int:
    """How often the first elements can be reversed until the lowest one is the first."""
    first = permutation[0]
    flips = 0
    if first:
        permutation = permutation[:]
        while first:
            permutation[: first + 1] = permutation[first::-1]
            flips += 1
            first = permutation[0]
    return flips
