"""N-body: the Sun and the four gas giants, advanced by symplectic Euler steps.

Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written
anew. Units: the bodies are given in AU, AU per day and suns; the simulation runs in AU, AU per year and
masses times the gravitational constant (AU^3 / year^2), of which the Sun has 4 pi^2. A step is 0.01 years.
"""

from std.math import pi, sqrt
from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder

comptime BODY_COUNT = 5
comptime SOLAR_MASS = 4 * pi * pi
comptime DAYS_PER_YEAR = 365.24
comptime TIME_STEP = 0.01


@fieldwise_init
struct Body(Copyable, Movable):
    """A point mass that moves."""

    var x: Float64
    var y: Float64
    var z: Float64
    var vx: Float64
    var vy: Float64
    var vz: Float64
    var mass: Float64

    @staticmethod
    def of(x: Float64, y: Float64, z: Float64, vx: Float64, vy: Float64, vz: Float64, suns: Float64) -> Self:
        """A body from its position (AU), velocity (AU per day) and mass (in suns)."""
        return Self(x, y, z, vx * DAYS_PER_YEAR, vy * DAYS_PER_YEAR, vz * DAYS_PER_YEAR, suns * SOLAR_MASS)


comptime System = Array[Body, BODY_COUNT]


def nbody(steps: PythonObject) raises -> PythonObject:
    """The system's energy before and after `steps` steps from the initial state."""
    var bodies = initial_system()
    offset_momentum(bodies)
    var before = energy(bodies)
    for _ in range(Int(py=steps)):
        advance(bodies, TIME_STEP)
    return Python.tuple(before, energy(bodies))


def initial_system() -> System:
    """Sun, Jupiter, Saturn, Uranus and Neptune."""
    var bodies = System(fill=Body.of(0, 0, 0, 0, 0, 0, 1))
    bodies[1] = Body.of(
        4.84143144246472090e00,
        -1.16032004402742839e00,
        -1.03622044471123109e-01,
        1.66007664274403694e-03,
        7.69901118419740425e-03,
        -6.90460016972063023e-05,
        9.54791938424326609e-04,
    )
    bodies[2] = Body.of(
        8.34336671824457987e00,
        4.12479856412430479e00,
        -4.03523417114321381e-01,
        -2.76742510726411510e-03,
        4.99852801234917238e-03,
        2.30417297573763929e-05,
        2.85885980666130812e-04,
    )
    bodies[3] = Body.of(
        1.28943695621391310e01,
        -1.51111514016986312e01,
        -2.23307578892655734e-01,
        2.96460137564761618e-03,
        2.37847173959480950e-03,
        -2.96589568540237556e-05,
        4.36624404335156298e-05,
    )
    bodies[4] = Body.of(
        1.53796971148509165e01,
        -2.59193146099879641e01,
        1.79258772950371181e-01,
        2.68067772490389322e-03,
        1.62824170038242295e-03,
        -9.51592254519715870e-05,
        5.15138902046611451e-05,
    )
    return bodies^


def offset_momentum(mut bodies: System):
    """Give the Sun the velocity that brings the system's momentum to zero."""
    var px = 0.0
    var py = 0.0
    var pz = 0.0
    for ref body in bodies:
        px += body.vx * body.mass
        py += body.vy * body.mass
        pz += body.vz * body.mass
    ref sun = bodies[0]
    sun.vx = -px / sun.mass
    sun.vy = -py / sun.mass
    sun.vz = -pz / sun.mass


def energy(bodies: System) -> Float64:
    """Kinetic plus potential energy."""
    var total = 0.0
    for ref body in bodies:
        total += 0.5 * body.mass * (body.vx * body.vx + body.vy * body.vy + body.vz * body.vz)
    for i in range(BODY_COUNT):
        ref a = bodies[i]
        for j in range(i + 1, BODY_COUNT):
            ref b = bodies[j]
            var dx = a.x - b.x
            var dy = a.y - b.y
            var dz = a.z - b.z
            total -= a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(mut bodies: System, dt: Float64):
    """One step: every pair changes both velocities, then every body moves."""
    for i in range(BODY_COUNT):
        for j in range(i + 1, BODY_COUNT):
            ref a = bodies[i]
            ref b = bodies[j]
            var dx = a.x - b.x
            var dy = a.y - b.y
            var dz = a.z - b.z
            var square = dx * dx + dy * dy + dz * dz
            # Not `square ** -1.5`: Mojo's power of floats is not accurate to the last digits.
            var magnitude = dt / (square * sqrt(square))
            var pull = b.mass * magnitude
            a.vx -= dx * pull
            a.vy -= dy * pull
            a.vz -= dz * pull
            pull = a.mass * magnitude
            b.vx += dx * pull
            b.vy += dy * pull
            b.vz += dz * pull
    for ref body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


@export
def PyInit_nbody() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("nbody")
        module.def_function[nbody]("nbody", docstring="Energy before and after so many steps.")
        return module.finalize()
    except error:
        abort(String("nbody: ", error))
