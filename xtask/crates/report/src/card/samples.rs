//! What samples say by themselves, and which of them count.

use std::collections::HashSet;

use records::{CellId, Recorded, Sample};

/// Wall time of one iteration, in nanoseconds.
pub(crate) fn iteration_ns(sample: &Sample) -> f64 {
    sample.wall_ns as f64 / sample.iterations as f64
}

/// The invocations of cells whose output was found to agree. What was timed and never compared,
/// because the session was killed in between, does not count.
pub(crate) fn agreed_invocations(recorded: &Recorded) -> HashSet<(CellId<&str>, u32)> {
    let outputs = recorded.outputs.iter();
    outputs.map(|output| (output.id(), output.invocation)).collect()
}
