//! `warmup`: how the times of fresh processes go, iteration by iteration, drawn.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use super::run::{Way, measured};
use super::sessions::recorded;
use super::{Place, Problem, exit, look, print, shown};
use crate::flags::{Format, WarmupFlags};
use ::report::detail::{self, details};
use ::report::{Selection, summarise};
use harness::plan::{Filters, Plan};
use manifest::Profile;

/// The tag of the rungs that compile while they run.
const TAG: &str = "jit";

/// Short enough that a sample is a single iteration, whatever the kernel.
const ONE_ITERATION: Duration = Duration::from_nanos(1);

pub(super) fn run(place: &Place, flags: &WarmupFlags) -> Result<ExitCode, Problem> {
    let folder = measured(place, plan(place, flags)?, &Way { patience: flags.patience, seed: None, warm_up: true })?;
    let recorded = recorded(&folder)?;
    let card = summarise(&recorded);
    let details = details(&recorded, &card, &Selection::default());
    match flags.output.format {
        Format::Json => print(&detail::json(&details).context("cannot write the curves as JSON")?)?,
        Format::Text => print(&detail::curves(&details, look()))?,
    }
    place.progress.note(&format!("records: {}", shown(&folder, &place.manifest.root)));
    Ok(exit(card.all_well()))
}

/// The rungs that were asked for, or else those that compile while they run; many single iterations of each.
fn plan<'m>(place: &'m Place, flags: &WarmupFlags) -> Result<Plan<'m>, Problem> {
    let quickest = || place.manifest.profiles.iter().min_by_key(|(_, profile)| profile.budget);
    let profile = flags.profile.clone().or_else(|| Some(quickest()?.0.to_string()));
    let (benchmarks, rungs) = (flags.benchmark.clone(), flags.rung.clone());
    let filters = Filters { profile, benchmarks, rungs, all: true, budget: None, timed: true };
    let mut plan = Plan::new(&place.manifest, &filters)?;
    if flags.rung.is_empty() {
        plan.cells.retain(|planned| planned.rung.tags.iter().any(|tag| tag == TAG));
    }
    if plan.cells.is_empty() {
        let hint = "hint: name one with --rung";
        return Err(Problem::Usage(format!("no rung of the ladder has the tag `{TAG}` on these benchmarks; {hint}")));
    }
    plan.profile = Profile {
        invocations: flags.invocations,
        max_invocations: flags.invocations,
        rounds: 1,
        max_rounds: 1,
        samples: flags.iterations,
        turn_time: Duration::ZERO,
        sample_time: ONE_ITERATION,
        budget: flags.budget,
        ..plan.profile
    };
    Ok(plan)
}
