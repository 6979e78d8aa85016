//! What comes before the steady state of a cell, and when it is paid back.
//!
//! Computes, and prints nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::card::summary::time;
use records::{Phase, Sample, Start};
use statistics::steady::{self, State};
use statistics::{CostCurve, break_even, median};

/// What a fresh process takes until it is at its best: medians over processes, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StartCosts {
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
    /// Iterations; 0 where it is ahead of the baseline from the beginning.
    pub iterations: f64,
    /// The same as the time that the baseline takes for them, in nanoseconds.
    pub baseline_ns: f64,
    /// Iterations when building it counts as well.
    pub iterations_with_build: f64,
}

/// How the processes of a cell begin.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub(crate) head: StartCosts,
    /// How its processes behave over their calls, where enough of them are known.
    pub(crate) state: Option<State>,
    /// How the time of each process grows with its work, by invocation.
    pub(crate) courses: Vec<(u32, CostCurve)>,
}

impl Beginning {
    /// Of a cell whose steady iteration takes `steady_ns`. `early` are the samples before the first round.
    pub(crate) fn new(starts: &[&Start], early: &[&Sample], measured: &[&Sample], steady_ns: f64) -> Beginning {
        // Where runners live in batches, a baseline has several processes in an invocation, each with a first round.
        let mut processes: BTreeMap<(u32, u32), Vec<&Sample>> = BTreeMap::new();
        // The one visit of a slow cell is its first call, and measured.
        let first_calls = measured.iter().filter(|sample| sample.slow);
        for sample in early.iter().chain(first_calls) {
            processes.entry((sample.invocation, sample.round)).or_default().push(sample);
        }
        let classified = processes.values().filter_map(|calls| {
            let times: Vec<f64> = calls.iter().map(|sample| time(sample)).collect();
            Some(steady::classify(&times)?.state)
        });
        let state = steady::agree(&classified.collect::<Vec<State>>());
        let over_processes = |of: &dyn Fn(&[&Sample]) -> Option<f64>| {
            median(&processes.values().filter_map(|calls| of(calls)).collect::<Vec<f64>>())
        };
        let start_ns = median(&starts.iter().map(|start| start.ready_ns as f64).collect::<Vec<f64>>());
        let head = StartCosts {
            start_ns,
            first_ns: over_processes(&|calls| calls.first().map(|first| time(first))),
            warm_up_ns: over_processes(&|calls| Some(beyond_steady(calls, steady_ns))),
        };
        let start_of = |invocation: u32| {
            let own = starts.iter().find(|start| start.invocation == invocation);
            own.map(|start| start.ready_ns as f64).or(start_ns).unwrap_or_default()
        };
        let course = |invocation: u32, calls: &[&Sample]| {
            (
                invocation,
                CostCurve::new(start_of(invocation), calls.iter().map(|call| taken(call, steady_ns)), steady_ns),
            )
        };
        let mut courses: Vec<(u32, CostCurve)> =
            processes.iter().map(|((invocation, _), calls)| course(*invocation, calls)).collect();
        // Where nothing is known of the first calls, they were like all others.
        let invocations: BTreeSet<u32> = measured.iter().map(|sample| sample.invocation).collect();
        let unknown = |invocation: &u32| processes.range((*invocation, 0)..=(*invocation, u32::MAX)).next().is_none();
        courses.extend(invocations.into_iter().filter(unknown).map(|invocation| course(invocation, &[])));
        Beginning { head, state, courses }
    }
}

/// What the calls of a warm-up took beyond the same number of steady ones.
fn beyond_steady(calls: &[&Sample], steady_ns: f64) -> f64 {
    let beyond = |sample: &&Sample| {
        let (iterations, took) = taken(sample, steady_ns);
        (took - iterations * steady_ns).max(0.0)
    };
    calls.iter().map(beyond).sum()
}

/// The iterations of a call before the first round, and the time that they took. Those of the first call count as they
/// were, and so do others that are clearly no steady ones; the rest count as steady, so that noise does not add up.
fn taken(sample: &Sample, steady_ns: f64) -> (f64, f64) {
    let iterations = sample.iterations as f64;
    let is_steady = (steady_ns / steady::SAME..=steady_ns * steady::SAME).contains(&time(sample));
    let as_it_was = sample.phase == Phase::First || !is_steady;
    (iterations, if as_it_was { sample.wall_ns as f64 } else { iterations * steady_ns })
}

impl BreakEven {
    /// Of two cells: the medians over the processes that lived in the same invocations. None where the cell's steady
    /// iteration takes no less time than the baseline's.
    pub(crate) fn new(baseline: &Beginning, cell: &Beginning, build_ns: f64) -> Option<BreakEven> {
        let of_baseline = |invocation: u32| baseline.courses.iter().filter(move |course| course.0 == invocation);
        let pairs = cell
            .courses
            .iter()
            .flat_map(|(invocation, cell)| of_baseline(*invocation).map(move |(_, baseline)| (baseline, cell)));
        let pairs: Vec<(&CostCurve, &CostCurve)> = pairs.collect();
        let over_pairs = |of: &dyn Fn(&CostCurve, &CostCurve) -> Option<f64>| {
            median(&pairs.iter().filter_map(|(baseline, cell)| of(baseline, cell)).collect::<Vec<f64>>())
        };
        Some(BreakEven {
            iterations: over_pairs(&|baseline, cell| break_even(baseline, cell))?,
            baseline_ns: over_pairs(&|baseline, cell| Some(baseline.work(break_even(baseline, cell)?)))?,
            iterations_with_build: over_pairs(&|baseline, cell| break_even(baseline, &cell.later(build_ns)))?,
        })
    }
}

#[cfg(test)]
mod tests;
