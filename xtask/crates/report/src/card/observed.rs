//! What was observed of each cell: the records of a session, sorted by the cells that they are about.

use std::collections::HashMap;

use records::{CellId, CellSamples, CountedSamples, Failure, Recorded, Start};

/// What was observed of one cell.
#[derive(Default)]
pub(super) struct CellObservations<'a> {
    /// Its samples, if it has any.
    samples: Option<CellSamples<'a>>,
    /// The invocations whose output agreed.
    agreed: Vec<u32>,
    pub(super) starts: Vec<&'a Start>,
    pub(super) peak_bytes: Option<u64>,
    pub(super) output_sha256: Option<&'a str>,
    pub(super) failure: Option<&'a Failure>,
}

/// The observations of every cell that any record names.
pub(super) fn observations_by_cell(recorded: &Recorded) -> HashMap<CellId<&str>, CellObservations<'_>> {
    let mut cells: HashMap<CellId<&str>, CellObservations> = HashMap::new();
    for samples in recorded.samples.cells() {
        cells.entry(samples.id()).or_default().samples = Some(samples);
    }
    for output in &recorded.outputs {
        let cell = cells.entry(output.id()).or_default();
        cell.output_sha256.get_or_insert(&output.sha256);
        if !cell.agreed.contains(&output.invocation) {
            cell.agreed.push(output.invocation);
        }
    }
    for start in &recorded.starts {
        cells.entry(start.id()).or_default().starts.push(start);
    }
    for memory in &recorded.memory {
        let cell = cells.entry(memory.id()).or_default();
        cell.peak_bytes = cell.peak_bytes.max(Some(memory.peak_bytes));
    }
    for failure in &recorded.failures {
        // The first failure is the cause; whatever follows it may be its consequence.
        cells.entry(failure.id()).or_default().failure.get_or_insert(failure);
    }
    cells
}

impl<'a> CellObservations<'a> {
    /// The samples of the invocations whose output agreed.
    ///
    /// They are unpacked at each call: a session may have millions, of which those of one cell are in memory at a time.
    pub(super) fn counted(&self) -> CountedSamples<'a> {
        self.samples.map(|samples| samples.counted(&self.agreed)).unwrap_or_default()
    }
}
