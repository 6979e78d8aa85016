"""N-body with the oracle's `** -1.5` in place of square root and division; all else is that of `nbody`."""

from nbody import BODY_COUNT, System, TIME_STEP, energy, initial_system, offset_momentum
from std.os import abort
from std.python import Python, PythonObject
from std.python.bindings import PythonModuleBuilder


def nbody(steps: PythonObject) raises -> PythonObject:
    """The system's energy before and after `steps` steps from the initial state."""
    var bodies = initial_system()
    offset_momentum(bodies)
    var before = energy(bodies)
    for _ in range(Int(py=steps)):
        advance(bodies, TIME_STEP)
    return Python.tuple(before, energy(bodies))


def advance(mut bodies: System, dt: Float64):
    """One step: every pair changes both velocities, then every body moves."""
    for i in range(BODY_COUNT):
        for j in range(i + 1, BODY_COUNT):
            ref a = bodies[i]
            ref b = bodies[j]
            var dx = a.x - b.x
            var dy = a.y - b.y
            var dz = a.z - b.z
            var magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
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
def PyInit_nbody_power() abi("C") -> PythonObject:
    """Called by Python's `import`."""
    try:
        var module = PythonModuleBuilder("nbody_power")
        module.def_function[nbody]("nbody", docstring="Energy before and after so many steps.")
        return module.finalize()
    except error:
        abort(String("nbody_power: ", error))
