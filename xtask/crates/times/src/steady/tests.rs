//! Curves that are made up, with the class that a reader would give them.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

/// Levels, each for so many iterations, with noise of so many per cent.
fn curve(levels: &[(f64, usize)], percent: f64, seed: u64) -> Vec<f64> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut noisy = |level: f64| {
        let (radius, angle): (f64, f64) = (random.random(), random.random());
        let normal = (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos();
        level * (percent / 100.0 * normal).exp()
    };
    levels.iter().flat_map(|(level, count)| vec![*level; *count]).map(&mut noisy).collect()
}

fn state(times: &[f64]) -> State {
    classify(times).expect("a curve that is long enough").state
}

#[test]
fn one_level_is_flat() {
    let mut misjudged = Vec::new();
    for seed in 0..50 {
        for count in [10, 20, 100, 1000] {
            if state(&curve(&[(10.0, count)], 3.0, seed)) != State::Flat {
                misjudged.push((seed, count));
            }
        }
    }
    assert!(misjudged.len() <= 2, "of 200 curves without a change of level, these show one: {misjudged:?}");
    assert_eq!(state(&[7.0; 30]), State::Flat, "a clock that is too coarse");
}

#[test]
fn levels_that_fall_are_a_warm_up() {
    for seed in 0..50 {
        let times = curve(&[(90.0, 5), (30.0, 20), (10.0, 60)], 3.0, seed);
        let curve = classify(&times).expect("a curve");
        assert_eq!((curve.state, curve.steady_from), (State::WarmUp, 25), "seed {seed}: {curve:?}");
        assert_eq!(curve.segments.len(), 3);
    }
}

#[test]
fn a_single_slow_first_call_is_a_warm_up() {
    let times = curve(&[(134.0, 1), (1.5, 11)], 2.0, 1);
    let curve = classify(&times).expect("a curve");
    assert_eq!((curve.state, curve.steady_from), (State::WarmUp, 1));
}

#[test]
fn the_levels_of_a_long_curve_are_those_of_a_short_one() {
    let long = curve(&[(40.0, 1), (2.0, 7_000), (1.0, 20_000)], 1.0, 5);
    let found = segments(&long).expect("levels");
    let ends: Vec<usize> = found.iter().map(|segment| segment.end).collect();
    assert_eq!(ends, [1, 7_001, 27_001]);
    assert_eq!(state(&long), State::WarmUp);
}

#[test]
fn a_last_level_above_an_earlier_one_is_a_slowdown() {
    assert_eq!(state(&curve(&[(10.0, 30), (14.0, 40)], 2.0, 2)), State::Slowdown);
    assert_eq!(state(&curve(&[(90.0, 5), (10.0, 30), (14.0, 40)], 2.0, 3)), State::Slowdown);
}

#[test]
fn a_level_that_changes_at_the_end_is_no_steady_state() {
    assert_eq!(state(&curve(&[(10.0, 60), (7.0, 12)], 2.0, 4)), State::Unsettled);
    let falling: Vec<f64> = (0..60).map(|place| 100.0 * 0.93_f64.powi(place)).collect();
    assert_eq!(state(&falling), State::Unsettled);
}

#[test]
fn levels_within_five_per_cent_are_one() {
    assert_eq!(state(&curve(&[(10.0, 40), (10.4, 40)], 0.5, 5)), State::Flat);
    assert_eq!(state(&curve(&[(10.0, 40), (10.6, 40)], 0.5, 5)), State::Slowdown);
}

#[test]
fn single_disturbed_iterations_do_not_matter() {
    for seed in 0..20 {
        let mut times = curve(&[(10.0, 80)], 2.0, seed);
        for place in [9, 30, 31, 55, 79] {
            times[place] *= 3.0;
        }
        assert_eq!(state(&times), State::Flat, "seed {seed}");
    }
}

#[test]
fn a_short_curve_and_a_clock_that_stands_still_say_nothing() {
    assert_eq!(classify(&[1.0; FEWEST_ITERATIONS - 1]), None);
    assert_eq!(classify(&[]), None);
    let mut still = vec![1.0; 20];
    still[4] = 0.0;
    assert_eq!(classify(&still), None);
}

#[test]
fn the_unit_of_the_times_does_not_matter() {
    let times = curve(&[(90.0, 5), (10.0, 30)], 3.0, 7);
    let nanoseconds: Vec<f64> = times.iter().map(|time| time * 1e6).collect();
    let (one, other) = (classify(&times).expect("a curve"), classify(&nanoseconds).expect("a curve"));
    assert_eq!((one.state, one.steady_from), (other.state, other.steady_from));
}

#[test]
fn processes_that_differ_are_inconsistent_but_one_alone_may_be_disturbed() {
    use State::{Flat, Inconsistent, Slowdown, Unsettled, WarmUp};
    let known: [(&[State], Option<State>); 10] = [
        (&[], None),
        (&[Flat], Some(Flat)),
        (&[Flat, WarmUp], None),
        (&[WarmUp; 3], Some(WarmUp)),
        (&[Flat, WarmUp, Flat], Some(Flat)),
        (&[Flat, WarmUp, Flat, WarmUp], Some(WarmUp)),
        (&[WarmUp, WarmUp, Slowdown], Some(WarmUp)),
        (&[WarmUp, Slowdown, Unsettled], None),
        (&[WarmUp, WarmUp, Slowdown, Slowdown], Some(Inconsistent)),
        (&[Unsettled, Unsettled, Flat], Some(Unsettled)),
    ];
    for (states, expected) in known {
        assert_eq!(agree(states), expected, "{states:?}");
    }
}

#[test]
fn rounds_are_held_against_the_latest_calls_before_them() {
    let (long, short) = (vec![1.0; 1000], vec![1.0; 4]);
    assert_eq!(with_rounds(&long, &[1.0; 9]), Some(State::Flat));
    assert_eq!(with_rounds(&short, &[1.0; 9]), Some(State::Flat), "four calls and nine are enough together");
    assert_eq!(with_rounds(&long, &[1.0, 1.0, 1.0, 0.8, 0.8, 0.8, 0.6, 0.6, 0.6]), Some(State::Unsettled));
    assert_eq!(with_rounds(&long, &[1.3; 9]), Some(State::Slowdown));
    assert_eq!(with_rounds(&long, &[0.8; 9]), Some(State::WarmUp));
    assert_eq!(with_rounds(&short, &[1.0]), None);
    let warming: Vec<f64> = (0..40).map(|place| if place < 12 { 3.0 } else { 1.0 }).collect();
    assert_eq!(with_rounds(&warming, &[1.0; 9]), Some(State::WarmUp));
}
