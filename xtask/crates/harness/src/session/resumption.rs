//! A session that was interrupted or killed goes on: what it was made of, and what has changed since.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{bail, ensure};
use serde_json::Value;

use super::changes::changes;
use super::checked::CheckedPlan;
use crate::baseline::BaselineChoice;
use crate::cell::Absent;
use crate::check::Checked;
use crate::measure::{Progressed, cut_off};
use crate::plan::{NoMatch, Plan};
use manifest::Manifest;
use records::{CellId, Damage, End, Gathered, Journal, Record, Recorded, Resumed, Session, Standing, Stop, stamp_now};

/// The first version of records that say which invocations are whole.
const RESUMABLE: u32 = 3;

/// A session that is to be gone on with.
#[derive(Debug)]
pub struct Resumption {
    folder: PathBuf,
    recorded: Recorded,
    damage: Damage,
    /// Goes on whatever has changed, with a record of it.
    anyway: bool,
}

impl Resumption {
    /// Of the session in a folder, of which this is recorded and which must not have ended.
    ///
    /// # Errors
    /// When there is nothing to go on with, or somebody else does so.
    pub fn of(folder: PathBuf, recorded: Recorded, damage: Damage, anyway: bool) -> anyhow::Result<Resumption> {
        if Journal::is_open(&folder) {
            bail!("the session in {} is being measured at present", folder.display());
        }
        refuse_ended(&recorded)?;
        let Session { version, id, .. } = &recorded.session;
        ensure!(
            *version >= RESUMABLE,
            "session {id} cannot be gone on with: its records, of version {version}, do not say which invocations are whole"
        );
        Ok(Resumption { folder, recorded, damage, anyway })
    }

    /// The cells of the session, and those of them that the ladder does not have any more.
    ///
    /// # Errors
    /// When the ladder has no such profile, or none of the cells.
    pub fn plan<'m>(&self, manifest: &'m Manifest, budget: Option<Duration>) -> Result<Plan<'m>, NoMatch> {
        let Recorded { session, cells, .. } = &self.recorded;
        let cells: Vec<CellId<&str>> = cells.iter().map(records::CellRecord::id).collect();
        let recorded = Duration::try_from_secs_f64(session.budget_s).unwrap_or_default();
        let mut plan = Plan::of_cells(manifest, &session.profile, &cells, budget.unwrap_or(recorded))?;
        plan.profile.invocations = session.invocations;
        plan.profile.width = session.width.unwrap_or(plan.profile.width);
        if budget.is_none_or(|budget| budget <= recorded) {
            plan.profile.max_invocations = session.max_invocations.unwrap_or(plan.profile.max_invocations);
        }
        Ok(plan)
    }

    /// The numbers of threads of its curves.
    pub fn thread_counts(&self) -> Vec<u32> {
        let points = self.recorded.cells.iter().filter(|cell| cell.thread_curve_of.is_some());
        let mut counts: Vec<u32> = points.map(|cell| cell.threads).collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    }

    /// Whether it has curves over sizes.
    pub fn has_size_curves(&self) -> bool {
        self.recorded.cells.iter().any(|cell| cell.size_curve_of.is_some())
    }

    /// The baseline that the session has, if the ladder still has it.
    pub(super) fn baseline(&self, manifest: &Manifest) -> Option<BaselineChoice> {
        let Session { baseline, baseline_doubt, baseline_instead, .. } = &self.recorded.session;
        let (rung, _) = manifest.rungs.get_key_value(baseline.as_deref()?)?;
        let (doubt, instead) = (baseline_doubt.clone(), baseline_instead.clone());
        Some(BaselineChoice { rung: rung.clone(), doubt, instead })
    }

    /// What is not as it was, in sentences.
    ///
    /// # Errors
    /// When something is not, unless the user goes on anyway.
    pub(super) fn changes(&self, checked: &CheckedPlan<'_>, environment: &Value) -> anyhow::Result<Vec<String>> {
        let changed = changes(&self.recorded, checked, environment);
        if changed.is_empty() || self.anyway {
            return Ok(changed);
        }
        let Session { id, .. } = &self.recorded.session;
        bail!(
            "session {id} is not gone on with, as something is not what it was:\n  {}\n\
             hint: begin another with `cargo xtask run`, or go on with --anyway, which is recorded and flagged",
            changed.join("\n  ")
        )
    }

    /// Opens the session's records, and says in them that they go on from here.
    ///
    /// # Errors
    /// When somebody else writes them or has ended the session meanwhile, or they cannot be read or written.
    pub(super) fn reopen(&self, seed: u64, budget: Duration, changed: Vec<String>) -> anyhow::Result<Reopened> {
        let mut journal = Journal::reopen(&self.folder)?;
        // What was read before is what was there before it was locked.
        let recorded = records::read(&self.folder, self.damage)?;
        refuse_ended(&recorded)?;
        let progressed = Progressed::of_session(&recorded);
        let resumed = Resumed {
            at: stamp_now(),
            at_ms: u64::try_from(progressed.measured.as_millis()).unwrap_or(u64::MAX),
            seed,
            budget_s: budget.as_secs_f64(),
            cut_off: cut_off(&recorded),
            changed,
        };
        let spent = Spent::of(&recorded, &progressed);
        let (environment, mut gathered) = (recorded.environment.clone(), Gathered::of(recorded));
        let record = Record::Resumed(resumed);
        journal.write(&record)?;
        gathered.add(record);
        Ok(Reopened { journal, gathered, progressed, spent, environment })
    }

    /// Whether a cell was still to be built when the session was cut off.
    pub(super) fn is_pending(&self, id: &CellId) -> bool {
        self.recorded.cells.iter().any(|cell| cell.id() == id.borrowed() && cell.pending)
    }

    /// Whether any was.
    pub(super) fn has_pending(&self) -> bool {
        self.recorded.cells.iter().any(|cell| cell.pending)
    }

    /// Cells that were ready at first, or not known to be otherwise: the others have no place among the figures.
    pub(super) fn still_ready(&self, cells: Vec<Result<Checked, Absent>>) -> Vec<Result<Checked, Absent>> {
        let is_ready = |id: &CellId| {
            let mut cells = self.recorded.cells.iter();
            cells.any(|cell| cell.id() == id.borrowed() && (cell.standing == Standing::Ready || cell.pending))
        };
        cells.into_iter().filter(|cell| cell.as_ref().is_ok_and(|checked| is_ready(&checked.id()))).collect()
    }
}

/// A session whose records are open again.
pub(super) struct Reopened {
    pub(super) journal: Journal,
    pub(super) gathered: Gathered,
    pub(super) progressed: Progressed,
    pub(super) spent: Spent,
    /// The surroundings as they were at first.
    pub(super) environment: Option<Value>,
}

/// What earlier sittings have spent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spent {
    /// Of the budget.
    pub(super) time: Duration,
    /// Into runners that failed, beside that.
    pub(super) lost: Duration,
    /// CPU time of the harness, where it is known.
    pub(super) own_cpu_ms: u64,
}

impl Spent {
    /// What a session that was killed spent before it measured, nobody knows.
    fn of(recorded: &Recorded, progressed: &Progressed) -> Spent {
        let end = recorded.end.as_ref();
        let ended = |part: fn(&End) -> Option<u64>| end.and_then(part).map(Duration::from_millis);
        let grown = |loads: &[records::Load]| {
            let (first, last) = (loads.first()?.harness_cpu_ms?, loads.last()?.harness_cpu_ms?);
            Some(last.saturating_sub(first))
        };
        let measured: u64 = recorded.loads_by_sitting().filter_map(grown).sum();
        let own_cpu_ms = end.and_then(|end| end.harness_cpu_ms).unwrap_or(measured);
        let time = ended(|end| end.spent_ms).unwrap_or(progressed.measured);
        Spent { time, lost: ended(|end| end.lost_ms).unwrap_or_default(), own_cpu_ms }
    }
}

fn refuse_ended(recorded: &Recorded) -> anyhow::Result<()> {
    let id = &recorded.session.id;
    match recorded.end.as_ref().map(|end| end.stop) {
        None | Some(Stop::Interrupted) => Ok(()),
        Some(_) => bail!("session {id} has come to its end: there is nothing to go on with"),
    }
}
