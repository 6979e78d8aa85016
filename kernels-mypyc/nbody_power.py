"""n-body with the oracle's `** -1.5` in place of square root and division; all else is `nbody`'s."""

from __future__ import annotations

from mypy_extensions import i64
from nbody import PLANETS, TIME_STEP, Body, energy, offset_momentum


def nbody(steps: i64) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    bodies = [Body(position, velocity, suns) for position, velocity, suns in PLANETS]
    offset_momentum(bodies)
    before = energy(bodies)
    advance(bodies, TIME_STEP, steps)
    return before, energy(bodies)


def advance(bodies: list[Body], dt: float, steps: i64) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    n: i64 = len(bodies)
    for _step in range(steps):
        for i in range(n):
            a = bodies[i]
            for j in range(i + 1, n):
                b = bodies[j]
                dx = a.x - b.x
                dy = a.y - b.y
                dz = a.z - b.z
                magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
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
