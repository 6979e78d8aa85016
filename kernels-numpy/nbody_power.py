"""n-body with NumPy and the oracle's `** -1.5`, not square root and division; all else is `nbody`'s."""

from __future__ import annotations

import numpy as np
from nbody import DAYS_PER_YEAR, MASSES, POSITIONS, SOLAR_MASS, TIME_STEP, VELOCITIES, Array, energy


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    # A row per axis, a column per body: the last axis is then the long one.
    positions = np.array(POSITIONS).T.copy()
    velocities = np.array(VELOCITIES).T * DAYS_PER_YEAR
    masses = np.array(MASSES) * SOLAR_MASS
    # The Sun gets the velocity that brings the system's momentum to nought.
    velocities[:, 0] = -(velocities @ masses) / masses[0]

    before = energy(positions, velocities, masses)
    advance(positions, velocities, masses, TIME_STEP, steps)
    return before, energy(positions, velocities, masses)


def advance(positions: Array, velocities: Array, masses: Array, dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    first, second = np.triu_indices(len(masses), 1)
    pairs = np.arange(len(first))
    difference = np.zeros((len(masses), len(pairs)))
    difference[first, pairs] = 1.0
    difference[second, pairs] = -1.0
    pull = np.zeros((len(pairs), len(masses)))
    pull[pairs, first] = dt * masses[second]
    pull[pairs, second] = -dt * masses[first]

    for _ in range(steps):
        between = positions @ difference
        velocities -= (between * (between * between).sum(axis=0) ** -1.5) @ pull
        positions += dt * velocities
