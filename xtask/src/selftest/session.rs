//! One self-test from its plan to its figures: goes on with the newest where that was interrupted, or begins one.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::{Contestant, SelftestSetup, Tally, conduct};
use harness::cell::Absent;
use harness::check::{Checked, Oracle, TimedOutput};
use harness::limits::RunnerLimits;
use harness::measure::TimedInput;
use harness::plan::{Filters, Plan, Purpose};
use harness::session::{
    CheckOptions, CheckedPlan, EquippedPlan, Workspace, cell_record, seed_from_clock, with_load_after,
};
use manifest::Selftest;
use records::{End, Journal, Record, Recorded, Resumed, SelfTest, Session, Stop, stamp_now};
use report::CpuShares;
use system::progress::Progress;
use system::runner::Prepare;

/// The cells of a self-test.
pub fn filters(declared: &Selftest) -> Filters {
    let rungs = declared.beside.iter().map(ToString::to_string).collect();
    Filters { benchmarks: vec![declared.benchmark.to_string()], rungs, timed: true, ..Filters::default() }
}

/// Builds and checks the rungs of a self-test, and measures it until it is done, its budget is spent or the user stops
/// it. Returns what it found, and the folder of its records.
///
/// # Errors
/// When none of the rungs can be measured, a runner fails, or a record cannot be written.
pub fn measure_selftest(
    workspace: &Workspace,
    plan: Plan<'_>,
    declared: &Selftest,
    timeout: Option<Duration>,
    again: bool,
) -> anyhow::Result<(SelfTest, PathBuf)> {
    workspace.refuse_closed_results()?;
    let options = CheckOptions { timed: false, ..CheckOptions::for_timing(timeout) };
    let checked = workspace.equip(plan, Purpose::Time)?.with_baseline().check(options);
    let environment = checked.environment();
    let CheckedPlan { equipped, cells, .. } = checked;
    let limits = RunnerLimits::new(timeout, equipped.plan.profile.budget);
    let setup = set_up(&equipped, cells, declared, limits)?;
    anyhow::ensure!(!setup.rungs.is_empty(), "none of the rungs of [selftest] can be measured");
    let _alone = workspace.lock_machine()?;
    let earlier = if again { None } else { unfinished(&equipped, &environment) };
    let started = match earlier {
        Some((recorded, folder)) => go_on(&equipped, &setup, recorded, folder)?,
        None => begin(&equipped, &setup, &environment)?,
    };
    measure(&setup, started, environment)
}

/// What is compared, and what its programs are given to do.
fn set_up<'a>(
    equipped: &'a EquippedPlan<'a>,
    cells: Vec<Result<Checked, Absent>>,
    declared: &'a Selftest,
    limits: RunnerLimits,
) -> anyhow::Result<SelftestSetup<'a>> {
    let oracle = equipped.oracle(limits.of_oracle());
    let rungs = contestants(equipped, cells);
    let work = timed_input(&oracle, declared, declared.value)?;
    let more = declared.more.iter().map(|more| timed_input(&oracle, declared, more.value));
    let more = more.collect::<anyhow::Result<_>>()?;
    let Workspace { manifest, spawner, progress, .. } = equipped.workspace;
    let benchmark = &manifest.benchmarks[&declared.benchmark];
    Ok(SelftestSetup { plan: declared, benchmark, rungs, work, more, spawner, limits, progress })
}

fn timed_input(oracle: &Oracle<'_>, declared: &Selftest, value: i64) -> anyhow::Result<TimedInput> {
    let input = Prepare::Integer { value };
    let benchmark = &oracle.manifest.benchmarks[&declared.benchmark];
    Ok(TimedInput { expected: TimedOutput::Oracle(oracle.output(&declared.benchmark, benchmark, &input)?), input })
}

/// The rungs that agree; of the others the user is told.
fn contestants(equipped: &EquippedPlan<'_>, cells: Vec<Result<Checked, Absent>>) -> Vec<Contestant> {
    let Workspace { manifest, progress, .. } = equipped.workspace;
    let mut contestants = Vec::new();
    for (planned, cell) in equipped.plan.cells.iter().zip(cells) {
        let record = cell_record(manifest, planned, &cell);
        match cell {
            Ok(checked) => contestants.push(Contestant { checked, record }),
            Err(absent) => progress.note(&format!("{} takes no part: {}", record.title, absent.reason())),
        }
    }
    contestants
}

/// A self-test that is about to be measured, for the first time or again.
struct Started {
    session: Session,
    journal: Journal,
    known: Tally,
}

/// The newest self-test and its folder, where it was interrupted and nothing has changed since.
fn unfinished(equipped: &EquippedPlan<'_>, environment: &Value) -> Option<(Recorded, PathBuf)> {
    let folder = records::newest_selftest(&equipped.workspace.results)?;
    let recorded = records::load(&folder).ok()?;
    can_go_on(&recorded, environment, &equipped.workspace.manifest.sha256).then_some((recorded, folder))
}

/// Whether a self-test was interrupted, and machine, harness, manifest and programs are still what they were.
fn can_go_on(recorded: &Recorded, environment: &Value, manifest: &str) -> bool {
    let same = |fact: &str| recorded.environment.as_ref().is_some_and(|was| was.get(fact) == environment.get(fact));
    let facts = ["machine", "program", "toolchains", "cells"];
    recorded.end.is_none() && recorded.session.manifest_sha256 == manifest && facts.into_iter().all(same)
}

fn go_on(
    equipped: &EquippedPlan<'_>,
    setup: &SelftestSetup<'_>,
    recorded: Recorded,
    folder: PathBuf,
) -> anyhow::Result<Started> {
    let shown = folder.strip_prefix(&equipped.workspace.manifest.root).unwrap_or(&folder);
    let progress: &Progress = setup.progress;
    progress.note(&format!("going on with {}", shown.display()));
    let known = Tally::from_records(setup, &recorded);
    let Recorded { session, .. } = recorded;
    let mut journal = Journal::reopen(&folder)?;
    // A block that was cut off is made again, and is none without that.
    journal.write(&Record::Resumed(Resumed {
        at: stamp_now(),
        at_ms: u64::try_from(known.spent().as_millis()).unwrap_or(u64::MAX),
        seed: session.seed,
        budget_s: setup.plan.profile.budget.as_secs_f64(),
        cut_off: Vec::new(),
        changed: Vec::new(),
    }))?;
    Ok(Started { session, journal, known })
}

fn begin(equipped: &EquippedPlan<'_>, setup: &SelftestSetup<'_>, environment: &Value) -> anyhow::Result<Started> {
    let Workspace { manifest, results, .. } = equipped.workspace;
    let profile = &setup.plan.profile;
    let session = Session {
        profile: "selftest".to_owned(),
        seed: seed_from_clock(),
        budget_s: profile.budget.as_secs_f64(),
        invocations: profile.invocations,
        max_invocations: Some(profile.invocations),
        rounds: profile.rounds,
        manifest_sha256: manifest.sha256.clone(),
        baseline: equipped.baseline.as_ref().map(|choice| choice.rung.to_string()),
        ..Session::now()
    };
    let mut journal = Journal::create(&records::selftests(results), &session)?;
    journal.environment(environment)?;
    for record in setup.records() {
        journal.write(&Record::Cell(record))?;
    }
    // Its figures lie beside the records from the first block on, or from Ctrl-C.
    journal.appear()?;
    Ok(Started { session, journal, known: Tally::default() })
}

/// Measures what is left, with the figures so far beside the records after each block.
fn measure(setup: &SelftestSetup<'_>, started: Started, environment: Value) -> anyhow::Result<(SelfTest, PathBuf)> {
    let Started { session, mut journal, mut known } = started;
    let folder = journal.folder().to_owned();
    let figures = |known: &Tally| known.figures(setup, &session, environment["machine"].clone());
    let stop = conduct(setup, &session, &mut journal, &mut known, &mut |known| figures(known).write(&folder))?;
    let shares = CpuShares::new(&records::load(&folder)?);
    let found = SelfTest { stop: Some(stop), stolen: shares.stolen, others: shares.others, ..figures(&known) };
    found.write(&folder)?;
    journal.environment(&with_load_after(environment))?;
    if stop != Stop::Interrupted {
        // Without this last line the next call goes on.
        journal.write(&Record::End(End::now(stop)))?;
    }
    Ok((found, folder))
}
