//! Whether the ratio of two cells moves within an invocation.

use super::{CONFIDENCE, Interval, Series, interval, mean, median, ratios_of_rounds, squares, trimmed};

/// By how much the log ratio of two cells moves from the first half of an invocation's rounds to its second half: the t
/// interval over invocations at `CONFIDENCE`. An odd round in the middle belongs to neither half.
///
/// This is what a speedup's interval cannot show, because every invocation repeats it: processes that are not yet in
/// their steady state. None under `FEWEST` invocations of two rounds or more, so that a slow cell has none.
///
/// How much is chance is told by all cells of the benchmark together, so that few invocations and a wide interval hide nothing; but
/// for a cell that surely varies more than the others, which has its own.
pub fn drift(baseline: &Series, cell: &Series, usual: Option<Drifts>) -> Option<Interval> {
    let moved = moved(baseline, cell);
    let own = interval(&moved, CONFIDENCE)?;
    let (squares, freedom) = (squares(&moved), moved.len() as f64 - 1.0);
    let Some(usual) = usual.filter(|usual| usual.freedom > freedom) else { return Some(own) };
    let bound = trimmed::quantile_of_f(CONFIDENCE, freedom, usual.freedom).unwrap_or(f64::INFINITY);
    if squares / freedom > bound * usual.variance {
        return Some(own);
    }
    let half = trimmed::half_width(usual.variance / moved.len() as f64, usual.freedom, CONFIDENCE)?;
    let middle = mean(&moved)?;
    Some(Interval { low: middle - half, high: middle + half })
}

/// How much drifts vary from one invocation to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drifts {
    variance: f64,
    freedom: f64,
}

/// How much the drifts of cells vary that are compared with one baseline, all of them together. None where that tells nothing.
pub fn drifts(baseline: &Series, cells: &[&Series]) -> Option<Drifts> {
    let moved: Vec<Vec<f64>> = cells.iter().map(|cell| moved(baseline, cell)).filter(|moved| moved.len() > 1).collect();
    let freedoms: Vec<f64> = moved.iter().map(|moved| moved.len() as f64 - 1.0).collect();
    // A cell that varies far more than the usual one would make all of them uncertain: the middle of the variances counts, by
    // where the middle of chi-squared lies (Wilson and Hilferty, PNAS 17, 1931), and it is worth half as many values.
    let variances: Vec<f64> = moved.iter().zip(&freedoms).map(|(moved, freedom)| squares(moved) / freedom).collect();
    let middle = (1.0 - 2.0 / (9.0 * median(&freedoms)?)).powi(3);
    Some(Drifts { variance: median(&variances)? / middle, freedom: freedoms.iter().sum::<f64>() / 2.0 })
}

/// By how much each invocation's log ratio moves.
fn moved(baseline: &Series, cell: &Series) -> Vec<f64> {
    let moved = |ratios: &Vec<f64>| {
        let half = ratios.len() / 2;
        Some(mean(&ratios[ratios.len() - half..])? - mean(&ratios[..half])?)
    };
    ratios_of_rounds(baseline, cell).values().filter_map(moved).collect()
}
