//! From cells that agree to a folder of records: the journal, and what is written before, while and after they are timed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::ensure;
use serde_json::{Value, json};

use super::cells::cell_record;
use super::checked::{CheckOptions, CheckedPlan, FirstMeasuring, TimedBenchmark};
use super::commit::revision_of;
use super::environment::{with_load_after, with_what_came};
use super::first_sitting::FirstSitting;
use super::preparing::FirstCells;
use super::resumption::{Reopened, Resumption};
use super::workspace::{EquippedPlan, Workspace};
use crate::baseline::BaselineChoice;
use crate::cell::Absent;
use crate::check::Checked;
use crate::effort::EffortMeter;
use crate::limits::RunnerLimits;
use crate::measure::{self, Course, Earlier, Ledger, Progressed, Review, Settings, Steadying, Subject, TimedInput};
use crate::plan::{Plan, Planned};
use crate::toolchain::Fetch;
use manifest::{Id, Profile};
use records::{CellId, CellRecord, Gathered, Journal, Record, Recorded, SelfTest, Session, Stop};
use system::interrupt;
use system::process;
use system::progress::Progress;

/// How the cells of a session are timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// Side by side with the baseline, in rounds.
    Rounds,
    /// Each by itself, without a baseline: what matters is how its times go, not how they compare.
    WarmUp,
}

/// What the records of a session so far say of how to go on, to intervals of this half-width.
pub type Reviewer = fn(&Recorded, f64) -> Review;

/// How a session of measuring is made, beside its plan.
#[derive(Debug)]
pub struct MeasureOptions {
    /// How cells are timed.
    pub kind: SessionKind,
    /// How they are checked before.
    pub check: CheckOptions,
    /// The seed of the random orders; from the clock where there is none.
    pub seed: Option<u64>,
    /// Looks at the records after each invocation.
    pub reviewer: Reviewer,
    /// Whether cells are timed that the profile has no patience for.
    pub patient: bool,
    /// The session that is gone on with, if none begins.
    pub resumption: Option<Resumption>,
    /// Which toolchains may be got that are not there.
    pub fetch: Fetch,
    /// Whether nothing is measured where a cell that was asked for cannot be.
    pub require: bool,
    /// What the user calls the session.
    pub label: Option<String>,
    /// How the first figures are shown before all cells are ready, where they are.
    pub first: Option<FirstTable>,
}

/// How the first figures of a session are shown, while most of its cells are still to be built.
#[derive(Debug, Clone, Copy)]
pub struct FirstTable {
    /// Nobody is shown them who has waited for less.
    pub after: Duration,
    /// Says what the records have of a benchmark by now.
    pub show: fn(&Recorded, &Id) -> String,
}

/// Builds, checks and measures a plan, and returns the folder of the session.
///
/// # Errors
/// When a folder cannot be locked or a record cannot be written; what was written before is kept.
pub fn measure_session(workspace: &Workspace, plan: Plan<'_>, options: MeasureOptions) -> anyhow::Result<PathBuf> {
    workspace.refuse_closed_results()?;
    let fetch = options.fetch;
    let equipped = workspace.equip_later(plan, fetch)?;
    workspace.progress.has_stages(2);
    measure_equipped(equipped, options)
}

/// The same, of a plan whose toolchains have been looked for.
///
/// # Errors
/// When a folder cannot be locked or a record cannot be written; what was written before is kept.
pub fn measure_equipped(equipped: EquippedPlan<'_>, options: MeasureOptions) -> anyhow::Result<PathBuf> {
    let MeasureOptions { kind, check, seed, reviewer, patient, resumption, fetch: _, require, label, first } = options;
    let workspace = equipped.workspace;
    let equipped = match (&resumption, kind) {
        (Some(resumption), _) => equipped.with_recorded_baseline(resumption.baseline(&workspace.manifest)),
        (None, SessionKind::Rounds) => equipped.with_baseline(),
        (None, SessionKind::WarmUp) => equipped,
    };
    let seed = seed.unwrap_or_else(seed_from_clock);
    // Where it is not known yet whether a session will be, nothing is measured for it.
    let waits = require || resumption.is_some() || equipped.plan.profile.estimates.is_some();
    let first = first.filter(|_| kind == SessionKind::Rounds && !waits);
    let mut begun = Ok(None);
    let mut measure = |equipped: &EquippedPlan<'_>, limits: RunnerLimits, cells: FirstCells<'_>| {
        if let Some(table) = first {
            begun = FirstSitting::measure(equipped, limits, cells, (seed, label.clone()), (reviewer, table));
        }
    };
    let first = first.map(|table| FirstMeasuring { after: table.after, measure: &mut measure });
    let mut checked = equipped.check_with(check, first);
    let begun = begun?;
    if require {
        refuse_lack(&checked)?;
    }
    let environment = with_trust(checked.environment(), workspace);
    let changed = match &resumption {
        Some(resumption) => resumption.changes(&checked, &environment)?,
        None => Vec::new(),
    };
    let alone = workspace.lock_machine()?;
    checked.spending.spare(alone.waited());
    // What a session that goes on has selected is known already.
    checked.estimate(patient || resumption.is_some());
    let goes_on = begun.is_some();
    let opened = match (&resumption, begun) {
        (None, None) => {
            Opened::begin((&checked.equipped, &checked.cells), (kind, label), (seed, reviewer), environment)?
        }
        (None, Some(first)) => first.go_on(&mut checked, environment)?,
        (Some(resumption), _) => Opened::again(&mut checked, resumption, (seed, reviewer), (changed, &environment))?,
    };
    // The orders of the first cells were drawn from this seed already.
    let seed = seed.wrapping_add(u64::from(goes_on));
    let Opened { mut ledger, progressed, earlier, environment } = opened;
    // What is equipped stays: its lock is held until the last record is written.
    let CheckedPlan { equipped, cells, timed, mut spending, limits, .. } = checked;
    let cells = match &resumption {
        Some(resumption) => resumption.still_ready(cells),
        None => cells,
    };
    let subjects = subjects(timed, cells, equipped.baseline.as_ref(), kind);
    process::give_memory_back();
    let (profile, since) = (&equipped.plan.profile, spending.since());
    let Workspace { spawner, progress, target, .. } = workspace;
    let target = Some(target.as_path());
    let settings = Settings {
        profile,
        spawner,
        seed,
        limits,
        since,
        target,
        earlier,
        progressed,
        progress,
        first: false,
        goes_on,
    };
    let stop = match interrupt::requested() {
        true => Stop::Interrupted,
        false => {
            let Course { stop, lost } = measure::measure(&subjects, &settings, &mut ledger)?;
            spending.lose(lost);
            stop
        }
    };
    if let Some(environment) = environment {
        ledger.journal.environment(&with_load_after(environment))?;
    }
    ledger.record(Record::End(spending.end(stop)))?;
    Ok(ledger.journal.folder().to_owned())
}

/// Refuses to measure where a cell cannot be timed whose rung does the benchmark.
fn refuse_lack(checked: &CheckedPlan<'_>) -> anyhow::Result<()> {
    let lack = checked.each_cell().filter_map(|(planned, cell)| match cell {
        Ok(_) | Err(Absent::Unsupported(_) | Absent::Interrupted) => None,
        Err(absent) => Some(format!("{} is {}: {}", planned.id(), absent.word(), absent.reason())),
    });
    let lack: Vec<String> = lack.collect();
    ensure!(lack.is_empty(), "nothing was measured, as all cells are required:\n{}", lack.join("\n"));
    Ok(())
}

/// A session whose records can be written.
pub(super) struct Opened {
    pub(super) ledger: SessionLedger,
    pub(super) progressed: Progressed,
    pub(super) earlier: HashMap<String, Earlier>,
    /// The surroundings as they were when the session began.
    pub(super) environment: Option<Value>,
}

impl Opened {
    /// A session begins.
    pub(super) fn begin(
        (equipped, cells): (&EquippedPlan<'_>, &[Result<Checked, Absent>]),
        (kind, label): (SessionKind, Option<String>),
        (seed, reviewer): (u64, Reviewer),
        environment: Value,
    ) -> anyhow::Result<Opened> {
        let session = Session { label, ..opening(equipped, kind, seed) };
        let earlier = earlier(&equipped.workspace.results, &session.profile);
        let mut journal = Journal::create(&equipped.workspace.results, &session)?;
        journal.environment(&environment)?;
        let (width, progress) = (equipped.plan.profile.width, equipped.workspace.progress.clone());
        let mut ledger = SessionLedger { journal, gathered: Gathered::new(session), reviewer, width, progress };
        // Cells that stand alone have no ratios to judge.
        if kind == SessionKind::Rounds {
            for source in &equipped.workspace.manifest.published {
                ledger.record(Record::Published(source.clone()))?;
            }
        }
        ledger.describe(equipped, cells, |_| true)?;
        Ok(Opened { ledger, progressed: Progressed::default(), earlier, environment: Some(environment) })
    }

    /// A session goes on. What is known of its cells was recorded when it began.
    fn again(
        checked: &mut CheckedPlan<'_>,
        resumption: &Resumption,
        (seed, reviewer): (u64, Reviewer),
        (changed, now): (Vec<String>, &Value),
    ) -> anyhow::Result<Opened> {
        let Profile { budget, width, .. } = checked.equipped.plan.profile;
        let Reopened { journal, gathered, progressed, spent, environment } =
            resumption.reopen(seed, budget, changed)?;
        checked.spending.add(spent);
        let earlier = Earlier::of_session(gathered.recorded());
        let progress = checked.equipped.workspace.progress.clone();
        let mut ledger = SessionLedger { journal, gathered, reviewer, width, progress };
        // What was still to be built when it was cut off is known only now.
        ledger.describe(&checked.equipped, &checked.cells, |id| resumption.is_pending(id))?;
        let environment =
            environment.map(|then| if resumption.has_pending() { with_what_came(then, now) } else { then });
        Ok(Opened { ledger, progressed, earlier, environment })
    }
}

/// Writes every record at once, and keeps all of them in mind for the reviews.
pub(super) struct SessionLedger {
    pub(super) journal: Journal,
    pub(super) gathered: Gathered,
    reviewer: Reviewer,
    width: f64,
    progress: Progress,
}

impl SessionLedger {
    /// Records what is known of cells: of those that are meant.
    pub(super) fn describe(
        &mut self,
        equipped: &EquippedPlan<'_>,
        cells: &[Result<Checked, Absent>],
        is_meant: impl Fn(&CellId) -> bool,
    ) -> anyhow::Result<()> {
        let EquippedPlan { workspace, plan, baseline, toolbox, .. } = equipped;
        let meter = EffortMeter::new(plan.manifest, toolbox, baseline.as_ref().map(|choice| &choice.rung));
        let known = workspace.known_differences();
        for (planned, cell) in plan.cells.iter().zip(cells).filter(|(planned, _)| is_meant(&planned.id())) {
            let differs = known.as_ref().and_then(|known| known.known(planned.rung_id.as_str()));
            let effort = cell.as_ref().ok().map(|checked| meter.measure(planned, &checked.built().tool));
            let (effort, effort_unknown) = match effort {
                Some(Ok(effort)) => (Some(Box::new(effort)), None),
                Some(Err(reason)) => (None, reason),
                None => (None, None),
            };
            self.record(Record::Cell(CellRecord {
                size: size(planned, plan.profile_id),
                effort,
                effort_unknown,
                differs: differs.map(Box::new),
                ..cell_record(plan.manifest, planned, cell)
            }))?;
        }
        Ok(())
    }
}

impl Ledger for SessionLedger {
    fn record(&mut self, record: Record) -> anyhow::Result<()> {
        self.journal.write(&record)?;
        if let Some(notice) = self.journal.notice() {
            self.progress.note(&format!("warning: {notice}"));
        }
        self.gathered.add(record);
        Ok(())
    }

    fn review(&mut self) -> Review {
        (self.reviewer)(self.gathered.recorded(), self.width)
    }
}

/// The timed input, for people.
fn size(planned: &Planned<'_>, profile: &Id) -> String {
    planned.benchmark.sizes.get(profile).map(|size| size.input.to_string()).unwrap_or_default()
}

/// The surroundings, with how far the harness is to be trusted on this machine.
pub(super) fn with_trust(mut environment: Value, workspace: &Workspace) -> Value {
    let latest = SelfTest::latest(&workspace.results, &environment["machine"]);
    environment["selftest"] = json!(latest);
    environment
}

/// The first record of a session that begins now.
fn opening(equipped: &EquippedPlan<'_>, kind: SessionKind, seed: u64) -> Session {
    let EquippedPlan { plan, baseline, workspace, .. } = equipped;
    // Under a name of its own, such a session is never compared with one that was made in rounds.
    let suffix = if kind == SessionKind::WarmUp { "-warmup" } else { "" };
    let profile = format!("{}{suffix}", plan.profile_id);
    let now = Session::now();
    Session {
        id: format!("{}-{profile}", now.id),
        profile,
        seed,
        budget_s: plan.profile.budget.as_secs_f64(),
        invocations: plan.profile.invocations,
        max_invocations: Some(plan.profile.max_invocations),
        width: Some(plan.profile.width),
        rounds: plan.profile.rounds,
        manifest_sha256: plan.manifest.sha256.clone(),
        baseline: baseline.as_ref().map(|choice| choice.rung.to_string()),
        baseline_doubt: baseline.as_ref().and_then(|choice| choice.doubt.clone()),
        baseline_instead: baseline.as_ref().and_then(|choice| choice.instead.clone()),
        revision: revision_of(&workspace.manifest.root, &workspace.spawner),
        ..now
    }
}

/// What is timed: each benchmark with its cells, or each cell by itself.
pub(super) fn subjects<'m>(
    timed: Vec<TimedBenchmark<'m>>,
    cells: Vec<Result<Checked, Absent>>,
    baseline: Option<&BaselineChoice>,
    kind: SessionKind,
) -> Vec<Subject<'m>> {
    let baseline = baseline.map(|choice| choice.rung.clone());
    let mut cells: Vec<Checked> = cells.into_iter().flatten().collect();
    let mut subjects = Vec::new();
    for TimedBenchmark { id, benchmark, input, output, smaller } in timed {
        let work = TimedInput { input, expected: output };
        let own = cells.extract_if(.., |cell| cell.built().benchmark == *id).collect();
        let subject = Subject {
            id,
            benchmark,
            work,
            other_work: HashMap::new(),
            cells: own,
            baseline: baseline.clone(),
            one_baseline: false,
            steadying: Some(Steadying { smaller }),
        };
        match kind {
            SessionKind::Rounds => subjects.push(subject),
            SessionKind::WarmUp => subjects.extend(one_by_one(subject)),
        }
    }
    subjects
}

/// The same cells, none beside another.
fn one_by_one(subject: Subject<'_>) -> Vec<Subject<'_>> {
    let Subject { id, benchmark, work, cells, .. } = subject;
    let mut subjects = Vec::new();
    for cell in cells {
        let (work, cells) = (work.clone(), vec![cell]);
        let other_work = HashMap::new();
        subjects.push(Subject {
            id,
            benchmark,
            work,
            other_work,
            cells,
            baseline: None,
            one_baseline: true,
            steadying: None,
        });
    }
    subjects
}

/// What the latest session of this profile took, if there is one.
fn earlier(results: &Path, profile: &str) -> HashMap<String, Earlier> {
    let mut latest_first = records::sessions(results).into_iter().rev();
    let alike = latest_first.find(|folder| records::opening(folder).is_ok_and(|session| session.profile == profile));
    let recorded = alike.and_then(|folder| records::load_without_samples(&folder).ok());
    recorded.map(|recorded| Earlier::of_session(&recorded)).unwrap_or_default()
}

/// A seed that is short enough to type.
pub fn seed_from_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| u64::from(time.subsec_nanos()))
}
