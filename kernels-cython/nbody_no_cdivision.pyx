"""n-body without `cdivision`: every division looks for a divisor of nought. All else is that of `nbody.pyx`."""

from libc.math cimport pi, sqrt

cdef enum:
    BODIES = 5

cdef double SOLAR_MASS = 4 * pi * pi
cdef double DAYS_PER_YEAR = 365.24
cdef double TIME_STEP = 0.01

# Position (AU), velocity (AU per day), mass (in suns): Sun, Jupiter, Saturn, Uranus, Neptune.
PLANETS = (
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
)


cdef struct Body:
    double x, y, z
    double vx, vy, vz
    double mass


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


cdef void offset_momentum(Body* bodies) noexcept:
    """Give the Sun the velocity that brings the system's momentum to nought."""
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
