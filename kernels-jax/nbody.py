"""n-body with JAX: the ten pairs as numbers, the steps as one loop that XLA compiles.

The problem, its units and its constants are the oracle's (Computer Language Benchmarks Game). Square root and
division stand for the oracle's `** -1.5`.
"""

from __future__ import annotations

from functools import partial
from math import pi

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

jax.config.update("jax_enable_x64", True)

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
    positions = np.array(POSITIONS)
    velocities = np.array(VELOCITIES) * DAYS_PER_YEAR
    masses = np.array(MASSES) * SOLAR_MASS
    # The Sun gets the velocity that brings the system's momentum to zero.
    velocities[0] = -(masses @ velocities) / masses[0]
    # All of it is an argument: what is constant to XLA, it may compute when it compiles.
    before, after = simulate(positions, velocities, masses, steps)
    return float(before), float(after)


@jax.jit
def simulate(positions: Array, velocities: Array, masses: Array, steps: Array) -> tuple[Array, Array]:
    """The energies before and after the steps; their number is known when it runs."""
    before = energy(positions, velocities, masses)
    step = partial(advance, [masses[i] for i in range(5)])
    state = tuple(positions.T.ravel()) + tuple(velocities.T.ravel())
    state = lax.fori_loop(0, steps, step, state)
    positions = jnp.stack(state[:15]).reshape(3, 5).T
    velocities = jnp.stack(state[15:]).reshape(3, 5).T
    return before, energy(positions, velocities, masses)


def advance(masses: Array, _step: Array, state: tuple[Array, ...]) -> tuple[Array, ...]:
    """Every pair changes both velocities, then every body moves.

    Thirty numbers instead of arrays: to XLA a step is one computation, and each pair is in it once.
    """
    place = [list(state[0:5]), list(state[5:10]), list(state[10:15])]
    velocity = [list(state[15:20]), list(state[20:25]), list(state[25:30])]
    for i in range(5):
        for j in range(i + 1, 5):
            d = [axis[i] - axis[j] for axis in place]
            squared = d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
            magnitude = TIME_STEP / (squared * jnp.sqrt(squared))
            for axis in range(3):
                velocity[axis][i] = velocity[axis][i] - d[axis] * (masses[j] * magnitude)
                velocity[axis][j] = velocity[axis][j] + d[axis] * (masses[i] * magnitude)
    for axis in range(3):
        place[axis] = [p + TIME_STEP * v for p, v in zip(place[axis], velocity[axis])]
    return tuple(x for part in (place, velocity) for axis in part for x in axis)


def energy(positions: Array, velocities: Array, masses: Array) -> Array:
    """Kinetic plus potential energy."""
    kinetic = 0.5 * (masses * (velocities * velocities).sum(axis=1)).sum()
    first, second = np.triu_indices(len(MASSES), k=1)
    distances = positions[first] - positions[second]
    potential = masses[first] * masses[second] / jnp.sqrt((distances * distances).sum(axis=1))
    return kinetic - potential.sum()
