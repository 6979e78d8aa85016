"""n-body with Numba and the oracle's `** -1.5`, not square root and division; all else is `nbody`'s."""

from __future__ import annotations

import nbody as base
from nbody import BODIES, Array
from numba import njit


@njit(cache=True)
def advance(positions: Array, velocities: Array, masses: Array, dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    for _ in range(steps):
        for i in range(BODIES):
            for j in range(i + 1, BODIES):
                dx = positions[i, 0] - positions[j, 0]
                dy = positions[i, 1] - positions[j, 1]
                dz = positions[i, 2] - positions[j, 2]
                magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
                pull = masses[j] * magnitude
                velocities[i, 0] -= dx * pull
                velocities[i, 1] -= dy * pull
                velocities[i, 2] -= dz * pull
                pull = masses[i] * magnitude
                velocities[j, 0] += dx * pull
                velocities[j, 1] += dy * pull
                velocities[j, 2] += dz * pull
        for i in range(BODIES):
            positions[i, 0] += dt * velocities[i, 0]
            positions[i, 1] += dt * velocities[i, 1]
            positions[i, 2] += dt * velocities[i, 2]


base.advance = advance
nbody = base.nbody
