//! Everything that is known of a cell, for those who ask: what the main table leaves out.
//!
//! `terminal` and `json` show it and compute nothing.

mod curves;
mod json;
mod terminal;

use serde_json::Value;

use crate::card::builds;
use crate::card::{BenchmarkCard, Card, CellCard, CellSelection, InvocationFigures, PublishedColumn};
use records::{CellSamples, IterationTimes, Recorded, Session};
use statistics::steady::{self, Curve, State};

pub use curves::render as curves;
pub use json::render as json;
pub use terminal::render as terminal;
pub(crate) use terminal::state_word;

/// One cell, with what its figures come from.
#[derive(Debug, Clone)]
pub struct Detail<'a> {
    /// The session.
    pub session: &'a Session,
    /// Its benchmark.
    pub benchmark: &'a BenchmarkCard,
    /// What the main table is made from.
    pub card: &'a CellCard,
    /// How figures are called that others printed about it.
    pub column: Option<&'a PublishedColumn>,
    /// The shortest measured time of an iteration, in nanoseconds.
    pub minimum_ns: Option<f64>,
    /// The iterations of each of its processes, in their order.
    pub processes: Vec<ProcessTimes>,
    /// What they look like together; absent where too little is known.
    pub state: Option<State>,
    /// How it was built, from `environment.json`.
    pub build: Option<&'a Value>,
    /// Why the processor counted nothing of it, from `environment.json`.
    pub uncounted: Option<&'a Value>,
    /// Where the time of the benchmark goes in the oracle, from `environment.json`.
    pub profile: Option<&'a Value>,
    /// What hosts or builds it, from `environment.json`.
    pub tool: Option<&'a Value>,
}

impl Detail<'_> {
    /// What one of its invocations says, where it was measured.
    fn figures_of(&self, process: &ProcessTimes) -> Option<&InvocationFigures> {
        self.card.by_invocation.iter().find(|figures| figures.invocation == process.invocation)
    }
}

/// The times of one process, from its first call on.
#[derive(Debug, Clone, PartialEq)]
pub struct ProcessTimes {
    /// Counted from 0.
    pub invocation: u32,
    /// Which of the cell's processes in it, from 0.
    pub process: u32,
    /// Of one iteration each, in nanoseconds; samples taken right after a stop are left out.
    pub times_ns: Vec<f64>,
    /// How many of them come before the first round.
    pub before_rounds: usize,
    /// What they look like; absent where there are too few.
    pub curve: Option<Curve>,
}

/// The details of the cells that are asked for, in the order of the report.
pub fn details<'a>(recorded: &'a Recorded, card: &'a Card, selection: &CellSelection) -> Vec<Detail<'a>> {
    let mut details = Vec::new();
    for benchmark in &card.benchmarks {
        for cell in benchmark.cells.iter().filter(|card| selection.takes(&card.cell)) {
            details.push(detail(recorded, card, benchmark, cell));
        }
    }
    details
}

fn detail<'a>(recorded: &'a Recorded, all: &'a Card, benchmark: &'a BenchmarkCard, card: &'a CellCard) -> Detail<'a> {
    let (processes, fastest_ns) = recorded.samples.of(card.id()).map(|samples| processes(&samples)).unwrap_or_default();
    let environment = all.environment.as_ref();
    let build = environment.and_then(|environment| builds::built(environment, card.id()));
    let profile = environment.and_then(|environment| environment.get("profiles")?.get(&card.cell.benchmark));
    let tool = build.and_then(|build| environment?.get("toolchains")?.get(build.get("toolchain")?.as_str()?));
    let states: Vec<State> = processes.iter().filter_map(|process| Some(process.curve.as_ref()?.state)).collect();
    Detail {
        session: &all.session,
        benchmark,
        card,
        column: all.column.as_ref(),
        minimum_ns: fastest_ns.filter(|_| card.timed.is_some()),
        processes,
        state: steady::agree(&states),
        build,
        uncounted: environment.and_then(|environment| environment.get("uncounted")),
        profile,
        tool,
    }
}

/// The times of a cell, process by process, and the shortest of those measured.
fn processes(samples: &CellSamples<'_>) -> (Vec<ProcessTimes>, Option<f64>) {
    let (mut processes, mut fastest_ns) = (Vec::new(), None);
    for (invocation, process) in samples.processes() {
        let IterationTimes { times_ns, before_rounds, fastest_ns: fastest } = samples.times_of(invocation, process);
        if !times_ns.is_empty() {
            let curve = steady::classify(&times_ns);
            processes.push(ProcessTimes { invocation, process, times_ns, before_rounds, curve });
            fastest_ns = fastest_ns.into_iter().chain(fastest).reduce(f64::min);
        }
    }
    (processes, fastest_ns)
}

#[cfg(test)]
mod tests;
