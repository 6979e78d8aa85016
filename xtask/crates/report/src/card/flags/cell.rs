//! When a flag on a cell is raised.

use super::*;
use crate::card::CellFigures;
use records::{CellRecord, Recorded, Steadiness};
use statistics::steady::State;
use statistics::{FEWEST, Interval};

/// How much more CPU than declared is still taken for the noise of two clocks.
const CPU_MARGIN: f64 = 1.10;

/// The share of its time that a busy kernel gets on a quiet machine, the noise of two clocks deducted.
const CPU_SHARE: f64 = 0.90;

/// A disagreement below this share is no reason for a doubt, however narrow the interval: an interval shrinks as more
/// is measured, and what separates a minimum from a median does not.
const NEGLIGIBLE: f64 = 0.01;

/// The flags of a timed cell, what was observed before what the ladder declares.
pub(crate) fn cell_flags(
    cell: &CellRecord,
    timed: &CellFigures,
    baseline: Option<&CellRecord>,
    recorded: &Recorded,
) -> Vec<Flag> {
    let mut flags = observed(cell, timed);
    let lost = recorded.lost.iter().filter(|lost| lost.cells.iter().any(|named| named.borrowed() == cell.id()));
    let lost: Vec<String> = lost.map(|lost| lost.line.to_string()).collect();
    if !lost.is_empty() {
        flags.push(Flag { kind: &LINES_LOST, detail: Some(lines(&lost)) });
    }
    if let (Some(_), Some(doubt)) = (timed.speedup, &recorded.session.baseline_doubt) {
        flags.push(Flag { kind: &BASELINE_DOUBT, detail: Some(doubt.clone()) });
    }
    flags.extend(declared(cell, baseline));
    let cores = recorded.loads.first().map(|load| load.cores);
    if cell.thread_curve_of.is_some() && cores.is_some_and(|cores| cell.threads > cores) {
        let detail = cores.map(|cores| format!("{} threads, {cores} cores", cell.threads));
        flags.push(Flag { kind: &OVERSUBSCRIBED, detail });
    }
    flags
}

/// Lines of a file, by their numbers.
pub(super) fn lines(numbers: &[String]) -> String {
    format!("{} {}", if numbers.len() == 1 { "line" } else { "lines" }, numbers.join(", "))
}

fn observed(cell: &CellRecord, timed: &CellFigures) -> Vec<Flag> {
    let raised = [
        (&THREADS, too_much_cpu(cell, timed)),
        (&WAITED, timed.cpu_over_wall.is_some_and(|ratio| ratio < CPU_SHARE)),
        (&FEW_INVOCATIONS, invocations(timed) < FEWEST),
        (&PAIRED, timed.speedup.is_some_and(|speedup| speedup.paired)),
        (&MINIMUM, minimum_disagrees(timed)),
        (&MEAN, mean_differs(timed)),
        (&DRIFT, drifts(timed)),
        (&STEADINESS, timed.steadiness == Some(Steadiness::NotKnown)),
        (&NO_STEADY_STATE, timed.state == Some(State::Unsettled)),
        (&INCONSISTENT, timed.state == Some(State::Inconsistent)),
        (&SLOWDOWN, timed.state == Some(State::Slowdown)),
    ];
    raised.into_iter().filter(|(_, raised)| *raised).map(|(kind, _)| Flag { kind, detail: None }).collect()
}

fn declared(cell: &CellRecord, baseline: Option<&CellRecord>) -> Vec<Flag> {
    let another = baseline.filter(|baseline| baseline.rung != cell.rung);
    let beside_optimised = another.is_some_and(|baseline| baseline.optimised == Some(true));
    let beside_single_threaded = another.is_some_and(|baseline| baseline.threads == 1);
    let slow_build = cell.optimised == Some(false) && beside_optimised;
    let raised = [
        (&SLOW_BUILD, slow_build, cell.build_kind.clone()),
        (&FAST_MATH, cell.fast_math, None),
        (&TARGET_CPU, !["generic", "dispatch"].contains(&cell.target_cpu.as_str()), Some(cell.target_cpu.clone())),
        (&DISPATCH, cell.target_cpu == "dispatch", None),
        (&MULTI_THREADED, cell.threads > 1 && beside_single_threaded, Some(format!("{} threads", cell.threads))),
        (&HELPERS, cell.helpers.is_some(), cell.helpers.clone()),
        (&NATIVE, cell.native, None),
        (&TRUSTS_INPUT, !cell.validates, None),
        (&ALGORITHM, cell.algorithm != "same loop", Some(cell.algorithm.clone())),
    ];
    let raised = raised.into_iter().filter(|(_, raised, _)| *raised).map(|(kind, _, detail)| Flag { kind, detail });
    unlike_build(cell, baseline).filter(|_| !slow_build).into_iter().chain(raised).collect()
}

/// What is known to be slower is said to be that instead.
fn unlike_build(cell: &CellRecord, baseline: Option<&CellRecord>) -> Option<Flag> {
    let (own, other) = (cell.build_kind.as_ref()?, baseline?.build_kind.as_ref()?);
    (own != other).then(|| Flag { kind: &UNLIKE_BUILD, detail: Some(format!("{own}, the baseline's: {other}")) })
}

/// The invocations behind the number that matters: the speedup, where there is one.
fn invocations(timed: &CellFigures) -> usize {
    timed.speedup.map_or(timed.invocations, |speedup| speedup.invocations)
}

fn too_much_cpu(cell: &CellRecord, timed: &CellFigures) -> bool {
    let declared = f64::from(cell.threads.max(1));
    cell.helpers.is_none() && timed.cpu_over_wall.is_some_and(|ratio| ratio > declared * CPU_MARGIN)
}

fn minimum_disagrees(timed: &CellFigures) -> bool {
    let (Some(interval), Some(ratio)) = (interval(timed), timed.minimum_ratio) else {
        return false;
    };
    let wider = Interval { low: interval.low / (1.0 + NEGLIGIBLE), high: interval.high * (1.0 + NEGLIGIBLE) };
    !wider.contains(ratio)
}

/// Whether what a workload pays is far from what is typical: by more than the interval, or, of the baseline, than its part in
/// the comparisons.
fn mean_differs(timed: &CellFigures) -> bool {
    let half = timed.speedup.and_then(|speedup| speedup.half_width()).filter(|half| *half > 0.0);
    half.or(timed.comparison).is_some_and(|half| timed.mean_over_median().ln().abs() > half.max(NEGLIGIBLE).ln_1p())
}

/// Asks that the drift be surely more than next to nothing, however wide the interval of the speedup is: that of one that drifts is
/// wide.
fn drifts(timed: &CellFigures) -> bool {
    timed.drift.is_some_and(|drift| drift.low > NEGLIGIBLE || drift.high < -NEGLIGIBLE)
}

fn interval(timed: &CellFigures) -> Option<Interval> {
    timed.speedup.and_then(|speedup| speedup.interval)
}
