# cython: cdivision=True
"""n-body: the Sun and the four gas giants, advanced by symplectic Euler steps.

Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written anew.

The oracle's `** -1.5` is a square root and a division here: `**` on C doubles becomes a call of `pow` behind
checks for complex results, and every compiled rung writes it this way.
"""


def nbody(long long steps):
    """The system's energy before and after `steps` steps from the initial state."""
    cdef Body[BODIES] bodies
    cdef double before
    for i, ((x, y, z), (vx, vy, vz), suns) in enumerate(PLANETS):
        bodies[i] = Body(
            x, y, z, vx * DAYS_PER_YEAR, vy * DAYS_PER_YEAR, vz * DAYS_PER_YEAR, suns * SOLAR_MASS
        )
    offset_momentum(bodies)
    before = energy(bodies)
    for _ in range(steps):
        advance(bodies, TIME_STEP)
    return before, energy(bodies)


include "bodies.pxi"


cdef void advance(Body* bodies, double dt) noexcept:
    """One step: every pair changes both velocities, then every body moves."""
    cdef Body* a
    cdef Body* b
    cdef double dx, dy, dz, square, magnitude, pull
    cdef Py_ssize_t i, j
    for i in range(BODIES):
        a = &bodies[i]
        for j in range(i + 1, BODIES):
            b = &bodies[j]
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
    for i in range(BODIES):
        a = &bodies[i]
        a.x += dt * a.vx
        a.y += dt * a.vy
        a.z += dt * a.vz
