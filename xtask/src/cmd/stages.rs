//! The stages that several commands share: toolchains, build, oracle, check; each cell's standing after them.

use std::collections::BTreeSet;
use std::path::Path;

use crate::flags::Patience;
use harness::baseline;
use harness::build::{Built, Workshop};
use harness::cell::Absent;
use harness::check::{Cases, Checked, Checker, Oracle};
use harness::plan::{Plan, Planned};
use harness::toolchain::{self, Toolbox};
use manifest::{Id, Manifest};
use records::{CellRecord, Effort, Standing};
use system::lock::{self, Lock};
use system::process;

use super::{Place, Problem};

impl Place {
    /// The toolchains of this machine.
    pub(super) fn toolbox(&self, fetch: toolchain::Fetch) -> Toolbox<'_> {
        Toolbox::new(&self.manifest, &self.target, fetch, self.progress.clone())
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
    pub(super) fn build(&self, plan: &Plan<'_>, toolbox: &Toolbox<'_>) -> Vec<Result<Built, Absent>> {
        Workshop { toolbox, target: &self.target, progress: &self.progress }.build(plan)
    }

    /// The inputs of the check; a benchmark whose oracle is wrong or cannot be asked has none, and the reason.
    pub(super) fn cases(&self, plan: &Plan<'_>, oracle: &Oracle<'_>) -> Cases {
        let mut cases = Cases::default();
        for (id, benchmark) in plan.benchmarks() {
            if let Err(error) = oracle.prove(id, benchmark).and_then(|()| cases.add(id, benchmark, oracle)) {
                cases.refuse(id, &error);
            }
        }
        cases
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
        cells: Vec<Result<Built, Absent>>,
        cases: &Cases,
        patience: Patience,
        remember: bool,
    ) -> Vec<Result<Checked, Absent>> {
        let checker = Checker {
            manifest: &self.manifest,
            target: &self.target,
            limit: patience.timeout,
            remember,
            progress: &self.progress,
        };
        checker.check(cells, cases)
    }
}

/// Everything that a report says of a cell beside its figures.
pub(super) fn record(
    planned: &Planned<'_>,
    fate: &Result<Checked, Absent>,
    size: String,
    manifest: &Manifest,
    effort: Option<Effort>,
) -> CellRecord {
    let fairness = &planned.rung.fairness;
    let threads = fairness.threads.on(process::cores().len());
    let built = fate.as_ref().ok().map(Checked::built);
    let absent = fate.as_ref().err();
    let tool = built.map(|built| &built.tool);
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
        standing: absent.map_or(Standing::Ready, Absent::standing),
        reason: absent.map(|absent| absent.reason().to_owned()),
        fix: absent.and_then(Absent::fix).map(str::to_owned),
        toolchain: tool.map(|tool| tool.id.to_string()),
        version: tool.map(|tool| tool.version.clone()).filter(|version| !version.is_empty()),
        build_kind: tool.and_then(|tool| tool.fact("build_kind")),
        optimised: hosted.map(|tool| tool.has_all(&manifest.baseline.prefer)),
        build_s: built.filter(|built| !built.commands.is_empty()).map(|built| built.seconds),
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
pub(super) fn with_baseline<'m>(plan: Plan<'m>, toolbox: &Toolbox<'_>) -> (Plan<'m>, Option<baseline::BaselineChoice>) {
    let choice = baseline::choose(plan.manifest, toolbox);
    match &choice {
        Some(choice) => (plan.with_rung(&choice.rung), Some(choice.clone())),
        None => (plan, None),
    }
}
