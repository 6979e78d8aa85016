"""spectral-norm with Taichi, a kernel for each product of matrix and vector: rows are shared among threads.

Problem: spectral-norm of the Computer Language Benchmarks Game. Algorithm class: same loop, no stored matrix.
Taichi divides a kernel's outermost loop among threads, so each product must be one. As many threads as the
machine has, or as `TI_CPU_MAX_NUM_THREADS` says. The result is the same for any number: a row is added up by
one thread, in order.
"""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import os
from math import sqrt

import numpy as np
import taichi as ti
from elements import Vector, divisor, dot

# Taichi's default is fast_math=True, which lets the compiler reorder and approximate; here it has to be asked
# for.
ti.init(
    arch=ti.cpu,
    default_fp=ti.f64,
    fast_math=os.environ.get("LADDER_TAICHI_FAST_MATH") == "1",
)


def spectral_norm(n: int) -> tuple[float, float, float]:
    """The norm sqrt(u.v / v.v), and the two sums it comes from, after ten rounds of power iteration."""
    u = np.ones(n)
    v = np.empty(n)
    product = np.empty(n)
    for _ in range(10):
        multiply_a(u, product)
        multiply_at(product, v)
        multiply_a(v, product)
        multiply_at(product, u)
    u_dot_v = dot(u, v)
    v_dot_v = dot(v, v)
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


@ti.kernel
def multiply_a(vector: Vector, product: Vector):
    """A times the vector."""
    for i in range(vector.shape[0]):
        total = 0.0
        for j in range(vector.shape[0]):
            total += vector[j] / divisor(ti.i64(i), ti.i64(j))
        product[i] = total


@ti.kernel
def multiply_at(vector: Vector, product: Vector):
    """A transposed, times the vector."""
    for i in range(vector.shape[0]):
        total = 0.0
        for j in range(vector.shape[0]):
            total += vector[j] / divisor(ti.i64(j), ti.i64(i))
        product[i] = total
