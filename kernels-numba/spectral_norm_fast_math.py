"""spectral-norm with Numba and `fastmath=True`: the functions of `spectral_norm`, with leave to reorder."""

from __future__ import annotations

import spectral_norm as strict
from numba import njit

fast = njit(cache=True, fastmath=True)
strict.multiply_a = fast(strict.multiply_a.py_func)
strict.multiply_at = fast(strict.multiply_at.py_func)
strict.sums = fast(strict.sums.py_func)
spectral_norm = strict.spectral_norm
