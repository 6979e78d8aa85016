//! Times what has been checked, in rounds over living runners, and hands over every sample as soon as it is known.
//!
//! One *round* gives every cell of one benchmark a turn, in a random order; a turn of short samples is made in several
//! *visits*, between which the others have theirs. One *invocation* is a set of fresh processes through some rounds, and
//! passes over all benchmarks before the next begins. Between its visits a runner is stopped. Nothing is computed here
//! but what should be measured next, and for how long: figures are made from the records, later.

mod agreed;
mod forecast;
mod schedule;
mod turns;

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::check::Checked;
use agreed::Agreed;
pub use forecast::Earlier;
use forecast::Forecast;
use manifest::{Benchmark, Id, Profile};
use records::{CellId, Course, Failure, Load, Reason, Record, Standing, Stop};
use schedule::{Dice, batches};
use statistics::Spread;
use system::interrupt;
use system::machine::{self, Spent};
use system::process::{self, Spawner};
use system::progress::{self, End, Progress};
use system::runner::{Prepare, RunnerError};
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
    pub work: TimedInput,
    /// Cells that are given other work than the rest, by rung: those that the self-test slows down.
    pub other_work: HashMap<Id, TimedInput>,
    /// Cells that agree.
    pub cells: Vec<Checked>,
    /// The rung whose speedup is 1, in every batch.
    pub baseline: Option<Id>,
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
    /// The oracle's output for it.
    pub oracle: Value,
}

/// Keeps what is measured, and says what it means for how to go on.
pub trait Ledger {
    /// Keeps a record.
    ///
    /// # Errors
    /// When it cannot be kept, which ends the session.
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
    /// The longest time for one answer of a runner.
    pub limit: Duration,
    /// Since when the budget is being spent.
    pub since: Instant,
    /// What benchmarks took in an earlier session, by name.
    pub earlier: HashMap<String, Earlier>,
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
    ledger: &mut dyn Ledger,
) -> anyhow::Result<Stop> {
    if subjects.iter().all(|subject| subject.cells.is_empty()) {
        return Ok(Stop::Nothing);
    }
    let mut session = Campaign::new(subjects, settings, ledger);
    session.load()?;
    for invocation in 0..settings.profile.max_invocations {
        let mut fitted = false;
        for (index, subject) in subjects.iter().enumerate() {
            if interrupt::requested() {
                return Ok(Stop::Interrupted);
            }
            session.estimate(&subjects[index..], settings.profile.max_invocations - invocation - 1);
            if session.too_late_for(subject) {
                session.cut_short = true;
                continue;
            }
            session.invocation(subject, invocation, &subjects[index..])?;
            fitted = true;
        }
        if interrupt::requested() {
            return Ok(Stop::Interrupted);
        }
        if !fitted {
            return Ok(Stop::Budget);
        }
        session.review = session.ledger.review();
        if invocation + 1 >= settings.profile.invocations && session.review.narrow {
            return Ok(Stop::Narrow);
        }
    }
    Ok(if session.cut_short { Stop::Budget } else { Stop::Complete })
}

/// One batch of runners that live together. Rounds are counted through an invocation, so that rounds of two batches,
/// each with a baseline process of its own, are never taken for one.
#[derive(Debug, Clone, Copy)]
struct Sitting {
    invocation: u32,
    first_round: u32,
    rounds: u32,
    core: Option<usize>,
}

/// The state of a session.
struct Campaign<'a> {
    settings: &'a Settings<'a>,
    ledger: &'a mut dyn Ledger,
    started: Instant,
    dice: Dice,
    work: progress::Work,
    subjects: &'a [Subject<'a>],
    /// How long invocations take.
    forecast: Forecast<'a>,
    /// What the records said when the latest invocation of all benchmarks was over.
    review: Review,
    /// What one iteration takes, from the latest sample.
    pace: HashMap<CellId, Pace>,
    /// Peak memory of the runners, once seen.
    peaks: HashMap<CellId, u64>,
    out: HashSet<CellId>,
    /// Outputs that need not be compared once more.
    agreed: Agreed,
    /// Invocations of benchmarks that were begun.
    begun: u32,
    /// Whether the budget left no time for something that was planned.
    cut_short: bool,
}

impl<'a> Campaign<'a> {
    fn new(subjects: &'a [Subject<'a>], settings: &'a Settings<'a>, ledger: &'a mut dyn Ledger) -> Campaign<'a> {
        let turns = subjects.iter().map(|subject| subject.cells.len() as u64).sum::<u64>()
            * (u64::from(settings.profile.rounds) + 1);
        let amount = turns * u64::from(settings.profile.max_invocations);
        let work = settings.progress.work(amount, "measuring");
        work.ends(End::AtMost(settings.since + settings.profile.budget));
        Campaign {
            settings,
            ledger,
            started: Instant::now(),
            dice: Dice::new(settings.seed),
            work,
            subjects,
            forecast: Forecast::new(&settings.earlier),
            review: Review::default(),
            pace: HashMap::new(),
            peaks: HashMap::new(),
            out: HashSet::new(),
            agreed: Agreed::default(),
            begun: 0,
            cut_short: false,
        }
    }

    fn left(&self) -> Duration {
        self.settings.profile.budget.saturating_sub(self.settings.since.elapsed())
    }

    /// Whether an invocation of this benchmark would outlast the budget. The first one of all is begun in any case, so that
    /// nobody waits to be told nothing, and a benchmark that was not measured yet as long as anything of the budget is
    /// left: how long it takes is not known, and what is begun is cut short where the budget ends.
    fn too_late_for(&self, subject: &Subject<'_>) -> bool {
        match self.forecast.of(subject.id) {
            Some(_) => self.next(subject).is_some_and(|duration| duration > self.left()),
            None => self.left().is_zero() && self.begun > 0,
        }
    }

    /// What the invocation of a benchmark that is under way or comes next will still take.
    fn next(&self, subject: &Subject<'_>) -> Option<Duration> {
        self.forecast.next(subject.id, subject.cells.len(), self.course(subject.id).0)
    }

    /// What each of those after it will.
    fn later(&self, subject: &Subject<'_>) -> Option<Duration> {
        self.forecast.later(subject.id, subject.cells.len(), self.course(subject.id).0)
    }

    /// How many rounds the next invocation of a benchmark should have, and why.
    fn course(&self, benchmark: &Id) -> (u32, Reason) {
        let Profile { rounds, max_rounds, .. } = *self.settings.profile;
        let varies = self.review.widest.get(benchmark.as_str()).zip(self.forecast.of(benchmark));
        let Some(((_, spread), seen)) = varies.filter(|_| max_rounds > rounds) else {
            return (rounds, Reason::Planned);
        };
        let best = spread.best_rounds(seen.beside_rounds().as_secs_f64(), seen.round().as_secs_f64());
        if best > f64::from(rounds) {
            (best.min(f64::from(max_rounds)).round() as u32, Reason::WithinInvocations)
        } else {
            (rounds, Reason::BetweenInvocations)
        }
    }

    fn invocation(&mut self, subject: &Subject<'_>, invocation: u32, left_now: &[Subject<'_>]) -> anyhow::Result<()> {
        let log = format!("measuring {}, invocation {}, {}", subject.id, invocation + 1, self.work.left());
        self.settings.progress.log(&log);
        let core = self.dice.pick(&process::cores());
        let able = subject.cells.iter().filter(|cell| !self.out.contains(&cell.id()));
        let (done, cells): (Vec<&Checked>, Vec<&Checked>) =
            able.partition(|cell| self.review.done.contains(&cell.id()));
        let rounds = self.begin(subject.id, invocation, &done)?;
        self.begun += u32::from(!cells.is_empty());
        self.forecast.begin(subject.id);
        let batches = batches(&cells, subject.baseline.as_ref(), |cell| self.memory_of(cell, subject));
        for (batch, first_round) in batches.iter().zip((0..).step_by(rounds as usize)) {
            self.batch(subject, batch, Sitting { invocation, first_round, rounds, core }, left_now)?;
        }
        self.load()
    }

    /// Records how an invocation is made, and returns its rounds.
    fn begin(&mut self, benchmark: &Id, invocation: u32, done: &[&Checked]) -> anyhow::Result<u32> {
        let (rounds, reason) = self.course(benchmark);
        let widest = self.review.widest.get(benchmark.as_str());
        self.ledger.record(Record::Course(Course {
            benchmark: benchmark.to_string(),
            invocation,
            rounds,
            reason,
            rung: widest.map(|(rung, _)| rung.clone()),
            between: widest.map(|(_, spread)| spread.between),
            within: widest.map(|(_, spread)| spread.within),
            left_out: done.iter().map(|cell| cell.built().rung.to_string()).collect(),
        }))?;
        Ok(rounds)
    }

    /// Records how busy the machine is, and how long it will still take.
    fn load(&mut self) -> anyhow::Result<()> {
        let Spent { steal, busy, own, children } = machine::spent();
        self.ledger.record(Record::Load(Load {
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
        Sitting { invocation, first_round, rounds, core }: Sitting,
        left_now: &[Subject<'_>],
    ) -> anyhow::Result<()> {
        let begun = Instant::now();
        let mut living = Vec::new();
        for &cell in &self.dice.shuffled(cells) {
            if interrupt::requested() {
                return Ok(());
            }
            if self.left().is_zero() && self.begun > 1 {
                // Those that live get one round: what was begun should not be for nothing.
                self.cut_short = true;
                break;
            }
            self.say(subject, cell, invocation, "warm-up");
            let stay =
                turns::Stay { subject, cell, invocation, first_round, settings: self.settings, session: self.started };
            let known = self.pace.get(&cell.id()).copied();
            let begun = Living::begin(stay, core, known, &mut self.agreed, self.ledger)?;
            match self.survivor(cell, invocation, begun)? {
                Some(Begun::Living(runner)) => {
                    self.forecast.now(subject.id).once += runner.learnt();
                    living.push(Some(*runner));
                }
                Some(Begun::Done(pace, peak)) => self.learn(cell, pace, peak),
                None => {}
            }
            self.work.advance();
        }
        self.forecast.now(subject.id).start += begun.elapsed();
        let mut order: Vec<usize> = (0..living.len()).collect();
        for round in first_round..first_round + rounds {
            let expected = self.forecast.now(subject.id).round();
            if interrupt::requested() {
                break;
            }
            if round > first_round && self.left() < expected {
                self.cut_short = true;
                break;
            }
            // Every second round runs backwards, so that a steady drift weighs on both ends alike.
            let forwards = (round - first_round) % 2 == 0;
            order = if forwards { self.dice.shuffled(&order) } else { order.iter().rev().copied().collect() };
            let begun = Instant::now();
            self.round(subject, &mut living, &order, (invocation, round), forwards)?;
            let seen = self.forecast.now(subject.id);
            (seen.rounds, seen.made) = (seen.rounds + begun.elapsed(), seen.made + 1);
            if invocation == 0 && round == 0 {
                self.estimate(left_now, self.settings.profile.max_invocations - 1);
                self.load()?;
            }
        }
        let ending = Instant::now();
        for runner in living.into_iter().flatten() {
            let (cell, pace) = (runner.cell(), runner.pace());
            let ended = runner.end(&mut self.agreed, self.ledger)?;
            let peak = self.survivor(cell, invocation, ended)?.flatten();
            self.learn(cell, pace, peak);
        }
        self.forecast.now(subject.id).end += ending.elapsed();
        Ok(())
    }

    fn learn(&mut self, cell: &Checked, pace: Pace, peak: Option<u64>) {
        self.pace.insert(cell.id(), pace);
        if let Some(peak) = peak {
            self.peaks.insert(cell.id(), peak);
        }
    }

    /// Gives every runner its turn, in several visits where samples are short: there and back, as the speed of a machine
    /// changes within tenths of a second. Who is visited once is visited in the first pass, and in rounds that run
    /// backwards in the last one, so that a steady drift weighs on short turns and long ones alike.
    fn round<'s>(
        &mut self,
        subject: &Subject<'_>,
        living: &mut [Option<Living<'s>>],
        order: &[usize],
        (invocation, round): (u32, u32),
        forwards: bool,
    ) -> anyhow::Result<()> {
        let alive =
            (0..).zip(order).filter_map(|(turn, &index)| Some((turn, index, living[index].as_mut()?.begin_turn())));
        let mut turns: Vec<(u32, usize, u32)> = alive.collect();
        let passes = turns.iter().map(|(_, _, visits)| *visits).max().unwrap_or_default();
        for pass in 0..passes {
            for &(turn, index, visits) in &turns {
                let (first, last) = if forwards { (0, visits - 1) } else { (passes - visits, passes - 1) };
                let Some(runner) = living[index].as_mut().filter(|_| (first..=last).contains(&pass)) else { continue };
                if interrupt::requested() {
                    return Ok(());
                }
                let cell = runner.cell();
                self.say(subject, cell, invocation, &format!("round {}", round + 1));
                let visited = runner.visit(round, turn, self.ledger)?;
                let survived = self.survivor(cell, invocation, visited)?.is_some();
                if !survived {
                    living[index] = None;
                }
                if pass == last || !survived {
                    self.work.advance();
                }
            }
            turns.reverse();
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
        let id = cell.id();
        self.settings.progress.note(&format!("{id} is no longer measured: {message}"));
        self.out.insert(id.clone());
        let CellId { rung, benchmark } = id;
        self.ledger.record(Record::Failure(Failure { benchmark, rung, invocation, standing, message }))?;
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
        self.peaks.get(&cell.id()).copied().unwrap_or_else(unknown)
    }

    fn say(&self, subject: &Subject<'_>, cell: &Checked, invocation: u32, what: &str) {
        self.work.doing(&format!("{}: invocation {}, {what}: {}", subject.id, invocation + 1, cell.built().rung));
    }

    /// When it will end: what is left of this invocation, and the invocations that fit the budget; as long as nothing
    /// is known of one of the benchmarks there is only the budget. `left_now` begins with the benchmark that is under way or comes next.
    fn estimate(&self, left_now: &[Subject<'_>], invocations: u32) {
        let now = left_now.iter().map(|subject| self.next(subject)).sum::<Option<Duration>>();
        let whole = self.subjects.iter().map(|subject| self.later(subject)).sum::<Option<Duration>>();
        let (Some(now), Some(whole)) = (now, whole) else { return };
        let later = (whole * invocations).min(self.left().saturating_sub(now));
        self.work.ends(End::About(Instant::now() + now + later));
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
