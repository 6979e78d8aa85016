//! What was observed: the records of a session of measuring, and the folder that keeps them.
//!
//! `samples.jsonl` is append-only: a line a record, written when it is known, so that whatever is killed loses at most
//! the sample in flight. Nothing in it is rounded, averaged or subtracted. It is complete in itself: a report can be
//! made from the folder alone, on another machine.

pub mod differences;
mod journal;
mod now;
mod public;
pub mod published;
mod read;
mod redact;
mod resumed;
mod seen;
mod selftest;
mod shards;
mod share;
mod warm_up;

pub use journal::Journal;
pub use now::stamp_now;
pub use public::{Copied, FILES, PUBLISHED, publish, same_but_for_words};
pub use read::{
    Damage, Gathered, LostLine, Recorded, ending, latest, load, load_without_samples, opening, read, sessions,
};
pub use redact::{Private, Redactor, hosts, skeleton};
pub use resumed::{InvocationEnd, InvocationId, Resumed};
pub use samples::{CellId, CellSamples, CountedSamples, IterationTimes, Part, Phase, Rows, Sample, Samples, Throttled};
pub use seen::{ClockComparison, ProcessOddities};
pub use selftest::{Contest, Rate, SelfTest, newest_selftest, selftests};
pub use shards::join_shards;
pub use share::Share;
pub use warm_up::{Steadiness, WarmUp};

use serde::{Deserialize, Serialize};

use crate::published::PublishedSource;

/// The group of benchmarks that everything is about unless it is said: what it is called.
pub const LADDER: &str = "ladder";

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

/// A cell's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Built and checked: it will be timed.
    Ready,
    /// A toolchain is missing.
    Missing,
    /// The rung cannot do this benchmark.
    Unsupported,
    /// Its output differs from the oracle's.
    Disagrees,
    /// It could not be built, or its runner failed.
    Failed,
}

/// What a cell takes beside time: what was written, and what has to be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effort {
    /// Lines with anything but comments and docstrings on them.
    pub lines: u64,
    /// Those of them that the oracle has not.
    pub lines_added: u64,
    /// Lines that the oracle has and the cell has not.
    pub lines_removed: u64,
    /// Names, numbers, strings and operators.
    pub tokens: u64,
    /// Those of them that the oracle has not.
    pub tokens_added: u64,
    /// Tokens that the oracle has and the cell has not.
    pub tokens_removed: u64,
    /// The languages that the oracle is not written in.
    pub languages: Vec<String>,
    /// Packages and libraries.
    pub dependencies: Vec<String>,
    /// Disk that compilers, runtimes and packages take, beside the baseline's interpreter; absent where that of one is
    /// not known.
    pub toolchain_bytes: Option<u64>,
}

/// A selected cell with everything that a report says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellRecord {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// The benchmark's title.
    pub benchmark_title: String,
    /// What most of the benchmark's time goes into, as the manifest says it; absent where it does not.
    pub kind: Option<String>,
    /// The benchmark whose work on the same input it does a part of.
    pub part_of: Option<String>,
    /// The group of benchmarks that it was selected as one of; absent where that is the ladder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The timed input, for people: `33000`, or a file's name.
    pub size: String,
    /// The rung's identifier.
    pub rung: String,
    /// The rung's title.
    pub title: String,
    /// Whether it can be timed.
    pub standing: Standing,
    /// Why it cannot be timed.
    pub reason: Option<String>,
    /// What a person can do about it.
    pub fix: Option<String>,
    /// Of one that disagrees, how, where that is no other value: `type`, `last digits`, `order` or `exception`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
    /// The toolchain's identifier and version, once found.
    pub toolchain: Option<String>,
    /// The toolchain's version, once found.
    pub version: Option<String>,
    /// Whether the interpreter was built with every optimisation that the baseline is asked for; absent if unknown.
    pub optimised: Option<bool>,
    /// Who built the interpreter, and how; equal where two builds are alike, absent where nothing tells.
    pub build_kind: Option<String>,
    /// Seconds that its build commands took when they last ran; absent where nothing was built.
    pub build_s: Option<f64>,
    /// Threads that the kernel may use.
    pub threads: u32,
    /// See the manifest.
    pub fast_math: bool,
    /// See the manifest.
    pub target_cpu: String,
    /// See the manifest.
    pub native: bool,
    /// See the manifest.
    pub validates: bool,
    /// Threads of the runtime beside the kernel's; see the manifest.
    pub helpers: Option<String>,
    /// See the manifest.
    pub algorithm: String,
    /// See the manifest.
    pub cost: String,
    /// What it takes beside time; absent where nobody knows, as in older records.
    pub effort: Option<Box<Effort>>,
    /// Why nobody knows it, where there is something to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort_unknown: Option<String>,
    /// In what its rung is known to differ from Python; absent where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differs: Option<Box<differences::KnownDifferences>>,
    /// Whether its rung is of the headline; false in older records, which do not say.
    #[serde(default)]
    pub headline: bool,
    /// Whether its runner's times come from a model instead of a clock; see the manifest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
    /// Whether it compiles while it runs, so that its processes need a while until they are steady; false in older records,
    /// which do not say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compiles: bool,
    /// The rung that it is derived from, as a point of a curve over threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_curve_of: Option<String>,
    /// The benchmark that it is derived from, as a point of a curve over sizes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_curve_of: Option<String>,
    /// How many elements there are at its point of that curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<f64>,
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

impl CellRecord {
    /// The group of benchmarks that it was selected as one of.
    pub fn group(&self) -> &str {
        self.group.as_deref().unwrap_or(LADDER)
    }
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
