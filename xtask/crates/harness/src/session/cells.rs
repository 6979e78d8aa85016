//! What the records say of each cell.

use crate::build::Built;
use crate::cell::Absent;
use crate::check::Checked;
use crate::plan::Planned;
use crate::toolchain::Tool;
use agreement::DifferenceKind;
use manifest::{LADDER, Manifest};
use records::{CellRecord, Standing};
use system::process;

/// Everything that a report says of a cell beside its figures, its size and its effort.
pub fn cell_record(manifest: &Manifest, planned: &Planned<'_>, cell: &Result<Checked, Absent>) -> CellRecord {
    let declared = declared(planned);
    match cell {
        Ok(checked) => ready(declared, manifest, checked.built()),
        Err(absent) => CellRecord {
            standing: absent.standing(),
            pending: *absent == Absent::Interrupted,
            reason: Some(absent.reason().to_owned()),
            fix: absent.fix().map(str::to_owned),
            difference: absent
                .difference()
                .filter(|kind| *kind != DifferenceKind::Value)
                .map(|kind| kind.word().to_owned()),
            ..declared
        },
    }
}

/// What the manifest says of a cell.
fn declared(planned: &Planned<'_>) -> CellRecord {
    let fairness = &planned.rung.fairness;
    CellRecord {
        benchmark: planned.benchmark_id.to_string(),
        benchmark_title: planned.benchmark.title.clone(),
        kind: planned.benchmark.kind.clone(),
        part_of: planned.benchmark.part_of.as_ref().map(ToString::to_string),
        group: Some(planned.group.to_string()).filter(|group| group != LADDER),
        size: String::new(),
        rung: planned.rung_id.to_string(),
        title: planned.rung.title.clone(),
        standing: Standing::Missing,
        reason: None,
        fix: None,
        difference: None,
        toolchain: None,
        version: None,
        build_kind: None,
        optimised: None,
        build_s: None,
        threads: fairness.threads.on(process::core_count()),
        fast_math: planned.cell.fast_math,
        target_cpu: fairness.target_cpu.clone(),
        native: fairness.native,
        validates: fairness.validates,
        helpers: fairness.helpers.clone(),
        algorithm: planned.cell.algorithm.clone(),
        cost: planned.rung.cost.clone(),
        effort: None,
        effort_unknown: None,
        differs: None,
        headline: planned.rung.headline,
        simulated: planned.rung.fairness.simulated,
        compiles: planned.rung.compiles_while_running,
        thread_curve_of: planned.rung.thread_curve_of.as_ref().map(ToString::to_string),
        size_curve_of: planned.benchmark.point.as_ref().map(|point| point.of.to_string()),
        pending: false,
        elements: planned.benchmark.point.as_ref().and_then(|point| point.elements),
    }
}

/// The record of a cell that will be timed: the only one that is ready.
fn ready(declared: CellRecord, manifest: &Manifest, built: &Built) -> CellRecord {
    let tool = &built.tool;
    CellRecord {
        standing: Standing::Ready,
        toolchain: Some(tool.id.to_string()),
        version: Some(tool.version.clone()).filter(|version| !version.is_empty()),
        build_kind: tool.fact("build_kind"),
        optimised: optimised(tool, &manifest.baseline.prefer),
        build_s: (!built.commands.is_empty()).then_some(built.seconds),
        ..declared
    }
}

/// Whether an interpreter has what a baseline should have; none of one that does not say so of itself.
fn optimised(tool: &Tool, preferred: &[String]) -> Option<bool> {
    let tells = preferred.iter().all(|fact| tool.facts.get(fact).is_some_and(serde_json::Value::is_boolean));
    tells.then(|| tool.has_all(preferred))
}
