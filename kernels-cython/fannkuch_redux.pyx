# cython: boundscheck=False, wraparound=False
"""fannkuch-redux: how often the first elements of every permutation can be reversed, as the first one says.

Source: the fannkuch-redux problem of the Computer Language Benchmarks Game, written anew. A flip reverses as many
elements as the first one's number says; it ends when that is the lowest. Counts without a unit.
"""

from libc.string cimport memcpy

MOST_ELEMENTS = 16


def fannkuch_redux(Py_ssize_t n):
    """The checksum and the most flips, over all permutations of n elements, of which there are 1 to 16."""
    if not 1 <= n <= MOST_ELEMENTS:
        raise ValueError("n must be a number from 1 to 16")
    cdef signed char[16] permutation
    cdef signed char[16] rotations
    cdef Py_ssize_t i, j
    cdef signed char first
    cdef long long checksum = 0, most = 0, sign = 1, flips
    for i in range(16):
        permutation[i] = <signed char> i
        rotations[i] = 0
    while True:
        flips = count_flips(permutation) if permutation[0] else 0
        checksum += sign * flips
        if flips > most:
            most = flips
        sign = -sign
        for i in range(1, n):
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


cdef long long count_flips(const signed char* permutation) noexcept:
    """How often the first elements can be reversed until the lowest one is the first."""
    cdef signed char[16] work
    cdef signed char first, following, kept
    cdef Py_ssize_t low, high
    cdef long long flips = 0
    memcpy(work, permutation, 16)
    first = work[0]
    while first:
        following = work[first]
        work[first] = first
        low, high = 1, first - 1
        while low < high:
            kept = work[low]
            work[low] = work[high]
            work[high] = kept
            low += 1
            high -= 1
        first = following
        flips += 1
    return flips
