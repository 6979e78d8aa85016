# cython: cdivision=False
"""spectral-norm without `cdivision`: every division checks for a divisor of zero, and `//` rounds down."""

# The directives at the head of a module count, and not those at the head of what it includes.
include "spectral_norm.pyx"
