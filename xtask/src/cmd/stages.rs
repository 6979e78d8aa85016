//! The stages that several commands share: toolchains, build, oracle, check; each cell's standing after them.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::time::Duration;

use crate::flags::Patience;
use harness::baseline;
use harness::build::{Built, Outcome, Workshop};
use harness::check::{Cases, Checked, Checker, Oracle, Verdict};
use harness::plan::{Plan, Planned};
use harness::toolchain::{self, Absence, Toolbox};
use manifest::{Id, Manifest};
use records::{CellRecord, Effort, Standing};
use system::interrupt;
use system::lock::{self, Lock};
use system::process;

use super::{Place, Problem};

/// What became of a planned cell so far.
#[derive(Debug)]
pub(super) enum State {
    /// It is built.
    Built(Box<Built>),
    /// It has passed its check.
    Checked(Box<Checked>),
    /// A toolchain is missing.
    Missing(Absence),
    /// The rung cannot do this benchmark.
    Unsupported(String),
    /// Its output differs from the oracle's.
    Disagrees(String),
    /// It could not be built, or its runner failed.
    Failed(String),
    /// Ctrl-C came first.
    Interrupted,
}

impl State {
    pub(super) fn standing(&self) -> Standing {
        match self {
            State::Built(_) | State::Checked(_) => Standing::Ready,
            State::Missing(_) | State::Interrupted => Standing::Missing,
            State::Unsupported(_) => Standing::Unsupported,
            State::Disagrees(_) => Standing::Disagrees,
            State::Failed(_) => Standing::Failed,
        }
    }

    pub(super) fn reason(&self) -> Option<&str> {
        match self {
            State::Built(_) | State::Checked(_) => None,
            State::Missing(absence) => Some(&absence.reason),
            State::Unsupported(reason) | State::Disagrees(reason) | State::Failed(reason) => Some(reason),
            State::Interrupted => Some("interrupted before it was reached"),
        }
    }

    pub(super) fn fix(&self) -> Option<&str> {
        match self {
            State::Missing(absence) => Some(&absence.fix).filter(|fix| !fix.is_empty()).map(String::as_str),
            _ => None,
        }
    }

    pub(super) fn built(&self) -> Option<&Built> {
        match self {
            State::Built(built) => Some(built),
            State::Checked(checked) => Some(checked.built()),
            _ => None,
        }
    }

    /// How long its check took, if it was made now.
    pub(super) fn took(&self) -> Option<Duration> {
        match self {
            State::Checked(checked) => checked.took(),
            _ => None,
        }
    }

    pub(super) fn is_unwell(&self) -> bool {
        matches!(self, State::Disagrees(_) | State::Failed(_))
    }
}

impl From<Outcome> for State {
    fn from(outcome: Outcome) -> State {
        match outcome {
            Outcome::Built(built) => State::Built(built),
            Outcome::Missing(absence) => State::Missing(absence),
            Outcome::Unsupported(reason) => State::Unsupported(reason),
            Outcome::Failed(reason) => State::Failed(reason),
            Outcome::Interrupted => State::Interrupted,
        }
    }
}

impl From<Verdict> for State {
    fn from(verdict: Verdict) -> State {
        match verdict {
            Verdict::Passed(checked) => State::Checked(checked),
            Verdict::Disagrees(reason) => State::Disagrees(reason),
            Verdict::Failed(reason) => State::Failed(reason),
            Verdict::Interrupted => State::Interrupted,
        }
    }
}

impl Place {
    /// The toolchains of this machine.
    pub(super) fn toolbox(&self, effort: toolchain::Effort) -> Toolbox<'_> {
        Toolbox::new(&self.manifest, &self.target, effort, self.progress.clone())
    }

    /// Finds every toolchain that a plan needs, and gets those that are not there, side by side.
    pub(super) fn set_up(&self, plan: &Plan<'_>, toolbox: &Toolbox<'_>) {
        let manifest = &self.manifest;
        let baselines = manifest.baseline.rungs.iter().filter_map(|id| manifest.rungs.get(id));
        let rungs = plan.cells.iter().map(|planned| planned.rung).chain(baselines);
        let used = rungs.flat_map(|rung| std::iter::once(&rung.toolchain).chain(&rung.tools));
        let ids: BTreeSet<&Id> = used.chain([&manifest.oracle.toolchain]).collect();
        toolbox.get_all(&ids.into_iter().collect::<Vec<_>>());
    }

    /// Keeps another harness from building in the same folder.
    pub(super) fn lock(&self) -> anyhow::Result<Lock> {
        let tag = self.target.join(super::TAG);
        if !tag.exists() {
            files::write_whole(&tag, super::TAG_CONTENTS)?;
        }
        lock::take(&self.target.join("lock"), "builds in the same folder", &self.progress)
    }

    pub(super) fn oracle<'a>(&'a self, toolbox: &'a Toolbox<'a>, patience: Patience) -> Oracle<'a> {
        Oracle {
            manifest: &self.manifest,
            toolbox,
            target: &self.target,
            limit: patience.timeout,
            progress: &self.progress,
        }
    }

    /// Builds every cell of a plan.
    pub(super) fn build(&self, plan: &Plan<'_>, toolbox: &Toolbox<'_>) -> Vec<State> {
        let workshop = Workshop { toolbox, target: &self.target, progress: &self.progress };
        workshop.build(plan).into_iter().map(State::from).collect()
    }

    /// The inputs of the check; a benchmark whose oracle is wrong or cannot be asked is named with the reason.
    pub(super) fn cases(&self, plan: &Plan<'_>, oracle: &Oracle<'_>) -> (Cases, HashMap<Id, String>) {
        let mut cases = Cases::default();
        let mut without = HashMap::new();
        for (id, benchmark) in plan.benchmarks() {
            if let Err(error) = oracle.prove(id, benchmark).and_then(|()| cases.add(id, benchmark, oracle)) {
                without.insert(id.clone(), format!("{error:#}"));
            }
        }
        (cases, without)
    }

    /// The inputs of the check from a user's folder.
    pub(super) fn cases_from(&self, plan: &Plan<'_>, folder: &Path) -> Result<Cases, Problem> {
        let mut cases = Cases::default();
        for (id, benchmark) in plan.benchmarks() {
            cases.add_folder(id, benchmark, folder)?;
        }
        Ok(cases)
    }

    /// Checks what is built.
    pub(super) fn check(
        &self,
        states: Vec<State>,
        cases: &Cases,
        without: &HashMap<Id, String>,
        patience: Patience,
        remember: bool,
    ) -> Vec<State> {
        let checker = Checker {
            manifest: &self.manifest,
            target: &self.target,
            limit: patience.timeout,
            remember,
            progress: &self.progress,
        };
        let mut built = Vec::new();
        let states: Vec<State> = states
            .into_iter()
            .map(|state| match state {
                State::Built(cell) => match without.get(&cell.benchmark) {
                    // The oracle that was asked when Ctrl-C came has not failed.
                    Some(_) if interrupt::requested() => State::Interrupted,
                    Some(reason) => State::Failed(reason.clone()),
                    None => {
                        built.push(*cell.clone());
                        State::Built(cell)
                    }
                },
                other => other,
            })
            .collect();
        let mut verdicts = checker.check(built, cases).into_iter();
        let checked = |state| match state {
            State::Built(_) => verdicts.next().map_or(State::Interrupted, State::from),
            other => other,
        };
        states.into_iter().map(checked).collect()
    }
}

/// Everything that a report says of a cell beside its figures.
pub(super) fn record(
    planned: &Planned<'_>,
    state: &State,
    size: String,
    manifest: &Manifest,
    effort: Option<Effort>,
) -> CellRecord {
    let fairness = &planned.rung.fairness;
    let threads = fairness.threads.on(process::cores().len());
    let tool = state.built().map(|built| &built.tool);
    let hosted = tool.filter(|tool| {
        manifest.baseline.prefer.iter().all(|fact| tool.facts.get(fact).is_some_and(serde_json::Value::is_boolean))
    });
    CellRecord {
        benchmark: planned.benchmark_id.to_string(),
        benchmark_title: planned.benchmark.title.clone(),
        kind: planned.benchmark.kind.clone(),
        part_of: planned.benchmark.part_of.as_ref().map(ToString::to_string),
        size,
        rung: planned.rung_id.to_string(),
        title: planned.rung.title.clone(),
        standing: state.standing(),
        reason: state.reason().map(str::to_owned),
        fix: state.fix().map(str::to_owned),
        toolchain: tool.map(|tool| tool.id.to_string()),
        version: tool.map(|tool| tool.version.clone()).filter(|version| !version.is_empty()),
        build_kind: tool.and_then(|tool| tool.fact("build_kind")),
        optimised: hosted.map(|tool| tool.has_all(&manifest.baseline.prefer)),
        build_s: state.built().filter(|built| !built.commands.is_empty()).map(|built| built.seconds),
        threads,
        fast_math: planned.cell.fast_math,
        target_cpu: fairness.target_cpu.clone(),
        native: fairness.native,
        validates: fairness.validates,
        helpers: fairness.helpers.clone(),
        algorithm: planned.cell.algorithm.clone(),
        cost: planned.rung.cost.clone(),
        effort: effort.map(Box::new),
        headline: planned.rung.is_default(),
    }
}

/// The plan with the baseline in it, and the baseline.
pub(super) fn with_baseline<'m>(plan: Plan<'m>, toolbox: &Toolbox<'_>) -> (Plan<'m>, Option<baseline::Choice>) {
    let choice = baseline::choose(plan.manifest, toolbox);
    match &choice {
        Some(choice) => (plan.with_rung(&choice.rung), Some(choice.clone())),
        None => (plan, None),
    }
}
