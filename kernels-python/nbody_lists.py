"""n-body with lists for vectors and tuples for bodies, as most Python programs for it have them.

The same arithmetic in the same order as in `nbody`, whose bodies are objects with slots: that form is the
faster one from CPython 3.11 on, this one before.
"""

from __future__ import annotations

from math import sqrt

from nbody import DAYS_PER_YEAR, PLANETS, SOLAR_MASS, TIME_STEP

Body = tuple[list[float], list[float], float]


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    bodies = [body(*planet) for planet in PLANETS]
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    offset_momentum(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, TIME_STEP, steps)
    return before, energy(bodies, pairs)


def body(position: tuple[float, float, float], velocity: tuple[float, float, float], suns: float) -> Body:
    """Position, velocity and mass in the units of the simulation."""
    return list(position), [component * DAYS_PER_YEAR for component in velocity], suns * SOLAR_MASS


def offset_momentum(bodies: list[Body]) -> None:
    """Give the Sun the velocity that brings the system's momentum to zero."""
    _, sun_velocity, sun_mass = bodies[0]
    for axis in range(3):
        sun_velocity[axis] = -sum(velocity[axis] * mass for _, velocity, mass in bodies) / sun_mass


def energy(bodies: list[Body], pairs: list[tuple[Body, Body]]) -> float:
    """Kinetic plus potential energy."""
    total = 0.0
    for _, (vx, vy, vz), mass in bodies:
        total += 0.5 * mass * (vx * vx + vy * vy + vz * vz)
    for ((x1, y1, z1), _, m1), ((x2, y2, z2), _, m2) in pairs:
        dx = x1 - x2
        dy = y1 - y2
        dz = z1 - z2
        total -= m1 * m2 / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(bodies: list[Body], pairs: list[tuple[Body, Body]], dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    for _ in range(steps):
        for ((x1, y1, z1), v1, m1), ((x2, y2, z2), v2, m2) in pairs:
            dx = x1 - x2
            dy = y1 - y2
            dz = z1 - z2
            magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
            pull = m2 * magnitude
            v1[0] -= dx * pull
            v1[1] -= dy * pull
            v1[2] -= dz * pull
            pull = m1 * magnitude
            v2[0] += dx * pull
            v2[1] += dy * pull
            v2[2] += dz * pull
        for position, (vx, vy, vz), _ in bodies:
            position[0] += dt * vx
            position[1] += dt * vy
            position[2] += dt * vz
