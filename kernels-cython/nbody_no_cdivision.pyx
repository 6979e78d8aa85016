# cython: cdivision=False
"""n-body without `cdivision`: every division looks for a divisor of nought."""

# The directives at the head of a module count, and not those at the head of what it includes.
include "nbody.pyx"
