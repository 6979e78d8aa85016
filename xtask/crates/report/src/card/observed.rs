//! What was observed of each cell: the records of a session, sorted by the cells that they are about.

use std::collections::HashMap;

use super::samples::agreed_invocations;
use records::{Failure, Phase, Recorded, Sample, Start};

/// The names of a cell: benchmark and rung.
pub(super) type CellName<'a> = (&'a str, &'a str);

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
pub(super) fn observations_by_cell(recorded: &Recorded) -> HashMap<CellName<'_>, CellObservations<'_>> {
    let mut cells: HashMap<CellName, CellObservations> = HashMap::new();
    for sample in samples_that_count(recorded) {
        let cell = cells.entry((&sample.benchmark, &sample.rung)).or_default();
        if sample.phase == Phase::Measure { cell.samples.push(sample) } else { cell.early.push(sample) }
    }
    for start in &recorded.starts {
        cells.entry((&start.benchmark, &start.rung)).or_default().starts.push(start);
    }
    for memory in &recorded.memory {
        let cell = cells.entry((&memory.benchmark, &memory.rung)).or_default();
        cell.peak_bytes = cell.peak_bytes.max(Some(memory.peak_bytes));
    }
    for output in &recorded.outputs {
        cells.entry((&output.benchmark, &output.rung)).or_default().output_sha256.get_or_insert(&output.sha256);
    }
    for failure in &recorded.failures {
        // The first failure is the cause; whatever follows it may be its consequence.
        cells.entry((&failure.benchmark, &failure.rung)).or_default().failure.get_or_insert(failure);
    }
    cells
}

/// Those of invocations whose output agreed, without those taken right after a stop.
fn samples_that_count(recorded: &Recorded) -> impl Iterator<Item = &Sample> {
    let agreed = agreed_invocations(recorded);
    recorded.samples.iter().filter(move |sample| {
        sample.phase != Phase::Resume
            && sample.iterations > 0
            && agreed.contains(&(sample.benchmark.as_str(), sample.rung.as_str(), sample.invocation))
    })
}
