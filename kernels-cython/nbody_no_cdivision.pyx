# cython: cdivision=False
"""n-body without `cdivision`: every division checks for a divisor of zero."""

# The directives at the head of a module count, and not those at the head of what it includes.
include "nbody.pyx"
