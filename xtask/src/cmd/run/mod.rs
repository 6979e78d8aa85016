//! `run`: builds, checks and measures, or goes on with a session, then prints the report card.

mod dry;

use std::path::Path;
use std::process::ExitCode;

use super::report;
use crate::console::{Problem, exit, print, shown, unwell};
use crate::review::review;
use crate::sessions::unfinished;
use flags::{Places, RunFlags, SalvageFlags};
use harness::plan::{Filters, Plan};
use harness::session::{CheckOptions, MeasureOptions, Resumption, SessionKind, Workspace, measure_session};
use harness::toolchain::Fetch;
use manifest::Manifest;
use records::Damage;
use system::interrupt;
use system::process;

pub(super) fn run(places: &Places, mut workspace: Workspace, flags: &RunFlags) -> Result<ExitCode, Problem> {
    let damage = Damage::from(SalvageFlags { salvage: flags.salvage });
    let resumption = match &flags.resume {
        Some(name) => Some(resumption(places, name.as_deref(), damage, flags.anyway)?),
        None => None,
    };
    let threads = match &flags.threads {
        Some(given) => thread_counts(given, flags.oversubscribe)?,
        None => resumption.as_ref().map(Resumption::thread_counts).unwrap_or_default(),
    };
    let sizes = flags.sizes || resumption.as_ref().is_some_and(Resumption::has_size_curves);
    workspace.manifest = curves(workspace.manifest, &threads, sizes);
    let workspace = &workspace;
    let plan = match &resumption {
        Some(resumption) => resumption.plan(&workspace.manifest, flags.budget)?,
        None => {
            let RunFlags { budget, invocations, width, .. } = *flags;
            let filters = Filters { budget, invocations, width, timed: true, ..super::filters(&flags.selection) };
            let plan = Plan::new(&workspace.manifest, &filters)?;
            if threads.is_empty() && !sizes { plan } else { plan.of_curves(!threads.is_empty(), sizes)? }
        }
    };
    if flags.dry_run {
        return dry::run(workspace, plan, flags.format);
    }
    let options = MeasureOptions {
        kind: SessionKind::Rounds,
        check: CheckOptions::for_timing(flags.patience.timeout),
        seed: flags.seed,
        reviewer: review,
        patient: flags.patient,
        resumption,
        fetch: Fetch::IfNeeded,
        require: flags.require,
        label: flags.label.clone(),
    };
    let folder = measure_session(workspace, plan, options)?;
    workspace.progress.note(&format!("records: {}", shown(&folder, &workspace.manifest.root)));
    let card = report::show(&folder, damage)?;
    if card.cells().any(|cell| cell.timed.is_some()) {
        print(NEXT)?;
    }
    if interrupt::requested() {
        workspace.progress.note(&format!("hint: cargo xtask run --resume {} goes on with it", card.session.id));
    }
    Ok(exit(unwell(card.unwell()).as_deref()))
}

/// What to type when there is something to look at.
const NEXT: &str = "
see it:                   cargo xtask report --format html --output page.html
what is it worth to you:  cargo xtask advise --work 1h
your own function:        cargo xtask climb slow.py:f --call 'f(100)'";

/// The ladder with the points of the curves that are asked for.
fn curves(manifest: Manifest, threads: &[u32], sizes: bool) -> Manifest {
    let manifest = if threads.is_empty() { manifest } else { manifest.with_threads(threads) };
    if sizes { manifest.with_sizes() } else { manifest }
}

/// How many threads the points of a curve have: those that are given, or up to the cores that may be used; more than these are refused,
/// unless the user asks for them.
fn thread_counts(given: &[u32], oversubscribe: bool) -> Result<Vec<u32>, Problem> {
    let cores = u32::try_from(process::core_count()).unwrap_or(u32::MAX).max(1);
    if given.is_empty() {
        return Ok(manifest::thread_counts(cores));
    }
    match given.iter().find(|count| **count > cores && !oversubscribe) {
        Some(count) => {
            let text = format!("{count} threads are more than the {cores} cores that the session may use");
            Err(Problem::usage_with_hint(text, "--oversubscribe measures them all the same, and flags them"))
        }
        None => {
            let mut counts = given.to_vec();
            counts.sort_unstable();
            counts.dedup();
            Ok(counts)
        }
    }
}

/// The session that is gone on with.
fn resumption(places: &Places, name: Option<&Path>, damage: Damage, anyway: bool) -> Result<Resumption, Problem> {
    let (folder, recorded) = unfinished(places, name, damage)?;
    Ok(Resumption::of(folder, recorded, damage, anyway)?)
}
