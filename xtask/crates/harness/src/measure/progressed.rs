//! How far earlier sittings of a session have come, from its records alone.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use records::{CellId, InvocationId, Recorded};

/// What earlier sittings of a session have done: nothing, where it begins.
#[derive(Debug, Clone, Default)]
pub struct Progressed {
    /// Of benchmarks by name.
    benchmarks: HashMap<String, InvocationsMade>,
    /// In how many whole invocations of their benchmark cells have had a part; none where nothing was measured.
    took_part: Option<HashMap<CellId, u32>>,
    /// Cells that have failed, and are not measured again.
    pub out: HashSet<CellId>,
    /// How long measuring has taken.
    pub measured: Duration,
}

/// The invocations of a benchmark.
#[derive(Debug, Clone, Copy, Default)]
struct InvocationsMade {
    whole: u32,
    /// The number of the next one: what was cut off keeps its own.
    next: u32,
}

impl Progressed {
    /// What the records of a session say.
    pub fn of_session(recorded: &Recorded) -> Progressed {
        let mut benchmarks: HashMap<String, InvocationsMade> = HashMap::new();
        for plan in &recorded.invocation_plans {
            let made = benchmarks.entry(plan.benchmark.clone()).or_default();
            made.next = made.next.max(plan.invocation.saturating_add(1));
        }
        for end in &recorded.invocation_ends {
            benchmarks.entry(end.benchmark.clone()).or_default().whole += 1;
        }
        Progressed {
            benchmarks,
            took_part: Some(took_part(recorded)),
            out: recorded.failures.iter().map(|failure| failure.id().owned()).collect(),
            measured: Duration::from_millis(last_moment(recorded)),
        }
    }

    /// Whole invocations of a benchmark.
    pub(super) fn whole(&self, benchmark: &str) -> u32 {
        self.benchmarks.get(benchmark).map_or(0, |made| made.whole)
    }

    /// How many whole invocations of its benchmark a cell has missed.
    pub(super) fn behind(&self, cell: &CellId) -> u32 {
        let Some(took_part) = &self.took_part else { return 0 };
        self.whole(&cell.benchmark).saturating_sub(took_part.get(cell).copied().unwrap_or_default())
    }

    /// The number of the invocation that is made of a benchmark in a pass over all of them; none where an earlier sitting has
    /// made it.
    pub(super) fn number(&self, benchmark: &str, pass: u32) -> Option<u32> {
        let InvocationsMade { whole, next } = self.benchmarks.get(benchmark).copied().unwrap_or_default();
        Some(next.saturating_add(pass.checked_sub(whole)?))
    }

    /// Whole invocations of all benchmarks.
    pub(super) fn begun(&self) -> u32 {
        self.benchmarks.values().map(|made| made.whole).sum()
    }
}

/// In how many whole invocations each cell has had a part, or needed none.
fn took_part(recorded: &Recorded) -> HashMap<CellId, u32> {
    let whole: HashSet<(&str, u32)> =
        recorded.invocation_ends.iter().map(|end| (end.benchmark.as_str(), end.invocation)).collect();
    let started = recorded.starts.iter().map(|start| (start.id().owned(), start.invocation));
    let left_out = recorded.invocation_plans.iter().flat_map(|plan| {
        plan.left_out.iter().map(|rung| (CellId::new(rung.as_str(), plan.benchmark.as_str()), plan.invocation))
    });
    let all: HashSet<(CellId, u32)> = started.chain(left_out).collect();
    let mut took_part = HashMap::new();
    for (cell, invocation) in all {
        if whole.contains(&(cell.benchmark.as_str(), invocation)) {
            *took_part.entry(cell).or_default() += 1;
        }
    }
    took_part
}

/// When the last record was written, in milliseconds since measuring began.
fn last_moment(recorded: &Recorded) -> u64 {
    let samples = recorded.samples.iter().map(|sample| sample.at_ms);
    let loads = recorded.loads.iter().map(|load| load.at_ms);
    let ends = recorded.invocation_ends.iter().map(|end| end.at_ms);
    let resumed = recorded.resumed.iter().map(|resumed| resumed.at_ms);
    samples.chain(loads).chain(ends).chain(resumed).max().unwrap_or_default()
}

/// The invocations that were begun and are not whole, but for those of which an earlier sitting has said so.
pub fn cut_off(recorded: &Recorded) -> Vec<InvocationId> {
    let id = |benchmark: &str, invocation| InvocationId { benchmark: benchmark.to_owned(), invocation };
    let ends = recorded.invocation_ends.iter().map(|end| id(&end.benchmark, end.invocation));
    let known: HashSet<InvocationId> =
        ends.chain(recorded.resumed.iter().flat_map(|resumed| resumed.cut_off.iter().cloned())).collect();
    let mut cut_off: Vec<InvocationId> = Vec::new();
    for plan in &recorded.invocation_plans {
        let id = id(&plan.benchmark, plan.invocation);
        if !known.contains(&id) && !cut_off.contains(&id) {
            cut_off.push(id);
        }
    }
    cut_off
}

#[cfg(test)]
mod tests {
    use super::super::fixture::recorded;
    use super::*;

    const BEGUN: &str =
        r#"{"type":"course","benchmark":"sums","invocation":0,"rounds":2,"reason":"planned","left_out":[]}"#;
    const WHOLE: &str = r#"{"type":"invocation-end","benchmark":"sums","invocation":0,"at_ms":70}"#;
    const RESUMED: &str = r#"{"type":"resumed","at":"","at_ms":90,"seed":1,"budget_s":1,"cut_off":[{"benchmark":"sums","invocation":1}],"changed":[]}"#;

    #[test]
    fn a_fresh_invocation_has_a_number_of_its_own_and_takes_the_place_of_the_one_that_was_cut_off() {
        let second = BEGUN.replace("\"invocation\":0", "\"invocation\":1");
        let killed = recorded(&[BEGUN, WHOLE, second.as_str()]);
        assert_eq!(cut_off(&killed), [InvocationId { benchmark: "sums".to_owned(), invocation: 1 }]);
        let progressed = Progressed::of_session(&killed);
        let numbers = [0, 1, 2].map(|pass| progressed.number("sums", pass));
        assert_eq!(numbers, [None, Some(2), Some(3)]);
        assert_eq!(progressed.number("words", 0), Some(0));
        assert_eq!((progressed.whole("sums"), progressed.begun()), (1, 1));
        assert_eq!(progressed.measured, Duration::from_millis(70));
        let again = recorded(&[BEGUN, WHOLE, second.as_str(), RESUMED]);
        assert_eq!(cut_off(&again), [], "it is said once");
        assert_eq!(Progressed::of_session(&again).measured, Duration::from_millis(90));
    }
}
