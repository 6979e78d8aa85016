"""What both forms of spectral-norm share: the elements of the matrix, and the inner product."""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import taichi as ti

Vector = ti.types.ndarray(dtype=ti.f64, ndim=1)


@ti.func
def divisor(i, j):
    """What 1 is divided by in A[i][j], in 64 bits: Taichi's usual 32 would overflow from n = 23,171 on."""
    # `raw_div` divides as C does. `//` rounds down; what that takes for negative numbers, of which there are
    # none here, costs time at every element.
    return ti.raw_div((i + j) * (i + j + 1), 2) + i + 1


@ti.kernel
def dot(left: Vector, right: Vector) -> ti.f64:
    """The inner product, added up in order."""
    total = 0.0
    ti.loop_config(serialize=True)
    for i in range(left.shape[0]):
        total += left[i] * right[i]
    return total
