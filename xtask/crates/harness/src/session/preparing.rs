//! From a plan to cells that agree, with as much at once as can be: toolchains and packages are got while cells are built and
//! others are checked, each as soon as what it needs is there.
//!
//! A job that has begun never waits for one that has not: so nothing begins while [`Preparation`] is held up, and soon nothing runs.
//! One file, as the board and those who work from it can only be understood together.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::checked::{BenchmarkInputs, Spending, TimedBenchmark};
use super::workspace::EquippedPlan;
use crate::build::{Built, Workshop};
use crate::cell::Absent;
use crate::check::{Checked, Checker};
use crate::plan::{Plan, Planned};
use crate::toolchain::Toolbox;
use manifest::{Benchmark, Id, Kernel};
use system::interrupt;
use system::progress::Gauge;

/// Something that is got before a cell can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Want<'w> {
    Toolchain(&'w Id),
    /// A list of Python packages for an interpreter.
    Packages(&'w Id, &'w Path),
}

/// One thing to do.
enum Job<'w> {
    /// Gets something for a rung.
    Get(Want<'w>, &'w Id),
    /// Asks the oracle of a benchmark.
    Ask(usize),
    Build(usize),
    Check(usize, Box<Built>),
}

/// What has been done of a plan, and what has not.
struct Board<'w> {
    /// Not begun, in the order in which they are begun, each with the first rung that needs it.
    wants: Vec<(Want<'w>, &'w Id)>,
    /// Looked for, whatever came of it.
    got: HashSet<Want<'w>>,
    /// Benchmarks, by number, whose oracle is still to be asked.
    asks: Vec<usize>,
    /// Cells, by number, that are still to be built.
    builds: Vec<usize>,
    /// Rungs of which a cell is being built: cells of one rung may share files.
    busy: HashSet<&'w Id>,
    /// What is built and still to be checked.
    checks: Vec<(usize, Box<Built>)>,
    cells: Vec<Option<Result<Checked, Absent>>>,
    /// Jobs that have begun and not ended.
    running: usize,
    /// Since when the budget is being spent: since all is built.
    spending: Option<Spending>,
    /// When something was done that came to something.
    useful: Vec<(Instant, Instant)>,
    /// A worker has panicked: the others end.
    broken: bool,
    /// Nothing begins: what is ready is being measured.
    held: bool,
}

/// What is done when there is something to compare and much is still to be done.
pub(super) struct First<'f, 'w> {
    /// Nobody is shown anything before that has passed.
    pub(super) after: Duration,
    pub(super) baseline: &'f Id,
    /// Measures, while nothing else of ours runs.
    pub(super) measure: &'f mut dyn FnMut(FirstCells<'w>),
}

/// Cells that are ready while others are not.
pub(super) struct FirstCells<'w> {
    /// In the order of the plan; those that are not ready yet are as if interrupted.
    pub(super) cells: Vec<Result<Checked, Absent>>,
    /// The benchmark of which there is something to compare.
    pub(super) timed: TimedBenchmark<'w>,
}

/// So many rungs beside the baseline are worth a first table.
const FEW: usize = 3;

/// A first table is worth the wait where at least one cell of so many is not ready.
const SHARE: usize = 4;

/// A plan on its way to cells that agree.
pub(super) struct Preparation<'e, 'w> {
    plan: &'e Plan<'w>,
    benchmarks: Vec<(&'w Id, &'w Benchmark)>,
    oracle: &'w Id,
    toolbox: &'e Toolbox<'w>,
    workshop: Workshop<'e>,
    checker: Checker<'e>,
    /// Asks the oracle of a benchmark, by number.
    ask: &'e (dyn Fn(usize) -> BenchmarkInputs<'w> + Sync),
    /// What the oracle has said of each benchmark.
    inputs: Vec<OnceLock<BenchmarkInputs<'w>>>,
    board: Mutex<Board<'w>>,
    changed: Condvar,
    work: Gauge,
}

/// What came of a preparation.
pub(super) struct Prepared<'w> {
    /// In the order of the plan.
    pub(super) cells: Vec<Result<Checked, Absent>>,
    /// In the order of the plan's benchmarks.
    pub(super) inputs: Vec<BenchmarkInputs<'w>>,
    pub(super) spending: Spending,
}

impl<'e, 'w> Preparation<'e, 'w> {
    /// Nothing is done yet.
    pub(super) fn new(
        equipped: &'e EquippedPlan<'w>,
        checker: Checker<'e>,
        home: &'e str,
        ask: &'e (dyn Fn(usize) -> BenchmarkInputs<'w> + Sync),
    ) -> Preparation<'e, 'w> {
        let EquippedPlan { workspace, plan, toolbox, baseline, .. } = equipped;
        let benchmarks = plan.benchmarks();
        let oracle = &workspace.manifest.oracle.toolchain;
        let of_baseline =
            |planned: &&Planned<'w>| baseline.as_ref().is_some_and(|choice| choice.rung == *planned.rung_id);
        let mut wants = vec![(Want::Toolchain(oracle), oracle)];
        // What everything is compared with comes first.
        for planned in plan.cells.iter().filter(of_baseline).chain(&plan.cells) {
            for want in wants_of(planned) {
                if !wants.iter().any(|(known, _)| *known == want) {
                    wants.push((want, planned.rung_id));
                }
            }
        }
        let board = Board {
            wants,
            got: HashSet::new(),
            asks: (0..benchmarks.len()).collect(),
            builds: (0..plan.cells.len()).collect(),
            busy: HashSet::new(),
            checks: Vec::new(),
            cells: plan.cells.iter().map(|_| None).collect(),
            running: 0,
            spending: None,
            useful: Vec::new(),
            broken: false,
            held: false,
        };
        let text = "getting what is not here, building what has changed, checking it";
        Preparation {
            plan,
            oracle,
            toolbox,
            workshop: Workshop { toolbox, target: &workspace.target, home, progress: &workspace.progress },
            checker,
            ask,
            inputs: benchmarks.iter().map(|_| OnceLock::new()).collect(),
            benchmarks,
            board: Mutex::new(board),
            changed: Condvar::new(),
            work: workspace.progress.stage(plan.cells.len() as u64, text),
        }
    }

    /// Does all of it; `first` is done at most once, where it is worth it.
    pub(super) fn prepare(self, first: Option<First<'_, 'w>>) -> Prepared<'w> {
        let begun = Instant::now();
        thread::scope(|scope| {
            for _ in 0..self.toolbox.most_at_once(self.board().wants.len()) {
                scope.spawn(|| self.work_off(Preparation::next_to_get));
            }
            for _ in 0..system::parallel::cores() {
                scope.spawn(|| self.work_off(Preparation::next_to_make));
            }
            if let Some(first) = first {
                // Should it panic, nobody waits for what is held up.
                let _alarm = Alarm(&self);
                self.have_measured(begun, first);
            }
        });
        let board = self.board.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut spending = board.spending.unwrap_or_else(Spending::begin);
        spending.lose_all_but(board.useful);
        Prepared {
            cells: board.cells.into_iter().map(|cell| cell.unwrap_or(Err(Absent::Interrupted))).collect(),
            inputs: self.inputs.into_iter().map(|inputs| inputs.into_inner().unwrap_or_default()).collect(),
            spending,
        }
    }

    /// Waits until there is something to compare, holds everything up and has it measured.
    fn have_measured(&self, begun: Instant, First { after, baseline, measure }: First<'_, 'w>) {
        let mut board = self.board();
        while !board.broken && !interrupt::requested() && is_much_to_do(&board) {
            let wait = after.saturating_sub(begun.elapsed());
            let benchmark = self.comparable(&board, baseline).filter(|_| wait.is_zero());
            board.held = benchmark.is_some();
            if let Some(benchmark) = benchmark.filter(|_| board.running == 0) {
                let cells = board.cells.iter().map(|cell| cell.clone().unwrap_or(Err(Absent::Interrupted))).collect();
                drop(board);
                if let Some(timed) = self.inputs[benchmark].get().and_then(|inputs| inputs.timed.clone()) {
                    measure(FirstCells { cells, timed });
                }
                board = self.board();
                break;
            }
            board = match wait.is_zero() {
                true => self.changed.wait(board).unwrap_or_else(PoisonError::into_inner),
                false => self.changed.wait_timeout(board, wait).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
        board.held = false;
        self.changed.notify_all();
    }

    /// The first benchmark of which the baseline and a few other rungs are ready.
    fn comparable(&self, board: &Board<'w>, baseline: &Id) -> Option<usize> {
        let is_timed = |benchmark: &usize| self.inputs[*benchmark].get().is_some_and(|inputs| inputs.timed.is_some());
        (0..self.benchmarks.len()).filter(is_timed).find(|benchmark| {
            let id = self.benchmarks[*benchmark].0;
            let ready = board.cells.iter().flatten().flatten().filter(|cell| cell.built().benchmark == *id);
            let (own, others): (Vec<&Checked>, Vec<&Checked>) = ready.partition(|cell| cell.built().rung == *baseline);
            !own.is_empty() && others.len() >= FEW
        })
    }

    fn board(&self) -> MutexGuard<'_, Board<'w>> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one job after another, as long as there are some or may come.
    fn work_off(&self, next: fn(&Self, &mut Board<'w>) -> Next<'w>) {
        let _alarm = Alarm(self);
        loop {
            let mut board = self.board();
            let job = loop {
                match next(self, &mut board) {
                    Next::Job(job) => break job,
                    Next::End => return,
                    Next::Later => board = self.changed.wait(board).unwrap_or_else(PoisonError::into_inner),
                }
            };
            board.running += 1;
            drop(board);
            self.do_job(job);
            self.changed.notify_all();
        }
    }

    /// What is to be got next. Packages wait for their interpreter.
    fn next_to_get(&self, board: &mut Board<'w>) -> Next<'w> {
        if board.broken || board.wants.is_empty() {
            return Next::End;
        }
        if interrupt::requested() {
            // Who waits for these is told.
            let given_up = std::mem::take(&mut board.wants);
            board.got.extend(given_up.into_iter().map(|(want, _)| want));
            self.changed.notify_all();
            return Next::End;
        }
        if board.held {
            return Next::Later;
        }
        let can_be_got = |(want, _): &(Want<'w>, &Id)| match want {
            Want::Toolchain(_) => true,
            Want::Packages(host, _) => board.got.contains(&Want::Toolchain(host)),
        };
        match board.wants.iter().position(can_be_got) {
            Some(place) => {
                let (want, rung) = board.wants.remove(place);
                Next::Job(Job::Get(want, rung))
            }
            None => Next::Later,
        }
    }

    /// What is to be asked, built or checked next.
    fn next_to_make(&self, board: &mut Board<'w>) -> Next<'w> {
        if board.broken || board.cells.iter().all(Option::is_some) {
            return Next::End;
        }
        if board.held {
            return Next::Later;
        }
        let is_known = |cell: usize| self.inputs[self.benchmark_of(cell)].get().is_some();
        if let Some(place) = board.checks.iter().position(|(cell, _)| is_known(*cell)) {
            let (cell, built) = board.checks.remove(place);
            return Next::Job(Job::Check(cell, built));
        }
        if !board.asks.is_empty() && board.got.contains(&Want::Toolchain(self.oracle)) {
            return Next::Job(Job::Ask(board.asks.remove(0)));
        }
        let can_be_built = |&cell: &usize| {
            let planned = &self.plan.cells[cell];
            !board.busy.contains(planned.rung_id) && wants_of(planned).iter().all(|want| board.got.contains(want))
        };
        match board.builds.iter().position(can_be_built) {
            Some(place) => {
                let cell = board.builds.remove(place);
                board.busy.insert(self.plan.cells[cell].rung_id);
                Next::Job(Job::Build(cell))
            }
            None => Next::Later,
        }
    }

    fn benchmark_of(&self, cell: usize) -> usize {
        let id = self.plan.cells[cell].benchmark_id;
        self.benchmarks.iter().position(|(known, _)| *known == id).unwrap_or_default()
    }

    fn do_job(&self, job: Job<'w>) {
        let begun = Instant::now();
        let ended = |board: &mut Board<'w>| {
            board.running -= 1;
            if board.spending.is_none() && board.builds.is_empty() && board.busy.is_empty() {
                board.spending = Some(Spending::begin());
            }
        };
        match job {
            Job::Get(want, rung) => {
                self.get(want, rung);
                let mut board = self.board();
                board.got.insert(want);
                ended(&mut board);
            }
            Job::Ask(benchmark) => {
                let inputs = (self.ask)(benchmark);
                let is_useful = inputs.cases.of_benchmark(self.benchmarks[benchmark].0).is_ok();
                let _ = self.inputs[benchmark].set(inputs);
                let mut board = self.board();
                board.useful.extend(is_useful.then(|| (begun, Instant::now())));
                ended(&mut board);
            }
            Job::Build(cell) => {
                let planned = &self.plan.cells[cell];
                let built = self.workshop.build_cell(self.plan, planned, &self.work);
                let mut board = self.board();
                board.busy.remove(planned.rung_id);
                match built {
                    Ok(built) => board.checks.push((cell, Box::new(built))),
                    Err(absent) => board.cells[cell] = Some(Err(absent)),
                }
                ended(&mut board);
            }
            Job::Check(cell, built) => {
                let inputs = self.inputs[self.benchmark_of(cell)].get();
                let checked = match inputs {
                    Some(inputs) => self.checker.check(*built, &inputs.cases, &self.work),
                    None => Err(Absent::Interrupted),
                };
                let mut board = self.board();
                board.useful.extend(checked.is_ok().then(|| (begun, Instant::now())));
                board.cells[cell] = Some(checked);
                ended(&mut board);
            }
        }
    }

    /// Gets something; what does not come of it is told where it is needed.
    fn get(&self, want: Want<'w>, rung: &Id) {
        match want {
            Want::Toolchain(id) => drop(self.toolbox.get(id)),
            Want::Packages(host, list) => {
                if let Ok(tool) = self.toolbox.get(host).found() {
                    let _ = self.toolbox.with_packages(&tool, list, &format!("rung {rung}"));
                }
            }
        }
    }
}

/// What a worker does next.
enum Next<'w> {
    Job(Job<'w>),
    /// Nothing yet.
    Later,
    /// Nothing any more.
    End,
}

/// Whether many cells are not ready.
fn is_much_to_do(board: &Board<'_>) -> bool {
    board.cells.iter().filter(|cell| cell.is_none()).count() * SHARE >= board.cells.len().max(1)
}

/// What must be got before a cell can be built; nothing for one that its rung does not do.
fn wants_of<'w>(planned: &Planned<'w>) -> Vec<Want<'w>> {
    let Kernel::Source(_) = planned.cell.kernel else { return Vec::new() };
    let (rung, host) = (planned.rung, &planned.rung.toolchain);
    let toolchains = std::iter::once(host).chain(&rung.tools).map(Want::Toolchain);
    toolchains.chain(rung.requirements.as_deref().map(|list| Want::Packages(host, list))).collect()
}

/// Wakes the others when a worker panics, so that nobody waits for it.
struct Alarm<'p, 'e, 'w>(&'p Preparation<'e, 'w>);

impl Drop for Alarm<'_, '_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.board().broken = true;
            self.0.changed.notify_all();
        }
    }
}
