//! `run`: builds, checks and measures, then prints the report card.

use std::process::ExitCode;

use super::report;
use crate::console::{Problem, exit, shown};
use crate::flags::RunFlags;
use crate::review::review;
use crate::sessions::not_the_newest;
use harness::plan::{Filters, Plan};
use harness::session::{CheckOptions, MeasureOptions, SessionKind, Workspace, measure_session};

pub(super) fn run(workspace: &Workspace, flags: &RunFlags) -> Result<ExitCode, Problem> {
    let filters = Filters { budget: flags.budget, timed: true, ..Filters::from(&flags.selection) };
    let plan = Plan::new(&workspace.manifest, &filters)?;
    let options = MeasureOptions {
        kind: SessionKind::Rounds,
        check: CheckOptions::for_timing(flags.patience.timeout),
        seed: flags.seed,
        reviewer: review,
    };
    let folder = measure_session(workspace, plan, options)?;
    let card = report::show(&folder)?;
    workspace.progress.note(&format!("records: {}", shown(&folder, &workspace.manifest.root)));
    not_the_newest(&workspace.results, &folder).iter().for_each(|note| workspace.progress.note(note));
    Ok(exit(card.all_well()))
}
