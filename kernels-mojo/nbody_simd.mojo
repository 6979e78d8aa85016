"""N-body with the coordinates of a body in one vector, and both loops over bodies unrolled; all else is that of `nbody`."""

from nbody import BODY_COUNT, TIME_STEP, System, energy, initial_system, offset_momentum
from std.math import sqrt
from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder

comptime Vector = SIMD[DType.float64, 4]
comptime Vectors = Array[Vector, BODY_COUNT]


def nbody(steps: PythonObject) raises -> PythonObject:
    """The system's energy before and after `steps` steps from the initial state."""
    var bodies = initial_system()
    offset_momentum(bodies)
    var before = energy(bodies)
    var positions = Vectors(fill=Vector(0))
    var velocities = Vectors(fill=Vector(0))
    for i in range(BODY_COUNT):
        ref body = bodies[i]
        positions[i] = Vector(body.x, body.y, body.z, 0)
        velocities[i] = Vector(body.vx, body.vy, body.vz, 0)
    for _ in range(Int(py=steps)):
        advance(positions, velocities, bodies, TIME_STEP)
    for i in range(BODY_COUNT):
        ref body = bodies[i]
        body.x, body.y, body.z = positions[i][0], positions[i][1], positions[i][2]
        body.vx, body.vy, body.vz = velocities[i][0], velocities[i][1], velocities[i][2]
    return Python.tuple(before, energy(bodies))


def advance(mut positions: Vectors, mut velocities: Vectors, bodies: System, dt: Float64):
    """One step: every pair changes both velocities, then every body moves. Of the bodies, only the masses are read."""
    comptime for i in range(BODY_COUNT):
        comptime for j in range(i + 1, BODY_COUNT):
            var between = positions[i] - positions[j]
            var squares = between * between
            var square = squares[0] + squares[1] + squares[2]
            var magnitude = dt / (square * sqrt(square))
            velocities[i] -= between * (bodies[j].mass * magnitude)
            velocities[j] += between * (bodies[i].mass * magnitude)
    comptime for i in range(BODY_COUNT):
        positions[i] += velocities[i] * dt


@export
def PyInit_nbody_simd() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("nbody_simd")
        module.def_function[nbody]("nbody", docstring="Energy before and after so many steps.")
        return module.finalize()
    except error:
        abort(String("nbody_simd: ", error))
