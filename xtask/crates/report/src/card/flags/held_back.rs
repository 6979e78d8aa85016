//! What became of samples that were taken while a CPU quota held the session back.

use super::{Flag, THROTTLED};
use records::CountedSamples;

/// How many samples of a cell's rounds were taken while its group was held back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HeldBackSamples {
    all: usize,
    by_cpu_time: usize,
    pub(crate) left_out: usize,
}

impl HeldBackSamples {
    /// Of the samples of a cell.
    pub(crate) fn of(counted: &CountedSamples<'_>) -> HeldBackSamples {
        let CountedSamples { measured, by_cpu_time, left_out, .. } = counted;
        HeldBackSamples { all: measured.len() + left_out, by_cpu_time: *by_cpu_time, left_out: *left_out }
    }

    /// The doubt about the cell, if there is any.
    pub(crate) fn flag(&self) -> Option<Flag> {
        let HeldBackSamples { all, by_cpu_time, left_out } = self;
        let parts = [(by_cpu_time, "stand with their CPU time"), (left_out, "are left out")];
        let parts = parts.into_iter().filter(|(count, _)| **count > 0);
        let parts: Vec<String> = parts.map(|(count, what)| format!("{count} of {all} samples {what}")).collect();
        (!parts.is_empty()).then(|| Flag { kind: &THROTTLED, detail: Some(parts.join(", ")) })
    }

    /// Why a cell has no time.
    pub(crate) fn reason(&self) -> String {
        format!(
            "all {} samples were taken while a CPU quota held the session back, and its CPU time does not tell",
            self.all
        )
    }
}
