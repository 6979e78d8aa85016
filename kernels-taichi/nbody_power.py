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
    """Each step: every pair changes both velocities, then every body moves."""
    # Not `for _ in range(steps)`: Taichi counts its loops in 32 bits, and says so only in a warning.
    step = ti.i64(0)
    while step < steps:
        for i in range(BODIES):
            for j in range(i + 1, BODIES):
                between = positions[i] - positions[j]
                magnitude = dt * between.norm_sqr() ** -1.5
                velocities[i] -= between * (masses[j] * magnitude)
                velocities[j] += between * (masses[i] * magnitude)
        for i in range(BODIES):
            positions[i] += dt * velocities[i]
        step += 1
