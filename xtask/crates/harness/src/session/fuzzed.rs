//! From toolchains to what kernels did with documents that nobody thought of.

use std::time::Duration;

use anyhow::anyhow;

use super::workspace::{EquippedPlan, Workspace};
use crate::build::Built;
use crate::cell::{self, Absent};
use crate::fuzz::{DocumentPlace, Finding, FuzzPlan, Fuzzed, Fuzzer};
use system::interrupt;

/// Builds every cell of a plan and fuzzes what is built, a benchmark after another; a kernel has `limit` for one document.
/// What came of the cells is in the order of the plan.
///
/// # Errors
/// When there is no interpreter for what makes documents, or a document cannot be made, judged or kept.
pub fn fuzz_session(
    equipped: &EquippedPlan<'_>,
    fuzz_plan: FuzzPlan,
    limit: Duration,
) -> anyhow::Result<Vec<Result<Fuzzed, Absent>>> {
    let Workspace { manifest, spawner, target, progress, .. } = equipped.workspace;
    let absence = |absence| anyhow!("nothing can be fuzzed without the oracle's interpreter: {absence}");
    let tool = equipped.toolbox.oracle().map_err(absence)?;
    let fuzzer = Fuzzer { manifest, tool: &tool, spawner, target, limit, progress };
    let mut cells = equipped.build().into_iter();
    let mut fuzzed = Vec::new();
    for (id, benchmark) in equipped.plan.benchmarks() {
        // A plan has the cells of a benchmark side by side.
        let count = equipped.plan.cells.iter().filter(|planned| planned.benchmark_id == id).count();
        let own: Vec<Result<Built, Absent>> = cells.by_ref().take(count).collect();
        match &benchmark.fuzz {
            Some(fuzz) if !interrupt::requested() => {
                let (built, gaps) = cell::part(own);
                let found = fuzzer.fuzz(id, benchmark, fuzz, built, fuzz_plan)?;
                fuzzed.extend(gaps.fill(found.into_iter().map(Ok)));
            }
            _ => fuzzed.extend(own.into_iter().map(|cell| cell.and(Err(Absent::Interrupted)))),
        }
    }
    Ok(fuzzed)
}

/// Builds the cells of a plan for which somebody has found something, makes each finding small and keeps it. What came of
/// them is in the order of the plan, and nothing where nothing was found.
///
/// # Errors
/// When there is no interpreter for what makes documents, or a document cannot be made, judged or kept.
pub fn settle_session(
    equipped: &EquippedPlan<'_>,
    fuzz_plan: FuzzPlan,
    limit: Duration,
    found: &[Option<(DocumentPlace, String)>],
) -> anyhow::Result<Vec<Option<Result<Finding, Absent>>>> {
    let Workspace { manifest, spawner, target, progress, .. } = equipped.workspace;
    let absence = |absence| anyhow!("nothing can be fuzzed without the oracle's interpreter: {absence}");
    let tool = equipped.toolbox.oracle().map_err(absence)?;
    let fuzzer = Fuzzer { manifest, tool: &tool, spawner, target, limit, progress };
    let built = equipped.build();
    let mut settled = Vec::new();
    for ((planned, built), found) in equipped.plan.cells.iter().zip(built).zip(found) {
        settled.push(match (found, &planned.benchmark.fuzz) {
            (Some((place, text)), Some(fuzz)) => match built {
                Ok(built) => {
                    let what = (fuzz_plan, place, text.clone());
                    Some(Ok(fuzzer.settle(planned.benchmark_id, planned.benchmark, fuzz, built, what)?))
                }
                Err(absent) => Some(Err(absent)),
            },
            _ => None,
        });
    }
    Ok(settled)
}
