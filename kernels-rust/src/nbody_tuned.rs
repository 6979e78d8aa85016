//! n-body with bodies in vector lanes: the four planets side by side, the Sun apart.
//!
//! Three vectors hold all ten pairs: each planet with the Sun, each with its neighbour, each with the one opposite (twice).
//! A vector of distances is the planets minus the planets in rotation, so nothing is gathered or scattered. A step is one
//! chain of dependent operations, and that chain is what takes the time: velocities are kept in AU per step, so that
//! positions need no product of them, and with AVX-512 the power -3/2 is an approximation that a polynomial makes exact to
//! the last digits, in place of a root and a division.
//!
//! Sums are in another order than the oracle's and products may be fused, hence the licence that the rungs declare.

use crate::nbody::{BODIES, Body, PLANETS, TIME_STEP, energy, offset_momentum};
use crate::tuned::level::Level;

/// The system's energy before and after `steps` steps from the initial state.
pub fn nbody(steps: i64) -> (f64, f64) {
    nbody_at(Level::chosen(), steps)
}

/// The same with the instructions of one level.
pub fn nbody_at(level: Level, steps: i64) -> (f64, f64) {
    let mut bodies = PLANETS;
    offset_momentum(&mut bodies);
    let before = energy(&bodies);
    match level {
        Level::Portable => advance::<portable::Four>(&mut bodies, steps),
        // SAFETY: who holds the token has asked the processor.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2(_) => unsafe { x86::advance_avx2(&mut bodies, steps) },
        #[cfg(target_arch = "x86_64")]
        Level::Avx512(_) | Level::Avx512Bytes(_) => unsafe { x86::advance_avx512(&mut bodies, steps) },
    }
    (before, energy(&bodies))
}

/// Four doubles, one per planet.
trait Lanes: Copy {
    fn of(lanes: [f64; 4]) -> Self;
    fn to(self) -> [f64; 4];
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// `self * factor + addend`, fused or not.
    fn times_plus(self, factor: Self, addend: Self) -> Self;
    /// `minuend - self * factor`, fused or not.
    fn times_from(self, factor: Self, minuend: Self) -> Self;
    /// Lane i from lane i + 1, the last from the first.
    fn next(self) -> Self;
    /// Lane i from lane i + 2.
    fn opposite(self) -> Self;
    /// Lane i from lane i - 1.
    fn previous(self) -> Self;
    /// `factor` times the power -3/2.
    fn power_times(self, factor: Self) -> Self;

    /// The sum of all lanes, in each.
    #[inline(always)]
    fn total(self) -> Self {
        let halves = self.plus(self.opposite());
        halves.plus(halves.next())
    }
}

/// A point or a direction of each planet.
#[derive(Clone, Copy)]
struct Vectors<L>([L; 3]);

impl<L: Lanes> Vectors<L> {
    #[inline(always)]
    fn map(self, of: impl Fn(L) -> L) -> Self {
        Vectors([of(self.0[0]), of(self.0[1]), of(self.0[2])])
    }

    #[inline(always)]
    fn zip(self, other: Self, of: impl Fn(L, L) -> L) -> Self {
        let ([x, y, z], [u, v, w]) = (self.0, other.0);
        Vectors([of(x, u), of(y, v), of(z, w)])
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.zip(other, L::minus)
    }

    /// `self - other * factor`.
    #[inline(always)]
    fn less(self, other: Self, factor: L) -> Self {
        self.zip(other, |minuend, other| other.times_from(factor, minuend))
    }

    #[inline(always)]
    fn square(self) -> L {
        let [x, y, z] = self.0;
        z.times_plus(z, y.times_plus(y, x.times(x)))
    }
}

/// Takes `steps` steps. The dependent operations of one are: rotate, subtract, three for the square of the distance, the
/// power, three to add up the pulls on a planet or a few more for those on the Sun.
#[inline(always)]
fn advance<L: Lanes>(bodies: &mut [Body; BODIES], steps: i64) {
    let same = |value: f64| L::of([value; 4]);
    let planets = |of: fn(&Body) -> f64| L::of([of(&bodies[1]), of(&bodies[2]), of(&bodies[3]), of(&bodies[4])]);
    let mut place = Vectors([planets(|b| b.position[0]), planets(|b| b.position[1]), planets(|b| b.position[2])]);
    let mut sun_place = Vectors(bodies[0].position.map(same));
    // AU per step.
    let step = same(TIME_STEP);
    let mut pace = Vectors([planets(|b| b.velocity[0]), planets(|b| b.velocity[1]), planets(|b| b.velocity[2])])
        .map(|velocity| velocity.times(step));
    let mut sun_pace = Vectors(bodies[0].velocity.map(same)).map(|velocity| velocity.times(step));

    let mass = planets(|b| b.mass);
    let (next_mass, opposite_mass, previous_mass) = (mass.next(), mass.opposite(), mass.previous());
    let sun_mass = same(bodies[0].mass);
    let step_squared = same(TIME_STEP * TIME_STEP);

    for _ in 0..steps {
        let from_sun = place.minus(sun_place);
        let from_next = place.minus(place.map(L::next));
        let from_opposite = place.minus(place.map(L::opposite));
        let from_previous = place.minus(place.map(L::previous));

        let sun_pull = from_sun.square().power_times(step_squared);
        let next_pull = from_next.square().power_times(step_squared);
        let opposite_pull = from_opposite.square().power_times(step_squared);
        let previous_pull = next_pull.previous();

        // The Sun's part first: it has the longest way to go.
        let on_sun = from_sun.map(|distance| distance.times(mass)).map(|pulled| pulled.times(sun_pull).total());
        let outer = from_previous
            .map(|distance| distance.times(previous_mass).times(previous_pull))
            .zip(from_next.map(|distance| distance.times(next_mass)), |sum, pulled| pulled.times_plus(next_pull, sum));
        let to_sun = from_sun.map(|distance| distance.times(sun_mass));
        let to_opposite = from_opposite.map(|distance| distance.times(opposite_mass));
        // Positions do not wait for the new velocities: both get the same pulls at the same time.
        place = place.zip(pace, L::plus).less(to_sun, sun_pull).less(to_opposite, opposite_pull).minus(outer);
        pace = pace.less(to_sun, sun_pull).less(to_opposite, opposite_pull).minus(outer);
        sun_place = sun_place.zip(sun_pace, L::plus).zip(on_sun, L::plus);
        sun_pace = sun_pace.zip(on_sun, L::plus);
    }

    for axis in 0..3 {
        let (place, pace) = (place.0[axis].to(), pace.0[axis].to());
        for (planet, body) in bodies[1..].iter_mut().enumerate() {
            body.position[axis] = place[planet];
            body.velocity[axis] = pace[planet] / TIME_STEP;
        }
        bodies[0].position[axis] = sun_place.0[axis].to()[0];
        bodies[0].velocity[axis] = sun_pace.0[axis].to()[0] / TIME_STEP;
    }
}

/// Arrays, of which the compiler makes what vectors the architecture has.
mod portable {
    use super::Lanes;

    #[derive(Clone, Copy)]
    pub(super) struct Four([f64; 4]);

    impl Four {
        #[inline(always)]
        fn zip(self, other: Four, of: impl Fn(f64, f64) -> f64) -> Self {
            Four([
                of(self.0[0], other.0[0]),
                of(self.0[1], other.0[1]),
                of(self.0[2], other.0[2]),
                of(self.0[3], other.0[3]),
            ])
        }
    }

    impl Lanes for Four {
        #[inline(always)]
        fn of(lanes: [f64; 4]) -> Self {
            Four(lanes)
        }

        #[inline(always)]
        fn to(self) -> [f64; 4] {
            self.0
        }

        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            self.zip(other, |a, b| a + b)
        }

        #[inline(always)]
        fn minus(self, other: Self) -> Self {
            self.zip(other, |a, b| a - b)
        }

        #[inline(always)]
        fn times(self, other: Self) -> Self {
            self.zip(other, |a, b| a * b)
        }

        #[inline(always)]
        fn times_plus(self, factor: Self, addend: Self) -> Self {
            self.times(factor).plus(addend)
        }

        #[inline(always)]
        fn times_from(self, factor: Self, minuend: Self) -> Self {
            minuend.minus(self.times(factor))
        }

        #[inline(always)]
        fn next(self) -> Self {
            let [a, b, c, d] = self.0;
            Four([b, c, d, a])
        }

        #[inline(always)]
        fn opposite(self) -> Self {
            let [a, b, c, d] = self.0;
            Four([c, d, a, b])
        }

        #[inline(always)]
        fn previous(self) -> Self {
            let [a, b, c, d] = self.0;
            Four([d, a, b, c])
        }

        #[inline(always)]
        fn power_times(self, factor: Self) -> Self {
            self.zip(factor, |x, factor| factor / (x * x.sqrt()))
        }
    }
}

/// One register of AVX.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{BODIES, Body, Lanes, advance};

    /// # Safety
    ///
    /// The processor must have AVX2 and FMA.
    #[target_feature(enable = "avx2,fma")]
    pub(super) unsafe fn advance_avx2(bodies: &mut [Body; BODIES], steps: i64) {
        advance::<Four<false>>(bodies, steps);
    }

    /// # Safety
    ///
    /// The processor must have AVX2, FMA and AVX-512 F and VL.
    #[target_feature(enable = "avx2,fma,avx512f,avx512vl")]
    pub(super) unsafe fn advance_avx512(bodies: &mut [Body; BODIES], steps: i64) {
        advance::<Four<true>>(bodies, steps);
    }

    /// Used by the two functions above alone. `ESTIMATE`: the processor has AVX-512's estimate of 1/√x.
    #[derive(Clone, Copy)]
    struct Four<const ESTIMATE: bool>(__m256d);

    // SAFETY, for all below: the two functions above promise what the instructions need, and nothing else uses this type.
    impl<const ESTIMATE: bool> Lanes for Four<ESTIMATE> {
        #[inline(always)]
        fn of([a, b, c, d]: [f64; 4]) -> Self {
            Four(unsafe { _mm256_setr_pd(a, b, c, d) })
        }

        #[inline(always)]
        fn to(self) -> [f64; 4] {
            let mut lanes = [0.0; 4];
            unsafe { _mm256_storeu_pd(lanes.as_mut_ptr(), self.0) };
            lanes
        }

        #[inline(always)]
        fn plus(self, other: Self) -> Self {
            Four(unsafe { _mm256_add_pd(self.0, other.0) })
        }

        #[inline(always)]
        fn minus(self, other: Self) -> Self {
            Four(unsafe { _mm256_sub_pd(self.0, other.0) })
        }

        #[inline(always)]
        fn times(self, other: Self) -> Self {
            Four(unsafe { _mm256_mul_pd(self.0, other.0) })
        }

        #[inline(always)]
        fn times_plus(self, factor: Self, addend: Self) -> Self {
            Four(unsafe { _mm256_fmadd_pd(self.0, factor.0, addend.0) })
        }

        #[inline(always)]
        fn times_from(self, factor: Self, minuend: Self) -> Self {
            Four(unsafe { _mm256_fnmadd_pd(self.0, factor.0, minuend.0) })
        }

        #[inline(always)]
        fn next(self) -> Self {
            Four(unsafe { _mm256_permute4x64_pd::<0b00_11_10_01>(self.0) })
        }

        #[inline(always)]
        fn opposite(self) -> Self {
            Four(unsafe { _mm256_permute4x64_pd::<0b01_00_11_10>(self.0) })
        }

        #[inline(always)]
        fn previous(self) -> Self {
            Four(unsafe { _mm256_permute4x64_pd::<0b10_01_00_11>(self.0) })
        }

        #[inline(always)]
        fn power_times(self, factor: Self) -> Self {
            if ESTIMATE {
                // y is 1/√x but for 2^-14 of it. With e = 1 - x y², which is below 2^-12.9, the power is y³ (1 - e)^(-3/2), and
                // the series goes on to e⁴: what is left out is under 2.71 e⁵, 10^-19 of the result.
                let y = Four::<ESTIMATE>(unsafe { _mm256_rsqrt14_pd(self.0) });
                let same = |value: f64| Self::of([value; 4]);
                let square = y.times(y);
                let cube = square.times(y.times(factor));
                let e = self.times_from(square, same(1.0));
                let start = e.times_plus(same(15.0 / 8.0), same(3.0 / 2.0));
                let rest = e.times_plus(same(315.0 / 128.0), same(35.0 / 16.0));
                let series = e.times(e).times_plus(rest, start);
                cube.times(e).times_plus(series, cube)
            } else {
                let root = unsafe { _mm256_sqrt_pd(self.0) };
                Four(unsafe { _mm256_div_pd(factor.0, _mm256_mul_pd(self.0, root)) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, nbody_at};

    #[test]
    fn at_every_level_the_energy_agrees_with_the_values_published_for_the_benchmarks_game() {
        for level in Level::available() {
            for (steps, after) in [(0, "-0.169075164"), (1000, "-0.169087605"), (10_000, "-0.169016441")] {
                let (before, energy) = nbody_at(level, steps);
                assert_eq!(format!("{before:.9}"), "-0.169075164", "{level:?}");
                assert_eq!(format!("{energy:.9}"), after, "{level:?}, after {steps} steps");
            }
        }
    }

    #[test]
    fn every_level_stays_by_the_plain_kernel() {
        for level in Level::available() {
            for steps in [0, 1, 2, 3, 777] {
                let (plain, tuned) = (crate::nbody::nbody(steps), nbody_at(level, steps));
                assert!((plain.0 - tuned.0).abs() < 1e-15, "{level:?}, {steps} steps: {plain:?}, {tuned:?}");
                assert!((plain.1 - tuned.1).abs() < 1e-13, "{level:?}, {steps} steps: {plain:?}, {tuned:?}");
            }
        }
    }
}
