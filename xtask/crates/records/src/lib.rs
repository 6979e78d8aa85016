//! What was observed: the records of a session of measuring, and the folder that keeps them.
//!
//! `samples.jsonl` is append-only: a line a record, written when it is known, so that whatever is killed loses at most
//! the sample in flight. Nothing in it is rounded, averaged or subtracted. It is complete in itself: a report can be
//! made from the folder alone, on another machine.

mod cell;
pub mod differences;
mod journal;
mod now;
mod public;
mod read;
mod redact;
mod resumed;
mod seen;
mod selftest;
mod shards;
mod share;
mod warm_up;

pub use cell::{CellRecord, Effort, Standing};
pub use journal::Journal;
pub use now::stamp_now;
pub use public::{Copied, FILES, PUBLISHED, publish, same_but_for_words};
pub use read::{
    Damage, Gathered, LostLine, Recorded, ending, latest, load, load_without_samples, opening, read, sessions,
};
pub use redact::{Private, Redactor, hosts, skeleton};
pub use resumed::{InvocationEnd, InvocationId, Resumed};
pub use samples::{
    CellId, CellSamples, CountedSamples, IterationTimes, LADDER, Part, Phase, Rows, Sample, Samples, Throttled,
};
pub use seen::{ClockComparison, Counted, ProcessOddities};
pub use selftest::{Contest, Rate, SelfTest, newest_selftest, selftests};
pub use shards::join_shards;
pub use share::Share;
pub use warm_up::{Steadiness, WarmUp};

use serde::{Deserialize, Serialize};

use published::PublishedSource;

/// The version of the record format; a reader refuses a higher one.
pub const VERSION: u32 = 5;

/// One line of `samples.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Record {
    /// The first line.
    Session(Session),
    /// What somebody printed about the cells.
    Published(PublishedSource),
    /// A selected cell, before anything is measured; a later one for the same cell replaces it.
    Cell(CellRecord),
    /// How busy the machine is, and how long measuring will still take.
    Load(Load),
    /// An invocation of a benchmark begins.
    #[serde(rename = "course")]
    InvocationPlan(InvocationPlan),
    /// A runner was started.
    Start(Start),
    /// How a process was warmed up whose runtime compiles while it runs.
    WarmUp(WarmUp),
    /// One timed batch.
    Sample(Sample),
    /// A timed output was compared with the oracle's and agreed.
    Output(Output),
    /// A runner's peak resident memory.
    Memory(Memory),
    /// A cell failed or disagreed while it was measured; it is not measured again, and its samples do not count.
    Failure(Failure),
    /// An invocation of a benchmark is whole.
    InvocationEnd(InvocationEnd),
    /// The last line of a session that ended by itself or by Ctrl-C.
    End(End),
    /// A session that was interrupted or killed goes on.
    Resumed(Resumed),
}

/// The first line of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The format's version.
    pub version: u32,
    /// The name of the folder.
    pub id: String,
    /// When it started, RFC 3339.
    pub started: String,
    /// The profile's name.
    pub profile: String,
    /// The seed of the random orders.
    pub seed: u64,
    /// The budget for measuring, in seconds.
    pub budget_s: f64,
    /// Planned invocations.
    pub invocations: u32,
    /// The most invocations, where the intervals want them and the budget has room; absent in older records.
    pub max_invocations: Option<u32>,
    /// Planned rounds per invocation.
    pub rounds: u32,
    /// SHA-256 of `ladder.toml`.
    pub manifest_sha256: String,
    /// The half-width that every interval should have, as a share of its estimate; absent in older records.
    pub width: Option<f64>,
    /// The rung whose speedup is 1, if one could be had.
    pub baseline: Option<String>,
    /// Why the baseline should be doubted, e.g. an interpreter built without optimisation.
    pub baseline_doubt: Option<String>,
    /// Why the baseline is another than the usual one, where it is; absent in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_instead: Option<String>,
    /// What the ladder's repository was at; absent in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// What the user calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// What a repository is at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The commit.
    pub commit: String,
    /// The branch; absent where none is checked out.
    pub branch: Option<String>,
    /// Whether files that the repository keeps are not as they are in the commit; absent where nobody could tell.
    pub dirty: Option<bool>,
}

/// Records that are about one cell, and know its name.
macro_rules! about_a_cell {
    ($($record:ident),*) => {$(
        impl $record {
            /// The cell's name.
            pub fn id(&self) -> CellId<&str> {
                CellId { rung: &self.rung, benchmark: &self.benchmark }
            }
        }
    )*};
}

about_a_cell!(CellRecord, Start, WarmUp, Output, Memory, Failure);

/// How busy the machine is, read when measuring begins, after the first round, after every invocation of a benchmark and
/// at the end. The differences between two of them say who had the CPU in between.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// Milliseconds since measuring began.
    pub at_ms: u64,
    /// CPU time that the hypervisor gave to somebody else, all cores together, since the machine started.
    pub steal_ms: Option<u64>,
    /// CPU time that was used, all cores together, since the machine started.
    pub busy_ms: Option<u64>,
    /// The cores of the machine that the harness may use.
    pub cores: u32,
    /// CPU time of the harness itself, since it started.
    pub harness_cpu_ms: Option<u64>,
    /// CPU time of all processes that the harness has started and that have ended.
    pub runners_cpu_ms: Option<u64>,
    /// How long measuring will still take, as far as can be told.
    pub left_ms: Option<u64>,
    /// The processors that the groups of the harness may use at once, where a quota says so: 0.4 is two fifths of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota: Option<f64>,
    /// For how long the quota has held them back since they were made, all processors together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttled_ms: Option<u64>,
    /// For how long the machine was suspended since this sitting began to measure, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_ms: Option<u64>,
    /// Whether measuring goes on with it after cells were built meanwhile: what came before is no part of a difference.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

/// Why an invocation has as many rounds as it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The profile says so, or too little is known yet.
    Planned,
    /// Invocations differ so much that more of them narrow the interval sooner than more rounds in each.
    BetweenInvocations,
    /// Rounds differ so much that more of them narrow the interval sooner than more invocations.
    WithinInvocations,
}

/// An invocation of a benchmark begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvocationPlan {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// Counted from 0.
    pub invocation: u32,
    /// Its rounds, if the budget lasts.
    pub rounds: u32,
    /// Why so many.
    pub reason: Reason,
    /// The rung with the widest interval so far, which decides.
    pub rung: Option<String>,
    /// The standard deviation of its log ratios from one invocation to the next, what its rounds explain deducted.
    pub between: Option<f64>,
    /// The standard deviation of its log ratios from one round to the next within an invocation.
    pub within: Option<f64>,
    /// Slow cells that are left out, as their intervals are narrow enough.
    pub left_out: Vec<String>,
}

/// A runner was started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// The rung's identifier.
    pub rung: String,
    /// Counted from 0.
    pub invocation: u32,
    /// From the start of the process to its answer `ready`.
    pub ready_ns: u64,
    /// The core that the runner is pinned to, if it is.
    pub core: Option<usize>,
    /// Which of the cell's processes in this invocation, from 0; absent for the first.
    #[serde(default, skip_serializing_if = "is_first")]
    pub process: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_first(process: &u32) -> bool {
    *process == 0
}

/// An agreeing output at the timed size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// The rung's identifier.
    pub rung: String,
    /// Counted from 0.
    pub invocation: u32,
    /// SHA-256 of the canonical JSON of the output.
    pub sha256: String,
}

/// A runner's peak resident memory, and what the harness saw of it until it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// The rung's identifier.
    pub rung: String,
    /// Counted from 0.
    pub invocation: u32,
    /// As the runner itself reads it.
    pub peak_bytes: u64,
    /// Its times beside the harness's clock; absent in older records, and of simulated times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockComparison>,
    /// What was noticed of it, where there is anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oddities: Option<ProcessOddities>,
    /// What the processor counted of it in its rounds, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Counted>,
}

/// A cell's failure while it was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// The rung's identifier.
    pub rung: String,
    /// Counted from 0.
    pub invocation: u32,
    /// `Disagrees` or `Failed`.
    pub standing: Standing,
    /// What happened.
    pub message: String,
    /// From which invocation on its samples do not count, where earlier ones do: those of the text that was checked, when a
    /// source of it was changed. Absent where none counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u32>,
}

/// Why measuring ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// Every planned invocation was made.
    Complete,
    /// Every interval is narrow enough.
    Narrow,
    /// The budget was spent.
    Budget,
    /// Ctrl-C.
    Interrupted,
    /// Nothing was left to measure.
    Nothing,
}

/// The last line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Why measuring ended.
    pub stop: Stop,
    /// When, RFC 3339.
    pub ended: String,
    /// Milliseconds of the budget that were spent: from the check on; absent in older records, and of self-tests.
    pub spent_ms: Option<u64>,
    /// CPU time of the harness itself in these, without the processes that it started, in milliseconds.
    pub harness_cpu_ms: Option<u64>,
    /// Milliseconds that went into runners that failed, and are not counted as spent; absent where there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_ms: Option<u64>,
}
