//! Measures the harness itself: identical programs against each other, and against the same with more work.
//!
//! `measure` takes the samples and `report` estimates, exactly as for `run`; nothing here does either. The unit of work is
//! a *block*: one rung's identical copies, and the same with more work, in one set of invocations. Each copy is compared
//! with the next one, the last with the first; as comparisons of one block have processes in common, and so may be right or
//! wrong together, the intervals of the rates go by blocks. Everything is kept in the records of a session, block by
//! block, so that whatever interrupts a self-test costs the block under way, and the next call goes on.

mod block;
mod figures;
mod proportion;
#[cfg(test)]
mod replay;
mod session;
#[cfg(test)]
mod steps;

use std::time::{Duration, Instant};

use ::harness::check::Checked;
use ::harness::limits::RunnerLimits;
use ::harness::measure::TimedInput;
use ::manifest::{self, Benchmark};
use ::records::{CellRecord, Journal, Recorded, SelfTest, Session, Stop};
use ::system::interrupt;
use ::system::process::Spawner;
use ::system::progress::{ExpectedEnd, Gauge, Progress, spoken};
use block::Block;
pub use block::Trial;
pub use session::{filters, measure_selftest};

/// What is compared with itself, and how.
#[derive(Debug)]
pub struct SelftestSetup<'a> {
    /// What the manifest says of it; its budget is what is left for all blocks.
    pub plan: &'a manifest::Selftest,
    /// The benchmark.
    pub benchmark: &'a Benchmark,
    /// The rungs.
    pub rungs: Vec<Contestant>,
    /// What the identical programs do.
    pub work: TimedInput,
    /// What the others do, in the order of the plan's `more`.
    pub more: Vec<TimedInput>,
    /// What starts processes.
    pub spawner: &'a Spawner,
    /// How long runners may take for their answers.
    pub limits: RunnerLimits,
    /// What the user sees.
    pub progress: &'a Progress,
}

/// A rung that is compared with itself.
#[derive(Debug)]
pub struct Contestant {
    /// The cell, which agrees.
    pub checked: Checked,
    /// What is said of it.
    pub record: CellRecord,
}

/// What is known so far.
#[derive(Debug, Default)]
pub struct Tally {
    /// Comparisons of all complete blocks.
    trials: Vec<Trial>,
    /// The number of the next block.
    next: u32,
    /// The time that measuring took, interruptions left out.
    spent: Duration,
}

impl Tally {
    /// What the records of an earlier part say.
    pub fn from_records(setup: &SelftestSetup<'_>, recorded: &Recorded) -> Tally {
        let blocks = block::split(setup, recorded);
        let last = recorded.samples.iter().map(|sample| sample.at_ms).max();
        Tally {
            next: blocks.keys().next_back().map_or(0, |last| last.saturating_add(1)),
            trials: blocks
                .into_iter()
                .filter_map(|(number, part)| block::trials(setup, number, part))
                .flatten()
                .collect(),
            spent: Duration::from_millis(last.unwrap_or(0)),
        }
    }

    /// The time that measuring took, interruptions left out.
    pub fn spent(&self) -> Duration {
        self.spent
    }

    /// The figures.
    pub fn figures(&self, setup: &SelftestSetup<'_>, session: &Session, machine: serde_json::Value) -> SelfTest {
        figures::figures(setup, session, machine, &self.trials, self.spent)
    }

    /// The rung with the fewest complete blocks, so that whatever ends a self-test, all rungs have been compared alike; none
    /// when every planned block is made.
    fn next_rung(&self, setup: &SelftestSetup<'_>) -> Option<usize> {
        let rungs = (0..setup.rungs.len()).map(|rung| (self.blocks_of(setup, rung), rung));
        rungs.min().filter(|(made, _)| *made < setup.blocks()).map(|(_, rung)| rung)
    }

    /// Complete blocks of a rung.
    fn blocks_of(&self, setup: &SelftestSetup<'_>, rung: usize) -> u32 {
        let compared = self.trials.iter().filter(|trial| trial.rung == rung && trial.more_work == 0.0).count();
        u32::try_from(compared).unwrap_or(u32::MAX) / setup.pairs()
    }
}

impl SelftestSetup<'_> {
    /// Every cell that is measured, with what is said of it.
    pub fn records(&self) -> Vec<CellRecord> {
        let cells = (0..self.rungs.len()).flat_map(|rung| block::cells(self, rung));
        cells.map(|(_, record)| record).collect()
    }

    /// Comparisons of identical programs in one block: each copy with the next one, the last with the first.
    fn pairs(&self) -> u32 {
        match self.plan.copies {
            2 => 1,
            copies => copies,
        }
    }

    /// Blocks of each rung.
    fn blocks(&self) -> u32 {
        let rungs = u32::try_from(self.rungs.len()).unwrap_or(u32::MAX).max(1);
        self.plan.comparisons.div_ceil(self.pairs() * rungs)
    }

    fn all_blocks(&self) -> u32 {
        self.blocks() * u32::try_from(self.rungs.len()).unwrap_or(u32::MAX)
    }
}

/// Goes on until every planned comparison is made, the budget is spent or the user stops it. After each block `known`
/// says more, and `each` is told.
///
/// # Errors
/// When a record cannot be written, or a runner fails: what compares a program with itself has no use for one that fails.
pub fn conduct(
    setup: &SelftestSetup<'_>,
    session: &Session,
    journal: &mut Journal,
    known: &mut Tally,
    each: &mut dyn FnMut(&Tally) -> anyhow::Result<()>,
) -> anyhow::Result<Stop> {
    let mut pace = Pace::new(setup);
    loop {
        let Some(rung) = known.next_rung(setup) else { return Ok(Stop::Complete) };
        if interrupt::requested() {
            return Ok(Stop::Interrupted);
        }
        if known.spent + pace.longest > setup.plan.profile.budget && pace.made > 0 {
            return Ok(Stop::Budget);
        }
        pace.announce(setup, known, rung);
        let started = Instant::now();
        let block = Block { setup, rung, number: known.next, since: known.spent };
        known.next += 1;
        let Some(trials) = block.measure(session, journal)? else { return Ok(Stop::Interrupted) };
        known.trials.extend(trials);
        known.spent += started.elapsed();
        pace.learn(started.elapsed());
        each(known)?;
    }
}

/// How fast blocks are made, for the budget and for the user.
struct Pace {
    work: Gauge,
    made: u32,
    took: Duration,
    longest: Duration,
}

impl Pace {
    fn new(setup: &SelftestSetup<'_>) -> Pace {
        let work = setup.progress.work(u64::from(setup.all_blocks()), "self-test");
        Pace { work, made: 0, took: Duration::ZERO, longest: Duration::ZERO }
    }

    /// Says which block is next, and how long it will all take.
    fn announce(&self, setup: &SelftestSetup<'_>, known: &Tally, rung: usize) {
        let done: u32 = (0..setup.rungs.len()).map(|rung| known.blocks_of(setup, rung)).sum();
        if let Some(mean) = self.took.checked_div(self.made) {
            let left = mean * setup.all_blocks().saturating_sub(done);
            let budget = setup.plan.profile.budget.saturating_sub(known.spent);
            self.work.ends(ExpectedEnd::About(Instant::now() + left.min(budget)));
        }
        let title = &setup.rungs[rung].record.title;
        self.work.doing(&format!("{title} against itself, {} spent", spoken(known.spent)));
        let log = format!("block {} of {}: {title} against itself", done + 1, setup.all_blocks());
        let left = self.work.left();
        setup.progress.log(&if left.is_empty() { log } else { format!("{log}, {left}") });
    }

    fn learn(&mut self, took: Duration) {
        self.made += 1;
        self.took += took;
        self.longest = self.longest.max(took);
        self.work.advance();
    }
}
