# cython: cdivision=False
"""n-body with all three mistakes of the blog's first program at once, and nothing else: arrays of indices for the pairs, the
oracle's `** -1.5`, and divisions that check for a divisor of zero.
"""

cdef enum: PAIRS = 10


def nbody(long long steps):
    """The system's energy before and after `steps` steps from the initial state."""
    cdef Body[BODIES] bodies
    cdef Py_ssize_t[PAIRS] first, second
    cdef double before
    for i, ((x, y, z), (vx, vy, vz), suns) in enumerate(PLANETS):
        bodies[i] = Body(
            x, y, z, vx * DAYS_PER_YEAR, vy * DAYS_PER_YEAR, vz * DAYS_PER_YEAR, suns * SOLAR_MASS
        )
    offset_momentum(bodies)
    before = energy(bodies)
    list_pairs(first, second)
    for _ in range(steps):
        advance(bodies, first, second, TIME_STEP)
    return before, energy(bodies)


include "bodies.pxi"


cdef void list_pairs(Py_ssize_t* first, Py_ssize_t* second) noexcept:
    """Each pair once, in the order of the nested loops."""
    cdef Py_ssize_t i, j, k = 0
    for i in range(BODIES):
        for j in range(i + 1, BODIES):
            first[k] = i
            second[k] = j
            k += 1


cdef void advance(Body* bodies, const Py_ssize_t* first, const Py_ssize_t* second, double dt) noexcept:
    """One step: every pair changes both velocities, then every body moves."""
    cdef Body* a
    cdef Body* b
    cdef double dx, dy, dz, square, magnitude, pull
    cdef Py_ssize_t i, k
    for k in range(PAIRS):
        a = &bodies[first[k]]
        b = &bodies[second[k]]
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        square = dx * dx + dy * dy + dz * dz
        magnitude = dt * square ** -1.5
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
