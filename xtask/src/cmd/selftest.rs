//! `selftest`: measures the harness itself, and keeps what it finds for every later session.

use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::Value;

use super::environment::{environment, with_load_after};
use super::run::from_the_clock;
use super::{Place, Problem, exit, look, print, print_json, shown, stages};
use crate::flags::{Format, SelftestFlags};
use crate::selftest::{self, Contestant, Known, Setup};
use ::report::{Shares, selftest_text};
use harness::cell::Absent;
use harness::check::Checked;
use harness::measure::TimedInput;
use harness::plan::{Filters, Plan};
use harness::toolchain::Fetch;
use records::{self, End, Journal, Record, Recorded, SelfTest, Session, Stop};
use system::lock;
use system::machine;
use system::runner::Prepare;

pub(super) fn run(place: &Place, flags: &SelftestFlags) -> Result<ExitCode, Problem> {
    if flags.show {
        return show_latest(place, flags.output.format);
    }
    let Some(declared) = &place.manifest.selftest else {
        return Err(Problem::Usage("the manifest has no [selftest]; hint: FORMAT.md describes it".to_owned()));
    };
    let declared = with_flags(declared, flags);
    let plan = Plan::new(&place.manifest, &filters(&declared))?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Fetch::IfNeeded);
    place.set_up(&plan, &toolbox);
    let (plan, baseline) = stages::with_baseline(plan, &toolbox);
    let oracle = place.oracle(&toolbox, flags.patience);
    let states = place.build(&plan, &toolbox);
    let cases = place.cases(&plan, &oracle);
    let states = place.check(states, &cases, flags.patience, true);
    let environment = environment(&toolbox, &plan, &states);
    let benchmark = &place.manifest.benchmarks[&declared.benchmark];
    let work = |value: i64| -> anyhow::Result<TimedInput> {
        let input = Prepare::Integer { value };
        Ok(TimedInput { oracle: oracle.output(&declared.benchmark, benchmark, &input)?, input })
    };
    let setup = Setup {
        rungs: contestants(place, &plan, states),
        work: work(declared.value)?,
        more: declared.more.iter().map(|more| work(more.value)).collect::<anyhow::Result<_>>()?,
        plan: &declared,
        benchmark,
        limit: flags.patience.timeout,
        progress: &place.progress,
    };
    if setup.rungs.is_empty() {
        return Err(anyhow::anyhow!("none of the rungs of [selftest] can be measured").into());
    }

    let _alone = lock::take(&lock::measuring(), "measures on this machine", &place.progress)?;
    let begun = begin(place, &setup, flags, baseline.map(|choice| choice.rung.to_string()), environment)?;
    measured(place, &setup, begun, flags.output.format)
}

/// The self-test with what the user asked for.
fn with_flags(declared: &manifest::Selftest, flags: &SelftestFlags) -> manifest::Selftest {
    let mut plan = declared.clone();
    plan.comparisons = flags.comparisons.unwrap_or(plan.comparisons);
    plan.profile.budget = flags.budget.unwrap_or(plan.profile.budget);
    plan
}

fn filters(declared: &manifest::Selftest) -> Filters {
    let rungs = declared.beside.iter().map(ToString::to_string).collect();
    Filters { benchmarks: vec![declared.benchmark.to_string()], rungs, timed: true, ..Filters::default() }
}

/// The rungs that agree; of the others the user is told.
fn contestants(place: &Place, plan: &Plan<'_>, states: Vec<Result<Checked, Absent>>) -> Vec<Contestant> {
    let contestant = |(planned, state)| {
        let record = stages::record(planned, &state, String::new(), plan.manifest, None);
        match state {
            Ok(checked) => Some(Contestant { checked, record }),
            Err(absent) => {
                place.progress.note(&format!("{} takes no part: {}", record.title, absent.reason()));
                None
            }
        }
    };
    plan.cells.iter().zip(states).filter_map(contestant).collect()
}

/// A self-test that is about to be measured, for the first time or again.
struct Begun {
    session: Session,
    journal: Journal,
    known: Known,
    environment: Value,
}

/// Goes on with the newest self-test where that was interrupted and nothing has changed since, or begins one.
fn begin(
    place: &Place,
    setup: &Setup<'_>,
    flags: &SelftestFlags,
    baseline: Option<String>,
    environment: Value,
) -> anyhow::Result<Begun> {
    let folder = records::newest_selftest(&place.results).filter(|_| !flags.again);
    let earlier = folder.and_then(|folder| Some((records::load(&folder).ok()?, folder)));
    if let Some((recorded, folder)) =
        earlier.filter(|(recorded, _)| can_go_on(recorded, &environment, &place.manifest.sha256))
    {
        place.progress.note(&format!("going on with {}", shown(&folder, &place.manifest.root)));
        let known = Known::of(setup, &recorded);
        return Ok(Begun { session: recorded.session, journal: Journal::reopen(&folder)?, known, environment });
    }
    let now = jiff::Timestamp::now();
    let profile = &setup.plan.profile;
    let session = Session {
        version: records::VERSION,
        id: now.strftime("%Y%m%dT%H%M%SZ").to_string(),
        started: now.to_string(),
        profile: "selftest".to_owned(),
        seed: from_the_clock(),
        budget_s: profile.budget.as_secs_f64(),
        invocations: profile.invocations,
        max_invocations: Some(profile.invocations),
        width: None,
        rounds: profile.rounds,
        manifest_sha256: place.manifest.sha256.clone(),
        baseline,
        baseline_doubt: None,
    };
    let mut journal = Journal::create(&records::selftests(&place.results), &session)?;
    journal.environment(&environment)?;
    for record in setup.records() {
        journal.write(&Record::Cell(record))?;
    }
    Ok(Begun { session, journal, known: Known::default(), environment })
}

/// Whether a self-test was interrupted, and machine, harness, manifest and programs are still what they were.
fn can_go_on(recorded: &Recorded, environment: &Value, manifest: &str) -> bool {
    let same = |fact: &str| recorded.environment.as_ref().is_some_and(|was| was.get(fact) == environment.get(fact));
    let facts = ["machine", "program", "toolchains", "cells"];
    recorded.end.is_none() && recorded.session.manifest_sha256 == manifest && facts.into_iter().all(same)
}

fn measured(place: &Place, setup: &Setup<'_>, begun: Begun, format: Format) -> Result<ExitCode, Problem> {
    let Begun { session, mut journal, mut known, environment } = begun;
    let folder = journal.folder().to_owned();
    let figures = |known: &Known| known.figures(setup, &session, environment["machine"].clone());
    let stop =
        selftest::conduct(setup, &session, &mut journal, &mut known, &mut |known| figures(known).write(&folder))?;
    let shares = Shares::new(&records::load(&folder).map_err(anyhow::Error::from)?.loads);
    let found = SelfTest { stop: Some(stop), stolen: shares.stolen, others: shares.others, ..figures(&known) };
    found.write(&folder)?;
    journal.environment(&with_load_after(environment))?;
    if stop != Stop::Interrupted {
        // Without this last line the next call goes on.
        journal.write(&Record::End(End {
            stop,
            ended: jiff::Timestamp::now().to_string(),
            spent_ms: None,
            harness_cpu_ms: None,
        }))?;
    }
    show(&found, format)?;
    place.progress.note(&format!("records: {}", shown(&folder, &place.manifest.root)));
    Ok(exit(!found.alarms_too_often()))
}

fn show_latest(place: &Place, format: Format) -> Result<ExitCode, Problem> {
    let Some(found) = SelfTest::latest(&place.results, &machine::describe()) else {
        let results = place.results.display();
        let hint = "hint: cargo xtask selftest";
        return Err(Problem::Usage(format!("no self-test of this machine in {results}; {hint}")));
    };
    show(&found, format)?;
    Ok(exit(!found.alarms_too_often()))
}

fn show(found: &SelfTest, format: Format) -> anyhow::Result<()> {
    match format {
        Format::Json => print_json(&serde_json::to_value(found).context("cannot write the figures as JSON")?),
        Format::Text => print(&selftest_text(found, look())),
    }
}
