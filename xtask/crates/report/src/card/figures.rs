//! The numbers of a cell.

use super::start::{BreakEven, StartCosts};
use statistics::steady::State;
use statistics::{Interval, Speedup, Spread};

/// The numbers of a timed cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellFigures {
    /// Median over all measured samples of wall time per iteration.
    pub median_ns: f64,
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
    /// The invocations with a measured sample.
    pub invocations: usize,
    /// The measured samples.
    pub samples: usize,
}

impl CellFigures {
    /// Whether one number can stand for the cell; where it cannot, there is no speedup, and the median is not shown.
    pub fn has_one_number(&self) -> bool {
        self.state.is_none_or(State::has_one_number)
    }
}
