"""spectral-norm with Numba and `parallel=True`: `prange` divides the rows of each product among threads.

The result is the same for any number of threads, of which there are as many as cores, or as
`NUMBA_NUM_THREADS` says: a row is added up by one thread, in order.
"""

from __future__ import annotations

import spectral_norm as serial
from numba import njit, prange
from spectral_norm import Array


@njit(cache=True, parallel=True)
def multiply_a(vector: Array, product: Array) -> None:
    """A times the vector."""
    for i in prange(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += vector[j] / ((i + j) * (i + j + 1) // 2 + i + 1)
        product[i] = total


@njit(cache=True, parallel=True)
def multiply_at(vector: Array, product: Array) -> None:
    """A transposed, times the vector."""
    for i in prange(len(vector)):
        total = 0.0
        for j in range(len(vector)):
            total += vector[j] / ((i + j) * (i + j + 1) // 2 + j + 1)
        product[i] = total


serial.multiply_a = multiply_a
serial.multiply_at = multiply_at
spectral_norm = serial.spectral_norm
