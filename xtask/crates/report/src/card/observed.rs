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
    let agreed = agreed_invocations(recorded);
    // A session may have a million samples: what is asked of a process is not asked for each of them.
    for samples in recorded.samples.chunk_by(are_of_one_process) {
        let process = &samples[0];
        if samples.iter().any(counts) && agreed.contains(&(process.id(), process.invocation)) {
            cells.entry(process.id()).or_default().add(samples);
        }
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

impl<'a> CellObservations<'a> {
    /// Takes in the samples of an invocation whose output agreed.
    fn add(&mut self, samples: &'a [Sample]) {
        for sample in samples.iter().filter(|sample| counts(sample)) {
            if sample.phase == Phase::Measure { self.samples.push(sample) } else { self.early.push(sample) }
        }
    }
}

/// Whether a sample says how fast a cell is: one taken right after a stop does not.
fn counts(sample: &Sample) -> bool {
    sample.phase != Phase::Resume && sample.iterations > 0
}

fn are_of_one_process(one: &Sample, other: &Sample) -> bool {
    one.invocation == other.invocation && one.id() == other.id()
}
