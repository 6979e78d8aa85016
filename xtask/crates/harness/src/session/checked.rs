//! From toolchains to cells that agree: build, what the oracle says, check.

use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::workspace::{EquippedPlan, Workspace};
use crate::cell::Absent;
use crate::check::{Cases, Checked, Checker, LeftOut, Oracle, Value};
use crate::plan::Planned;
use manifest::{Benchmark, Id};
use records::{End, Stop};
use system::machine;
use system::runner::Prepare;

/// What cells are checked on, and how.
#[derive(Debug)]
pub struct CheckOptions {
    /// The longest time for one answer of a runner.
    pub limit: Duration,
    /// Inputs in place of those of the manifest.
    pub inputs: Option<Cases>,
    /// Whether what passed earlier counts.
    pub remember: bool,
    /// Whether the cells are to be timed: then a benchmark counts whose timed output the oracle knows, and no other.
    pub timed: bool,
}

impl CheckOptions {
    /// For cells that are to be timed, on the inputs of the manifest.
    pub fn for_timing(limit: Duration) -> CheckOptions {
        CheckOptions { limit, inputs: None, remember: true, timed: true }
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
    /// What was spent since the cells were built.
    pub(super) spending: Spending,
    /// The longest time for one answer of a runner.
    pub(super) limit: Duration,
}

impl<'w> EquippedPlan<'w> {
    /// Builds every cell, and checks what is built.
    pub fn check(self, options: CheckOptions) -> CheckedPlan<'w> {
        let CheckOptions { limit, inputs, remember, timed } = options;
        let built = self.build();
        let spending = Spending::begin();
        let oracle = self.oracle(limit);
        let mut cases = inputs.unwrap_or_else(|| self.cases(&oracle));
        let left_out = self.left_out(&cases);
        if timed {
            for (id, LeftOut { name, reason }) in &left_out {
                cases.refuse(id, &anyhow!("nothing can be compared on {name}: {reason}"));
            }
        }
        let timed = if timed { self.timed_benchmarks(&oracle, &mut cases) } else { Vec::new() };
        let Workspace { manifest, spawner, target, progress, .. } = self.workspace;
        let checker = Checker { manifest, spawner, target, limit, remember, progress };
        let cells = checker.check(built, &cases);
        // Large expected outputs, which nobody asks for any more, go here.
        CheckedPlan { inputs: cases.count(), left_out, equipped: self, cells, timed, spending, limit }
    }

    /// The inputs of the check; a benchmark whose oracle is wrong or cannot be asked has none, and the reason.
    fn cases(&self, oracle: &Oracle<'_>) -> Cases {
        let mut cases = Cases::default();
        for (id, benchmark) in self.plan.benchmarks() {
            if let Err(error) = oracle.prove(id, benchmark).and_then(|()| cases.add(id, benchmark, oracle)) {
                cases.refuse(id, &error);
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
    fn timed_benchmarks(&self, oracle: &Oracle<'_>, cases: &mut Cases) -> Vec<TimedBenchmark<'w>> {
        let mut timed = Vec::new();
        for (id, benchmark) in self.plan.benchmarks() {
            match TimedBenchmark::ask(id, benchmark, self.plan.profile_id, oracle) {
                Ok(asked) => timed.push(asked),
                Err(error) => cases.refuse(id, &error),
            }
        }
        timed
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
    pub(super) output: Value,
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
        Ok(TimedBenchmark { id, benchmark, input, output })
    }
}

/// Since when the budget is being spent, and what the harness had used by then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spending {
    pub(super) since: Instant,
    own_cpu_ms: Option<u64>,
}

impl Spending {
    fn begin() -> Spending {
        Spending { since: Instant::now(), own_cpu_ms: machine::spent().own }
    }

    /// Does not count a time in which nothing was done.
    pub(super) fn spare(&mut self, time: Duration) {
        self.since += time;
    }

    /// The last record of a session that ends now.
    pub(super) fn end(&self, stop: Stop) -> End {
        let own_cpu_ms = machine::spent().own.zip(self.own_cpu_ms);
        End {
            spent_ms: u64::try_from(self.since.elapsed().as_millis()).ok(),
            harness_cpu_ms: own_cpu_ms.map(|(now, before)| now.saturating_sub(before)),
            ..End::now(stop)
        }
    }
}
