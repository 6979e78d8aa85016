//! The estimator held to real noise, without a clock: comparisons drawn from samples that a self-test has recorded.
//!
//! `noise.txt` has a line for each invocation and round: the rung, invocation and round, the milliseconds that the
//! hypervisor took away during the invocation, then the samples of each cell in nanoseconds an iteration.
//! `xtask/selftest/noise.py` writes it from a self-test's records.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};

use super::block::speedup;
use records::{Recorded, Sample};
use report::fixture;
use statistics::{Speedup, median};

const NOISE: &str = include_str!("noise.txt");

/// Comparisons of each kind.
const DRAWS: usize = 1000;

/// One invocation of one rung: rounds, cells, samples.
type Invocation = Vec<Vec<Vec<f64>>>;

/// What was recorded of one rung.
pub(super) struct Trace {
    rung: String,
    /// By how much more work each cell does; 0 for the copies.
    more_work: Vec<f64>,
    invocations: Vec<Invocation>,
}

impl Trace {
    pub(super) fn all() -> Vec<Trace> {
        let mut lines = NOISE.lines().filter(|line| !line.starts_with('#'));
        let head = lines.next().expect("a head").split('\t').skip(4);
        let more_work: Vec<f64> = head.map(|share| share.parse().expect("a share")).collect();
        let mut traces: Vec<Trace> = Vec::new();
        for line in lines {
            let mut fields = line.split('\t');
            let rung = fields.next().expect("a rung").to_owned();
            let first_round = fields.nth(1) == Some("0");
            if traces.last().is_none_or(|trace| trace.rung != rung) {
                traces.push(Trace { rung, more_work: more_work.clone(), invocations: Vec::new() });
            }
            let trace = traces.last_mut().expect("a trace");
            if first_round {
                trace.invocations.push(Vec::new());
            }
            let samples = |cell: &str| cell.split(',').map(|time| time.parse().expect("a time")).collect();
            trace.invocations.last_mut().expect("an invocation").push(fields.skip(1).map(samples).collect());
        }
        traces
    }

    fn copies(&self) -> Vec<usize> {
        (0..self.more_work.len()).filter(|cell| self.more_work[*cell] == 0.0).collect()
    }

    /// A comparison over some invocations, drawn without putting back: in each of them of a copy with another one, or with
    /// the given cell. The second one's times are multiplied.
    fn draw(&self, dice: &mut StdRng, invocations: usize, cell: Option<usize>, slower: f64) -> Speedup {
        let mut all: Vec<&Invocation> = self.invocations.iter().collect();
        all.shuffle(dice);
        let mut recorded = fixture::recorded();
        recorded.cells = vec![fixture::cell("one"), fixture::cell("other")];
        for (invocation, rounds) in (0_u32..).zip(&all[..invocations]) {
            let copies: Vec<usize> = self.copies().sample(dice, 2).copied().collect();
            let other = cell.unwrap_or(copies[1]);
            for (round, cells) in (0_u32..).zip(rounds.iter()) {
                add(&mut recorded, "one", (invocation, round), &cells[copies[0]], 1.0);
                add(&mut recorded, "other", (invocation, round), &cells[other], slower);
            }
        }
        recorded.outputs = recorded.samples.iter().map(fixture::agreement).collect();
        speedup(&mut recorded, "one", "other").expect("a speedup")
    }

    pub(super) fn draws(&self, invocations: usize, cell: Option<usize>, slower: f64) -> Vec<Speedup> {
        let mut dice = StdRng::seed_from_u64(20_261_122);
        (0..DRAWS).map(|_| self.draw(&mut dice, invocations, cell, slower)).collect()
    }

    fn half_width(&self, invocations: usize) -> f64 {
        let widths: Vec<f64> = self.draws(invocations, None, 1.0).iter().filter_map(Speedup::half_width).collect();
        median(&widths).expect("a width")
    }
}

fn add(recorded: &mut Recorded, rung: &str, (invocation, round): (u32, u32), samples: &[f64], slower: f64) {
    let sample = |time: &f64| -> Sample {
        // A thousand iterations, so that nothing is lost in whole nanoseconds.
        let batch = fixture::sample(rung, invocation, round, (time * slower * 1000.0).round() as u64);
        Sample { iterations: 1000, ..batch }
    };
    recorded.samples.extend(samples.iter().map(sample));
}

/// The share of comparisons of which something is so.
fn share(draws: &[Speedup], is: impl Fn(&Speedup) -> bool) -> f64 {
    draws.iter().filter(|speedup| is(speedup)).count() as f64 / draws.len() as f64
}

fn contains(speedup: &Speedup, ratio: f64) -> bool {
    speedup.interval.is_some_and(|interval| interval.contains(ratio))
}

fn is_slower(speedup: &Speedup) -> bool {
    speedup.interval.is_some_and(|interval| interval.high < 1.0)
}

#[test]
fn the_trace_has_both_rungs_and_enough_of_each() {
    let traces = Trace::all();
    assert_eq!(traces.len(), 2);
    for trace in traces {
        assert!(trace.invocations.len() >= 40, "{}: {} invocations", trace.rung, trace.invocations.len());
        assert!(trace.copies().len() >= 4 && trace.more_work.len() > trace.copies().len());
        assert!(trace.invocations.iter().all(|rounds| rounds.len() == trace.invocations[0].len()));
        assert!(NOISE.len() < 300_000, "{} bytes", NOISE.len());
    }
}

#[test]
fn identical_programs_are_called_different_hardly_more_than_one_time_in_twenty() {
    for trace in Trace::all() {
        let alarms = share(&trace.draws(6, None, 1.0), |speedup| !contains(speedup, 1.0));
        assert!(alarms <= 0.08, "{}: {alarms}", trace.rung);
    }
}

#[test]
fn the_interval_covers_as_it_promises_with_few_invocations_and_with_many() {
    for trace in Trace::all() {
        for invocations in [3, 4, 9, 10, 15] {
            let covered = share(&trace.draws(invocations, None, 1.0), |speedup| contains(speedup, 1.0));
            assert!(covered >= 0.92, "{} at {invocations}: {covered}", trace.rung);
        }
    }
}

#[test]
fn a_slowdown_of_twice_the_half_width_is_found() {
    for trace in Trace::all() {
        let slower = 1.0 + 2.0 * trace.half_width(6);
        let found = share(&trace.draws(6, None, slower), is_slower);
        assert!(found >= 0.8, "{}: {found} at {slower}", trace.rung);
    }
}

#[test]
fn the_interval_contains_the_true_ratio_of_programs_that_really_do_more() {
    for trace in Trace::all() {
        for (cell, more) in trace.more_work.iter().enumerate().filter(|(_, more)| **more > 0.0) {
            let draws = trace.draws(6, Some(cell), 1.0);
            let covered = share(&draws, |speedup| contains(speedup, 1.0 / (1.0 + more)));
            assert!(covered >= 0.9, "{} with {more} more: {covered}", trace.rung);
            // Coverage alone would also be had by intervals that contain everything.
            let found = share(&draws, is_slower);
            assert!(*more < 0.1 || found >= 0.8, "{} with {more} more is found in {found}", trace.rung);
        }
    }
}

#[test]
fn more_invocations_give_narrower_intervals() {
    for trace in Trace::all() {
        let (few, many) = (trace.half_width(3), trace.half_width(12));
        assert!(many < few / 2.0, "{}: {few} at 3, {many} at 12", trace.rung);
    }
}
