"""spectral-norm with the rows of each product divided among threads, for interpreters without a lock.

LADDER_THREADS says how many. Every element is computed and added up in the order of `spectral_norm.py`, so
that the digits are the same on any number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import sqrt

Rows = Callable[[list[float], range], list[float]]


def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and both sums: they show an iteration too few when the norm does not."""
    threads = max(1, min(n, int(os.environ.get("LADDER_THREADS", "1"))))
    parts = [range(n * part // threads, n * (part + 1) // threads) for part in range(threads)]
    u = [1.0] * n
    v = u
    with ThreadPoolExecutor(threads) as pool:

        def multiply(rows: Rows, vector: list[float]) -> list[float]:
            """A product, part by part."""
            products = pool.map(lambda part: rows(vector, part), parts)
            return [x for product in products for x in product]

        for _ in range(10):
            v = multiply(rows_of_at, multiply(rows_of_a, u))
            u = multiply(rows_of_at, multiply(rows_of_a, v))
    u_dot_v = v_dot_v = 0.0
    for x, y in zip(u, v):
        u_dot_v += x * y
        v_dot_v += y * y
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


def rows_of_a(vector: list[float], rows: range) -> list[float]:
    """Rows of A times the vector."""
    product = []
    for i in rows:
        total = 0.0
        for j, x in enumerate(vector):
            ij = i + j
            total += x / (ij * (ij + 1) // 2 + i + 1)
        product.append(total)
    return product


def rows_of_at(vector: list[float], rows: range) -> list[float]:
    """Rows of A transposed times the vector."""
    product = []
    for i in rows:
        total = 0.0
        for j, x in enumerate(vector):
            ij = i + j
            total += x / (ij * (ij + 1) // 2 + j + 1)
        product.append(total)
    return product
