//! `run`: builds, checks and measures, then prints the report card. `warmup` measures likewise, in a way of its own.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::effort::Efforts;
use super::environment::{environment, with_load_after};
use super::stages;
use super::{Place, Problem, exit, report, shown};
use crate::flags::{Patience, RunFlags};
use ::report::{Card, summarise};
use harness::baseline::BaselineChoice;
use harness::cell::Absent;
use harness::check::{Checked, Oracle};
use harness::measure::{self, Earlier, Review, Settings, Subject, TimedInput};
use harness::plan::{Filters, Plan};
use harness::toolchain::Fetch;
use manifest::{Benchmark, Id};
use records::{self, CellRecord, End, Gathered, Journal, Record, SelfTest, Session, Stop};
use statistics::Spread;
use system::interrupt;
use system::lock;
use system::machine;
use system::process;
use system::runner::Prepare;

pub(super) fn run(place: &Place, flags: &RunFlags) -> Result<ExitCode, Problem> {
    let filters = Filters { budget: flags.budget, timed: true, ..Filters::from(&flags.selection) };
    let plan = Plan::new(&place.manifest, &filters)?;
    let folder = measured(place, plan, &Way { patience: flags.patience, seed: flags.seed, warm_up: false })?;
    let card = report::show(&folder)?;
    place.progress.note(&format!("records: {}", shown(&folder, &place.manifest.root)));
    Ok(exit(card.all_well()))
}

/// How a session of measuring is made, beside its plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) patience: Patience,
    pub(super) seed: Option<u64>,
    /// Each cell by itself, without a baseline: what matters is how its times go, not how they compare.
    pub(super) warm_up: bool,
}

/// Builds, checks and measures a plan, and returns the folder of the session.
pub(super) fn measured(place: &Place, plan: Plan<'_>, way: &Way) -> Result<PathBuf, Problem> {
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Fetch::IfNeeded);
    place.set_up(&plan, &toolbox);
    let (plan, baseline) = if way.warm_up { (plan, None) } else { stages::with_baseline(plan, &toolbox) };
    let oracle = place.oracle(&toolbox, way.patience);
    let states = place.build(&plan, &toolbox);
    let since = Instant::now();
    let own_cpu = || machine::spent().own;
    let used_before = own_cpu();
    let mut cases = place.cases(&plan, &oracle);
    let mut timed = Vec::new();
    for (id, benchmark) in plan.benchmarks() {
        match Timed::ask(id, benchmark, &plan, &oracle) {
            Ok(asked) => timed.push(asked),
            Err(error) => cases.refuse(id, &error),
        }
    }
    let states = place.check(states, &cases, way.patience, true);
    // Large expected outputs, which nobody asks for any more.
    drop(cases);

    let _alone = lock::take(&lock::measuring(), "measures on this machine", &place.progress)?;
    let seed = way.seed.unwrap_or_else(from_the_clock);
    let session = session(&plan, baseline.as_ref(), seed, way);
    let earlier = earlier(&place.results, &session.profile);
    let mut journal = Journal::create(&place.results, &session)?;
    let mut environment = environment(&toolbox, &plan, &states);
    environment["selftest"] = json!(SelfTest::latest(&place.results, &environment["machine"]));
    journal.environment(&environment)?;
    let gathered = RefCell::new(Gathered::new(session));
    let mut write = |record: Record| {
        journal.write(&record)?;
        gathered.borrow_mut().add(record);
        anyhow::Ok(())
    };
    // Cells that stand alone have no ratios to judge.
    for source in place.manifest.published.iter().filter(|_| !way.warm_up) {
        write(Record::Published(source.clone()))?;
    }
    let efforts = Efforts::new(plan.manifest, &toolbox, baseline.as_ref().map(|choice| &choice.rung));
    for (planned, state) in plan.cells.iter().zip(&states) {
        let size = planned.benchmark.sizes.get(plan.profile_id).map(|size| size.input.to_string()).unwrap_or_default();
        let effort = efforts.of(planned, state.as_ref().ok().map(Checked::built));
        write(Record::Cell(stages::record(planned, state, size, plan.manifest, effort)))?;
    }
    let subjects = match way.warm_up {
        true => subjects(timed, states, None).into_iter().flat_map(one_by_one).collect(),
        false => subjects(timed, states, baseline.as_ref()),
    };
    let width = plan.profile.width;
    let mut look = || review(&summarise(gathered.borrow().recorded()), width);
    process::give_memory_back();
    let (limit, progress) = (way.patience.timeout, &place.progress);
    let settings = Settings { profile: &plan.profile, seed, limit, since, earlier, progress };
    let stop = match interrupt::requested() {
        true => Stop::Interrupted,
        false => measure::measure(&subjects, &settings, &mut write, &mut look)?,
    };
    journal.environment(&with_load_after(environment))?;
    journal.write(&Record::End(End {
        stop,
        ended: jiff::Timestamp::now().to_string(),
        spent_ms: u64::try_from(since.elapsed().as_millis()).ok(),
        harness_cpu_ms: own_cpu().zip(used_before).map(|(now, before)| now.saturating_sub(before)),
    }))?;
    Ok(journal.folder().to_owned())
}

/// A benchmark's timed input with the oracle's output.
struct Timed<'m> {
    id: &'m Id,
    benchmark: &'m Benchmark,
    input: Prepare,
    output: Value,
}

impl<'m> Timed<'m> {
    fn ask(id: &'m Id, benchmark: &'m Benchmark, plan: &Plan<'_>, oracle: &Oracle<'_>) -> anyhow::Result<Timed<'m>> {
        let input = oracle.timed_input(benchmark, plan.profile_id)?;
        let output = oracle.timed_output(id, benchmark, plan.profile_id)?;
        Ok(Timed { id, benchmark, input, output })
    }
}

fn subjects<'m>(
    timed: Vec<Timed<'m>>,
    states: Vec<Result<Checked, Absent>>,
    baseline: Option<&BaselineChoice>,
) -> Vec<Subject<'m>> {
    let cells: Vec<Checked> = states.into_iter().flatten().collect();
    let subject = |Timed { id, benchmark, input, output }| {
        let of_benchmark = cells.iter().filter(|cell| cell.built().benchmark == *id).cloned().collect();
        Subject {
            id,
            benchmark,
            work: TimedInput { input, oracle: output },
            other_work: HashMap::new(),
            cells: of_benchmark,
            baseline: baseline.map(|choice| choice.rung.clone()),
        }
    };
    timed.into_iter().map(subject).collect()
}

/// The same cells, none beside another.
fn one_by_one(subject: Subject<'_>) -> Vec<Subject<'_>> {
    let Subject { id, benchmark, work: TimedInput { input, oracle }, cells, .. } = subject;
    let alone = |cell| Subject {
        id,
        benchmark,
        work: TimedInput { input: input.clone(), oracle: oracle.clone() },
        other_work: HashMap::new(),
        cells: vec![cell],
        baseline: None,
    };
    cells.into_iter().map(alone).collect()
}

/// What the latest session of this profile took, if there is one.
fn earlier(results: &Path, profile: &str) -> HashMap<String, Earlier> {
    let is_alike = |folder: &PathBuf| records::opening(folder).is_ok_and(|session| session.profile == profile);
    let latest = records::sessions(results).into_iter().rev().find(is_alike);
    let recorded = latest.and_then(|folder| records::load_without_samples(&folder).ok());
    recorded.map(|recorded| Earlier::of(&recorded)).unwrap_or_default()
}

/// What the card so far means for the measuring.
fn review(card: &Card, width: f64) -> Review {
    let of_benchmark = |(cell, spread): (&CellRecord, Spread)| (cell.benchmark.clone(), (cell.rung.clone(), spread));
    Review {
        narrow: card.is_settled(width),
        widest: card.widest(width).into_iter().map(of_benchmark).collect(),
        done: card.slow_and_settled(width).into_iter().map(|cell| cell.id().owned()).collect(),
    }
}

fn session(plan: &Plan<'_>, baseline: Option<&BaselineChoice>, seed: u64, way: &Way) -> Session {
    let now = jiff::Timestamp::now();
    // Under a name of its own, such a session is never compared with one that was made in rounds.
    let profile = format!("{}{}", plan.profile_id, if way.warm_up { "-warmup" } else { "" });
    Session {
        version: records::VERSION,
        id: format!("{}-{}", now.strftime("%Y%m%dT%H%M%SZ"), profile),
        started: now.to_string(),
        profile,
        seed,
        budget_s: plan.profile.budget.as_secs_f64(),
        invocations: plan.profile.invocations,
        max_invocations: Some(plan.profile.max_invocations),
        width: Some(plan.profile.width),
        rounds: plan.profile.rounds,
        manifest_sha256: plan.manifest.sha256.clone(),
        baseline: baseline.map(|choice| choice.rung.to_string()),
        baseline_doubt: baseline.and_then(|choice| choice.doubt.clone()),
    }
}

/// A seed that is short enough to type.
pub(super) fn from_the_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::from(time.subsec_nanos()))
}
