//! From toolchains to cells that agree: build, what the oracle says, check.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::preparing::{First, FirstCells, Preparation, Prepared};
use super::resumption::Spent;
use super::workspace::{EquippedPlan, Workspace};
use crate::cell::Absent;
use crate::check::{Answers, CallProfile, Cases, Checked, Checker, LeftOut, Oracle, TimedOutput};
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
    /// The longest time for a process of any cell to begin, beside that.
    pub start: Option<Duration>,
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
        CheckOptions { timeout, start: None, inputs: None, remember: true, timed: true, profiles: BTreeMap::new() }
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
    /// Gets what is not here, builds every cell and checks what is built, all of it at once where it can be.
    pub fn check(self, options: CheckOptions) -> CheckedPlan<'w> {
        self.check_with(options, None)
    }

    /// The same; the first cells that can be compared are measured before all are ready, where somebody wants that.
    pub(super) fn check_with(self, options: CheckOptions, first: Option<FirstMeasuring<'_, 'w>>) -> CheckedPlan<'w> {
        let CheckOptions { timeout, start, inputs, remember, timed, profiles: mut all_profiles } = options;
        let limits = RunnerLimits::new(timeout, self.plan.profile.budget);
        let Prepared { cells, inputs, spending } = {
            let oracle = self.oracle(limits.of_oracle());
            let benchmarks = self.plan.benchmarks();
            let given = inputs.map(|inputs| benchmarks.iter().map(|(id, _)| inputs.only(id)).collect::<Vec<_>>());
            let ask = |number: usize| {
                let own = given.as_ref().map(|given| given[number].clone());
                self.ask_oracle(benchmarks[number], &oracle, own, timed.then_some(&all_profiles))
            };
            let Workspace { manifest, spawner, target, home, .. } = self.workspace;
            let (accounts, answers) = (timed, Answers::default());
            let limits = start.map_or(limits, |start| limits.starting_within(start));
            let checker = Checker { manifest, spawner, target, limits, remember, accounts, answers };
            let home = home.fingerprint();
            let baseline = self.baseline.as_ref().map(|choice| &choice.rung);
            match first.zip(baseline) {
                Some((FirstMeasuring { after, measure }, baseline)) => {
                    let measure = &mut |cells| measure(&self, limits, cells);
                    let first = First { after, baseline, measure };
                    Preparation::new(&self, checker, &home, &ask).prepare(Some(first))
                }
                None => Preparation::new(&self, checker, &home, &ask).prepare(None),
            }
        };
        let (mut count, mut left_out, mut all_timed) = (0, Vec::new(), Vec::new());
        for ((id, _), BenchmarkInputs { cases, timed, profile }) in self.plan.benchmarks().into_iter().zip(inputs) {
            count += cases.count();
            left_out.extend(cases.left_out(id).iter().map(|left_out| (id.clone(), left_out.clone())));
            all_timed.extend(timed);
            all_profiles.extend(profile.map(|profile| (id.clone(), profile)));
        }
        // Large expected outputs, which nobody asks for any more, go here.
        let (timed, profiles) = (all_timed, all_profiles);
        CheckedPlan { inputs: count, left_out, equipped: self, cells, timed, profiles, spending, limits }
    }

    /// Where the time of a benchmark goes in the oracle: of a call that is timed, else on the first input. What cannot be profiled, of
    /// that nothing is said.
    fn profile(&self, timed: &TimedBenchmark<'w>, oracle: &Oracle<'_>, cases: &Cases) -> Option<CallProfile> {
        let TimedBenchmark { id, benchmark, input, .. } = timed;
        let first = cases.of_benchmark(id).ok().and_then(|cases| cases.iter().find(|case| !case.must_be_refused()));
        let input = if benchmark.calls.is_some() { Some(input) } else { first.map(|case| &case.prepare) };
        oracle.profile(id, benchmark, input.filter(|_| oracle.manifest.oracle.profiles)?).ok()
    }

    /// What a benchmark is checked on, and what is timed of it, with the profiles that are `known` of those that are to be timed. One whose
    /// oracle is wrong or cannot be asked has no inputs but the reason; of one that cannot be timed no cell is checked.
    fn ask_oracle(
        &self,
        (id, benchmark): (&'w Id, &'w Benchmark),
        oracle: &Oracle<'_>,
        own: Option<Cases>,
        known: Option<&BTreeMap<Id, CallProfile>>,
    ) -> BenchmarkInputs<'w> {
        let mut cases = own.unwrap_or_else(|| {
            let mut cases = Cases::default();
            if let Err(error) = oracle.prove(id, benchmark).and_then(|()| cases.add(id, benchmark, oracle)) {
                cases.refuse(id, &error);
            }
            cases
        });
        let Some(known) = known else { return BenchmarkInputs { cases, ..BenchmarkInputs::default() } };
        for LeftOut { name, reason } in cases.left_out(id).to_vec() {
            cases.refuse(id, &anyhow!("nothing can be compared on {name}: {reason}"));
        }
        // An oracle that has failed once is not waited for again.
        if cases.of_benchmark(id).is_err() {
            return BenchmarkInputs { cases, ..BenchmarkInputs::default() };
        }
        match TimedBenchmark::ask(id, benchmark, self.plan.profile_id, oracle) {
            Ok(asked) => {
                let timed = TimedBenchmark { smaller: self.smaller(id, benchmark, oracle), ..asked };
                // What is known is not asked again.
                let profile = if known.contains_key(id) { None } else { self.profile(&timed, oracle, &cases) };
                BenchmarkInputs { cases, timed: Some(timed), profile }
            }
            Err(error) => {
                cases.refuse(id, &error);
                BenchmarkInputs { cases, ..BenchmarkInputs::default() }
            }
        }
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

/// How the first cells are measured, after a while.
pub(super) struct FirstMeasuring<'f, 'w> {
    pub(super) after: Duration,
    pub(super) measure: &'f mut dyn FnMut(&EquippedPlan<'w>, RunnerLimits, FirstCells<'w>),
}

/// What a benchmark is checked on, and what is timed of it, if anything is.
#[derive(Debug, Default)]
pub(super) struct BenchmarkInputs<'m> {
    pub(super) cases: Cases,
    pub(super) timed: Option<TimedBenchmark<'m>>,
    /// Where its time goes in the oracle, where nobody knew it before.
    pub(super) profile: Option<CallProfile>,
}

/// A benchmark's timed input with the oracle's output.
#[derive(Debug, Clone)]
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
    pub(super) fn begin() -> Spending {
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

    /// All of the time since it began went into what came to nothing, but for these spans.
    pub(super) fn lose_all_but(&mut self, useful: Vec<(Instant, Instant)>) {
        self.lose(outside(self.begun, Instant::now(), useful));
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

/// How much of a time lies in none of these spans.
fn outside(begun: Instant, ended: Instant, mut spans: Vec<(Instant, Instant)>) -> Duration {
    spans.sort();
    let (mut outside, mut reached) = (Duration::ZERO, begun);
    for (from, to) in spans {
        outside += from.saturating_duration_since(reached);
        reached = reached.max(to);
    }
    outside + ended.saturating_duration_since(reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_lost_in_which_nothing_was_done_that_came_to_something() {
        let zero = Instant::now() + Duration::from_secs(100);
        let at = |second: u64| zero + Duration::from_secs(second);
        let outside = |spans: &[(u64, u64)]| {
            let spans = spans.iter().map(|(from, to)| (at(*from), at(*to))).collect();
            super::outside(at(10), at(20), spans).as_secs()
        };
        assert_eq!(outside(&[]), 10);
        assert_eq!(outside(&[(12, 15)]), 7);
        assert_eq!(outside(&[(13, 16), (12, 15), (14, 15)]), 6, "they overlap");
        assert_eq!(outside(&[(1, 5), (6, 13)]), 7, "what was before does not count");
        assert_eq!(outside(&[(1, 30)]), 0);
    }
}
