"""n-body with Numba and the oracle's `** -1.5`, not square root and division; all else is `nbody`'s."""

from __future__ import annotations

import numpy as np
from nbody import BODIES, DAYS_PER_YEAR, MASSES, POSITIONS, SOLAR_MASS, TIME_STEP, VELOCITIES, Array, energy
from numba import njit


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    positions = np.array(POSITIONS)
    velocities = np.array(VELOCITIES) * DAYS_PER_YEAR
    masses = np.array(MASSES) * SOLAR_MASS
    # The Sun gets the velocity that brings the system's momentum to nought.
    velocities[0] = -(masses @ velocities) / masses[0]

    before = energy(positions, velocities, masses)
    advance(positions, velocities, masses, TIME_STEP, steps)
    return before, energy(positions, velocities, masses)


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
