"""n-body with Taichi and the oracle's `** -1.5`, not square root and division; all else is `nbody`'s."""

# No `from __future__ import annotations`: Taichi reads the types of its kernels, and takes no text for one.
# What it reads are values, which no checker takes for types.
# mypy: ignore-errors
import taichi as ti
from nbody import BODIES, TIME_STEP, energy, masses, positions, set_initial_state, velocities


def nbody(steps: int) -> tuple[float, float]:
    """The system's energy before and after `steps` steps from the initial state."""
    set_initial_state()
    before = energy()
    advance(TIME_STEP, steps)
    return before, energy()


@ti.kernel
def advance(dt: ti.f64, steps: ti.i64):
    """Each step: every pair changes both velocities, then every body moves.

    The state is local and the loops over bodies are unrolled, so that it stays in registers; fields are read
    once and written once.
    """
    place = ti.Matrix.zero(ti.f64, BODIES, 3)
    velocity = ti.Matrix.zero(ti.f64, BODIES, 3)
    for i in ti.static(range(BODIES)):
        for axis in ti.static(range(3)):
            place[i, axis] = positions[i][axis]
            velocity[i, axis] = velocities[i][axis]
    # Not `for _ in range(steps)`: Taichi counts its loops in 32 bits, and says so only in a warning.
    step = ti.i64(0)
    while step < steps:
        for i in ti.static(range(BODIES)):
            for j in ti.static(range(i + 1, BODIES)):
                dx = place[i, 0] - place[j, 0]
                dy = place[i, 1] - place[j, 1]
                dz = place[i, 2] - place[j, 2]
                magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
                pull = masses[j] * magnitude
                velocity[i, 0] -= dx * pull
                velocity[i, 1] -= dy * pull
                velocity[i, 2] -= dz * pull
                pull = masses[i] * magnitude
                velocity[j, 0] += dx * pull
                velocity[j, 1] += dy * pull
                velocity[j, 2] += dz * pull
        for i in ti.static(range(BODIES)):
            for axis in ti.static(range(3)):
                place[i, axis] += dt * velocity[i, axis]
        step += 1
    for i in ti.static(range(BODIES)):
        for axis in ti.static(range(3)):
            positions[i][axis] = place[i, axis]
            velocities[i][axis] = velocity[i, axis]
