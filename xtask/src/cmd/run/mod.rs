//! `run`: builds, checks and measures, or goes on with a session, then prints the report card.

mod dry;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::report;
use crate::console::{Problem, exit, layout, print, shown, unwell};
use crate::review::review;
use crate::sessions::unfinished;
use ::report::{Layout, summarise};
use flags::{Places, RunFlags, SalvageFlags};
use harness::plan::{Filters, Plan};
use harness::session::{CheckOptions, FirstTable, MeasureOptions, Resumption, SessionKind, Workspace, measure_session};
use harness::toolchain::Fetch;
use manifest::{Id, Manifest};
use records::{Damage, Recorded};
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
        first: Some(FirstTable { after: first_after(), show: first_figures }),
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

/// Who waits for longer than this sees the first figures before all is built.
const FIRST_AFTER: Duration = Duration::from_secs(15);

/// The same, unless the user says another number of seconds.
fn first_after() -> Duration {
    let given = std::env::var("LADDER_FIRST_FIGURES").ok().and_then(|text| text.parse().ok());
    given.map_or(FIRST_AFTER, Duration::from_secs)
}

/// What there is of a benchmark after its first invocation.
fn first_figures(recorded: &Recorded, benchmark: &Id) -> String {
    let layout = Layout { colour: false, ..layout() };
    let table = ::report::benchmark_table(&summarise(recorded), benchmark.as_str(), layout).unwrap_or_default();
    format!("{table}\n\n{FIRST}")
}

/// What is said of them.
const FIRST: &str = "These are first figures: one set of processes each, so that no interval is known yet. \
                     The other cells are being built, and join when they are ready.";

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
