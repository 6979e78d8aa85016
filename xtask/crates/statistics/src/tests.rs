//! Known answers, laws that must hold for any observation, and observations that are hardly any.
//!
//! Values of the t interval were printed by
//! `scipy.stats.t.interval(0.95, n - 1, loc=numpy.mean(v), scale=scipy.stats.sem(v))`, SciPy 1.17.1.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

#[track_caller]
fn assert_interval(interval: Option<Interval>, low: f64, high: f64) {
    let interval = interval.expect("an interval");
    assert!(close(interval.low, low) && close(interval.high, high), "{interval:?} is not {low}..{high}");
}

/// A series from one list of times per invocation, one time a round.
fn series(invocations: &[&[f64]]) -> Series {
    let timings = (0u32..).zip(invocations).flat_map(|(invocation, rounds)| {
        (0u32..).zip(*rounds).map(move |(round, &time)| Timing { invocation, round, process: 0, time })
    });
    Series::new(timings, false)
}

/// Invocations that do not differ.
fn alike(rounds: &[f64], invocations: usize) -> Series {
    series(&vec![rounds; invocations])
}

fn slow(series: Series) -> Series {
    Series { slow: true, ..series }
}

/// A number from the normal distribution, after Box and Muller.
fn normal(random: &mut StdRng) -> f64 {
    let (radius, angle): (f64, f64) = (random.random(), random.random());
    (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

/// `invocations` by `rounds` times around `centre`, a few per cent apart.
fn noisy(random: &mut StdRng, centre: f64, invocations: u32, rounds: u32) -> Vec<Timing> {
    let places = (0..invocations).flat_map(|invocation| (0..rounds).map(move |round| (invocation, round)));
    places
        .map(|(invocation, round)| Timing {
            invocation,
            round,
            process: 0,
            time: centre * (0.03 * normal(random)).exp(),
        })
        .collect()
}

#[test]
fn chance_is_what_students_distribution_leaves_on_that_side() {
    let (cell, baseline) = (series(&[&[1.0], &[1.0], &[1.0]]), series(&[&[1.1], &[1.2], &[1.5]]));
    // Mean 0.22769, standard deviation 0.16069 and so t = 2.4543 with two degrees of freedom, where the distribution is
    // 1/2 + t / (2 √(2 + t²)).
    let logs = [1.1_f64, 1.2, 1.5].map(f64::ln);
    let t = mean(&logs).expect("a mean") / (deviation(&logs).expect("a deviation") / 3.0_f64.sqrt());
    let above = 0.5 - t / (2.0 * (2.0 + t * t).sqrt());
    let chance = |one, other| chance_of_faster(one, other).expect("three invocations");
    assert!((chance(&baseline, &cell) - above).abs() < 1e-9, "{above}");
    assert!((chance(&cell, &baseline) - (1.0 - above)).abs() < 1e-9, "{above}");
    assert_eq!(
        (chance(&cell, &cell), chance(&alike(&[2.0], 3), &cell), chance(&cell, &alike(&[2.0], 3))),
        (1.0, 0.0, 1.0)
    );
    assert_eq!(chance_of_faster(&alike(&[2.0], 2), &cell), None);
}

#[test]
fn times_have_a_geometric_mean_with_an_interval_from_three_on() {
    let (time, interval) = typical(&[2.0, 8.0]).expect("a mean");
    assert!(close(time, 4.0) && interval.is_none(), "{time} {interval:?}");
    let (time, interval) = typical(&[2.0, 4.0, 8.0]).expect("a mean");
    // The logarithms are ln 2 apart, and t is 4.302652729749464.
    let factor = (4.302_652_729_749_464 * 2.0_f64.ln() / 3.0_f64.sqrt()).exp();
    assert!(close(time, 4.0), "{time}");
    assert_interval(interval, 4.0 / factor, 4.0 * factor);
    assert_eq!(typical(&[]), None);
}

#[test]
fn the_median_is_the_middle_value_or_the_mean_of_the_two_middle_ones() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), Some(2.5));
    assert_eq!(median(&[5.0]), Some(5.0));
    assert_eq!(median(&[7.0, 7.0, 7.0, 7.0]), Some(7.0));
    assert_eq!(median(&[0.0, 0.0, 9.0]), Some(0.0));
}

#[test]
fn the_median_of_nothing_or_of_what_is_no_number_is_none() {
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[1.0, f64::NAN, 2.0]), None);
    assert_eq!(median(&[1.0, f64::INFINITY]), None);
}

#[test]
fn the_interval_of_few_values_is_students_and_agrees_with_scipy() {
    let up_to = |last: u32| (1..=last).map(f64::from).collect::<Vec<f64>>();
    let known = [
        (3, -0.48413771175033027, 4.48413771175033),
        (4, 0.4457397432394794, 4.554260256760521),
        (5, 1.0367568385224428, 4.963243161477557),
    ];
    for (last, low, high) in known {
        assert_interval(interval(&up_to(last), 0.95), low, high);
    }
    let values = [2.5, 3.1, 2.9, 3.3, 2.7, 3.0];
    assert_interval(interval(&values, 0.95), 2.6167654525090964, 3.2165678808242366);
    assert_interval(interval(&values, 0.99), 2.44624998525189, 3.387083348081443);
}

#[test]
fn there_is_no_interval_under_three_values() {
    assert_eq!(interval(&[], 0.95), None);
    assert_eq!(interval(&[1.0], 0.95), None);
    assert_eq!(interval(&[1.0, 2.0], 0.95), None);
}

#[test]
fn equal_values_give_an_interval_without_width() {
    assert_eq!(interval(&[4.0; 5], 0.95), Some(Interval { low: 4.0, high: 4.0 }));
}

#[test]
fn what_is_no_number_gives_no_interval() {
    assert_eq!(interval(&[1.0, 2.0, f64::NAN], 0.95), None);
    assert_eq!(interval(&[1.0, 2.0, f64::INFINITY], 0.95), None);
    assert_eq!(interval(&[f64::MAX, -f64::MAX, f64::MAX], 0.95), None);
}

#[test]
fn the_interval_contains_the_truth_as_often_as_it_claims() {
    let mut random = StdRng::seed_from_u64(1908);
    let draws = 4000;
    let hits = (0..draws).filter(|_| {
        let values: Vec<f64> = (0..4).map(|_| 10.0 + normal(&mut random)).collect();
        interval(&values, 0.95).is_some_and(|interval| interval.contains(10.0))
    });
    let share = hits.count() as f64 / f64::from(draws);
    // The standard error of the share is 0.0034.
    assert!((share - 0.95).abs() < 0.011, "{share}");
}

/// `d = numpy.log(b / c).mean(axis=1)`, then `exp` of its mean and of its interval.
#[test]
fn the_speedup_is_the_mean_over_invocations_of_medians_of_log_ratios_within_rounds() {
    let baseline = series(&[&[100.0, 110.0], &[90.0, 95.0], &[120.0, 100.0]]);
    let cell = series(&[&[10.0, 12.0], &[9.0, 9.4], &[11.0, 10.0]]);
    let speedup = speedup(&baseline, &cell).expect("common rounds");
    assert!(close(speedup.estimate, 10.017652410953671), "{speedup:?}");
    assert_interval(speedup.interval, 8.98906255307701, 11.163940537084631);
    assert_eq!((speedup.invocations, speedup.paired), (3, false));
}

/// `d = numpy.log(b) - numpy.log(c).mean(axis=1)`, with one visit of the baseline in each invocation.
#[test]
fn a_slow_cell_is_compared_invocation_by_invocation() {
    let baseline = slow(series(&[&[30.0], &[33.0], &[29.0]]));
    let cell = series(&[&[10.0, 12.0], &[9.0, 9.4], &[11.0, 10.0]]);
    let speedup = speedup(&baseline, &cell).expect("common invocations");
    assert!(close(speedup.estimate, 3.0062171527956574), "{speedup:?}");
    assert_interval(speedup.interval, 2.054467128885096, 4.398873772522782);
    assert_eq!((speedup.invocations, speedup.paired), (3, true));
}

#[test]
fn a_turn_counts_with_the_median_of_its_samples() {
    let turn = |times: &[f64]| {
        let timing = |&time: &f64| Timing { invocation: 0, round: 0, process: 0, time };
        Series::new(times.iter().map(timing), false)
    };
    let speedup = speedup(&turn(&[8.0, 9.0, 1000.0]), &turn(&[3.0, 2.0, 1.0])).expect("a common round");
    assert!(close(speedup.estimate, 4.5));
}

#[test]
fn only_rounds_in_which_both_were_measured_count() {
    let baseline = series(&[&[10.0, 10.0, 999.0], &[10.0]]);
    let cell = series(&[&[5.0, 5.0], &[5.0, 1.0]]);
    let speedup = speedup(&baseline, &cell).expect("common rounds");
    assert!(close(speedup.estimate, 2.0));
    assert_eq!(speedup.invocations, 2);
    assert_eq!(speedup.interval, None, "two invocations are too few");
}

#[test]
fn a_burst_that_hits_one_of_the_two_in_a_round_is_outvoted() {
    let baseline = alike(&[8.0; 5], 3);
    let cell = series(&[&[4.0, 4.0, 9.0, 4.0, 4.0], &[4.0; 5], &[7.0, 4.0, 4.0, 4.0, 12.0]]);
    let speedup = speedup(&baseline, &cell).expect("common rounds");
    assert!(close(speedup.estimate, 2.0), "{speedup:?}");
    assert_interval(speedup.interval, 2.0, 2.0);
}

#[test]
fn without_a_common_round_there_is_no_speedup() {
    let first = Series::new([Timing { invocation: 0, round: 0, process: 0, time: 1.0 }], false);
    let second = Series::new([Timing { invocation: 0, round: 1, process: 0, time: 1.0 }], false);
    let none = Series::new([], false);
    assert_eq!(speedup(&first, &second), None);
    assert_eq!(speedup(&first, &none), None);
    assert_eq!(speedup(&none, &slow(none.clone())), None);
    assert!(speedup(&first, &slow(second)).is_some_and(|speedup| speedup.paired));
}

#[test]
fn a_turn_in_which_the_clock_did_not_advance_counts_as_not_measured() {
    let baseline = series(&[&[4.0, 4.0]]);
    let still = series(&[&[0.0, 2.0]]);
    assert!(close(speedup(&baseline, &still).expect("one round").estimate, 2.0));
    assert_eq!(speedup(&baseline, &series(&[&[0.0, 0.0]])), None);
}

#[test]
fn swapping_the_two_cells_inverts_the_speedup() {
    let mut random = StdRng::seed_from_u64(1);
    for _ in 0..100 {
        let left = Series::new(noisy(&mut random, 50.0, 4, 3), false);
        let right = Series::new(noisy(&mut random, 7.0, 4, 3), false);
        let (there, back) = (speedup(&left, &right).expect("rounds"), speedup(&right, &left).expect("rounds"));
        assert!(close(there.estimate * back.estimate, 1.0));
        let (there, back) = (there.interval.expect("4 invocations"), back.interval.expect("4 invocations"));
        assert!(close(there.low * back.high, 1.0) && close(there.high * back.low, 1.0));
    }
}

#[test]
fn the_order_and_the_unit_of_the_samples_do_not_matter() {
    let mut random = StdRng::seed_from_u64(2);
    let (left, right) = (noisy(&mut random, 50.0, 5, 2), noisy(&mut random, 7.0, 5, 2));
    let known = speedup(&Series::new(left.clone(), false), &Series::new(right.clone(), false)).expect("rounds");
    let turned = |timings: Vec<Timing>| {
        let timings = timings.into_iter().rev().map(|timing| Timing { time: timing.time * 1e9, ..timing });
        Series::new(timings, false)
    };
    let same = speedup(&turned(left), &turned(right)).expect("rounds");
    assert!(close(known.estimate, same.estimate));
    assert_interval(same.interval, known.interval.expect("5 invocations").low, known.interval.expect("5").high);
}

#[test]
fn what_slows_a_whole_round_down_falls_out() {
    let mut random = StdRng::seed_from_u64(3);
    let (left, right) = (noisy(&mut random, 50.0, 4, 4), noisy(&mut random, 7.0, 4, 4));
    let disturbed = |timings: &[Timing]| {
        let factor = |timing: &Timing| 1.0 + f64::from(timing.invocation * 7 + timing.round * 3);
        Series::new(timings.iter().map(|timing| Timing { time: timing.time * factor(timing), ..*timing }), false)
    };
    let quiet = speedup(&Series::new(left.clone(), false), &Series::new(right.clone(), false)).expect("rounds");
    let loud = speedup(&disturbed(&left), &disturbed(&right)).expect("rounds");
    assert!(close(quiet.estimate, loud.estimate));
    assert!(close(quiet.half_width().expect("4"), loud.half_width().expect("4")));
}

#[test]
fn the_half_width_is_the_wider_side_of_the_interval() {
    let interval = Some(Interval { low: 8.0, high: 12.5 });
    let speedup = Speedup { estimate: 10.0, interval, invocations: 3, paired: false };
    assert!(close(speedup.half_width().expect("an interval"), 0.25));
    assert_eq!(Speedup { interval: None, ..speedup }.half_width(), None);
    assert_eq!(Speedup::unit(1).half_width(), Some(0.0));
}

#[test]
fn drift_is_what_a_ratio_gains_within_invocations() {
    let (baseline, warming) = (alike(&[8.0; 5], 3), alike(&[4.0, 4.0, 3.0, 2.0, 2.0], 3));
    assert_interval(drift(&baseline, &warming, None), 2.0_f64.ln(), 2.0_f64.ln());
    assert_interval(drift(&baseline, &baseline, None), 0.0, 0.0);
}

/// `d = numpy.log(8 / c[:, 1]) - numpy.log(8 / c[:, 0])`
#[test]
fn drift_has_the_t_interval_over_invocations() {
    let cell = series(&[&[4.0, 2.0], &[4.0, 2.5], &[4.0, 3.0]]);
    assert_interval(drift(&alike(&[8.0; 2], 3), &cell, None), -0.020854708423410917, 0.9880766299283854);
}

#[test]
fn invocations_that_differ_are_no_drift() {
    let baseline = alike(&[8.0; 2], 3);
    let cell = series(&[&[4.0; 2], &[2.0; 2], &[1.0; 2]]);
    assert_interval(drift(&baseline, &cell, None), 0.0, 0.0);
}

#[test]
fn too_few_rounds_show_no_drift() {
    let one_a_piece = alike(&[8.0], 4);
    assert_eq!(drift(&one_a_piece, &one_a_piece, None), None);
    let two_invocations = alike(&[8.0; 9], 2);
    assert_eq!(drift(&two_invocations, &two_invocations, None), None);
}

/// By `numpy`: within is `sqrt(mean(var(r, axis=1, ddof=1)))`, between `sqrt(var(mean(r, axis=1), ddof=1) - within**2 / 2)`.
#[test]
fn the_spread_tells_invocations_from_rounds() {
    let baseline = alike(&[1.0; 2], 3);
    let ratios = [[0.0, 0.2], [1.0, 1.2], [2.0, 2.2]];
    let cell: Vec<Vec<f64>> =
        ratios.iter().map(|rounds| rounds.iter().map(|log: &f64| (-log).exp()).collect()).collect();
    let cell = series(&cell.iter().map(Vec::as_slice).collect::<Vec<&[f64]>>());
    let spread = spread(&baseline, &cell).expect("three invocations of two rounds");
    assert!(close(spread.within, 0.02_f64.sqrt()), "{spread:?}");
    assert!(close(spread.between, 0.99_f64.sqrt()), "{spread:?}");
}

#[test]
fn the_dearer_a_start_and_the_noisier_the_rounds_the_more_of_them_are_best() {
    let spread = Spread { between: 0.01, within: 0.02 };
    assert!(close(spread.best_rounds(9.0, 1.0), 6.0));
    assert!(close(spread.best_rounds(1.0, 1.0), 2.0));
    assert!(Spread { between: 0.0, ..spread }.best_rounds(1.0, 1.0).is_infinite());
}

#[test]
fn one_round_or_one_invocation_shows_no_spread() {
    let (one_round, one_invocation) = (alike(&[1.0], 4), alike(&[1.0; 4], 1));
    assert_eq!(spread(&one_round, &one_round), None);
    assert_eq!(spread(&one_invocation, &one_invocation), None);
}

#[test]
fn the_deviation_of_a_sample_is_the_textbooks() {
    // statistics.stdev of Python 3.11.
    assert!(close(deviation(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).expect("a deviation"), 2.138089935299395));
    assert_eq!(deviation(&[3.0, 3.0]), Some(0.0));
    assert_eq!((deviation(&[1.0]), deviation(&[])), (None, None));
}

#[test]
fn a_drift_among_few_invocations_is_judged_by_the_noise_of_all_cells() {
    // Two rounds in three invocations: the second faster by about a tenth, give or take as much as others.
    let moving = |moved: [f64; 3]| {
        let turns = (0..3).zip(moved).flat_map(|(invocation, moved)| {
            let turn = |round, time| Timing { invocation, round, process: 0, time };
            [turn(0, 1.0), turn(1, (-moved).exp())]
        });
        Series::new(turns, false)
    };
    let baseline = moving([0.0; 3]);
    let (drifting, noisy) = (moving([0.06, 0.10, 0.14]), moving([-0.6, 0.1, 0.9]));
    let own = drift(&baseline, &drifting, None).expect("three invocations");
    assert!(own.contains(0.001), "by itself it may be chance: {own:?}");
    let quiet: Vec<Series> = [0.03, 0.04, 0.05, 0.04].iter().map(|by| moving([-by, 0.0, *by])).collect();
    let usual = drifts(&baseline, &quiet.iter().chain([&drifting, &noisy]).collect::<Vec<_>>());
    let told = drift(&baseline, &drifting, usual).expect("three invocations");
    assert!(told.low > 0.03 && (told.midpoint() - 0.1).abs() < 1e-9, "{told:?}");
    assert_eq!(drift(&baseline, &noisy, usual), drift(&baseline, &noisy, None), "a noisy cell has its own noise");
}

#[test]
fn what_rounds_share_is_what_moves_all_cells() {
    let cell = |level: f64, rounds: [f64; 3]| {
        let turn = |(round, time)| Timing { invocation: 0, round, process: 0, time: level * time };
        Series::new((0..3).zip(rounds).map(turn), false)
    };
    let cells = [cell(1.0, [1.0, 2.0, 1.0]), cell(8.0, [1.0, 2.0, 1.0]), cell(3.0, [1.0, 2.0, 4.0])];
    let shared = shared_by_rounds(&cells.iter().collect::<Vec<_>>());
    assert!((shared[&(0, 1)] - 2.0_f64.ln()).abs() < 1e-9 && shared[&(0, 0)].abs() < 1e-9, "{shared:?}");
    assert!(shared_by_rounds(&cells[..2].iter().collect::<Vec<_>>()).is_empty());
}
