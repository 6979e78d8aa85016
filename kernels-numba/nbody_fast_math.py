"""n-body with Numba and `fastmath=True`: the functions of `nbody`, with leave to reorder and fuse."""

from __future__ import annotations

import nbody as strict
from numba import njit

fast = njit(cache=True, fastmath=True)
strict.energy = fast(strict.energy.py_func)
strict.advance = fast(strict.advance.py_func)
nbody = strict.nbody
