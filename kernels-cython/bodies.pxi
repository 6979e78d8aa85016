"""The bodies of n-body as C structs, their momentum and their energy."""

from libc.math cimport pi, sqrt

include "planets.pxi"

cdef enum:
    BODIES = 5


cdef struct Body:
    double x, y, z
    double vx, vy, vz
    double mass


cdef void offset_momentum(Body* bodies) noexcept:
    """Give the Sun the velocity that brings the system's momentum to zero."""
    cdef double px = 0.0, py = 0.0, pz = 0.0
    cdef Py_ssize_t i
    for i in range(BODIES):
        px += bodies[i].vx * bodies[i].mass
        py += bodies[i].vy * bodies[i].mass
        pz += bodies[i].vz * bodies[i].mass
    bodies[0].vx = -px / bodies[0].mass
    bodies[0].vy = -py / bodies[0].mass
    bodies[0].vz = -pz / bodies[0].mass


cdef double energy(const Body* bodies) noexcept:
    """Kinetic plus potential energy."""
    cdef const Body* a
    cdef const Body* b
    cdef double dx, dy, dz, total = 0.0
    cdef Py_ssize_t i, j
    for i in range(BODIES):
        a = &bodies[i]
        total += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for i in range(BODIES):
        a = &bodies[i]
        for j in range(i + 1, BODIES):
            b = &bodies[j]
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            total -= a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total
