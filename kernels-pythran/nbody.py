"""n-body with Pythran: the loops of the oracle on arrays, compiled to C++.

The problem, its units and its constants are the oracle's (Computer Language Benchmarks Game). Square root and
division stand for the oracle's `** -1.5`, as in C.
"""

from math import pi, sqrt

import numpy as np

SOLAR_MASS = 4 * pi * pi
DAYS_PER_YEAR = 365.24
TIME_STEP = 0.01

BODIES = 5  # A global is a constant to Pythran: the C++ compiler knows how often the inner loops go round.


# pythran export nbody(int)
def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    positions, velocities, masses = initial_state()
    velocities *= DAYS_PER_YEAR
    masses *= SOLAR_MASS
    # The Sun gets the velocity that brings the system's momentum to zero.
    for axis in range(3):
        velocities[0, axis] = -np.sum(masses * velocities[:, axis]) / masses[0]

    before = energy(positions, velocities, masses)
    advance(positions, velocities, masses, TIME_STEP, steps)
    return before, energy(positions, velocities, masses)


def initial_state() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions, velocities and masses: Sun, Jupiter, Saturn, Uranus, Neptune.

    In AU, AU per day and suns. Nothing of it is global, where Pythran would have it constant.
    """
    positions = [
        [0.0, 0.0, 0.0],
        [4.84143144246472090e00, -1.16032004402742839e00, -1.03622044471123109e-01],
        [8.34336671824457987e00, 4.12479856412430479e00, -4.03523417114321381e-01],
        [1.28943695621391310e01, -1.51111514016986312e01, -2.23307578892655734e-01],
        [1.53796971148509165e01, -2.59193146099879641e01, 1.79258772950371181e-01],
    ]
    velocities = [
        [0.0, 0.0, 0.0],
        [1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05],
        [-2.76742510726411510e-03, 4.99852801234917238e-03, 2.30417297573763929e-05],
        [2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05],
        [2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05],
    ]
    masses = [
        1.0,
        9.54791938424326609e-04,
        2.85885980666130812e-04,
        4.36624404335156298e-05,
        5.15138902046611451e-05,
    ]
    return np.array(positions), np.array(velocities), np.array(masses)


def energy(positions: np.ndarray, velocities: np.ndarray, masses: np.ndarray) -> float:
    """Kinetic plus potential energy."""
    total = 0.0
    for i in range(BODIES):
        squared = velocities[i, 0] ** 2 + velocities[i, 1] ** 2 + velocities[i, 2] ** 2
        total += 0.5 * masses[i] * squared
        for j in range(i + 1, BODIES):
            dx = positions[i, 0] - positions[j, 0]
            dy = positions[i, 1] - positions[j, 1]
            dz = positions[i, 2] - positions[j, 2]
            total -= masses[i] * masses[j] / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(positions: np.ndarray, velocities: np.ndarray, masses: np.ndarray, dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    for _ in range(steps):
        for i in range(BODIES):
            for j in range(i + 1, BODIES):
                dx = positions[i, 0] - positions[j, 0]
                dy = positions[i, 1] - positions[j, 1]
                dz = positions[i, 2] - positions[j, 2]
                squared = dx * dx + dy * dy + dz * dz
                magnitude = dt / (squared * sqrt(squared))
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
