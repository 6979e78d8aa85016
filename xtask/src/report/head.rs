//! What comes before the steady state of a cell, and when it is paid back.
//!
//! Computes, and prints nothing.

use std::collections::BTreeMap;

use super::summary::time;
use crate::results::{Phase, Sample, Start};
use crate::statistics::steady::{self, State};
use crate::statistics::{Cost, break_even, median};

/// What a fresh process takes until it is at its best: medians over invocations, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Head {
    /// From the start of the process to its answer that it is ready.
    pub start_ns: Option<f64>,
    /// The first call.
    pub first_ns: Option<f64>,
    /// What all calls before the first round took beyond the same number of steady ones; 0 where there is no warm-up.
    pub warm_up_ns: Option<f64>,
}

/// From when on a cell has taken less time than the baseline, its own start included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakEven {
    /// Iterations; 0 where it starts no later than the baseline.
    pub iterations: f64,
    /// The same as the time that the baseline takes for them, in nanoseconds.
    pub baseline_ns: f64,
    /// Iterations when building it counts as well.
    pub iterations_with_build: f64,
}

impl Head {
    /// The head of a cell whose steady iteration takes `steady_ns`, and how its processes behave over their calls, where
    /// enough of them are known. `early` are the samples before the first round.
    pub(super) fn new(
        starts: &[&Start],
        early: &[&Sample],
        measured: &[&Sample],
        steady_ns: f64,
    ) -> (Head, Option<State>) {
        let mut curves: BTreeMap<u32, Vec<&Sample>> = BTreeMap::new();
        // The one visit of a slow cell is its first call, and measured.
        let first_calls = measured.iter().filter(|sample| sample.slow);
        for sample in early.iter().chain(first_calls) {
            curves.entry(sample.invocation).or_default().push(sample);
        }
        let classified = curves.values().filter_map(|curve| {
            let times: Vec<f64> = curve.iter().map(|sample| time(sample)).collect();
            Some(steady::classify(&times)?.state)
        });
        let state = steady::agree(&classified.collect::<Vec<State>>());
        let over_invocations = |of: &dyn Fn(&[&Sample]) -> Option<f64>| {
            median(&curves.values().filter_map(|curve| of(curve)).collect::<Vec<f64>>())
        };
        let head = Head {
            start_ns: median(&starts.iter().map(|start| start.ready_ns as f64).collect::<Vec<f64>>()),
            first_ns: over_invocations(&|curve| curve.first().map(|first| time(first))),
            warm_up_ns: over_invocations(&|curve| Some(beyond_steady(curve, steady_ns))),
        };
        (head, state)
    }

    /// All that is taken once.
    fn once(&self) -> f64 {
        self.start_ns.unwrap_or_default() + self.warm_up_ns.unwrap_or_default()
    }
}

/// What the calls of a warm-up took beyond the same number of steady ones. The first call counts in any case; of the
/// others only what is clearly slower, so that noise does not add up.
fn beyond_steady(curve: &[&Sample], steady_ns: f64) -> f64 {
    let beyond = |sample: &&&Sample| {
        let is_warming = sample.phase == Phase::First || time(sample) > steady_ns * steady::SAME;
        let excess = sample.wall_ns as f64 - sample.iterations as f64 * steady_ns;
        if is_warming { excess.max(0.0) } else { 0.0 }
    };
    curve.iter().map(|sample| beyond(&sample)).sum()
}

impl BreakEven {
    /// Of heads and steady times. None where the cell's iteration takes no less time than the baseline's.
    pub(super) fn new(baseline: (&Head, f64), cell: (&Head, f64), build_ns: f64) -> Option<BreakEven> {
        let cost = |(head, each): (&Head, f64)| Cost { once: head.once(), each };
        let (baseline, cell) = (cost(baseline), cost(cell));
        let built = Cost { once: cell.once + build_ns, ..cell };
        let iterations = break_even(baseline, cell)?;
        let iterations_with_build = break_even(baseline, built)?;
        Some(BreakEven { iterations, baseline_ns: iterations * baseline.each, iterations_with_build })
    }
}

#[cfg(test)]
mod tests;
