"""n-body as one writes it on the first try: the oracle with types, and nothing that asks how C would do it.

Objects with C attributes, but a Python list of tuples for the pairs, `** -1.5` on C doubles, and no directives.
Source of the problem: see `nbody.pyx`; units and constants: `planets.pxi`.
"""

from math import pi, sqrt

include "planets.pxi"


cdef class Body:
    """A point mass that moves."""

    cdef double x, y, z, vx, vy, vz, mass

    def __init__(self, position, velocity, double suns):
        self.x, self.y, self.z = position
        self.vx, self.vy, self.vz = [component * DAYS_PER_YEAR for component in velocity]
        self.mass = suns * SOLAR_MASS


def nbody(long steps):
    """The system's energy before and after `steps` steps from the initial state."""
    cdef double before
    cdef list bodies = [Body(*planet) for planet in PLANETS]
    cdef list pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    offset_momentum(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, TIME_STEP, steps)
    return before, energy(bodies, pairs)


def offset_momentum(list bodies):
    """Give the Sun the velocity that brings the system's momentum to nought."""
    cdef Body body, sun = bodies[0]
    cdef double px = 0.0, py = 0.0, pz = 0.0
    for body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    sun.vx = -px / sun.mass
    sun.vy = -py / sun.mass
    sun.vz = -pz / sun.mass


def energy(list bodies, list pairs):
    """Kinetic plus potential energy."""
    cdef Body a, b
    cdef double dx, dy, dz, total = 0.0
    for a in bodies:
        total += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        total -= a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(list bodies, list pairs, double dt, long steps):
    """Each step: every pair changes both velocities, then every body moves."""
    cdef Body a, b
    cdef double dx, dy, dz, magnitude, pull
    for _ in range(steps):
        for a, b in pairs:
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
        for a in bodies:
            a.x += dt * a.vx
            a.y += dt * a.vy
            a.z += dt * a.vz
