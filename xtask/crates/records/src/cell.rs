//! What is said of a cell before it is timed.

use serde::{Deserialize, Serialize};

use crate::{LADDER, differences};

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
    /// Whether it was still to be built or checked when this was written; a later record says what became of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pending: bool,
    /// How many elements there are at its point of that curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<f64>,
}

impl CellRecord {
    /// The group of benchmarks that it was selected as one of.
    pub fn group(&self) -> &str {
        self.group.as_deref().unwrap_or(LADDER)
    }
}
