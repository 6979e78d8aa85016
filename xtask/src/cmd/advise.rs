//! `advise`: which rung pays back for a workload, and where to stop climbing, from the records of a session alone.

use std::process::ExitCode;

use anyhow::Context as _;

use super::cells_of;
use super::report::layout_of;
use crate::console::{Printout, Problem, layout};
use crate::sessions::{card, named_or_newest};
use ::report::advice::{self, Workload, advise};
use ::report::{Layout, laid_out};
use flags::{AdviseFlags, Places};

pub(super) fn run(places: &Places, flags: &AdviseFlags) -> Result<ExitCode, Problem> {
    printout(places, flags, layout())?.print()
}

/// What the advice is; text is laid out so.
pub(super) fn printout(places: &Places, flags: &AdviseFlags, layout: Layout) -> Result<Printout, Problem> {
    let card = card(&named_or_newest(places, flags.session.as_deref())?, flags.salvage)?;
    let workload = workload(flags)?;
    let advice = advise(&card, &workload).map_err(Problem::usage)?;
    let text = match layout_of(flags.format.into(), layout) {
        None => advice::json(&advice).context("cannot write the advice as JSON")?,
        Some(layout) => laid_out(advice::terminal(&advice, layout), layout),
    };
    Ok(Printout::new(text, None))
}

fn workload(flags: &AdviseFlags) -> Result<Workload, Problem> {
    Ok(Workload {
        selection: cells_of(&flags.group, &flags.benchmark, &flags.rung)?,
        kind: flags.kind.clone(),
        work_s: flags.seconds.unwrap_or(flags.work.as_secs_f64()),
        share: flags.share,
        worth: flags.worth,
        with_build: flags.with_build,
    })
}
