//! How processes are warmed up whose runtimes compile while they run.

use serde::{Deserialize, Serialize};

/// How a process was warmed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WarmUp {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// The rung's identifier.
    pub rung: String,
    /// Counted from 0.
    pub invocation: u32,
    /// Which of the cell's processes in this invocation, from 0; absent for the first.
    #[serde(default, skip_serializing_if = "super::is_first")]
    pub process: u32,
    /// Whether it is known to have been steady when its rounds began.
    pub steadiness: Steadiness,
    /// The calls that it made until then, each of one iteration or of one batch.
    pub calls: u32,
    /// How long they took, by its own clock.
    pub worked_ms: u64,
    /// The calls after which its kind is steady, where that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<u32>,
    /// The smaller input of some of these calls, where those of the timed one take too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smaller: Option<String>,
    /// The times of one iteration at the smaller input, in nanoseconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub smaller_ns: Vec<u64>,
}

/// What is known of the state in which a process begins its rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Steadiness {
    /// It made so many calls that their times tell.
    Tested,
    /// It made as many calls as an earlier process of its kind was seen to need.
    AsTested,
    /// There was no time for either.
    NotKnown,
}
