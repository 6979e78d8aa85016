//! How a session that was interrupted or killed goes on.

use serde::{Deserialize, Serialize};

/// An invocation of a benchmark is whole: all of its processes have ended, and all that they said is recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvocationEnd {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// Counted from 0.
    pub invocation: u32,
    /// Milliseconds since measuring began.
    pub at_ms: u64,
}

/// Names an invocation of a benchmark.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InvocationId {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// Counted from 0.
    pub invocation: u32,
}

/// A session that was interrupted or killed goes on, in a process of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resumed {
    /// When, RFC 3339.
    pub at: String,
    /// Milliseconds since measuring began, as far as it was under way.
    pub at_ms: u64,
    /// The seed of the random orders from here on.
    pub seed: u64,
    /// The budget for all of the session, in seconds.
    pub budget_s: f64,
    /// The invocations that were cut off: what is recorded of them counts for nothing.
    pub cut_off: Vec<InvocationId>,
    /// What was not as it had been, in sentences; empty unless the user wanted to go on all the same.
    pub changed: Vec<String>,
}
