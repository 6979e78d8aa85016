//! What comes before the steady state of a cell, and when it is paid back.
//!
//! Computes, and prints nothing.

use std::collections::{BTreeMap, BTreeSet};

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
    pub(crate) costs: StartCosts,
    /// How its processes behave over their calls, where enough of them are known.
    pub(crate) state: Option<State>,
    /// How the time of each process grows with its work, by invocation.
    pub(crate) cost_curves: Vec<(u32, CostCurve)>,
    /// The times of each process before its first round, and of its rounds: each with the invocation and the round.
    calls: Vec<ProcessCalls>,
}

/// The calls of a process: those before its rounds, and those of its rounds with their invocation and round.
#[derive(Debug, Default)]
struct ProcessCalls {
    early_ns: Vec<f64>,
    measured_ns: Vec<((u32, u32), f64)>,
}

/// The calls of each process that are not of a round, by invocation, round and process.
type EarlyCalls<'a> = BTreeMap<(u32, u32, u32), Vec<Sample<&'a str>>>;

/// What an iteration takes in the steady state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steady {
    /// A typical one.
    pub(crate) median_ns: f64,
    /// One of many, on average: what they come to.
    pub(crate) mean_ns: f64,
}

impl Beginning {
    /// Of a cell whose iterations take so long once they are steady. `early` are the samples before the first round.
    pub(crate) fn new(
        starts: &[&Start],
        early: &[Sample<&str>],
        measured: &[Sample<&str>],
        steady: Steady,
    ) -> Beginning {
        let Steady { median_ns: steady_ns, mean_ns } = steady;
        let processes = early_calls(early, measured);
        let states = processes.values().filter_map(|calls| state(calls)).collect::<Vec<State>>();
        let costs = StartCosts::new(starts, &processes, steady_ns);
        let curve = |invocation: u32, calls: &[Sample<&str>]| {
            let start = starts.iter().find(|start| start.invocation == invocation);
            let start_ns = start.map(|start| start.ready_ns as f64).or(costs.start_ns).unwrap_or_default();
            (invocation, CostCurve::new(start_ns, calls.iter().map(|call| work_done(call, steady)), mean_ns))
        };
        let mut cost_curves: Vec<(u32, CostCurve)> =
            processes.iter().map(|((invocation, ..), calls)| curve(*invocation, calls)).collect();
        // Where nothing is known of the first calls, they were like all others.
        cost_curves.extend(invocations_without(&processes, measured).map(|invocation| curve(invocation, &[])));
        Beginning { costs, state: steady::agree(&states), cost_curves, calls: calls_of(&processes, measured) }
    }

    /// Judges anew how the processes behave, over the calls of their rounds as well, in which what a round shares with those of
    /// other cells is taken away.
    pub(crate) fn judge_rounds(&mut self, shared: &BTreeMap<(u32, u32), f64>) {
        let states = self.calls.iter().filter_map(|ProcessCalls { early_ns, measured_ns }| {
            let shared_of = |place| shared.get(place).copied().unwrap_or_default();
            let rounds: Vec<f64> = measured_ns.iter().map(|(place, time)| time / f64::exp(shared_of(place))).collect();
            steady::with_rounds(early_ns, &rounds)
        });
        self.state = steady::agree(&states.collect::<Vec<State>>());
    }
}

/// Where runners live in batches, a baseline has several processes in an invocation, each with a first round.
fn early_calls<'a>(early: &[Sample<&'a str>], measured: &[Sample<&'a str>]) -> EarlyCalls<'a> {
    let mut processes = EarlyCalls::new();
    // The one visit of a slow cell is its first call, and measured.
    let first_calls = measured.iter().filter(|sample| sample.slow);
    for sample in early.iter().chain(first_calls) {
        processes.entry((sample.invocation, sample.round, sample.process)).or_default().push(*sample);
    }
    processes
}

/// All calls of each process.
fn calls_of(early: &EarlyCalls<'_>, measured: &[Sample<&str>]) -> Vec<ProcessCalls> {
    let mut all: BTreeMap<(u32, u32, u32), ProcessCalls> = BTreeMap::new();
    for (place, calls) in early {
        all.entry(*place).or_default().early_ns = calls.iter().map(Sample::iteration_ns).collect();
    }
    let place = |sample: &Sample<&str>| (sample.invocation, sample.round, sample.process);
    // Samples come turn by turn, so that each turn is looked up once.
    for turn in measured.chunk_by(|one, next| place(one) == place(next)) {
        let (invocation, round, own) = place(&turn[0]);
        // Where runners live in batches, it is the process of the batch.
        let places = (invocation, 0, 0)..=(invocation, round, own);
        let found = all.range_mut(places).rev().find(|((_, _, process), _)| *process == own);
        if let Some((_, calls)) = found {
            let calm = turn.iter().filter(|sample| !sample.slow);
            calls.measured_ns.extend(calm.map(|sample| ((invocation, round), sample.iteration_ns())));
        }
    }
    all.into_values().collect()
}

/// The measured invocations of whose early calls nothing is known.
fn invocations_without(processes: &EarlyCalls<'_>, measured: &[Sample<&str>]) -> impl Iterator<Item = u32> {
    let invocations: BTreeSet<u32> = measured.iter().map(|sample| sample.invocation).collect();
    invocations
        .into_iter()
        .filter(|invocation| processes.range((*invocation, 0, 0)..=(*invocation, u32::MAX, u32::MAX)).next().is_none())
}

/// How the times of a process behave, where enough of them are known.
fn state(calls: &[Sample<&str>]) -> Option<State> {
    let times: Vec<f64> = calls.iter().map(Sample::iteration_ns).collect();
    Some(steady::classify(&times)?.state)
}

impl StartCosts {
    fn new(starts: &[&Start], processes: &EarlyCalls<'_>, steady_ns: f64) -> StartCosts {
        let first_calls = processes.values().filter_map(|calls| calls.first());
        let warm_ups = processes.values().map(|calls| beyond_steady(calls, steady_ns));
        StartCosts {
            start_ns: median(&starts.iter().map(|start| start.ready_ns as f64).collect::<Vec<f64>>()),
            first_ns: median(&first_calls.map(Sample::iteration_ns).collect::<Vec<f64>>()),
            warm_up_ns: median(&warm_ups.collect::<Vec<f64>>()),
        }
    }
}

/// What the calls of a warm-up took beyond the same number of steady ones.
fn beyond_steady(calls: &[Sample<&str>], steady_ns: f64) -> f64 {
    let work = calls.iter().map(|sample| work_done(sample, Steady { median_ns: steady_ns, mean_ns: steady_ns }));
    work.map(|(iterations, took_ns)| (took_ns - iterations * steady_ns).max(0.0)).sum()
}

/// The iterations of a call before the first round, and the time that they took. Those of the first call count as they
/// were, and so do others that are clearly no steady ones; the rest count as steady, so that noise does not add up.
fn work_done(sample: &Sample<&str>, steady: Steady) -> (f64, f64) {
    let (iterations, steady_ns) = (sample.iterations as f64, steady.median_ns);
    let is_steady = (steady_ns / steady::SAME..=steady_ns * steady::SAME).contains(&sample.iteration_ns());
    let as_it_was = sample.phase == Phase::First || !is_steady;
    (iterations, if as_it_was { sample.wall_ns as f64 } else { iterations * steady.mean_ns })
}

impl BreakEven {
    /// Of two cells: the medians over the processes that lived in the same invocations. None where the cell's steady
    /// iteration takes no less time than the baseline's.
    pub(crate) fn new(baseline: &Beginning, cell: &Beginning, build_ns: f64) -> Option<BreakEven> {
        let pairs: Vec<(&CostCurve, &CostCurve)> =
            pairs_by_invocation(&baseline.cost_curves, &cell.cost_curves).collect();
        let over_pairs = |figure: &dyn Fn(&CostCurve, &CostCurve) -> Option<f64>| {
            median(&pairs.iter().filter_map(|(baseline, cell)| figure(baseline, cell)).collect::<Vec<f64>>())
        };
        Some(BreakEven {
            iterations: over_pairs(&|baseline, cell| break_even(baseline, cell))?,
            baseline_ns: over_pairs(&|baseline, cell| Some(baseline.work(break_even(baseline, cell)?)))?,
            iterations_with_build: over_pairs(&|baseline, cell| break_even(baseline, &cell.later(build_ns)))?,
        })
    }
}

/// The processes of a baseline and of a cell that lived in the same invocations.
fn pairs_by_invocation<'a>(
    baseline: &'a [(u32, CostCurve)],
    cell: &'a [(u32, CostCurve)],
) -> impl Iterator<Item = (&'a CostCurve, &'a CostCurve)> {
    cell.iter().flat_map(move |(invocation, cell)| {
        let beside = baseline.iter().filter(move |(other, _)| other == invocation);
        beside.map(move |(_, baseline)| (baseline, cell))
    })
}

#[cfg(test)]
mod tests;
