"""n-body with Taichi: fields of vectors, the loops of the oracle in kernels.

The problem, its units and its constants are the oracle's (Computer Language Benchmarks Game). One thread: a
step needs the one before it, and five bodies are too few to divide. Square root and division stand for the
oracle's `** -1.5`.
"""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import os
from math import pi

import numpy as np
import taichi as ti

# Taichi's default is fast_math=True, which lets the compiler reorder and approximate; here it has to be asked
# for.
ti.init(
    arch=ti.cpu,
    default_fp=ti.f64,
    fast_math=os.environ.get("LADDER_TAICHI_FAST_MATH") == "1",
    cpu_max_num_threads=1,
)

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

BODIES = len(MASSES)
positions = ti.Vector.field(3, ti.f64, shape=BODIES)
velocities = ti.Vector.field(3, ti.f64, shape=BODIES)
masses = ti.field(ti.f64, shape=BODIES)


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    set_initial_state()
    before = energy()
    advance(TIME_STEP, steps)
    return before, energy()


def set_initial_state() -> None:
    """Fill the fields; the Sun gets the velocity that brings the system's momentum to zero."""
    suns = np.array(MASSES)
    per_year = np.array(VELOCITIES) * DAYS_PER_YEAR
    per_year[0] = -(suns @ per_year) / suns[0]
    positions.from_numpy(np.array(POSITIONS))
    velocities.from_numpy(per_year)
    masses.from_numpy(suns * SOLAR_MASS)


@ti.kernel
def energy() -> ti.f64:
    """Kinetic plus potential energy."""
    total = 0.0
    ti.loop_config(serialize=True)
    for i in range(BODIES):
        total += 0.5 * masses[i] * velocities[i].norm_sqr()
        for j in range(i + 1, BODIES):
            total -= masses[i] * masses[j] / (positions[i] - positions[j]).norm()
    return total


@ti.kernel
def advance(dt: ti.f64, steps: ti.i64):
    """Each step: every pair changes both velocities, then every body moves.

    The state is local and the loops over bodies are unrolled, so that it stays in registers; fields are read
    once and written once.
    """
    place = ti.Matrix.zero(ti.f64, BODIES, 3)
    velocity = ti.Matrix.zero(ti.f64, BODIES, 3)
    for i in ti.static(range(BODIES)):
        for axis in ti.static(range(3)):
            place[i, axis] = positions[i][axis]
            velocity[i, axis] = velocities[i][axis]
    # Not `for _ in range(steps)`: Taichi counts its loops in 32 bits, and says so only in a warning.
    step = ti.i64(0)
    while step < steps:
        for i in ti.static(range(BODIES)):
            for j in ti.static(range(i + 1, BODIES)):
                dx = place[i, 0] - place[j, 0]
                dy = place[i, 1] - place[j, 1]
                dz = place[i, 2] - place[j, 2]
                squared = dx * dx + dy * dy + dz * dz
                magnitude = dt / (squared * ti.sqrt(squared))
                pull = masses[j] * magnitude
                velocity[i, 0] -= dx * pull
                velocity[i, 1] -= dy * pull
                velocity[i, 2] -= dz * pull
                pull = masses[i] * magnitude
                velocity[j, 0] += dx * pull
                velocity[j, 1] += dy * pull
                velocity[j, 2] += dz * pull
        for i in ti.static(range(BODIES)):
            for axis in ti.static(range(3)):
                place[i, axis] += dt * velocity[i, axis]
        step += 1
    for i in ti.static(range(BODIES)):
        for axis in ti.static(range(3)):
            positions[i][axis] = place[i, axis]
            velocities[i][axis] = velocity[i, axis]
