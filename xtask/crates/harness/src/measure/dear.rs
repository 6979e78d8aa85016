//! Cells that alone take so much of an invocation that the others would not have theirs.
//!
//! An interpreter that begins in half a minute would take the budget of all that begin in a tenth of a second: after one
//! invocation nothing would have an interval. So where the plan does not fit the budget, what takes most has fewer
//! invocations, and a later sitting with a larger budget makes up for them.

use std::time::Duration;

use records::CellId;

/// The share of an invocation that one cell may take ...
const MOST: f64 = 0.25;

/// ... and how many times its equal part, where there are few cells: of those that were chosen, none is left out.
const TIMES: f64 = 3.0;

/// What one of so many cells may take of an invocation that takes so long.
pub(super) fn allowance(invocation: Duration, cells: usize) -> Duration {
    invocation.mul_f64(MOST.max(TIMES / cells.max(1) as f64))
}

/// What the process of a cell takes in an invocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Takes {
    /// Until it is ready for its first call.
    pub(super) ready: Duration,
    /// Before its rounds, that included, but for what no later process takes again.
    pub(super) start: Duration,
    /// In one round.
    pub(super) round: Duration,
}

impl Takes {
    /// In an invocation of so many rounds.
    pub(super) fn with(self, rounds: u32) -> Duration {
        self.start + self.round * rounds
    }
}

/// A cell, and what it takes of an invocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) cell: CellId,
    pub(super) takes: Duration,
    /// What it may take.
    pub(super) allowed: Duration,
}

/// Those to leave out of each of so many invocations so that they take so much less: the dearest first, and none that keeps
/// within its allowance.
pub(super) fn dearest(mut costs: Vec<Cost>, invocations: u32, mut lacking: Duration) -> Vec<Cost> {
    costs.retain(|cost| cost.takes > cost.allowed);
    costs.sort_by(|one, other| other.takes.cmp(&one.takes).then_with(|| one.cell.cmp(&other.cell)));
    let is_needed = |cost: &Cost| {
        let still = !lacking.is_zero();
        lacking = lacking.saturating_sub(cost.takes * invocations);
        still
    };
    costs.into_iter().take_while(is_needed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(rung: &str, takes: u64, cells: usize) -> Cost {
        let allowed = allowance(Duration::from_secs(100), cells);
        Cost { cell: CellId::new(rung, "sums"), takes: Duration::from_secs(takes), allowed }
    }

    fn left_out(costs: Vec<Cost>, lacking: u64) -> Vec<String> {
        let chosen = dearest(costs, 2, Duration::from_secs(lacking));
        chosen.into_iter().map(|cost| cost.cell.rung).collect()
    }

    #[test]
    fn what_takes_most_is_left_out_first_and_no_more_than_is_needed() {
        let costs = || vec![cost("c", 1, 20), cost("slow", 30, 20), cost("slower", 40, 20), cost("python", 25, 20)];
        assert_eq!(left_out(costs(), 0), Vec::<String>::new(), "the plan fits");
        assert_eq!(left_out(costs(), 80), ["slower"]);
        assert_eq!(left_out(costs(), 81), ["slower", "slow"]);
        assert_eq!(left_out(costs(), 999), ["slower", "slow"], "the others keep within their share");
    }

    #[test]
    fn where_few_were_chosen_none_is_left_out() {
        assert_eq!(left_out(vec![cost("slow", 95, 3), cost("c", 1, 3)], 999), Vec::<String>::new());
        assert_eq!(left_out(vec![cost("slow", 95, 4), cost("c", 1, 4)], 999), ["slow"]);
    }
}
