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
