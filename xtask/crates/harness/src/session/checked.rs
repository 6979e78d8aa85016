//! From toolchains to cells that agree: build, what the oracle says, check.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::resumption::Spent;
use super::workspace::{EquippedPlan, Workspace};
use crate::cell::Absent;
use crate::check::{CallProfile, Cases, Checked, Checker, LeftOut, Oracle, TimedOutput};
use crate::limits::RunnerLimits;
use crate::measure::before;
use crate::plan::Planned;
use manifest::{Benchmark, Id, Input};
use records::{End, Stop};
use system::machine;
use system::runner::Prepare;

/// What cells are checked on, and how.
#[derive(Debug)]
pub struct CheckOptions {
    /// The longest time for one answer of a runner, where the user says it.
    pub timeout: Option<Duration>,
    /// Inputs in place of those of the manifest.
    pub inputs: Option<Cases>,
    /// Whether what passed earlier counts.
    pub remember: bool,
    /// Where the time of benchmarks goes, as far as it is known.
    pub profiles: BTreeMap<Id, CallProfile>,
    /// Whether the cells are to be timed: then a benchmark counts whose timed output the oracle knows, and no other.
    pub timed: bool,
}

impl CheckOptions {
    /// For cells that are to be timed, on the inputs of the manifest.
    pub fn for_timing(timeout: Option<Duration>) -> CheckOptions {
        CheckOptions { timeout, inputs: None, remember: true, timed: true, profiles: BTreeMap::new() }
    }
}

/// A plan whose cells were checked.
#[derive(Debug)]
pub struct CheckedPlan<'w> {
    /// The plan and its toolchains.
    pub equipped: EquippedPlan<'w>,
    /// What became of the cells, in the order of the plan.
    pub cells: Vec<Result<Checked, Absent>>,
    /// On how many inputs they were checked.
    pub inputs: usize,
    /// Inputs on which nothing could be compared, with their benchmark.
    pub left_out: Vec<(Id, LeftOut)>,
    /// What is timed of each benchmark; none where nothing is.
    pub(super) timed: Vec<TimedBenchmark<'w>>,
    /// Where the time of the benchmarks goes in the oracle.
    pub(super) profiles: BTreeMap<Id, CallProfile>,
    /// What was spent since the cells were built.
    pub(super) spending: Spending,
    /// How long runners may take for their answers.
    pub(super) limits: RunnerLimits,
}

impl<'w> EquippedPlan<'w> {
    /// Builds every cell, and checks what is built.
    pub fn check(self, options: CheckOptions) -> CheckedPlan<'w> {
        let CheckOptions { timeout, inputs, remember, timed: is_timed, profiles } = options;
        let limits = RunnerLimits::new(timeout, self.plan.profile.budget);
        let built = self.build();
        let mut spending = Spending::begin();
        let oracle = self.oracle(limits.of_oracle());
        let mut cases = inputs.unwrap_or_else(|| self.cases(&oracle, &mut spending));
        let left_out = self.left_out(&cases);
        if is_timed {
            for (id, LeftOut { name, reason }) in &left_out {
                cases.refuse(id, &anyhow!("nothing can be compared on {name}: {reason}"));
            }
        }
        let timed = if is_timed { self.timed_benchmarks(&oracle, &mut cases, &mut spending) } else { Vec::new() };
        let Workspace { manifest, spawner, target, progress, .. } = self.workspace;
        let profiles = if is_timed { self.profiles(&oracle, &cases, &timed, profiles) } else { profiles };
        let checker = Checker { manifest, spawner, target, limits, remember, accounts: is_timed, progress };
        let (cells, lost) = checker.check(built, &cases);
        spending.lose(lost);
        // Large expected outputs, which nobody asks for any more, go here.
        CheckedPlan { inputs: cases.count(), left_out, equipped: self, cells, timed, profiles, spending, limits }
    }

    /// Where the time of each benchmark goes in the oracle: of a call that is timed, else on the first input. What is known is not
    /// asked again, and of what cannot be profiled nothing is said.
    fn profiles(
        &self,
        oracle: &Oracle<'_>,
        cases: &Cases,
        timed: &[TimedBenchmark<'w>],
        known: BTreeMap<Id, CallProfile>,
    ) -> BTreeMap<Id, CallProfile> {
        let mut profiles = known;
        for TimedBenchmark { id, benchmark, input, .. } in timed.iter().filter(|_| oracle.manifest.oracle.profiles) {
            let first = cases.of_benchmark(id).ok().and_then(|cases| cases.iter().find(|case| !case.must_be_refused()));
            let input = if benchmark.calls.is_some() { Some(input) } else { first.map(|case| &case.prepare) };
            if let Some(input) = input.filter(|_| !profiles.contains_key(*id))
                && let Ok(profile) = oracle.profile(id, benchmark, input)
            {
                profiles.insert((*id).clone(), profile);
            }
        }
        profiles
    }

    /// The inputs of the check; a benchmark whose oracle is wrong or cannot be asked has none, and the reason.
    fn cases(&self, oracle: &Oracle<'_>, spending: &mut Spending) -> Cases {
        let mut cases = Cases::default();
        for (id, benchmark) in self.plan.benchmarks() {
            let begun = Instant::now();
            if let Err(error) = oracle.prove(id, benchmark).and_then(|()| cases.add(id, benchmark, oracle)) {
                cases.refuse(id, &error);
                spending.lose(begun.elapsed());
            }
        }
        cases
    }

    /// The inputs on which nothing can be compared, in the order of the plan.
    fn left_out(&self, cases: &Cases) -> Vec<(Id, LeftOut)> {
        let mut all = Vec::new();
        for (id, _) in self.plan.benchmarks() {
            all.extend(cases.left_out(id).iter().map(|left_out| (id.clone(), left_out.clone())));
        }
        all
    }

    /// What is timed of each benchmark; of one that cannot be timed no cell is checked.
    fn timed_benchmarks(
        &self,
        oracle: &Oracle<'_>,
        cases: &mut Cases,
        spending: &mut Spending,
    ) -> Vec<TimedBenchmark<'w>> {
        let mut timed = Vec::new();
        for (id, benchmark) in self.plan.benchmarks() {
            // An oracle that has failed once is not waited for again.
            if cases.of_benchmark(id).is_err() {
                continue;
            }
            let begun = Instant::now();
            match TimedBenchmark::ask(id, benchmark, self.plan.profile_id, oracle) {
                Ok(asked) => timed.push(TimedBenchmark { smaller: self.smaller(id, benchmark, oracle), ..asked }),
                Err(error) => {
                    cases.refuse(id, &error);
                    spending.lose(begun.elapsed());
                }
            }
        }
        timed
    }

    /// The input of the quickest profile, where a cell of the benchmark compiles while it runs and another one is timed.
    fn smaller(&self, id: &Id, benchmark: &Benchmark, oracle: &Oracle<'_>) -> Option<Prepare> {
        let plan = &self.plan;
        let compiles = |planned: &Planned<'_>| planned.benchmark_id == id && planned.rung.compiles_while_running;
        plan.cells.iter().find(|planned| compiles(planned))?;
        let profiles = &self.workspace.manifest.profiles;
        let sized = profiles.iter().filter(|(profile, _)| benchmark.sizes.contains_key(*profile));
        let (quickest, _) = sized.min_by_key(|(_, profile)| profile.budget)?;
        let value = |profile: &Id| match benchmark.sizes.get(profile)?.input {
            Input::Value(value) => Some(value),
            Input::Data(_) | Input::Call(_) => None,
        };
        let is_smaller = value(quickest).is_none() || value(quickest) < value(plan.profile_id);
        if quickest == plan.profile_id || !is_smaller {
            return None;
        }
        oracle.timed_input(benchmark, quickest).ok()
    }
}

impl<'w> CheckedPlan<'w> {
    /// The cells with what became of them.
    pub fn each_cell(&self) -> impl Iterator<Item = (&Planned<'w>, &Result<Checked, Absent>)> {
        self.equipped.plan.cells.iter().zip(&self.cells)
    }

    /// Whether no cell disagrees or has failed, and all inputs could be compared.
    pub fn is_well(&self) -> bool {
        self.left_out.is_empty() && !self.cells.iter().any(|cell| cell.as_ref().is_err_and(Absent::is_unwell))
    }
}

/// A benchmark's timed input with the oracle's output.
#[derive(Debug)]
pub(super) struct TimedBenchmark<'m> {
    pub(super) id: &'m Id,
    pub(super) benchmark: &'m Benchmark,
    pub(super) input: Prepare,
    pub(super) output: TimedOutput,
    /// A smaller input, where a cell compiles while it runs.
    pub(super) smaller: Option<Prepare>,
}

impl<'m> TimedBenchmark<'m> {
    fn ask(
        id: &'m Id,
        benchmark: &'m Benchmark,
        profile: &Id,
        oracle: &Oracle<'_>,
    ) -> anyhow::Result<TimedBenchmark<'m>> {
        let input = oracle.timed_input(benchmark, profile)?;
        let output = oracle.timed_output(id, benchmark, profile)?;
        Ok(TimedBenchmark { id, benchmark, input, output, smaller: None })
    }
}

/// Since when the budget is being spent, and what the harness had used by then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spending {
    begun: Instant,
    /// What went into runners that failed: a budget is for the others.
    lost: Duration,
    own_cpu_ms: Option<u64>,
    /// What earlier sittings have spent.
    before: Spent,
}

impl Spending {
    fn begin() -> Spending {
        Spending {
            begun: Instant::now(),
            lost: Duration::ZERO,
            own_cpu_ms: machine::spent().own,
            before: Spent::default(),
        }
    }

    /// Since when it is being spent, as if nothing had been lost.
    pub(super) fn since(&self) -> Instant {
        self.begun + self.lost
    }

    /// Some of the time went into what came to nothing.
    pub(super) fn lose(&mut self, lost: Duration) {
        self.lost += lost;
    }

    /// Does not count a time in which nothing was done.
    pub(super) fn spare(&mut self, time: Duration) {
        self.begun += time;
    }

    /// Counts what earlier sittings of the session have spent.
    pub(super) fn add(&mut self, spent: Spent) {
        self.begun = before(self.begun, spent.time);
        self.before = spent;
    }

    /// The last record of a session that ends now.
    pub(super) fn end(&self, stop: Stop) -> End {
        let own_cpu_ms = machine::spent().own.zip(self.own_cpu_ms);
        End {
            spent_ms: u64::try_from(self.since().elapsed().as_millis()).ok(),
            lost_ms: u64::try_from((self.lost + self.before.lost).as_millis()).ok().filter(|lost| *lost > 0),
            harness_cpu_ms: own_cpu_ms.map(|(now, before)| now.saturating_sub(before) + self.before.own_cpu_ms),
            ..End::now(stop)
        }
    }
}
