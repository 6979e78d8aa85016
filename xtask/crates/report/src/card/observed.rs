//! What was observed of each cell: the records of a session, sorted by the cells that they are about.

use std::collections::HashMap;

use super::samples::agreed_invocations;
use records::{CellId, Failure, Phase, Recorded, Sample, Start};

/// What was observed of one cell.
#[derive(Default)]
pub(super) struct CellObservations<'a> {
    /// The samples that count.
    pub(super) samples: Vec<&'a Sample>,
    /// Those taken before the first round, the first call among them, in their order.
    pub(super) early: Vec<&'a Sample>,
    pub(super) starts: Vec<&'a Start>,
    pub(super) peak_bytes: Option<u64>,
    pub(super) output_sha256: Option<&'a str>,
    pub(super) failure: Option<&'a Failure>,
}

/// The observations of every cell that any record names.
pub(super) fn observations_by_cell(recorded: &Recorded) -> HashMap<CellId<&str>, CellObservations<'_>> {
    let mut cells: HashMap<CellId<&str>, CellObservations> = HashMap::new();
    for sample in samples_that_count(recorded) {
        let cell = cells.entry(sample.id()).or_default();
        if sample.phase == Phase::Measure { cell.samples.push(sample) } else { cell.early.push(sample) }
    }
    for start in &recorded.starts {
        cells.entry(start.id()).or_default().starts.push(start);
    }
    for memory in &recorded.memory {
        let cell = cells.entry(memory.id()).or_default();
        cell.peak_bytes = cell.peak_bytes.max(Some(memory.peak_bytes));
    }
    for output in &recorded.outputs {
        cells.entry(output.id()).or_default().output_sha256.get_or_insert(&output.sha256);
    }
    for failure in &recorded.failures {
        // The first failure is the cause; whatever follows it may be its consequence.
        cells.entry(failure.id()).or_default().failure.get_or_insert(failure);
    }
    cells
}

/// Those of invocations whose output agreed, without those taken right after a stop.
fn samples_that_count(recorded: &Recorded) -> impl Iterator<Item = &Sample> {
    let agreed = agreed_invocations(recorded);
    recorded.samples.iter().filter(move |sample| {
        sample.phase != Phase::Resume && sample.iterations > 0 && agreed.contains(&(sample.id(), sample.invocation))
    })
}
