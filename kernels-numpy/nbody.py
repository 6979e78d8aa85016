"""n-body with NumPy: all ten pairs of a step at once, one column of an array each.

The problem, its units and its constants are the oracle's (Computer Language Benchmarks Game); the algorithm
is the same step in another order of summation. A step is ten NumPy calls on arrays of at most 30 numbers:
the calls cost more than the arithmetic, and a step cannot begin before the last has ended, so there is
nothing longer to make a vector of. Each call writes into an array that is there.
"""

from __future__ import annotations

from math import pi

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SOLAR_MASS = 4 * pi * pi
DAYS_PER_YEAR = 365.24
TIME_STEP = 0.01

# Sun, Jupiter, Saturn, Uranus, Neptune: positions (AU), velocities (AU per day), masses (in suns).
POSITIONS = [
    [0.0, 0.0, 0.0],
    [4.84143144246472090e00, -1.16032004402742839e00, -1.03622044471123109e-01],
    [8.34336671824457987e00, 4.12479856412430479e00, -4.03523417114321381e-01],
    [1.28943695621391310e01, -1.51111514016986312e01, -2.23307578892655734e-01],
    [1.53796971148509165e01, -2.59193146099879641e01, 1.79258772950371181e-01],
]
VELOCITIES = [
    [0.0, 0.0, 0.0],
    [1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05],
    [-2.76742510726411510e-03, 4.99852801234917238e-03, 2.30417297573763929e-05],
    [2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05],
    [2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05],
]
MASSES = [
    1.0,
    9.54791938424326609e-04,
    2.85885980666130812e-04,
    4.36624404335156298e-05,
    5.15138902046611451e-05,
]


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    # A row per axis, a column per body: the last axis is then the long one.
    positions = np.array(POSITIONS).T.copy()
    velocities = np.array(VELOCITIES).T * DAYS_PER_YEAR
    masses = np.array(MASSES) * SOLAR_MASS
    # The Sun gets the velocity that brings the system's momentum to zero.
    velocities[:, 0] = -(velocities @ masses) / masses[0]

    before = energy(positions, velocities, masses)
    advance(positions, velocities, masses, TIME_STEP, steps)
    return before, energy(positions, velocities, masses)


def energy(positions: Array, velocities: Array, masses: Array) -> float:
    """Kinetic plus potential energy."""
    first, second = np.triu_indices(len(masses), 1)
    between = positions[:, first] - positions[:, second]
    kinetic = 0.5 * (masses * (velocities * velocities).sum(axis=0)).sum()
    potential = (masses[first] * masses[second] / np.sqrt((between * between).sum(axis=0))).sum()
    return float(kinetic - potential)


def advance(positions: Array, velocities: Array, masses: Array, dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves. No step makes an array."""
    difference, pull = matrices(masses, dt)
    between = np.empty((len(positions), difference.shape[1]))
    products = np.empty_like(between)
    squared = np.empty(difference.shape[1])
    root = np.empty_like(squared)
    change = np.empty_like(velocities)
    matmul, multiply, add, subtract, divide = np.matmul, np.multiply, np.add, np.subtract, np.divide
    total, sqrt = np.add.reduce, np.sqrt
    for _ in range(steps):
        matmul(positions, difference, between)
        multiply(between, between, products)
        total(products, 0, out=squared)
        sqrt(squared, root)
        multiply(squared, root, squared)
        divide(between, squared, between)
        matmul(between, pull, change)
        subtract(velocities, change, velocities)
        multiply(velocities, dt, change)
        add(positions, change, positions)


def matrices(masses: Array, dt: float) -> tuple[Array, Array]:
    """What stands for the pairs, constant through all steps.

    `positions @ difference` has the pairs' distances, and `... @ pull` adds up per body what its pairs do to
    it. Indexing with the pairs and `np.add.at` takes longer.
    """
    first, second = np.triu_indices(len(masses), 1)
    pairs = np.arange(len(first))
    difference = np.zeros((len(masses), len(pairs)))
    difference[first, pairs] = 1.0
    difference[second, pairs] = -1.0
    pull = np.zeros((len(pairs), len(masses)))
    pull[pairs, first] = dt * masses[second]
    pull[pairs, second] = -dt * masses[first]
    return difference, pull
