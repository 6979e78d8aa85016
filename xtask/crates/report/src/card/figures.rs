//! The numbers of a cell.

use records::Steadiness;

use super::start::{BreakEven, StartCosts};
use statistics::steady::State;
use statistics::{Interval, Speedup, Spread};

/// The numbers of a timed cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellFigures {
    /// Median over all measured samples of wall time per iteration.
    pub median_ns: f64,
    /// Mean over the same, each iteration counting once: what a workload of many iterations pays.
    pub mean_ns: f64,
    /// What so many of a hundred samples do not exceed, of their time per iteration.
    pub percentiles: Percentiles,
    /// How far its level may be off beside those of other rungs, as a share: rungs whose speedups do not overlap with this much to
    /// each side differ by more than chance. Absent where too few cells or invocations tell.
    pub comparison: Option<f64>,
    /// CPU time of all measured samples over their wall time.
    pub cpu_over_wall: Option<f64>,
    /// Against the baseline, if it was timed.
    pub speedup: Option<Speedup>,
    /// The baseline's shortest time per iteration over the cell's.
    pub minimum_ratio: Option<f64>,
    /// See `statistics::drift`.
    pub drift: Option<Interval>,
    /// Where its log ratios to the baseline vary; absent for the baseline and for slow cells.
    pub spread: Option<Spread>,
    /// What comes before the steady state.
    pub start_costs: StartCosts,
    /// From when on the cell has taken less time than the baseline; absent for the baseline, and where that is never so.
    pub break_even: Option<BreakEven>,
    /// How its times behave from the first iteration on, where enough of them are known.
    pub state: Option<State>,
    /// Whether its processes are known to have been steady when their rounds began, where they compile while they run.
    pub steadiness: Option<Steadiness>,
    /// The invocations that are left out as that is not known of them.
    pub not_steady: usize,
    /// The invocations with a measured sample.
    pub invocations: usize,
    /// The measured samples.
    pub samples: usize,
}

/// Times of an iteration, in nanoseconds, by how many samples do not exceed them; each sample is the mean of its iterations.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Percentiles {
    /// Half of them.
    pub p50_ns: f64,
    /// 95 of a hundred.
    pub p95_ns: f64,
    /// 99 of a hundred.
    pub p99_ns: f64,
    /// All.
    pub worst_ns: f64,
}

impl Percentiles {
    /// Of these times, of which there is one at least: each is one that was seen (the nearest rank).
    pub(super) fn of(times_ns: &[f64]) -> Percentiles {
        let sorted = statistics::sorted(times_ns);
        let rank = |share: f64| {
            let place = (share * sorted.len() as f64).ceil().max(1.0) as usize - 1;
            sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
        };
        Percentiles { p50_ns: rank(0.5), p95_ns: rank(0.95), p99_ns: rank(0.99), worst_ns: rank(1.0) }
    }
}

impl CellFigures {
    /// How many times as long its mean iteration takes as its median one.
    pub fn mean_over_median(&self) -> f64 {
        self.mean_ns / self.median_ns
    }

    /// A speedup of typical iterations as one of all of them: what a workload of many iterations gains.
    pub fn of_totals(&self, baseline: &CellFigures, speedup: Speedup) -> Speedup {
        let factor = baseline.mean_over_median() / self.mean_over_median();
        let scaled = |interval: Interval| Interval { low: interval.low * factor, high: interval.high * factor };
        Speedup { estimate: speedup.estimate * factor, interval: speedup.interval.map(scaled), ..speedup }
    }

    /// Whether one number can stand for the cell; where it cannot, there is no speedup, and the median is not shown.
    pub fn has_one_number(&self) -> bool {
        self.state.is_none_or(State::has_one_number)
    }
}
