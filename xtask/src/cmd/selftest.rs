//! `selftest`: measures the harness itself, and keeps what it finds for every later session.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::console::{Problem, exit, layout, print, print_json, shown};
use crate::selftest::{filters, measure_selftest};
use ::report::selftest_text;
use flags::{Format, SelftestFlags};
use harness::plan::Plan;
use harness::session::Workspace;
use manifest::Selftest;
use records::SelfTest;
use system::machine;

pub(super) fn run(workspace: &Workspace, flags: &SelftestFlags) -> Result<ExitCode, Problem> {
    if flags.show {
        return show_latest(workspace, flags.output.format);
    }
    let Some(declared) = &workspace.manifest.selftest else {
        return Err(Problem::usage_with_hint("the manifest has no [selftest]", "docs/manifest.md describes it"));
    };
    let declared = with_flags(declared, flags);
    let plan = Plan::new(&workspace.manifest, &filters(&declared))?;
    let (found, folder) = measure_selftest(workspace, plan, &declared, flags.patience.timeout, flags.again)?;
    show(&found, flags.output.format)?;
    workspace.progress.note(&format!("records: {}", shown(&folder, &workspace.manifest.root)));
    Ok(exit(found.alarms_too_often().then_some(TOO_OFTEN)))
}

const TOO_OFTEN: &str = "false alarms are clearly more frequent than they should be";

/// The self-test with what the user asked for.
fn with_flags(declared: &Selftest, flags: &SelftestFlags) -> Selftest {
    let mut plan = declared.clone();
    plan.comparisons = flags.comparisons.unwrap_or(plan.comparisons);
    plan.profile.budget = flags.budget.unwrap_or(plan.profile.budget);
    plan
}

fn show_latest(workspace: &Workspace, format: Format) -> Result<ExitCode, Problem> {
    let Some(found) = SelfTest::latest(&workspace.results, &machine::describe()) else {
        let text = format!("no self-test of this machine in {}", workspace.results.display());
        return Err(Problem::usage_with_hint(text, "cargo xtask selftest"));
    };
    show(&found, format)?;
    Ok(exit(found.alarms_too_often().then_some(TOO_OFTEN)))
}

fn show(found: &SelfTest, format: Format) -> anyhow::Result<()> {
    match format {
        Format::Json => print_json(&serde_json::to_value(found).context("cannot write the figures as JSON")?),
        Format::Text => print(&selftest_text(found, layout())),
    }
}
