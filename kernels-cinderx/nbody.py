"""n-body in Static Python: the Sun and the four gas giants, in machine numbers.

Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written
anew. Units: the table has AU, AU per day and suns; the simulation runs in AU, AU per year and masses times
the gravitational constant (AU^3 / year^2), of which the Sun has 4 pi^2. A step is 0.01 years.
"""

import __static__  # noqa: F401 (it says that this is Static Python, and must come first)

# isort: split
from math import pi, sqrt

from __static__ import CheckedList, box, clen, double, int64

SOLAR_MASS: float = 4 * pi * pi
DAYS_PER_YEAR: float = 365.24
TIME_STEP: float = 0.01


class Body:
    """A point mass that moves."""

    def __init__(self, x: float, y: float, z: float, vx: float, vy: float, vz: float, suns: float) -> None:
        self.x: double = double(x)
        self.y: double = double(y)
        self.z: double = double(z)
        self.vx: double = double(vx * DAYS_PER_YEAR)
        self.vy: double = double(vy * DAYS_PER_YEAR)
        self.vz: double = double(vz * DAYS_PER_YEAR)
        self.mass: double = double(suns * SOLAR_MASS)


def system() -> CheckedList[Body]:
    """Sun, Jupiter, Saturn, Uranus and Neptune."""
    bodies: CheckedList[Body] = CheckedList[Body]([])
    bodies.append(Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0))
    bodies.append(
        Body(
            4.84143144246472090e00,
            -1.16032004402742839e00,
            -1.03622044471123109e-01,
            1.66007664274403694e-03,
            7.69901118419740425e-03,
            -6.90460016972063023e-05,
            9.54791938424326609e-04,
        )
    )
    bodies.append(
        Body(
            8.34336671824457987e00,
            4.12479856412430479e00,
            -4.03523417114321381e-01,
            -2.76742510726411513e-03,
            4.99852801234917238e-03,
            2.30417297573763929e-05,
            2.85885980666130812e-04,
        )
    )
    bodies.append(
        Body(
            1.28943695621391310e01,
            -1.51111514016986312e01,
            -2.23307578892655734e-01,
            2.96460137564761618e-03,
            2.37847173959480950e-03,
            -2.96589568540237556e-05,
            4.36624404335156298e-05,
        )
    )
    bodies.append(
        Body(
            1.53796971148509165e01,
            -2.59193146099879641e01,
            1.79258772950371181e-01,
            2.68067772490389322e-03,
            1.62824170038242295e-03,
            -9.51592254519715870e-05,
            5.15138902046611451e-05,
        )
    )
    return bodies


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    bodies: CheckedList[Body] = system()
    offset_momentum(bodies)
    before = energy(bodies)
    advance(bodies, double(TIME_STEP), int64(steps))
    return before, energy(bodies)


def offset_momentum(bodies: CheckedList[Body]) -> None:
    """Give the Sun the velocity that brings the system's momentum to zero."""
    px: double = 0.0
    py: double = 0.0
    pz: double = 0.0
    i: int64 = 0
    while i < clen(bodies):
        body: Body = bodies[i]
        px = px + body.vx * body.mass
        py = py + body.vy * body.mass
        pz = pz + body.vz * body.mass
        i += 1
    sun: Body = bodies[0]
    sun.vx = 0.0 - px / sun.mass
    sun.vy = 0.0 - py / sun.mass
    sun.vz = 0.0 - pz / sun.mass


def energy(bodies: CheckedList[Body]) -> float:
    """Kinetic plus potential energy."""
    total: double = 0.0
    i: int64 = 0
    while i < clen(bodies):
        body: Body = bodies[i]
        square: double = body.vx * body.vx + body.vy * body.vy + body.vz * body.vz
        total = total + 0.5 * body.mass * square
        i += 1
    i = 0
    while i < clen(bodies):
        a: Body = bodies[i]
        j: int64 = i + 1
        while j < clen(bodies):
            b: Body = bodies[j]
            dx: double = a.x - b.x
            dy: double = a.y - b.y
            dz: double = a.z - b.z
            total = total - a.mass * b.mass / double(sqrt(box(dx * dx + dy * dy + dz * dz)))
            j += 1
        i += 1
    whole: float = box(total)
    return whole


def advance(bodies: CheckedList[Body], dt: double, steps: int64) -> None:
    """Each step: every pair changes both velocities, then every body moves."""
    step: int64 = 0
    while step < steps:
        i: int64 = 0
        while i < clen(bodies):
            a: Body = bodies[i]
            j: int64 = i + 1
            while j < clen(bodies):
                b: Body = bodies[j]
                dx: double = a.x - b.x
                dy: double = a.y - b.y
                dz: double = a.z - b.z
                square: double = dx * dx + dy * dy + dz * dz
                magnitude: double = dt / (square * double(sqrt(box(square))))
                pull: double = b.mass * magnitude
                a.vx = a.vx - dx * pull
                a.vy = a.vy - dy * pull
                a.vz = a.vz - dz * pull
                pull = a.mass * magnitude
                b.vx = b.vx + dx * pull
                b.vy = b.vy + dy * pull
                b.vz = b.vz + dz * pull
                j += 1
            i += 1
        i = 0
        while i < clen(bodies):
            a = bodies[i]
            a.x = a.x + dt * a.vx
            a.y = a.y + dt * a.vy
            a.z = a.z + dt * a.vz
            i += 1
        step += 1
