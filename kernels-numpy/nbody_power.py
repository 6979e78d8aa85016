"""n-body with NumPy and the oracle's `** -1.5`, not square root and division; all else is `nbody`'s."""

from __future__ import annotations

import nbody as base
from nbody import Array, matrices


def advance(positions: Array, velocities: Array, masses: Array, dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    difference, pull = matrices(masses, dt)
    for _ in range(steps):
        between = positions @ difference
        velocities -= (between * (between * between).sum(axis=0) ** -1.5) @ pull
        positions += dt * velocities


base.advance = advance
nbody = base.nbody
