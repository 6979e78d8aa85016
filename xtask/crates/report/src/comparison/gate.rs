//! What a gate makes of a comparison: which cells pass, which do not, and of which nothing can be said.
//!
//! A cell passes where its whole interval lies within its limits, and fails where all of it lies beyond one. What reaches across a
//! limit is neither: the pair of sessions could not have seen it.

use super::{BenchmarkComparison, CellComparison, ChangeKind, Comparison, ComparisonOutcome, ROUNDING};
use crate::card::{Card, CellSelection};
use records::CellRecord;
use statistics::Change;

/// By how much a cell may change; what is absent is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CellLimit {
    /// The share of its former time by which it may be slower: 0.05 is five per cent.
    pub slower: Option<f64>,
    /// The share of its former time by which it may be faster, below 1.
    pub faster: Option<f64>,
}

/// The limits of all cells.
#[derive(Debug, Clone, Default)]
pub struct GateLimits {
    /// Of cells that are named; the first that names a cell holds.
    pub named: Vec<NamedLimit>,
    /// Of all others.
    pub others: CellLimit,
}

/// The limit of cells that are named.
#[derive(Debug, Clone)]
pub struct NamedLimit {
    /// As its author names them.
    pub name: String,
    /// The cells.
    pub cells: CellSelection,
    /// Their limit.
    pub limit: CellLimit,
}

/// What a gate says of a cell that has a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateVerdict {
    /// It has surely not changed by more than its limits.
    Passed,
    /// It surely has.
    Failed,
    /// These two sessions cannot tell.
    Unseen,
}

impl CellLimit {
    /// Whether there is any.
    pub fn is_any(&self) -> bool {
        self.slower.is_some() || self.faster.is_some()
    }

    /// Whether the whole interval of a change lies beyond it.
    pub(super) fn exceeded(&self, change: &Change) -> Option<ChangeKind> {
        let interval = change.interval?;
        if self.slower.is_some_and(|limit| interval.low > 1.0 + limit + ROUNDING) {
            return Some(ChangeKind::TooSlow);
        }
        self.faster.is_some_and(|limit| interval.high < 1.0 - limit - ROUNDING).then_some(ChangeKind::TooFast)
    }

    /// Whether the whole interval of a change lies within it.
    fn is_kept(&self, change: &Change) -> bool {
        change.interval.is_some_and(|interval| {
            self.slower.is_none_or(|limit| interval.high <= 1.0 + limit + ROUNDING)
                && self.faster.is_none_or(|limit| interval.low >= 1.0 - limit - ROUNDING)
        })
    }
}

impl GateLimits {
    /// No cell may be slower by more than this share of its former time.
    pub fn slower(share: f64) -> GateLimits {
        GateLimits { named: Vec::new(), others: CellLimit { slower: Some(share), faster: None } }
    }

    /// The limit of a cell.
    pub fn of(&self, cell: &CellRecord) -> CellLimit {
        self.named.iter().find(|named| named.cells.takes(cell)).map_or(self.others, |named| named.limit)
    }

    /// Whether any cell is limited.
    pub fn is_any(&self) -> bool {
        self.others.is_any() || self.named.iter().any(|named| named.limit.is_any())
    }

    /// The names that none of the sessions' cells has: slips of the pen.
    pub fn of_nothing<'a>(&'a self, cards: &[&Card]) -> Vec<&'a str> {
        let is_known = |named: &&NamedLimit| cards.iter().any(|card| named.cells.takes_none_of(card).is_none());
        self.named.iter().filter(|named| !is_known(named)).map(|named| named.name.as_str()).collect()
    }
}

impl CellComparison {
    /// What the gate says of it; absent where it has no limit, or where it is not comparable or nobody wanted it in one of the
    /// sessions.
    pub fn gate(&self) -> Option<GateVerdict> {
        if !self.limit.is_any() {
            return None;
        }
        match &self.outcome {
            ComparisonOutcome::Refused(_) => None,
            ComparisonOutcome::Alone(_) => self.is_of_both.then_some(GateVerdict::Unseen),
            ComparisonOutcome::Compared(change) => Some(match change.kind {
                ChangeKind::TooSlow | ChangeKind::TooFast => GateVerdict::Failed,
                _ if self.limit.is_kept(&change.change) => GateVerdict::Passed,
                _ => GateVerdict::Unseen,
            }),
        }
    }

    /// The smallest slowdown that these two sessions could have found of this cell, as a share of its former time: the estimate at
    /// which the whole interval, as wide as it is, would just lie above the limit. Absent without an interval.
    pub fn smallest_slowdown(&self) -> Option<f64> {
        let limit = self.limit.slower?;
        match &self.outcome {
            ComparisonOutcome::Compared(compared) => {
                let interval = compared.change.interval?;
                Some((1.0 + limit) * (compared.change.estimate / interval.low) - 1.0)
            }
            ComparisonOutcome::Refused(_) | ComparisonOutcome::Alone(_) => None,
        }
    }

    /// Why the gate cannot tell.
    fn why_unseen(&self) -> String {
        match (&self.outcome, self.smallest_slowdown()) {
            (ComparisonOutcome::Alone(reason) | ComparisonOutcome::Refused(reason), _) => reason.clone(),
            (ComparisonOutcome::Compared(change), _) if change.change.interval.is_none() => {
                "too few invocations for an interval".to_owned()
            }
            (ComparisonOutcome::Compared(_), Some(least)) => format!("from {} on", signed(least)),
            (ComparisonOutcome::Compared(_), None) => "its interval reaches across the limit".to_owned(),
        }
    }
}

impl Comparison<'_> {
    /// Whether there is a limit for anything.
    pub fn is_gate(&self) -> bool {
        self.is_limited
    }

    /// Each cell of which the gate says this, as `rung/benchmark`, and why.
    pub fn judged(&self, verdict: GateVerdict) -> Vec<String> {
        let cells = self.cells().filter(|(_, cell)| cell.gate() == Some(verdict));
        let said = cells.map(|(benchmark, cell)| {
            let why = match (&cell.outcome, verdict) {
                (ComparisonOutcome::Compared(change), GateVerdict::Failed) => beyond(cell, &change.change),
                _ => cell.why_unseen(),
            };
            format!("{}/{} ({why})", cell.rung, benchmark.benchmark)
        });
        said.collect()
    }

    /// The cells that were asked for and are not timed in both sessions, as `rung/benchmark`, and why.
    pub fn lacking(&self) -> Vec<String> {
        let alone = self.cells().filter_map(|(benchmark, cell)| match &cell.outcome {
            ComparisonOutcome::Alone(reason) => Some(format!("{}/{} ({reason})", cell.rung, benchmark.benchmark)),
            ComparisonOutcome::Compared(_) | ComparisonOutcome::Refused(_) => None,
        });
        alone.collect()
    }

    /// The first reason why something that was asked for is not comparable.
    pub fn first_refusal(&self) -> Option<String> {
        let of_benchmark = |benchmark: &BenchmarkComparison| {
            benchmark.refusal.as_ref().map(|reason| format!("{}: {reason}", benchmark.benchmark))
        };
        let of_cell = |(benchmark, cell): (&BenchmarkComparison, &CellComparison)| match &cell.outcome {
            ComparisonOutcome::Refused(reason) => Some(format!("{}/{}: {reason}", cell.rung, benchmark.benchmark)),
            ComparisonOutcome::Compared(_) | ComparisonOutcome::Alone(_) => None,
        };
        let own = self.refusals.first().cloned();
        own.or_else(|| self.benchmarks.iter().find_map(of_benchmark)).or_else(|| self.cells().find_map(of_cell))
    }

    fn cells(&self) -> impl Iterator<Item = (&BenchmarkComparison, &CellComparison)> {
        self.benchmarks.iter().flat_map(|benchmark| benchmark.cells.iter().map(move |cell| (benchmark, cell)))
    }
}

/// What lies beyond a limit, and by how much.
fn beyond(cell: &CellComparison, change: &Change) -> String {
    let limit = match cell.limit.exceeded(change) {
        Some(ChangeKind::TooFast) => cell.limit.faster.map(|limit| -limit),
        _ => cell.limit.slower,
    };
    let interval =
        change.interval.map(|interval| format!("{}..{}", signed(interval.low - 1.0), signed(interval.high - 1.0)));
    format!("{}, limit {}", interval.unwrap_or_default(), limit.map(signed).unwrap_or_default())
}

/// `+3.2 %`: a share with its sign.
pub(super) fn signed(share: f64) -> String {
    format!("{:+.1} %", share * 100.0)
}
