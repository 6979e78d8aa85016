//! Times what has been checked, in rounds over living runners, and hands over every sample as soon as it is known.
//!
//! One *round* gives every cell of one benchmark a turn, in a random order; a turn of short samples is made in several
//! *visits*, between which the others have theirs. One *invocation* is a set of fresh processes through some rounds, and
//! passes over all benchmarks before the next begins. Between its visits a runner is stopped. Nothing is computed here
//! but what should be measured next, and for how long: figures are made from the records, later.

mod agreed;
mod batch;
mod clock;
mod dear;
#[cfg(test)]
mod fixture;
mod forecast;
mod live_runner;
mod measurement;
mod pace;
mod progressed;
mod runner_slot;
mod schedule;
mod steadying;
mod throttle;
mod turn;
mod warming;
mod watch;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::check::{Checked, TimedOutput};
use crate::limits::RunnerLimits;
pub use forecast::Earlier;
use manifest::{Benchmark, Id, Profile};
use measurement::Measurement;
pub(crate) use measurement::before;
pub use progressed::{Progressed, cut_off};
use records::{CellId, Record, Stop};
use statistics::Spread;
use system::interrupt;
use system::process::Spawner;
use system::progress::Progress;
use system::runner::Prepare;

/// One benchmark with the cells that may be timed.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The benchmark's name.
    pub id: &'a Id,
    /// The benchmark.
    pub benchmark: &'a Benchmark,
    /// What is timed.
    pub work: TimedInput,
    /// Cells that are given other work than the rest, by rung: those that the self-test slows down.
    pub other_work: HashMap<Id, TimedInput>,
    /// Cells that agree.
    pub cells: Vec<Checked>,
    /// The rung whose speedup is 1, in every batch.
    pub baseline: Option<Id>,
    /// Whether it has one process in an invocation, however many it is compared with.
    pub one_baseline: bool,
    /// Where it is to be seen whether processes are steady that compile while they run: none where nobody asks.
    pub steadying: Option<Steadying>,
}

/// What is put to processes that compile while they run, before they are measured.
#[derive(Debug, Clone, Default)]
pub struct Steadying {
    /// A smaller input for the same kernel, for where the timed one takes too long to be put to it many times.
    pub smaller: Option<Prepare>,
}

impl Subject<'_> {
    /// What a cell is given to do.
    fn work_of(&self, cell: &Checked) -> &TimedInput {
        self.other_work.get(&cell.built().rung).unwrap_or(&self.work)
    }
}

/// A timed input, and what must come of it.
#[derive(Debug, Clone)]
pub struct TimedInput {
    /// What a runner is asked to load.
    pub input: Prepare,
    /// What must come of it.
    pub expected: TimedOutput,
}

/// Keeps what is measured, and says what it means for how to go on.
pub trait Ledger {
    /// Keeps a record.
    ///
    /// # Errors
    /// When it cannot be kept, which ends the measurement.
    fn record(&mut self, record: Record) -> anyhow::Result<()>;

    /// Looks at the records so far, after each invocation of all benchmarks.
    fn review(&mut self) -> Review;
}

/// What the records so far say of how to go on.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Every interval is narrow enough to stop.
    pub narrow: bool,
    /// Of benchmarks by name, the rung with the widest interval that is not narrow enough, and where its ratios vary.
    pub widest: HashMap<String, (String, Spread)>,
    /// Slow cells that need no further visit.
    pub done: HashSet<CellId>,
}

/// How a session of measuring is made.
#[derive(Debug)]
pub struct Settings<'a> {
    /// Invocations, rounds, samples, budget.
    pub profile: &'a Profile,
    /// What starts processes.
    pub spawner: &'a Spawner,
    /// The seed of all random orders.
    pub seed: u64,
    /// How long runners may take for their answers.
    pub limits: RunnerLimits,
    /// Since when the budget is being spent.
    pub since: Instant,
    /// Where it is kept what processes need until they are steady, if anywhere.
    pub target: Option<&'a Path>,
    /// What benchmarks took in an earlier session, by name.
    pub earlier: HashMap<String, Earlier>,
    /// What earlier sittings of this session have done.
    pub progressed: Progressed,
    /// What the user sees.
    pub progress: &'a Progress,
    /// Whether these are the first cells that are ready, while others are still to be built.
    pub first: bool,
    /// Whether such cells were measured in this sitting.
    pub goes_on: bool,
}

/// What came of measuring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Why it ended.
    pub stop: Stop,
    /// What went into runners that failed; it is not taken from the budget.
    pub lost: Duration,
}

/// Measures until the plan is done, the intervals are narrow, the budget is spent or the user stops it.
///
/// # Errors
/// When a record cannot be written; what was written before is kept.
pub fn measure(subjects: &[Subject<'_>], settings: &Settings<'_>, ledger: &mut dyn Ledger) -> anyhow::Result<Course> {
    if subjects.iter().all(|subject| subject.cells.is_empty()) {
        return Ok(Course { stop: Stop::Nothing, lost: Duration::ZERO });
    }
    let mut measurement = Measurement::new(subjects, settings, ledger);
    measurement.record_load()?;
    measurement.share_time();
    if measurement.begun > 0 {
        measurement.review();
    }
    let stop = until_stop(&mut measurement)?;
    Ok(Course { stop, lost: measurement.lost })
}

fn until_stop(measurement: &mut Measurement<'_>) -> anyhow::Result<Stop> {
    let extra = measurement.extra_passes();
    for pass in 0..measurement.settings.profile.max_invocations + extra {
        if pass >= measurement.settings.profile.invocations + extra {
            measurement.share_more_time();
        }
        let some_fitted = measurement.pass(pass)?;
        if interrupt::requested() {
            return Ok(Stop::Interrupted);
        }
        if measurement.is_nothing_left() {
            return Ok(Stop::Nothing);
        }
        if !some_fitted {
            return Ok(Stop::Budget);
        }
        if measurement.is_narrow() && pass + 1 >= measurement.settings.profile.invocations + extra {
            return Ok(Stop::Narrow);
        }
    }
    Ok(if measurement.is_cut_short() { Stop::Budget } else { Stop::Complete })
}
