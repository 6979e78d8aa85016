//! The first figures of a session, while most of its cells are still to be built: one invocation of what is ready.

use std::time::Instant;

use serde_json::Value;

use super::checked::CheckedPlan;
use super::measured::{FirstTable, Opened, Reviewer, SessionKind, SessionLedger, subjects, with_trust};
use super::preparing::FirstCells;
use super::resumption::Spent;
use super::workspace::{EquippedPlan, Workspace};
use crate::limits::RunnerLimits;
use crate::measure::{self, Course, Earlier, Progressed, Settings};
use manifest::Profile;
use system::interrupt;
use system::lock;
use system::machine;
use system::process;

/// What was measured of a session before all of its cells were ready.
pub(super) struct FirstSitting {
    ledger: SessionLedger,
    spent: Spent,
}

impl FirstSitting {
    /// Makes one invocation of the benchmark of which there is something to compare, and shows what came of it; nothing where another
    /// session measures, for which nobody should wait who can build meanwhile.
    pub(super) fn measure(
        equipped: &EquippedPlan<'_>,
        limits: RunnerLimits,
        FirstCells { cells, timed }: FirstCells<'_>,
        (seed, label): (u64, Option<String>),
        (reviewer, table): (Reviewer, FirstTable),
    ) -> anyhow::Result<Option<FirstSitting>> {
        let Workspace { spawner, progress, target, .. } = equipped.workspace;
        let Some(_alone) = lock::measure_alone_at_once(&equipped.workspace.manifest.root, progress)? else {
            return Ok(None);
        };
        let (begun, own) = (Instant::now(), machine::spent().own);
        let environment = with_trust(equipped.environment(&cells), equipped.workspace);
        let kind = SessionKind::Rounds;
        let opened = Opened::begin((equipped, &cells), (kind, label), (seed, reviewer), environment)?;
        let Opened { mut ledger, earlier, .. } = opened;
        let benchmark = timed.id;
        let subjects = subjects(vec![timed], cells, equipped.baseline.as_ref(), kind);
        process::give_memory_back();
        let profile = &Profile { invocations: 1, max_invocations: 1, ..equipped.plan.profile.clone() };
        let (target, progressed) = (Some(target.as_path()), Progressed::default());
        let (since, first, goes_on) = (begun, true, false);
        let settings =
            Settings { profile, spawner, seed, limits, since, target, earlier, progressed, progress, first, goes_on };
        let Course { lost, .. } = measure::measure(&subjects, &settings, &mut ledger)?;
        if !interrupt::requested() {
            progress.note(&(table.show)(ledger.gathered.recorded(), benchmark));
        }
        let own_cpu_ms = machine::spent().own.zip(own).map_or(0, |(now, before)| now.saturating_sub(before));
        let time = begun.elapsed().saturating_sub(lost);
        Ok(Some(FirstSitting { ledger, spent: Spent { time, lost, own_cpu_ms } }))
    }

    /// All cells are ready now: their records are written again.
    pub(super) fn go_on(self, checked: &mut CheckedPlan<'_>, environment: Value) -> anyhow::Result<Opened> {
        let FirstSitting { mut ledger, spent } = self;
        ledger.journal.environment(&environment)?;
        ledger.describe(&checked.equipped, &checked.cells, |_| true)?;
        checked.spending.add(spent);
        let recorded = ledger.gathered.recorded();
        let (progressed, earlier) = (Progressed::of_session(recorded), Earlier::of_session(recorded));
        Ok(Opened { ledger, progressed, earlier, environment: Some(environment) })
    }
}
