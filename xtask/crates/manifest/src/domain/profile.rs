//! What is measured, and for how long.

use std::time::Duration;

use super::Id;

/// What is measured, and for how long.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The cells that are selected unless the command line names others: those of any of these groups.
    pub cells: Vec<Group>,
    /// The groups of benchmarks that it is for; none where it is for all.
    pub groups: Vec<Id>,
    /// How it is known before what its cells will take, where they are large.
    pub estimates: Option<Estimates>,
    /// Sets of fresh processes, at least this many when the budget allows.
    pub invocations: u32,
    /// Upper limit of invocations; the budget or the width usually ends it earlier.
    pub max_invocations: u32,
    /// Rounds in one invocation, at least.
    pub rounds: u32,
    /// Rounds in one invocation, at most: more than `rounds` where rounds vary more than invocations do.
    pub max_rounds: u32,
    /// Processes of the baseline in an invocation; as many as it is compared with makes cheap where there is no number.
    pub baseline_processes: Option<u32>,
    /// Samples of one cell in a visit, and so in a round, at least.
    pub samples: u32,
    /// Cheap cells take more samples in a round, until about this much time has passed.
    pub turn_time: Duration,
    /// The longest warm-up of a process whose iterations are still changing.
    pub warm_up: Duration,
    /// The share of the budget in which what compiles while it runs is warmed up until it is known to be steady; a sixth where
    /// there is no number.
    pub steadying: Option<f64>,
    /// The least duration of one sample; fast iterations are batched to reach it.
    pub sample_time: Duration,
    /// The time for checking and measuring, all benchmarks together.
    pub budget: Duration,
    /// Measuring ends early when every interval's half-width is below this share of its estimate.
    pub width: f64,
}

/// How it is known before what a cell will take.
#[derive(Debug, Clone)]
pub struct Estimates {
    /// The profile whose inputs are tried.
    pub from: Id,
    /// What takes longer is left out.
    pub patience: Duration,
    /// Rungs that are never left out.
    pub always: Vec<Id>,
}

/// Cells that a profile can select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Every cell.
    All,
    /// Those of rungs of the headline, on benchmarks of the headline.
    Headline,
    /// Those that a published figure or claim is about.
    Published,
}

impl Group {
    /// Every one of them.
    pub const EACH: [Group; 3] = [Group::All, Group::Headline, Group::Published];

    /// What they are called in the file.
    pub(crate) const NAMES: [&'static str; 3] = [Group::All.name(), Group::Headline.name(), Group::Published.name()];

    /// What it is called in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Group::All => "all",
            Group::Headline => "headline",
            Group::Published => "published",
        }
    }

    /// What it is called in JSON, where names stay as they are.
    pub fn recorded(self) -> &'static str {
        match self {
            Group::Headline => "default",
            other => other.name(),
        }
    }
}
