//! The hot path of a workload: what it takes the baseline, what it takes a rung, and from which length on a rung is ahead.

use super::Workload;
use crate::card::{CellCard, CellFigures};

/// A workload as the baseline does it, in seconds.
pub(super) struct HotPath {
    /// All of it, first calls included.
    pub(super) hot_s: f64,
    pub(super) iterations: f64,
    /// What these take the baseline in its steady state.
    pub(super) steady_s: f64,
    /// From the start of the baseline's process until it is ready.
    start_s: f64,
}

impl HotPath {
    /// What the baseline does in so many seconds. None where it has no time.
    pub(super) fn new(baseline: &CellCard, hot_s: f64) -> Option<HotPath> {
        let timed = baseline.timed.as_ref()?;
        let counts: Vec<f64> = baseline.cost_curves.iter().map(|(_, curve)| curve.iterations(hot_s * 1e9)).collect();
        let iterations = statistics::median(&counts)?;
        Some(HotPath {
            hot_s,
            iterations,
            steady_s: iterations * timed.mean_ns / 1e9,
            start_s: timed.start_costs.start_ns.unwrap_or_default() / 1e9,
        })
    }

    /// What it takes on a rung with such a speedup, in seconds.
    pub(super) fn on_rung(&self, speedup: f64, overhead_s: f64) -> f64 {
        (self.steady_s / speedup + overhead_s).max(0.0)
    }
}

/// Seconds that come on top of the steady state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overhead {
    /// Of a typical process.
    pub typical: f64,
    /// Of the one that took least.
    pub least: f64,
    /// Of the one that took most.
    pub most: f64,
}

impl Overhead {
    /// What comes on top of a rung's steady state. A process that starts sooner than the baseline's gains nothing by it, as
    /// the program around the hot path starts all the same.
    pub(super) fn new(cell: &CellCard, timed: &CellFigures, hot_path: &HotPath, workload: &Workload) -> Overhead {
        let later_s = |start_ns: f64| (start_ns / 1e9 - hot_path.start_s).max(0.0);
        let build_s = cell.cell.build_s.filter(|_| workload.with_build).unwrap_or_default();
        let processes = cell.cost_curves.iter().map(|(_, curve)| {
            let warm_up_s = (curve.work(hot_path.iterations) - hot_path.iterations * timed.mean_ns) / 1e9;
            (warm_up_s, later_s(curve.start()) + warm_up_s + build_s)
        });
        let (warm_up_s, all_s): (Vec<f64>, Vec<f64>) = processes.unzip();
        let start_s = later_s(timed.start_costs.start_ns.unwrap_or_default());
        let typical = start_s + statistics::median(&warm_up_s).unwrap_or_default() + build_s;
        Overhead {
            typical,
            least: all_s.iter().copied().fold(typical, f64::min),
            most: all_s.iter().copied().fold(typical, f64::max),
        }
    }
}

/// What a rung saves of a hot path that takes the baseline so long, by the best estimate, in seconds.
pub(super) fn gained(
    cell: &CellCard,
    timed: &CellFigures,
    baseline: &CellCard,
    hot_s: f64,
    workload: &Workload,
) -> Option<f64> {
    let hot_path = HotPath::new(baseline, hot_s)?;
    let overhead_s = Overhead::new(cell, timed, &hot_path, workload).typical;
    let speedup = timed.of_totals(baseline.timed.as_ref()?, timed.speedup?);
    Some(hot_s - hot_path.on_rung(speedup.estimate, overhead_s))
}

/// Times between which somebody may want to know where something begins to be saved, in seconds.
const SHORTEST: f64 = 1e-9;
const LONGEST: f64 = 1e9;

/// From which time on something is saved, as `gained` tells it; 0 from the shortest on, none at the longest.
pub(super) fn ahead(gained: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let gains = |time: f64| gained(time).is_some_and(|gained| gained > 0.0);
    if !gains(LONGEST) {
        return None;
    }
    let mut high = LONGEST;
    while gains(high / 1.25) {
        high /= 1.25;
        if high < SHORTEST {
            return Some(0.0);
        }
    }
    let mut low = high / 1.25;
    // Thirty halvings of a fifth leave less than nine digits show.
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        if gains(middle) { high = middle } else { low = middle }
    }
    Some(high)
}
