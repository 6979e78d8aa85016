//! One timed batch of iterations.

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};

use crate::cell_id::CellId;

/// Why a sample was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The first iteration of a fresh process.
    First,
    /// Before the first round; not summarised.
    WarmUp,
    /// The first iteration after a stop; not summarised.
    Resume,
    /// Summarised.
    Measure,
}

impl Phase {
    /// Its word in records and in tables.
    pub fn word(self) -> &'static str {
        match self {
            Phase::First => "first",
            Phase::WarmUp => "warm-up",
            Phase::Resume => "resume",
            Phase::Measure => "measure",
        }
    }
}

/// One timed batch of iterations. It owns the names of its cell, or borrows them (`Sample<&str>`) where many are looked
/// through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample<S = String> {
    /// The benchmark's identifier.
    pub benchmark: S,
    /// The rung's identifier.
    pub rung: S,
    /// Counted from 0.
    pub invocation: u32,
    /// Counted from 0 within the invocation.
    pub round: u32,
    /// The cell's place in the order of the round, from 0.
    pub turn: u32,
    /// Why it was taken.
    pub phase: Phase,
    /// Iterations in the batch.
    pub iterations: u64,
    /// Wall time of the batch.
    pub wall_ns: u64,
    /// CPU time of the process during the batch, all threads.
    pub cpu_ns: u64,
    /// Whether the cell is slow: visited once per invocation, so that its ratios pair invocations.
    pub slow: bool,
    /// Milliseconds since the session started, when the answer arrived.
    pub at_ms: u64,
    /// Which of the cell's processes in this invocation, from 0: a baseline may have several side by side.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub process: u32,
    /// Whether the group of the harness was held back by its CPU quota meanwhile, so that the wall time is not the kernel's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub throttled: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl<S: Borrow<str>> Sample<S> {
    /// The name of its cell.
    pub fn id(&self) -> CellId<&str> {
        CellId { rung: self.rung.borrow(), benchmark: self.benchmark.borrow() }
    }

    /// Wall time of one iteration, in nanoseconds; not a number where there was none.
    pub fn iteration_ns(&self) -> f64 {
        self.wall_ns as f64 / self.iterations as f64
    }

    /// The same sample by borrowed names.
    pub fn borrowed(&self) -> Sample<&str> {
        self.named(self.benchmark.borrow(), self.rung.borrow())
    }

    /// The same sample by names of its own.
    pub fn owned(&self) -> Sample {
        self.named(self.benchmark.borrow().to_owned(), self.rung.borrow().to_owned())
    }

    fn named<T>(&self, benchmark: T, rung: T) -> Sample<T> {
        let Sample { invocation, round, turn, phase, iterations, wall_ns, cpu_ns, slow, at_ms, .. } = *self;
        let Sample { process, throttled, .. } = *self;
        Sample {
            benchmark,
            rung,
            invocation,
            round,
            turn,
            phase,
            iterations,
            wall_ns,
            cpu_ns,
            slow,
            at_ms,
            process,
            throttled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Phase;

    #[test]
    fn the_word_of_a_phase_is_that_of_the_records() {
        for phase in [Phase::First, Phase::WarmUp, Phase::Resume, Phase::Measure] {
            assert_eq!(serde_json::to_value(phase).expect("a word"), phase.word());
        }
    }
}
