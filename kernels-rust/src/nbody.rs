//! n-body: the Sun and the four gas giants, advanced by symplectic Euler steps of 0.01 years.
//!
//! Source: the n-body problem of the Computer Language Benchmarks Game (bodies, constants and step), written anew.
//! Units: astronomical units, years; the table's velocities are AU per day. Masses are multiplied by the gravitational
//! constant, so that the Sun's is 4π².

use std::f64::consts::PI;

const SOLAR_MASS: f64 = 4.0 * PI * PI;
const DAYS_PER_YEAR: f64 = 365.24;
pub(crate) const TIME_STEP: f64 = 0.01;
pub(crate) const BODIES: usize = 5;

/// AU, AU per year, and mass times the gravitational constant.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) position: [f64; 3],
    pub(crate) velocity: [f64; 3],
    pub(crate) mass: f64,
}

impl Body {
    /// From AU, AU per day and suns.
    const fn new(position: [f64; 3], velocity: [f64; 3], suns: f64) -> Self {
        let [x, y, z] = velocity;
        Body { position, velocity: [x * DAYS_PER_YEAR, y * DAYS_PER_YEAR, z * DAYS_PER_YEAR], mass: suns * SOLAR_MASS }
    }
}

/// Sun, Jupiter, Saturn, Uranus, Neptune.
#[expect(clippy::excessive_precision, reason = "the digits as published")]
pub(crate) const PLANETS: [Body; BODIES] = [
    Body::new([0.0; 3], [0.0; 3], 1.0),
    Body::new(
        [4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01],
        [1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05],
        9.54791938424326609e-04,
    ),
    Body::new(
        [8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01],
        [-2.76742510726411510e-03, 4.99852801234917238e-03, 2.30417297573763929e-05],
        2.85885980666130812e-04,
    ),
    Body::new(
        [1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01],
        [2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05],
        4.36624404335156298e-05,
    ),
    Body::new(
        [1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01],
        [2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05],
        5.15138902046611451e-05,
    ),
];

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

/// Gives the Sun the velocity that brings the system's momentum to zero.
pub(crate) fn offset_momentum(bodies: &mut [Body; BODIES]) {
    let mut momentum = [0.0; 3];
    for body in bodies.iter() {
        add(&mut momentum, body.velocity, body.mass);
    }
    let sun = &mut bodies[0];
    sun.velocity = momentum.map(|component| -component / sun.mass);
}

/// Kinetic plus potential energy.
pub(crate) fn energy(bodies: &[Body; BODIES]) -> f64 {
    let mut total = 0.0;
    for body in bodies {
        total += 0.5 * body.mass * square(body.velocity);
    }
    for (i, a) in bodies.iter().enumerate() {
        for b in &bodies[i + 1..] {
            total -= a.mass * b.mass / square(difference(a.position, b.position)).sqrt();
        }
    }
    total
}

/// One step: every pair changes both velocities, then every body moves.
fn advance(bodies: &mut [Body; BODIES], dt: f64) {
    for i in 0..BODIES {
        let (a, others) = bodies[i..].split_first_mut().expect("i is below the length");
        for b in others {
            let distance = difference(a.position, b.position);
            let square = square(distance);
            let magnitude = dt / (square * square.sqrt());
            add(&mut a.velocity, distance, -(b.mass * magnitude));
            add(&mut b.velocity, distance, a.mass * magnitude);
        }
    }
    for body in bodies {
        add(&mut body.position, body.velocity, dt);
    }
}

/// Adds a multiple of one vector to another.
pub(crate) fn add(vector: &mut [f64; 3], other: [f64; 3], factor: f64) {
    for (component, other) in vector.iter_mut().zip(other) {
        *component += other * factor;
    }
}

pub(crate) fn difference(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn square([x, y, z]: [f64; 3]) -> f64 {
    x * x + y * y + z * z
}

#[cfg(test)]
mod tests {
    use super::nbody;

    fn nine_decimals(energy: f64) -> String {
        format!("{energy:.9}")
    }

    #[test]
    fn the_energy_agrees_with_the_values_published_for_the_benchmarks_game() {
        for (steps, after) in [(0, "-0.169075164"), (1000, "-0.169087605"), (10_000, "-0.169016441")] {
            let (before, energy) = nbody(steps);
            assert_eq!(nine_decimals(before), "-0.169075164");
            assert_eq!(nine_decimals(energy), after, "after {steps} steps");
        }
    }

    #[test]
    fn every_call_begins_from_the_initial_state() {
        assert_eq!(nbody(100), nbody(100));
    }

    #[test]
    fn one_step_more_shows() {
        assert!((nbody(1000).1 - nbody(1001).1).abs() > 1e-9);
    }
}
