//! What the user asked for, and why nothing is left of it.

use std::time::Duration;

/// What the user asked for, as typed.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// The profile's name; the manifest's first if absent.
    pub profile: Option<String>,
    /// Groups of benchmarks by name or glob pattern. If empty: any where benchmarks are named, else those of the profile, else the
    /// ladder.
    pub groups: Vec<String>,
    /// Benchmarks by name or glob pattern; all of the groups if empty.
    pub benchmarks: Vec<String>,
    /// Rungs by name or glob pattern; those of the profile if empty.
    pub rungs: Vec<String>,
    /// Every rung, whatever the profile selects.
    pub all: bool,
    /// Another budget than the profile's; a larger one buys further invocations.
    pub budget: Option<Duration>,
    /// So many invocations, instead of the profile's.
    pub invocations: Option<u32>,
    /// Intervals of another half-width than the profile's, for which invocations are made as long as the budget lasts.
    pub width: Option<f64>,
    /// Only rungs that may be timed.
    pub timed: bool,
    /// Whether benchmarks of probes are selected, too, which nobody checks or times.
    pub probes: bool,
}

/// What the user asked for whose warming up is to be drawn.
#[derive(Debug, Clone)]
pub struct WarmUpFilters {
    /// The profile whose input sizes are taken; the one with the smallest budget if absent.
    pub profile: Option<String>,
    /// Groups of benchmarks, as of [`Filters`].
    pub groups: Vec<String>,
    /// Benchmarks by name or glob pattern; all of the groups if empty.
    pub benchmarks: Vec<String>,
    /// Rungs by name or glob pattern; those that compile while they run if empty.
    pub rungs: Vec<String>,
    /// Fresh processes of each rung.
    pub invocations: u32,
    /// Iterations of each process after its first ones have settled.
    pub iterations: u32,
    /// The time for measuring.
    pub budget: Duration,
}

/// Filters that leave nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoMatch {
    /// A filter names nothing.
    #[error("no {kind} matches `{pattern}`{}", suggestion(nearest))]
    Name {
        /// `benchmark`, `group`, `rung` or `profile`.
        kind: &'static str,
        /// What the user typed.
        pattern: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// A rung that is there to be checked alone.
    #[error("`{0}` is never timed: it is there for `check` and `fuzz`")]
    Untimed(String),
    /// Nothing that was asked for takes documents.
    #[error("--inputs is for benchmarks that take documents, and none is selected")]
    NoDocuments,
    /// Nothing that was asked for can be fuzzed.
    #[error("nothing that was asked for can be fuzzed\nhint: documents can be made for these benchmarks alone: {0}")]
    NotFuzzed(String),
    /// Nothing but probes was asked for.
    #[error("probes are neither checked nor timed\nhint: cargo xtask differ asks them")]
    OnlyProbes,
    /// Nothing that was asked for has probes.
    #[error("nothing that was asked for has probes\nhint: cargo xtask list --group probes")]
    NoProbes,
    /// No rung compiles while it runs.
    #[error("no rung says `compiles-while-running = true` on these benchmarks\nhint: name one with --rung")]
    NothingCompiles,
    /// Nothing that was asked for can be told on how many threads to compute.
    #[error(
        "nothing that is selected can be told on how many threads to compute\nhint: such a rung says `threads = \"all\"` and has `{{threads}}` in its environment or its commands; name one with --rung"
    )]
    NoThreads,
    /// No benchmark that was asked for has several sizes.
    #[error(
        "no benchmark that is selected has a `curve` of sizes\nhint: give it one: curve = [{{ value = 1000 }}, {{ value = 10000 }}]"
    )]
    NoCurve,
    /// The profile is for other groups of benchmarks.
    #[error("profile `{profile}` has no size for these benchmarks: it is for the groups {groups}")]
    NoSize {
        /// The profile.
        profile: String,
        /// Its groups.
        groups: String,
    },
    /// Each filter names something, but no rung does any of those benchmarks.
    #[error(
        "no cell is selected: none of these rungs does any of these benchmarks; `cargo xtask list` shows what there is"
    )]
    Nothing,
}

fn suggestion(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(
        || "; `cargo xtask list` shows what there is".to_owned(),
        |name| format!("; did you mean `{name}`?"),
    )
}
