//! One batch: its runners are started, make their rounds and are ended.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::Subject;
use super::dear::Takes;
use super::live_runner::{LiveRunner, Started};
use super::measurement::Measurement;
use super::pace::Pace;
use super::runner_slot::RunnerSlot;
use super::schedule::baseline_processes;
use crate::cell::Absent;
use crate::check::Checked;
use records::{CellId, Failure, Record};
use system::interrupt;
use system::progress::ExpectedEnd;
use system::runner::Prepare;

/// One batch of runners that live together. Rounds are counted through an invocation, so that rounds of two batches,
/// each with a baseline process of its own, are never taken for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch {
    /// Counted from 0.
    pub(super) invocation: u32,
    /// Counted through the invocation.
    pub(super) first_round: u32,
    /// How many it should make.
    pub(super) rounds: u32,
    /// The core of those that are held to one.
    pub(super) core: Option<usize>,
}

/// The runners of a batch, each in its place; none where a cell is not measured any more.
type Runners<'s> = Vec<Option<LiveRunner<'s>>>;

impl<'a> Measurement<'a> {
    /// Has cells measured whose runners live at the same time.
    pub(super) fn make_batch(
        &mut self,
        subject: &'a Subject<'a>,
        cells: &[&'a Checked],
        batch: Batch,
        left_now: &[Subject<'_>],
    ) -> anyhow::Result<()> {
        let Some(mut runners) = self.start_runners(subject, cells, batch)? else { return Ok(()) };
        self.make_rounds(subject, &mut runners, batch, left_now)?;
        self.end_runners(subject, runners, batch.invocation)
    }

    /// Starts and warms up a runner for each cell, in a random order; slow cells have their one visit here. Then further ones of
    /// the baseline, as far as they are cheap: all speedups share its error. None at Ctrl-C.
    fn start_runners(
        &mut self,
        subject: &'a Subject<'a>,
        cells: &[&'a Checked],
        batch: Batch,
    ) -> anyhow::Result<Option<Runners<'a>>> {
        let (begun, lost) = (Instant::now(), self.lost);
        let mut runners = Vec::new();
        let mut baseline = None;
        for &cell in &self.dice.shuffled(cells) {
            if interrupt::requested() {
                return Ok(None);
            }
            if self.left().is_zero() && self.begun > 1 {
                // Those that live get one round: what was begun should not be for nothing.
                self.cut_short = true;
                break;
            }
            self.say(subject, cell, batch.invocation, "warm-up");
            let started = Instant::now();
            runners.extend(self.start_runner(subject, cell, batch, 0)?.map(Some));
            if Some(&cell.built().rung) == subject.baseline.as_ref() {
                baseline = Some((cell, started.elapsed()));
            }
            self.work.advance();
        }
        if let Some((cell, started)) = baseline.filter(|(cell, _)| !self.cut_short && !self.out.contains(&cell.id())) {
            let whole = self.taken(begun, lost) + turns(&runners) * batch.rounds;
            let own = runners.iter().flatten().find(|runner| runner.cell().id() == cell.id());
            let each = started + own.map(LiveRunner::turn_time).unwrap_or_default() * batch.rounds;
            let count = match self.settings.profile.baseline_processes {
                _ if subject.one_baseline => 1,
                Some(count) => count,
                None => baseline_processes(cells.len() - 1, whole, each),
            };
            for process in 1..count {
                if interrupt::requested() {
                    return Ok(None);
                }
                self.say(subject, cell, batch.invocation, "warm-up");
                runners.extend(self.start_runner(subject, cell, batch, process)?.map(Some));
            }
        }
        let taken = self.taken(begun, lost);
        self.forecast.now(subject.id).start += taken;
        Ok(Some(runners))
    }

    /// Starts and warms up one runner; none where its cell was slow, and so has been measured, or has failed.
    fn start_runner(
        &mut self,
        subject: &'a Subject<'a>,
        cell: &'a Checked,
        batch: Batch,
        process: u32,
    ) -> anyhow::Result<Option<LiveRunner<'a>>> {
        let Batch { invocation, first_round, core, .. } = batch;
        let slot = RunnerSlot {
            subject,
            cell,
            invocation,
            first_round,
            process,
            settings: self.settings,
            session: self.started,
        };
        let known = self.pace.get(&cell.id()).copied();
        let begun = Instant::now();
        let started = LiveRunner::start(
            slot,
            core,
            known,
            Rc::clone(&self.quota),
            &mut self.agreed,
            &mut self.warming,
            self.ledger,
        )?;
        match self.survivor(cell, invocation, started, begun)? {
            Some(Started::Live(runner)) => {
                self.forecast.now(subject.id).once += runner.learnt();
                let start = begun.elapsed().saturating_sub(runner.learnt());
                self.costs.insert(cell.id(), Takes { ready: runner.ready(), start, round: runner.turn_time() });
                Ok(Some(*runner))
            }
            Some(Started::Done(pace, peak)) => {
                self.costs.insert(cell.id(), Takes { start: begun.elapsed(), ..Takes::default() });
                self.learn(cell, pace, peak);
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Makes the rounds for which the budget has room.
    fn make_rounds(
        &mut self,
        subject: &Subject<'_>,
        runners: &mut Runners<'a>,
        batch: Batch,
        left_now: &[Subject<'_>],
    ) -> anyhow::Result<()> {
        let Batch { invocation, first_round, rounds, .. } = batch;
        let mut order: Vec<usize> = (0..runners.len()).collect();
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
            let (begun, lost) = (Instant::now(), self.lost);
            self.make_round(subject, runners, &order, (invocation, round), forwards)?;
            let taken = self.taken(begun, lost);
            let seen = self.forecast.now(subject.id);
            (seen.rounds, seen.made) = (seen.rounds + taken, seen.made + 1);
            if invocation == 0 && round == 0 {
                self.estimate(left_now, self.settings.profile.max_invocations - 1);
                self.record_load()?;
            }
        }
        Ok(())
    }

    /// Has the last outputs compared, and ends the processes.
    fn end_runners(&mut self, subject: &Subject<'_>, runners: Runners<'a>, invocation: u32) -> anyhow::Result<()> {
        let (ending, lost) = (Instant::now(), self.lost);
        for runner in runners.into_iter().flatten() {
            let (cell, pace) = (runner.cell(), runner.pace());
            let begun = Instant::now();
            let ended = runner.end(&mut self.agreed, self.ledger)?;
            let peak = self.survivor(cell, invocation, ended, begun)?.flatten();
            self.learn(cell, pace, peak);
        }
        let taken = self.taken(ending, lost);
        self.forecast.now(subject.id).end += taken;
        Ok(())
    }

    /// Keeps in mind how fast a cell is, and how much memory its runner needs.
    fn learn(&mut self, cell: &Checked, pace: Pace, peak: Option<u64>) {
        self.pace.insert(cell.id(), pace);
        if let Some(peak) = peak {
            self.peaks.insert(cell.id(), peak);
        }
    }

    /// Gives every runner its turn, in several visits where samples are short: there and back, as the speed of a machine
    /// changes within tenths of a second. Who is visited once is visited in the first pass, and in rounds that run
    /// backwards in the last one, so that a steady drift weighs on short turns and long ones alike.
    fn make_round(
        &mut self,
        subject: &Subject<'_>,
        runners: &mut Runners<'a>,
        order: &[usize],
        (invocation, round): (u32, u32),
        forwards: bool,
    ) -> anyhow::Result<()> {
        // Where nothing is compared, as many calls are drawn as were asked for.
        let varies = subject.baseline.is_some();
        let drawn: Vec<Option<u32>> = order.iter().map(|_| varies.then(|| self.dice.number())).collect();
        let alive = (0..)
            .zip(order)
            .zip(drawn)
            .filter_map(|((turn, &index), drawn)| Some((turn, index, runners[index].as_mut()?.begin_turn(drawn))));
        let mut turns: Vec<(u32, usize, u32)> = alive.collect();
        let passes = turns.iter().map(|(_, _, visits)| *visits).max().unwrap_or_default();
        for pass in 0..passes {
            for &(turn, index, visits) in &turns {
                let (first, last) = if forwards { (0, visits - 1) } else { (passes - visits, passes - 1) };
                let Some(runner) = runners[index].as_mut().filter(|_| (first..=last).contains(&pass)) else { continue };
                if interrupt::requested() {
                    return Ok(());
                }
                let cell = runner.cell();
                self.say(subject, cell, invocation, &format!("round {}", round + 1));
                let begun = Instant::now();
                let visited = runner.visit(round, turn, self.ledger)?;
                let survived = self.survivor(cell, invocation, visited, begun)?.is_some();
                if !survived {
                    runners[index] = None;
                }
                if pass == last || !survived {
                    self.work.advance();
                }
            }
            turns.reverse();
        }
        Ok(())
    }

    /// What a part of an invocation took, less what was lost meanwhile.
    fn taken(&self, begun: Instant, lost_before: Duration) -> Duration {
        begun.elapsed().saturating_sub(self.lost - lost_before)
    }

    /// What came of a step, or a record of why the cell is not measured any more. A step that has failed takes nothing of the
    /// budget: with a runner that hangs it may have been long, and the others should be measured as planned.
    fn survivor<T>(
        &mut self,
        cell: &Checked,
        invocation: u32,
        step: Result<T, Absent>,
        begun: Instant,
    ) -> anyhow::Result<Option<T>> {
        let absent = match step {
            Ok(value) => return Ok(Some(value)),
            Err(Absent::Interrupted) => return Ok(None),
            Err(absent) => with_change(absent, cell),
        };
        self.lost += begun.elapsed();
        self.work.ends(ExpectedEnd::AtMost(Instant::now() + self.left()));
        let fix = absent.fix().map_or_else(String::new, |fix| format!("; {fix}"));
        let (standing, message) = (absent.standing(), format!("{}{fix}", absent.reason()));
        let since = matches!(absent, Absent::Changed(_)).then_some(invocation);
        let id = cell.id();
        self.settings.progress.note(&format!("{id} is no longer measured: {message}"));
        self.out.insert(id.clone());
        let CellId { rung, benchmark } = id;
        self.ledger.record(Record::Failure(Failure { benchmark, rung, invocation, standing, message, since }))?;
        Ok(None)
    }

    /// Bytes that a runner is expected to need: what it needed last time, or what it needed in the check and room for
    /// the parsed input.
    pub(super) fn memory_of(&self, cell: &Checked, subject: &Subject<'_>) -> u64 {
        if let Some(peak) = self.peaks.get(&cell.id()) {
            return *peak;
        }
        let file = match &subject.work_of(cell).input {
            Prepare::Integer { .. } | Prepare::Call(_) => 0,
            Prepare::Bytes { path } | Prepare::Json { path } => std::fs::metadata(path).map_or(0, |about| about.len()),
        };
        cell.peak_bytes().saturating_add(file.saturating_mul(20))
    }

    fn say(&self, subject: &Subject<'_>, cell: &Checked, invocation: u32, what: &str) {
        self.work.doing(&format!("{}: invocation {}, {what}: {}", subject.id, invocation + 1, cell.built().rung));
    }
}

/// What the turns of all runners take in a round.
fn turns(runners: &Runners<'_>) -> Duration {
    runners.iter().flatten().map(LiveRunner::turn_time).sum()
}

/// Why a cell is not measured any more; where one of its files was changed, that may be the cause of whatever happened then, and
/// what was measured before is that of another text.
fn with_change(absent: Absent, cell: &Checked) -> Absent {
    let happened = match &absent {
        Absent::Changed(_) => None,
        other => Some(other.reason()),
    };
    match (cell.built().files.change(None), happened) {
        (_, None) => Absent::Changed(format!("{} while it was measured", absent.reason())),
        (Some(change), Some(reason)) => Absent::Changed(format!("{change} while it was measured, and then: {reason}")),
        (None, Some(_)) => absent,
    }
}
