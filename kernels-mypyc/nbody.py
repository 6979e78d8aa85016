"""n-body: the Sun and the four gas giants, advanced by symplectic Euler steps.

Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written
anew. Units: the table has astronomical units, AU per day and suns; the simulation runs in AU, AU per year
and masses times the gravitational constant (AU^3 / year^2), of which the Sun has 4 pi^2. A step is 0.01
years.

The oracle with the types that mypyc makes use of, and two changes: square root and division in place of
`** -1.5`, which is left to the interpreter, and nested loops in place of a list of pairs, whose tuples would
be taken apart and checked one by one.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Final

from mypy_extensions import i64

SOLAR_MASS: Final = 4 * pi * pi
DAYS_PER_YEAR: Final = 365.24
TIME_STEP: Final = 0.01

Vector = tuple[float, float, float]

# Position (AU), velocity (AU per day), mass (in suns): Sun, Jupiter, Saturn, Uranus, Neptune.
PLANETS: Final[list[tuple[Vector, Vector, float]]] = [
    ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
    (
        (4.84143144246472090e00, -1.16032004402742839e00, -1.03622044471123109e-01),
        (1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05),
        9.54791938424326609e-04,
    ),
    (
        (8.34336671824457987e00, 4.12479856412430479e00, -4.03523417114321381e-01),
        (-2.76742510726411510e-03, 4.99852801234917238e-03, 2.30417297573763929e-05),
        2.85885980666130812e-04,
    ),
    (
        (1.28943695621391310e01, -1.51111514016986312e01, -2.23307578892655734e-01),
        (2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05),
        4.36624404335156298e-05,
    ),
    (
        (1.53796971148509165e01, -2.59193146099879641e01, 1.79258772950371181e-01),
        (2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05),
        5.15138902046611451e-05,
    ),
]


class Body:
    """A point mass that moves."""

    def __init__(self, position: Vector, velocity: Vector, suns: float) -> None:
        self.x, self.y, self.z = position
        vx, vy, vz = velocity
        self.vx = vx * DAYS_PER_YEAR
        self.vy = vy * DAYS_PER_YEAR
        self.vz = vz * DAYS_PER_YEAR
        self.mass = suns * SOLAR_MASS


def nbody(steps: i64) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    bodies = [Body(position, velocity, suns) for position, velocity, suns in PLANETS]
    offset_momentum(bodies)
    before = energy(bodies)
    advance(bodies, TIME_STEP, steps)
    return before, energy(bodies)


def offset_momentum(bodies: list[Body]) -> None:
    """Give the Sun the velocity that brings the system's momentum to zero."""
    px = py = pz = 0.0
    for body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    sun = bodies[0]
    sun.vx = -px / sun.mass
    sun.vy = -py / sun.mass
    sun.vz = -pz / sun.mass


def energy(bodies: list[Body]) -> float:
    """Kinetic plus potential energy."""
    total = 0.0
    for body in bodies:
        total += 0.5 * body.mass * (body.vx * body.vx + body.vy * body.vy + body.vz * body.vz)
    for i, a in enumerate(bodies):
        for b in bodies[i + 1 :]:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            total -= a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total


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
