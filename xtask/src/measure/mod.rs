//! Times what has been checked, in rounds over living runners, and hands over every sample as soon as it is known.
//!
//! One *round* visits every cell of one benchmark once, in a random order; one *invocation* is a set of fresh processes
//! through some rounds, and passes over all benchmarks before the next begins. Between its turns a runner is stopped.
//! Nothing is computed here but how long the next batch should be: figures are made from the records, later.

mod schedule;
mod turns;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::check::Checked;
use crate::interrupt;
use crate::machine::{self, Spent};
use crate::manifest::{Benchmark, Id, Profile};
use crate::process;
use crate::progress::{self, End, Progress};
use crate::results::{Failure, Load, Record, Standing, Stop};
use crate::runner::{Prepare, RunnerError};
use schedule::{Dice, batches};
use turns::{Begun, Living, Pace, Trouble};

/// An iteration longer than this makes a cell slow: it is visited once per invocation, without warm-up.
const SLOW: Duration = Duration::from_secs(2);

/// One benchmark with the cells that may be timed.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The benchmark's name.
    pub id: &'a Id,
    /// The benchmark.
    pub benchmark: &'a Benchmark,
    /// What is timed.
    pub work: Work,
    /// Cells that are given other work than the rest, by rung: those that the self-test slows down.
    pub other_work: HashMap<Id, Work>,
    /// Cells that agree.
    pub cells: Vec<Checked>,
    /// The rung whose speedup is 1, in every batch.
    pub baseline: Option<Id>,
}

impl Subject<'_> {
    /// What a cell is given to do.
    fn work_of(&self, cell: &Checked) -> &Work {
        self.other_work.get(&cell.built().rung).unwrap_or(&self.work)
    }
}

/// A timed input, and what must come of it.
#[derive(Debug)]
pub struct Work {
    /// What a runner is asked to load.
    pub input: Prepare,
    /// The oracle's output for it.
    pub oracle: Value,
}

/// Where records go. An error ends the session.
pub type Sink<'a> = dyn FnMut(Record) -> anyhow::Result<()> + 'a;

/// Tells whether every interval is narrow enough to stop, from the records so far.
pub type Narrow<'a> = dyn FnMut() -> bool + 'a;

/// How a session of measuring is made.
#[derive(Debug)]
pub struct Settings<'a> {
    /// Invocations, rounds, samples, budget.
    pub profile: &'a Profile,
    /// The seed of all random orders.
    pub seed: u64,
    /// The longest time for one answer of a runner.
    pub limit: Duration,
    /// What the user sees.
    pub progress: &'a Progress,
}

/// Measures until the plan is done, the intervals are narrow, the budget is spent or the user stops it.
///
/// # Errors
/// When a record cannot be written; what was written before is kept.
pub fn measure(
    subjects: &[Subject<'_>],
    settings: &Settings<'_>,
    sink: &mut Sink<'_>,
    narrow: &mut Narrow<'_>,
) -> anyhow::Result<Stop> {
    if subjects.iter().all(|subject| subject.cells.is_empty()) {
        return Ok(Stop::Nothing);
    }
    let mut session = Campaign::new(subjects, settings, sink);
    session.load()?;
    let mut skipped = false;
    for invocation in 0..settings.profile.max_invocations {
        let mut fitted = false;
        for (index, subject) in subjects.iter().enumerate() {
            if interrupt::requested() {
                return Ok(Stop::Interrupted);
            }
            session.estimate(&subjects[index..], settings.profile.max_invocations - invocation - 1);
            if invocation > 0 && session.too_late_for(subject.id) {
                skipped = true;
                continue;
            }
            session.invocation(subject, invocation)?;
            fitted = true;
        }
        if interrupt::requested() {
            return Ok(Stop::Interrupted);
        }
        if !fitted {
            return Ok(Stop::Budget);
        }
        if invocation + 1 >= settings.profile.invocations && narrow() {
            return Ok(Stop::Narrow);
        }
    }
    Ok(if skipped { Stop::Budget } else { Stop::Complete })
}

/// One batch of runners that live together. Rounds are counted through an invocation, so that rounds of two batches,
/// each with a baseline process of its own, are never taken for one.
#[derive(Debug, Clone, Copy)]
struct Sitting {
    invocation: u32,
    first_round: u32,
    core: Option<usize>,
}

/// The state of a session.
struct Campaign<'a, 'b> {
    settings: &'a Settings<'a>,
    sink: &'a mut Sink<'b>,
    started: Instant,
    dice: Dice,
    work: progress::Work,
    subjects: usize,
    /// How long one invocation of a benchmark takes, once seen.
    durations: HashMap<Id, Duration>,
    /// What one iteration takes, from the latest sample.
    pace: HashMap<(Id, Id), Pace>,
    /// Peak memory of the runners, once seen.
    peaks: HashMap<(Id, Id), u64>,
    out: HashSet<(Id, Id)>,
}

impl<'a, 'b> Campaign<'a, 'b> {
    fn new(subjects: &'a [Subject<'a>], settings: &'a Settings<'a>, sink: &'a mut Sink<'b>) -> Campaign<'a, 'b> {
        let turns = subjects.iter().map(|subject| subject.cells.len() as u64).sum::<u64>()
            * (u64::from(settings.profile.rounds) + 1);
        let amount = turns * u64::from(settings.profile.max_invocations);
        let work = settings.progress.work(amount, "measuring");
        work.ends(End::AtMost(Instant::now() + settings.profile.budget));
        Campaign {
            settings,
            sink,
            started: Instant::now(),
            dice: Dice::new(settings.seed),
            work,
            subjects: subjects.len(),
            durations: HashMap::new(),
            pace: HashMap::new(),
            peaks: HashMap::new(),
            out: HashSet::new(),
        }
    }

    fn left(&self) -> Duration {
        self.settings.profile.budget.saturating_sub(self.started.elapsed())
    }

    /// Whether another invocation of this benchmark would outlast the budget.
    fn too_late_for(&self, benchmark: &Id) -> bool {
        self.durations.get(benchmark).is_some_and(|duration| *duration > self.left())
    }

    fn invocation(&mut self, subject: &Subject<'_>, invocation: u32) -> anyhow::Result<()> {
        let started = Instant::now();
        let log = format!("measuring {}, invocation {}, {}", subject.id, invocation + 1, self.work.left());
        self.settings.progress.log(&log);
        let core = self.dice.pick(&process::cores());
        let cells: Vec<&Checked> = subject.cells.iter().filter(|cell| !self.out.contains(&name(cell))).collect();
        let batches = batches(&cells, subject.baseline.as_ref(), |cell| self.memory_of(cell, subject));
        let rounds = self.settings.profile.rounds;
        for (batch, first_round) in batches.iter().zip((0..).step_by(rounds as usize)) {
            self.batch(subject, batch, Sitting { invocation, first_round, core })?;
        }
        self.durations.insert(subject.id.clone(), started.elapsed());
        self.load()
    }

    /// Records how busy the machine is, and how long it will still take.
    fn load(&mut self) -> anyhow::Result<()> {
        let Spent { steal, busy, own, children } = machine::spent();
        (self.sink)(Record::Load(Load {
            at_ms: milliseconds(self.started.elapsed()),
            steal_ms: steal,
            busy_ms: busy,
            cores: u32::try_from(process::cores().len()).unwrap_or(u32::MAX),
            harness_cpu_ms: own,
            runners_cpu_ms: children,
            left_ms: self.work.end().map(|end| milliseconds(end.left())),
        }))
    }

    fn batch(
        &mut self,
        subject: &Subject<'_>,
        cells: &[&Checked],
        Sitting { invocation, first_round, core }: Sitting,
    ) -> anyhow::Result<()> {
        let mut living = Vec::new();
        for &cell in &self.dice.shuffled(cells) {
            if interrupt::requested() {
                return Ok(());
            }
            self.say(subject, cell, invocation, "warm-up");
            let visit =
                turns::Visit { subject, cell, invocation, first_round, settings: self.settings, session: self.started };
            let known = self.pace.get(&name(cell)).copied();
            let begun = Living::begin(visit, core, known, self.sink)?;
            match self.survivor(cell, invocation, begun)? {
                Some(Begun::Living(runner)) => living.push(Some(*runner)),
                Some(Begun::Done(pace, peak)) => self.learn(cell, pace, peak),
                None => {}
            }
            self.work.advance();
        }
        let mut order: Vec<usize> = (0..living.len()).collect();
        for round in first_round..first_round + self.settings.profile.rounds {
            if interrupt::requested() || (round > first_round && self.left().is_zero()) {
                break;
            }
            // Every second round runs backwards, so that a steady drift weighs on both ends alike.
            let forwards = (round - first_round) % 2 == 0;
            order = if forwards { self.dice.shuffled(&order) } else { order.iter().rev().copied().collect() };
            self.round(subject, &mut living, &order, round, invocation)?;
        }
        for runner in living.into_iter().flatten() {
            let (cell, pace) = (runner.cell(), runner.pace());
            let ended = runner.end(self.sink)?;
            let peak = self.survivor(cell, invocation, ended)?.flatten();
            self.learn(cell, pace, peak);
        }
        Ok(())
    }

    fn learn(&mut self, cell: &Checked, pace: Pace, peak: Option<u64>) {
        self.pace.insert(name(cell), pace);
        if let Some(peak) = peak {
            self.peaks.insert(name(cell), peak);
        }
    }

    fn round<'s>(
        &mut self,
        subject: &Subject<'_>,
        living: &mut [Option<Living<'s>>],
        order: &[usize],
        round: u32,
        invocation: u32,
    ) -> anyhow::Result<()> {
        for (turn, &index) in order.iter().enumerate() {
            let Some(runner) = living[index].as_mut() else { continue };
            if interrupt::requested() {
                return Ok(());
            }
            let cell = runner.cell();
            self.say(subject, cell, invocation, &format!("round {}", round + 1));
            let taken = runner.turn(round, u32::try_from(turn).unwrap_or(u32::MAX), self.sink)?;
            if self.survivor(cell, invocation, taken)?.is_none() {
                living[index] = None;
            }
            self.work.advance();
        }
        Ok(())
    }

    /// What came of a step, or a record of why the cell is not measured any more.
    fn survivor<T>(&mut self, cell: &Checked, invocation: u32, step: Result<T, Trouble>) -> anyhow::Result<Option<T>> {
        let (standing, message) = match step {
            Ok(value) => return Ok(Some(value)),
            Err(Trouble::Runner(RunnerError::Interrupted)) => return Ok(None),
            Err(Trouble::Runner(error)) => (Standing::Failed, error.to_string()),
            Err(Trouble::Disagrees(difference)) => (Standing::Disagrees, format!("at the timed size: {difference}")),
        };
        let (benchmark, rung) = name(cell);
        self.settings.progress.note(&format!("{rung}/{benchmark} is no longer measured: {message}"));
        self.out.insert((benchmark.clone(), rung.clone()));
        let failure =
            Failure { benchmark: benchmark.to_string(), rung: rung.to_string(), invocation, standing, message };
        (self.sink)(Record::Failure(failure))?;
        Ok(None)
    }

    /// Bytes that a runner is expected to need: what it needed last time, or what it needed in the check and room for
    /// the parsed input.
    fn memory_of(&self, cell: &Checked, subject: &Subject<'_>) -> u64 {
        let unknown = || {
            let file = match &subject.work_of(cell).input {
                Prepare::Integer { .. } => 0,
                Prepare::Bytes { path } | Prepare::Json { path } => {
                    std::fs::metadata(path).map_or(0, |about| about.len())
                }
            };
            cell.peak_bytes() + 20 * file
        };
        self.peaks.get(&name(cell)).copied().unwrap_or_else(unknown)
    }

    fn say(&self, subject: &Subject<'_>, cell: &Checked, invocation: u32, what: &str) {
        self.work.doing(&format!("{}: invocation {}, {what}: {}", subject.id, invocation + 1, cell.built().rung));
    }

    /// When it will end: what is left of this invocation, and the invocations that fit the budget. Benchmarks that were
    /// not seen yet count as the mean of those that were; before one was seen there is only the budget.
    fn estimate(&self, left_now: &[Subject<'_>], invocations: u32) {
        if self.durations.is_empty() {
            return;
        }
        let seen: Duration = self.durations.values().sum();
        let mean = seen / u32::try_from(self.durations.len()).unwrap_or(1);
        let of = |subject: &Subject<'_>| self.durations.get(subject.id).copied().unwrap_or(mean);
        let now: Duration = left_now.iter().map(of).sum();
        let whole = seen + mean * u32::try_from(self.subjects - self.durations.len()).unwrap_or(0);
        let later = (whole * invocations).min(self.left().saturating_sub(now));
        self.work.ends(End::About(Instant::now() + now + later));
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn name(cell: &Checked) -> (Id, Id) {
    (cell.built().benchmark.clone(), cell.built().rung.clone())
}
