//! `warmup`: how the times of fresh processes go, iteration by iteration, drawn.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::console::{Problem, exit, layout, print, shown, unwell};
use crate::review::review;
use crate::sessions::recorded;
use ::report::detail::{self, details};
use ::report::{CellSelection, summarise};
use flags::{Format, WarmupFlags};
use harness::plan::{Plan, WarmUpFilters};
use harness::session::{CheckOptions, MeasureOptions, SessionKind, Workspace, measure_session};
use harness::toolchain::Fetch;
use records::Damage;

pub(super) fn run(workspace: &Workspace, flags: &WarmupFlags) -> Result<ExitCode, Problem> {
    let filters = WarmUpFilters {
        profile: flags.profile.clone(),
        groups: flags.group.clone(),
        benchmarks: flags.benchmark.clone(),
        rungs: flags.rung.clone(),
        invocations: flags.invocations,
        iterations: flags.iterations,
        budget: flags.budget,
    };
    let plan = Plan::for_warm_up(&workspace.manifest, filters)?;
    let check = CheckOptions::for_timing(flags.patience.timeout);
    let options = MeasureOptions {
        kind: SessionKind::WarmUp,
        check,
        seed: None,
        reviewer: review,
        patient: true,
        resumption: None,
        fetch: Fetch::IfNeeded,
        require: false,
        label: None,
        first: None,
    };
    let folder = measure_session(workspace, plan, options)?;
    let recorded = recorded(&folder, Damage::Refused)?;
    let card = summarise(&recorded);
    let details = details(&recorded, &card, &CellSelection::default());
    match flags.output.format {
        Format::Json => print(&detail::json(&details).context("cannot write the curves as JSON")?)?,
        Format::Text => print(&detail::curves(&details, layout()))?,
    }
    workspace.progress.note(&format!("records: {}", shown(&folder, &workspace.manifest.root)));
    Ok(exit(unwell(card.unwell()).as_deref()))
}
