//! n-body with the oracle's `** -1.5` in place of square root and division; all else is that of [`crate::nbody`].

use crate::nbody::{BODIES, Body, PLANETS, TIME_STEP, add, difference, energy, offset_momentum, square};

/// The system's energy before and after `steps` steps from the initial state.
pub fn nbody(steps: i64) -> (f64, f64) {
    let mut bodies = PLANETS;
    offset_momentum(&mut bodies);
    let before = energy(&bodies);
    for _ in 0..steps {
        advance(&mut bodies, TIME_STEP);
    }
    (before, energy(&bodies))
}

/// One step: every pair changes both velocities, then every body moves.
fn advance(bodies: &mut [Body; BODIES], dt: f64) {
    for i in 0..BODIES {
        let (a, others) = bodies[i..].split_first_mut().expect("i is below the length");
        for b in others {
            let distance = difference(a.position, b.position);
            let magnitude = dt * square(distance).powf(-1.5);
            add(&mut a.velocity, distance, -(b.mass * magnitude));
            add(&mut b.velocity, distance, a.mass * magnitude);
        }
    }
    for body in bodies {
        add(&mut body.position, body.velocity, dt);
    }
}
