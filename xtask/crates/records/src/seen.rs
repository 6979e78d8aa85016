//! What the harness itself saw of a runner's process.

use serde::{Deserialize, Serialize};

/// The times that a runner reported, beside the harness's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClockComparison {
    /// All of its batches together, as it says.
    pub said_ns: u64,
    /// The time between the requests for them and their answers, as the harness saw it.
    pub passed_ns: u64,
    /// The largest share that the batches of one request had of the time until they were answered.
    pub best_share: f64,
}

/// What the processor counted while a process worked in its rounds. What could not be had is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The iterations in which it was.
    pub iterations: u64,
    /// Instructions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<u64>,
    /// Branches that were foretold wrongly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_misses: Option<u64>,
    /// Accesses to memory that no cache could serve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_misses: Option<u64>,
    /// Energy of all processor packages, whoever used it, in microjoules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy_uj: Option<u64>,
}

impl Counted {
    /// One of the counts for one iteration.
    pub fn per_iteration(&self, count: impl Fn(&Counted) -> Option<u64>) -> Option<f64> {
        count(self).filter(|_| self.iterations > 0).map(|all| all as f64 / self.iterations as f64)
    }

    /// Whether nothing could be had.
    pub fn is_nothing(&self) -> bool {
        [self.instructions, self.branch_misses, self.cache_misses, self.energy_uj].iter().all(Option::is_none)
    }
}

/// What was noticed of a runner's process that its rung does not declare.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProcessOddities {
    /// Whether it turned subnormal numbers into zero.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flushes_subnormals: bool,
    /// The share of its CPU time that was spent in more threads than its rung declares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond_threads: Option<f64>,
}
