# cython: cdivision=True
"""spectral-norm: the spectral norm of the infinite matrix A, cut to n by n, by ten rounds of power iteration.

A[i][j] = 1 / ((i + j) (i + j + 1) / 2 + i + 1), a pure number. Source: the spectral-norm problem of the
Computer Language Benchmarks Game, written anew. The matrix is never stored: each element is computed where
it is used.
"""

cimport cython
from cpython cimport array
from libc.math cimport sqrt

import array

cdef array.array DOUBLES = array.array("d")


@cython.cdivision(False)  # a matrix without rows is a ZeroDivisionError, as in the oracle
def spectral_norm(Py_ssize_t n):
    """The norm sqrt(u.v / v.v), and both sums: they show an iteration too few when the norm does not."""
    cdef double[::1] u = array.clone(DOUBLES, n, zero=False)
    cdef double[::1] v = array.clone(DOUBLES, n, zero=False)
    cdef double[::1] between = array.clone(DOUBLES, n, zero=False)
    cdef double u_dot_v = 0.0, v_dot_v = 0.0
    cdef Py_ssize_t i
    u[:] = 1.0
    for _ in range(10):
        multiply_at_a(u, between, v)
        multiply_at_a(v, between, u)
    for i in range(n):
        u_dot_v += u[i] * v[i]
        v_dot_v += v[i] * v[i]
    return sqrt(u_dot_v / v_dot_v), u_dot_v, v_dot_v


cdef void multiply_at_a(double[::1] vector, double[::1] between, double[::1] product) noexcept:
    """A transposed, times A, times the vector."""
    multiply_a(vector, between)
    multiply_at(between, product)


@cython.boundscheck(False)
@cython.wraparound(False)
cdef void multiply_a(double[::1] vector, double[::1] product) noexcept:
    """A times the vector."""
    cdef Py_ssize_t i, j, n = vector.shape[0]
    cdef double total
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += vector[j] / inverse_element(i, j)
        product[i] = total


@cython.boundscheck(False)
@cython.wraparound(False)
cdef void multiply_at(double[::1] vector, double[::1] product) noexcept:
    """A transposed, times the vector."""
    cdef Py_ssize_t i, j, n = vector.shape[0]
    cdef double total
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += vector[j] / inverse_element(j, i)
        product[i] = total


cdef inline double inverse_element(Py_ssize_t i, Py_ssize_t j) noexcept:
    """1 / A[i][j], a whole number."""
    return (i + j) * (i + j + 1) // 2 + i + 1
