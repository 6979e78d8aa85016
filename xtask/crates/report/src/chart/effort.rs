//! What rungs take to write beside what they give, as points of a plane.

use super::plot::front;
use crate::card::{BenchmarkCard, CellCard};
use records::Effort;
use statistics::Speedup;

/// A timed rung whose effort is known.
pub(crate) struct EffortPoint<'a> {
    pub(crate) card: &'a CellCard,
    pub(crate) effort: &'a Effort,
    pub(crate) speedup: Speedup,
}

/// All of a benchmark, in the order of the card.
pub(crate) fn points(benchmark: &BenchmarkCard) -> Vec<EffortPoint<'_>> {
    let cells = benchmark.cells.iter();
    cells
        .filter_map(|card| Some(EffortPoint { card, effort: card.cell.effort.as_deref()?, speedup: card.speedup()? }))
        .collect()
}

/// The places of those that no other beats, from the fewest new lines on.
pub(crate) fn best(points: &[EffortPoint<'_>]) -> Vec<usize> {
    let places: Vec<(f64, f64)> =
        points.iter().map(|point| (point.effort.lines_added as f64, point.speedup.estimate)).collect();
    front(&places)
}
