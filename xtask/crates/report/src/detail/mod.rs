//! Everything that is known of a cell, for those who ask: what the main table leaves out.
//!
//! `terminal` and `json` show it and compute nothing.

mod curves;
mod json;
mod terminal;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::card::{BenchmarkCard, Card, CellCard, CellSelection, InvocationFigures, PublishedColumn};
use records::{CellId, Phase, Recorded, Sample, Session};
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
        for cell in benchmark.cells.iter().filter(|card| selection.takes(card.id())) {
            details.push(detail(recorded, card, benchmark, cell));
        }
    }
    details
}

fn detail<'a>(recorded: &'a Recorded, all: &'a Card, benchmark: &'a BenchmarkCard, card: &'a CellCard) -> Detail<'a> {
    let samples = recorded.samples.of(card.id()).into_iter().flat_map(|samples| samples.iter());
    let samples: Vec<Sample<&str>> = samples.filter(|sample| sample.iterations > 0).collect();
    let measured = samples.iter().filter(|sample| sample.phase == Phase::Measure).map(Sample::iteration_ns);
    let environment = all.environment.as_ref();
    let build = environment.and_then(|environment| build(environment, card.id()));
    let tool = build.and_then(|build| environment?.get("toolchains")?.get(build.get("toolchain")?.as_str()?));
    let processes = processes(&samples);
    let states: Vec<State> = processes.iter().filter_map(|process| Some(process.curve.as_ref()?.state)).collect();
    Detail {
        session: &all.session,
        benchmark,
        card,
        column: all.column.as_ref(),
        minimum_ns: measured.min_by(f64::total_cmp).filter(|_| card.timed.is_some()),
        processes,
        state: steady::agree(&states),
        build,
        tool,
    }
}

/// The samples of a cell, process by process.
fn processes(samples: &[Sample<&str>]) -> Vec<ProcessTimes> {
    let mut processes: BTreeMap<u32, Vec<Sample<&str>>> = BTreeMap::new();
    for sample in samples.iter().filter(|sample| sample.phase != Phase::Resume) {
        processes.entry(sample.invocation).or_default().push(*sample);
    }
    processes.into_iter().map(|(invocation, samples)| ProcessTimes::new(invocation, &samples)).collect()
}

impl ProcessTimes {
    fn new(invocation: u32, samples: &[Sample<&str>]) -> ProcessTimes {
        let times_ns: Vec<f64> = samples.iter().map(Sample::iteration_ns).collect();
        let before_rounds = samples.iter().filter(|sample| sample.phase != Phase::Measure).count();
        let curve = steady::classify(&times_ns);
        ProcessTimes { invocation, times_ns, before_rounds, curve }
    }
}

/// What `environment.json` says of a cell.
fn build<'a>(environment: &'a Value, id: CellId<&str>) -> Option<&'a Value> {
    let cells = environment.get("cells")?.as_array()?;
    cells.iter().find(|cell| cell["benchmark"] == id.benchmark && cell["rung"] == id.rung)
}

#[cfg(test)]
mod tests;
