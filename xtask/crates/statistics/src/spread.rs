//! Where the ratio of two cells varies: between invocations, and within them.

use super::{Series, mean, ratios_of_rounds, squares};

/// Where the log ratios of two cells vary: standard deviations, which for small ones read as shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// From one invocation to the next, what the rounds explain deducted.
    pub between: f64,
    /// From one round to the next within an invocation.
    pub within: f64,
}

impl Spread {
    /// How many rounds in an invocation give the narrowest interval for the time, when an invocation takes `start`
    /// beside its rounds and each round takes `round` (Kalibera and Jones, equation 3). Infinite where invocations do not
    /// differ.
    pub fn best_rounds(self, start: f64, round: f64) -> f64 {
        (start / round).sqrt() * self.within / self.between
    }
}

/// Where the log ratios vary. None under two invocations, or where none has two rounds, as in a slow cell.
pub fn spread(baseline: &Series, cell: &Series) -> Option<Spread> {
    let invocations = ratios_of_rounds(baseline, cell);
    let means: Vec<f64> = invocations.values().filter_map(|ratios| mean(ratios)).collect();
    let (free, within) = invocations
        .values()
        .fold((0, 0.0), |(free, sum), ratios| (free + ratios.len().saturating_sub(1), sum + squares(ratios)));
    if means.len() < 2 || free == 0 {
        return None;
    }
    let within = within / free as f64;
    let of_rounds = invocations.values().map(|ratios| within / ratios.len() as f64).sum::<f64>() / means.len() as f64;
    let between = squares(&means) / (means.len() - 1) as f64 - of_rounds;
    Some(Spread { between: between.max(0.0).sqrt(), within: within.sqrt() })
}
