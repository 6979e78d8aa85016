//! What a call of each cell will take at a large input, judged by calls at a small one; what nobody would wait for is left out.

use std::time::Duration;

use super::checked::CheckedPlan;
use crate::cell::Absent;
use crate::check::{Checked, LAST_WORDS};
use crate::plan::Planned;
use crate::toolchain::Absence;
use manifest::{Estimates, Id, Input, Size};
use system::process::Spawner;
use system::runner::{Limits, Mode, Prepare, Runner};

/// Calls at the small input: the first may compile.
const CALLS: u32 = 3;

/// A call may take so many times as long as was estimated, before it is said to hang.
const TIMES_AS_LONG: u32 = 4;

impl CheckedPlan<'_> {
    /// Estimates every cell that would be timed, says so, and leaves out those that take longer than the profile has patience
    /// for, unless the user is `patient`. The baseline and the rungs that the profile always takes stay.
    pub(super) fn estimate(&mut self, patient: bool) {
        let plan = &self.equipped.plan;
        let Some(estimates) = &plan.profile.estimates else { return };
        let progress = &self.equipped.workspace.progress;
        let always = |rung: &Id| {
            let baseline = self.equipped.baseline.as_ref().is_some_and(|choice| choice.rung == *rung);
            patient || baseline || estimates.always.contains(rung)
        };
        let work = progress.work(self.cells.len() as u64, "estimating how long each cell will take");
        let (mut lines, mut whole) = (Vec::new(), Duration::ZERO);
        for (planned, cell) in plan.cells.iter().zip(&mut self.cells) {
            work.doing(&format!("estimating {}", planned.id()));
            let Ok(checked) = cell else { continue };
            let limits = self.limits.with(checked.built().limits);
            let small = Small { spawner: &self.equipped.workspace.spawner, limits };
            if let Some(time) = small.estimate(planned, checked, plan.profile_id, estimates) {
                let is_run = time <= estimates.patience || always(planned.rung_id);
                lines.push(format!(
                    "  {:<40} {}{}",
                    planned.id().to_string(),
                    about(time),
                    if is_run { "" } else { ": not run" }
                ));
                if is_run {
                    whole += time;
                    checked.allow_run(time * TIMES_AS_LONG);
                } else {
                    let reason = format!("not run: {} for one call", about(time));
                    *cell = Err(Absent::Missing(Absence { reason, fix: "run it with --patient".to_owned() }));
                }
            }
            work.advance();
        }
        drop(work);
        if !lines.is_empty() {
            progress.note(&format!("what one call will take, estimated from the size of `{}`:", estimates.from));
            lines.iter().for_each(|line| progress.note(line));
            progress.note(&format!("one call of each that is run: {}", about(whole)));
        }
    }
}

/// How the small input is put to cells.
struct Small<'a> {
    spawner: &'a Spawner,
    limits: Limits,
}

impl Small<'_> {
    /// What a call at the large input should take; none where the manifest does not say how much work that is, or a call fails,
    /// which is then seen when the cell is measured.
    fn estimate(&self, planned: &Planned<'_>, cell: &Checked, large: &Id, estimates: &Estimates) -> Option<Duration> {
        let sizes = &planned.benchmark.sizes;
        let (small, large) = (sizes.get(&estimates.from)?, sizes.get(large)?);
        let times_as_much = large.work? / small.work?;
        Some(self.fastest_call(cell, small)?.mul_f64(times_as_much))
    }

    fn fastest_call(&self, cell: &Checked, size: &Size) -> Option<Duration> {
        let Input::Value(value) = size.input else { return None };
        let mut runner = Runner::start(self.spawner, &cell.built().runner, self.limits).ok()?;
        runner.prepare(&Prepare::Integer { value }, Mode::Time).ok()?;
        let mut fastest: Option<Duration> = None;
        let look = |timing: system::runner::BatchTiming, _| {
            let wall = Duration::from_nanos(timing.wall_ns);
            fastest = Some(fastest.map_or(wall, |fastest| fastest.min(wall)));
        };
        runner.run(CALLS, 1, look).ok()?;
        runner.quit(LAST_WORDS).ok()?;
        fastest
    }
}

/// A duration that is known roughly, for people.
fn about(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1.0 => "under 1 s".to_owned(),
        seconds if seconds < 120.0 => format!("about {seconds:.0} s"),
        seconds => format!("about {:.0} min", seconds / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_said_as_roughly_as_they_are_known() {
        let said = |ms: u64| about(Duration::from_millis(ms));
        assert_eq!([said(20), said(4_400), said(119_000)], ["under 1 s", "about 4 s", "about 119 s"]);
        assert_eq!([said(120_000), said(2_400_000)], ["about 2 min", "about 40 min"]);
    }
}
