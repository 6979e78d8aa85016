"""n-body with square root and division in place of `** -1.5`; all else is that of `nbody`."""

from __future__ import annotations

from math import sqrt

from nbody import PLANETS, TIME_STEP, Body, energy, offset_momentum


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    bodies = [Body(*planet) for planet in PLANETS]
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    offset_momentum(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, TIME_STEP, steps)
    return before, energy(bodies, pairs)


def advance(bodies: list[Body], pairs: list[tuple[Body, Body]], dt: float, steps: int) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    for _ in range(steps):
        for a, b in pairs:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            square = dx * dx + dy * dy + dz * dz
            magnitude = dt / (square * sqrt(square))
            pull = b.mass * magnitude
            a.vx -= dx * pull
            a.vy -= dy * pull
            a.vz -= dz * pull
            pull = a.mass * magnitude
            b.vx += dx * pull
            b.vy += dy * pull
            b.vz += dz * pull
        for body in bodies:
            body.x += dt * body.vx
            body.y += dt * body.vy
            body.z += dt * body.vz
