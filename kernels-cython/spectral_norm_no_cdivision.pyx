# cython: cdivision=False
"""spectral-norm without `cdivision`: every division looks for a divisor of nought, and `//` rounds down."""

# The directives at the head of a module count, and not those at the head of what it includes.
include "spectral_norm.pyx"
