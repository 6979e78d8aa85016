"""n-body on native vectors: `librt.vecs` in place of objects, one for each of the bodies' seven quantities.

Units and constants are those of `nbody`. A `vec[float]` holds doubles side by side; writing to an element
changes it in place, and every access looks whether the index is within it.
"""

from __future__ import annotations

from math import sqrt

from librt.vecs import vec
from mypy_extensions import i64
from nbody import DAYS_PER_YEAR, PLANETS, SOLAR_MASS, TIME_STEP


class System:
    """Positions, velocities and masses of all bodies, in the units of the simulation."""

    def __init__(self) -> None:
        self.x = vec[float]([position[0] for position, _, _ in PLANETS])
        self.y = vec[float]([position[1] for position, _, _ in PLANETS])
        self.z = vec[float]([position[2] for position, _, _ in PLANETS])
        self.vx = vec[float]([velocity[0] * DAYS_PER_YEAR for _, velocity, _ in PLANETS])
        self.vy = vec[float]([velocity[1] * DAYS_PER_YEAR for _, velocity, _ in PLANETS])
        self.vz = vec[float]([velocity[2] * DAYS_PER_YEAR for _, velocity, _ in PLANETS])
        self.mass = vec[float]([suns * SOLAR_MASS for _, _, suns in PLANETS])


def nbody(steps: i64) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    system = System()
    offset_momentum(system.vx, system.mass)
    offset_momentum(system.vy, system.mass)
    offset_momentum(system.vz, system.mass)
    before = energy(system)
    advance(system, TIME_STEP, steps)
    return before, energy(system)


def offset_momentum(velocity: vec[float], mass: vec[float]) -> None:
    """Give the Sun the velocity that brings the system's momentum along one axis to zero."""
    momentum = 0.0
    for i in range(len(mass)):
        momentum += velocity[i] * mass[i]
    velocity[0] = -momentum / mass[0]


def energy(system: System) -> float:
    """Kinetic plus potential energy."""
    x, y, z = system.x, system.y, system.z
    vx, vy, vz = system.vx, system.vy, system.vz
    mass = system.mass
    total = 0.0
    for i in range(len(mass)):
        total += 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i])
        for j in range(i + 1, len(mass)):
            dx = x[i] - x[j]
            dy = y[i] - y[j]
            dz = z[i] - z[j]
            total -= mass[i] * mass[j] / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(system: System, dt: float, steps: i64) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    x, y, z = system.x, system.y, system.z
    vx, vy, vz = system.vx, system.vy, system.vz
    mass = system.mass
    n = len(mass)
    for _step in range(steps):
        for i in range(n):
            for j in range(i + 1, n):
                dx = x[i] - x[j]
                dy = y[i] - y[j]
                dz = z[i] - z[j]
                square = dx * dx + dy * dy + dz * dz
                magnitude = dt / (square * sqrt(square))
                pull = mass[j] * magnitude
                vx[i] -= dx * pull
                vy[i] -= dy * pull
                vz[i] -= dz * pull
                pull = mass[i] * magnitude
                vx[j] += dx * pull
                vy[j] += dy * pull
                vz[j] += dz * pull
        for i in range(n):
            x[i] += dt * vx[i]
            y[i] += dt * vy[i]
            z[i] += dt * vz[i]
