//! A session that is being measured: which invocation is next, of how many rounds, and when it will all end.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::agreed::Agreed;
use super::batch::Batch;
use super::dear::{Cost, Takes, allowance, dearest};
use super::forecast::Forecast;
use super::pace::Pace;
use super::schedule::{Dice, batches};
use super::warming::{SHARE, Warming};
use super::{Ledger, Review, Settings, Subject};
use crate::check::Checked;
use manifest::{Id, Profile};
use records::{CellId, InvocationEnd, InvocationPlan, Load, Reason, Record};
use system::interrupt;
use system::machine::{self, CpuQuota, Spent, Wakefulness};
use system::process;
use system::progress::{ExpectedEnd, Gauge};

/// What is known while a session is measured.
pub(super) struct Measurement<'a> {
    pub(super) settings: &'a Settings<'a>,
    pub(super) ledger: &'a mut dyn Ledger,
    pub(super) started: Instant,
    pub(super) dice: Dice,
    pub(super) work: Gauge,
    subjects: &'a [Subject<'a>],
    /// How long invocations take.
    pub(super) forecast: Forecast<'a>,
    /// What the records said when the latest invocation of all benchmarks was over.
    pub(super) review: Review,
    /// What one iteration takes, from the latest sample.
    pub(super) pace: HashMap<CellId, Pace>,
    /// Peak memory of the runners, once seen.
    pub(super) peaks: HashMap<CellId, u64>,
    /// Cells that are not measured any more.
    pub(super) out: HashSet<CellId>,
    /// What the latest process of a cell took.
    pub(super) costs: HashMap<CellId, Takes>,
    /// Cells that have no further invocation for what they take of it.
    dear: HashSet<CellId>,
    /// Outputs that need not be compared once more.
    pub(super) agreed: Agreed,
    /// What processes need that compile while they run.
    pub(super) warming: Warming,
    /// Invocations of benchmarks that were begun.
    pub(super) begun: u32,
    /// Whether the budget left no time for something that was planned.
    pub(super) cut_short: bool,
    /// What went into runners that failed: the others have the whole budget.
    pub(super) lost: Duration,
    /// Whether the next look at the machine is the first one after cells were built.
    goes_on: bool,
    /// What the harness's groups are limited to, as of the invocation under way.
    pub(super) quota: Rc<CpuQuota>,
    /// Whether the machine was suspended meanwhile.
    wakefulness: Wakefulness,
}

impl<'a> Measurement<'a> {
    /// Nothing is measured yet.
    pub(super) fn new(
        subjects: &'a [Subject<'a>],
        settings: &'a Settings<'a>,
        ledger: &'a mut dyn Ledger,
    ) -> Measurement<'a> {
        let Settings { profile, progressed, .. } = settings;
        let made = |cell: &Checked| {
            progressed.whole(cell.built().benchmark.as_str()).saturating_sub(progressed.behind(&cell.id()))
        };
        let left = |cell: &Checked| u64::from(profile.max_invocations.saturating_sub(made(cell)));
        let amount = subjects.iter().flat_map(|subject| &subject.cells).map(left).sum::<u64>();
        let amount = amount * (u64::from(profile.rounds) + 1);
        let work = match settings.first {
            true => settings.progress.work(amount, "measuring what is ready, while nothing else runs"),
            false => settings.progress.stage(amount, "measuring"),
        };
        work.ends(ExpectedEnd::AtMost(settings.since + settings.profile.budget));
        Measurement {
            settings,
            ledger,
            started: before(Instant::now(), progressed.measured),
            dice: Dice::new(settings.seed),
            work,
            subjects,
            forecast: Forecast::new(&settings.earlier),
            review: Review::default(),
            pace: HashMap::new(),
            peaks: HashMap::new(),
            out: progressed.out.clone(),
            costs: HashMap::new(),
            dear: HashSet::new(),
            agreed: Agreed::default(),
            warming: Warming::default(),
            begun: progressed.begun(),
            cut_short: false,
            lost: Duration::ZERO,
            goes_on: settings.goes_on,
            quota: Rc::default(),
            wakefulness: Wakefulness::watch(),
        }
    }

    /// One invocation of every benchmark for which the budget has room, and a look at the records so far; whether there was
    /// room for any. Ctrl-C ends it at once. What an earlier sitting has made is not made again.
    pub(super) fn pass(&mut self, pass: u32) -> anyhow::Result<bool> {
        let (mut some_fitted, mut some_made) = (false, false);
        self.leave_out_the_dearest(pass);
        for (index, subject) in self.subjects.iter().enumerate() {
            if interrupt::requested() {
                return Ok(some_fitted);
            }
            let Some(invocation) = self.settings.progressed.number(subject.id.as_str(), pass) else {
                some_fitted = true;
                continue;
            };
            let left_now = &self.subjects[index..];
            if !subject.cells.iter().any(|cell| self.takes_part(cell, pass)) {
                some_fitted = true;
                continue;
            }
            self.estimate(left_now, self.settings.profile.max_invocations.saturating_sub(pass + 1));
            if self.too_late_for(subject) {
                self.cut_short = true;
                continue;
            }
            self.make_invocation(subject, (invocation, pass), left_now)?;
            (some_fitted, some_made) = (true, true);
        }
        if some_made && !interrupt::requested() {
            self.review();
        }
        Ok(some_fitted)
    }

    /// How many passes follow those of the profile: cells that were not ready when the first ones were measured make up for it.
    pub(super) fn extra_passes(&self) -> u32 {
        let able =
            self.subjects.iter().flat_map(|subject| &subject.cells).filter(|cell| !self.out.contains(&cell.id()));
        able.map(|cell| self.settings.progressed.behind(&cell.id())).max().unwrap_or_default()
    }

    /// Where what is planned does not fit the budget, those that take most are left out of it.
    fn leave_out_the_dearest(&mut self, pass: u32) {
        let planned = (self.settings.profile.invocations + self.extra_passes()).saturating_sub(pass);
        let whole: Duration = self.subjects.iter().filter_map(|subject| self.time_of_later(subject)).sum();
        let lacking = (whole * planned).saturating_sub(self.left());
        for Cost { cell, takes, .. } in dearest(self.costs_of_later(), planned, lacking) {
            self.give_up_for_now(&cell, &format!("it takes {:.0} s of each invocation", takes.as_secs_f64()));
            let benchmark = self.subjects.iter().find(|subject| subject.id.as_str() == cell.benchmark);
            let known = self.costs.get(&cell).copied();
            if let Some((subject, takes)) = benchmark.zip(known) {
                self.forecast.now(subject.id).forgo(takes);
            }
        }
    }

    /// What each cell takes of a further invocation of a benchmark that was measured, and what it may take.
    fn costs_of_later(&self) -> Vec<Cost> {
        let mut costs = Vec::new();
        for subject in self.subjects {
            let Some(invocation) = self.time_of_later(subject) else { continue };
            let allowed = allowance(invocation, subject.cells.len());
            let (rounds, _) = self.rounds_of_next(subject.id);
            let others = self.able_beside_the_baseline(subject).into_iter();
            let known = others.filter_map(|cell| Some((self.costs.get(&cell)?.with(rounds), cell)));
            costs.extend(known.map(|(takes, cell)| Cost { cell, takes, allowed }));
        }
        costs
    }

    /// Leaves out of a benchmark that was not measured yet what took too long to begin on another: how long its calls take is
    /// another matter on each.
    fn leave_out_what_was_dear(&mut self, subject: &Subject<'_>) {
        let Profile { budget, invocations, .. } = *self.settings.profile;
        let planned = invocations.saturating_mul(u32::try_from(self.subjects.len()).unwrap_or(u32::MAX));
        if invocations < 2 || self.forecast.seen(subject.id).is_some() {
            return;
        }
        let allowed = allowance(budget / planned.max(1), subject.cells.len());
        for cell in self.able_beside_the_baseline(subject) {
            let elsewhere = self.costs.iter().filter(|(other, _)| other.rung == cell.rung);
            let took = elsewhere.map(|(other, takes)| (takes.ready, other));
            if let Some((ready, other)) = took.max().filter(|(ready, _)| *ready > allowed) {
                let why = format!("a process of {other} took {:.0} s to begin", ready.as_secs_f64());
                self.give_up_for_now(&cell, &why);
            }
        }
    }

    /// The cells of a benchmark that may have a further invocation, but for the baseline.
    fn able_beside_the_baseline(&self, subject: &Subject<'_>) -> Vec<CellId> {
        let others = subject.cells.iter().filter(|cell| Some(&cell.built().rung) != subject.baseline.as_ref());
        others.map(|cell| cell.id()).filter(|id| self.is_able(id)).collect()
    }

    /// Whether a cell may have a further invocation: it has not failed, and was not left out for what it takes.
    fn is_able(&self, cell: &CellId) -> bool {
        !self.out.contains(cell) && !self.dear.contains(cell)
    }

    /// Has a cell no further invocation in this sitting, and says why.
    fn give_up_for_now(&mut self, cell: &CellId, why: &str) {
        let said = format!("{cell} is left out for now, so that the others can be measured as planned: {why}");
        self.settings.progress.note(&format!("{said}; a larger --budget has room for it"));
        self.dear.insert(cell.clone());
    }

    /// Whether a cell is measured in a pass: not where it has all of its invocations.
    fn takes_part(&self, cell: &Checked, pass: u32) -> bool {
        let id = cell.id();
        let made = pass.saturating_sub(self.settings.progressed.behind(&id));
        !self.out.contains(&id) && made < self.settings.profile.max_invocations
    }

    /// Gives the warming up of what compiles while it runs its share of what is left of the budget.
    pub(super) fn share_time(&mut self) {
        let compile =
            self.subjects.iter().filter(|subject| subject.steadying.is_some()).flat_map(|subject| &subject.cells);
        let cells = compile.filter(|cell| cell.built().compiles && !self.out.contains(&cell.id())).count();
        let Profile { invocations, steadying, .. } = *self.settings.profile;
        let cells = u32::try_from(cells).unwrap_or(u32::MAX);
        self.warming =
            Warming::new(self.left().mul_f64(steadying.unwrap_or(SHARE)), (cells, invocations), self.settings.target);
    }

    /// Gives it the same share once more: an invocation beyond the plan is worth nothing to a cell that is not steady in it.
    pub(super) fn share_more_time(&mut self) {
        let share = self.settings.profile.steadying.unwrap_or(SHARE);
        self.warming.allow(self.left().mul_f64(share));
    }

    /// Whether no cell is left that could be measured.
    pub(super) fn is_nothing_left(&self) -> bool {
        self.subjects.iter().flat_map(|subject| &subject.cells).all(|cell| self.out.contains(&cell.id()))
    }

    /// Looks at the records so far.
    pub(super) fn review(&mut self) {
        self.review = self.ledger.review();
    }

    /// Whether every interval was narrow enough when the latest invocation of all benchmarks was over.
    pub(super) fn is_narrow(&self) -> bool {
        self.review.narrow
    }

    /// Whether the budget left no time for something that was planned.
    pub(super) fn is_cut_short(&self) -> bool {
        self.cut_short || !self.dear.is_empty()
    }

    /// What is left of the budget.
    pub(super) fn left(&self) -> Duration {
        (self.settings.profile.budget + self.lost).saturating_sub(self.settings.since.elapsed())
    }

    /// Whether an invocation of this benchmark would outlast the budget. The first one of all is begun in any case, so that
    /// nobody waits to be told nothing, and a benchmark that was not measured yet as long as anything of the budget is
    /// left: how long it takes is not known, and what is begun is cut short where the budget ends.
    fn too_late_for(&self, subject: &Subject<'_>) -> bool {
        match self.forecast.seen(subject.id) {
            Some(_) => self.time_of_next(subject).is_some_and(|duration| duration > self.left()),
            None => self.left().is_zero() && self.begun > 0,
        }
    }

    /// What the invocation of a benchmark that is under way or comes next will still take.
    fn time_of_next(&self, subject: &Subject<'_>) -> Option<Duration> {
        self.forecast.next(subject.id, subject.cells.len(), self.rounds_of_next(subject.id).0)
    }

    /// What each of those after it will.
    fn time_of_later(&self, subject: &Subject<'_>) -> Option<Duration> {
        self.forecast.later(subject.id, subject.cells.len(), self.rounds_of_next(subject.id).0)
    }

    /// How many rounds the next invocation of a benchmark should have, and why.
    fn rounds_of_next(&self, benchmark: &Id) -> (u32, Reason) {
        let Profile { rounds, max_rounds, .. } = *self.settings.profile;
        let varies = self.review.widest.get(benchmark.as_str()).zip(self.forecast.seen(benchmark));
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

    /// One set of fresh processes of a benchmark, in batches that fit memory.
    fn make_invocation(
        &mut self,
        subject: &'a Subject<'a>,
        (invocation, pass): (u32, u32),
        left_now: &[Subject<'_>],
    ) -> anyhow::Result<()> {
        let log = format!("measuring {}, invocation {}, {}", subject.id, invocation + 1, self.work.left());
        self.settings.progress.log(&log);
        self.quota = Rc::new(CpuQuota::now());
        let core = self.dice.pick(&machine::of_one_class(&process::cores()));
        self.leave_out_what_was_dear(subject);
        let able = subject.cells.iter().filter(|cell| self.is_able(&cell.id()));
        // Those that make up for an invocation need the baseline beside them.
        let is_done = |cell: &Checked| {
            let is_baseline = Some(&cell.built().rung) == subject.baseline.as_ref();
            self.review.done.contains(&cell.id()) || !(is_baseline || self.takes_part(cell, pass))
        };
        let (done, cells): (Vec<&Checked>, Vec<&Checked>) = able.partition(|cell| is_done(cell));
        let rounds = self.record_plan(subject.id, invocation, &done)?;
        self.begun += u32::from(!cells.is_empty());
        self.forecast.begin(subject.id);
        let of_baseline = self.settings.profile.baseline_processes;
        let batches = batches(&cells, (subject.baseline.as_ref(), of_baseline), |cell| self.memory_of(cell, subject));
        for (batch, first_round) in batches.iter().zip((0..).step_by(rounds as usize)) {
            self.make_batch(subject, batch, Batch { invocation, first_round, rounds, core }, left_now)?;
        }
        // At Ctrl-C it is not whole.
        if !interrupt::requested() {
            let at_ms = milliseconds(self.started.elapsed());
            let benchmark = subject.id.to_string();
            self.ledger.record(Record::InvocationEnd(InvocationEnd { benchmark, invocation, at_ms }))?;
        }
        self.record_load()
    }

    /// Records how an invocation is made, and returns its rounds.
    fn record_plan(&mut self, benchmark: &Id, invocation: u32, done: &[&Checked]) -> anyhow::Result<u32> {
        let (rounds, reason) = self.rounds_of_next(benchmark);
        let widest = self.review.widest.get(benchmark.as_str());
        self.ledger.record(Record::InvocationPlan(InvocationPlan {
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
    pub(super) fn record_load(&mut self) -> anyhow::Result<()> {
        let goes_on = std::mem::take(&mut self.goes_on);
        let Spent { steal, busy, own, children } = machine::spent();
        let quota = CpuQuota::now();
        self.ledger.record(Record::Load(Load {
            at_ms: milliseconds(self.started.elapsed()),
            steal_ms: steal,
            busy_ms: busy,
            cores: u32::try_from(process::core_count()).unwrap_or(u32::MAX),
            harness_cpu_ms: own,
            runners_cpu_ms: children,
            left_ms: self.work.end().map(|end| milliseconds(end.left())),
            quota: quota.processors(),
            throttled_ms: quota.held_back().map(|held| held.ms),
            suspended_ms: self.wakefulness.suspended().map(milliseconds),
            goes_on,
        }))
    }

    /// When it will end: what is left of this invocation, and the invocations that fit the budget; as long as nothing
    /// is known of one of the benchmarks there is only the budget. `left_now` begins with the benchmark that is under way or comes next.
    pub(super) fn estimate(&self, left_now: &[Subject<'_>], invocations: u32) {
        let now = left_now.iter().map(|subject| self.time_of_next(subject)).sum::<Option<Duration>>();
        let whole = self.subjects.iter().map(|subject| self.time_of_later(subject)).sum::<Option<Duration>>();
        let (Some(now), Some(whole)) = (now, whole) else { return };
        let later = (whole * invocations).min(self.left().saturating_sub(now));
        self.work.ends(ExpectedEnd::About(Instant::now() + now + later));
    }
}

/// A moment so long before another; as long as the clock reaches back.
pub(crate) fn before(moment: Instant, time: Duration) -> Instant {
    moment.checked_sub(time).unwrap_or(moment)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
