"""n-body with lists for vectors, tuples for bodies and a list of pairs, as the blog compiled it.

The oracle's other form with types, and square root and division in place of `** -1.5`. The floats of a list
are objects, and a tuple's parts are checked whenever it is taken apart.
"""

from __future__ import annotations

from math import sqrt

from nbody import DAYS_PER_YEAR, PLANETS, SOLAR_MASS, TIME_STEP, Vector

Body = tuple[list[float], list[float], float]


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    bodies = [body(position, velocity, suns) for position, velocity, suns in PLANETS]
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    offset_momentum(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, TIME_STEP, steps)
    return before, energy(bodies, pairs)


def body(position: Vector, velocity: Vector, suns: float) -> Body:
    """Position, velocity and mass in the units of the simulation."""
    x, y, z = position
    vx, vy, vz = velocity
    return [x, y, z], [vx * DAYS_PER_YEAR, vy * DAYS_PER_YEAR, vz * DAYS_PER_YEAR], suns * SOLAR_MASS


def offset_momentum(bodies: list[Body]) -> None:
    """Give the Sun the velocity that brings the system's momentum to zero."""
    _, sun_velocity, sun_mass = bodies[0]
    for axis in range(3):
        momentum = 0.0
        for _, velocity, mass in bodies:
            momentum += velocity[axis] * mass
        sun_velocity[axis] = -momentum / sun_mass


def energy(bodies: list[Body], pairs: list[tuple[Body, Body]]) -> float:
    """Kinetic plus potential energy."""
    total = 0.0
    for _, v, mass in bodies:
        total += 0.5 * mass * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2])
    for (r1, _, m1), (r2, _, m2) in pairs:
        dx = r1[0] - r2[0]
        dy = r1[1] - r2[1]
        dz = r1[2] - r2[2]
        total -= m1 * m2 / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(bodies: list[Body], pairs: list[tuple[Body, Body]], dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    for _step in range(steps):
        for (r1, v1, m1), (r2, v2, m2) in pairs:
            dx = r1[0] - r2[0]
            dy = r1[1] - r2[1]
            dz = r1[2] - r2[2]
            square = dx * dx + dy * dy + dz * dz
            magnitude = dt / (square * sqrt(square))
            pull = m2 * magnitude
            v1[0] -= dx * pull
            v1[1] -= dy * pull
            v1[2] -= dz * pull
            pull = m1 * magnitude
            v2[0] += dx * pull
            v2[1] += dy * pull
            v2[2] += dz * pull
        for r, v, _ in bodies:
            r[0] += dt * v[0]
            r[1] += dt * v[1]
            r[2] += dt * v[2]
