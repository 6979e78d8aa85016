//! `advise`: which rung pays back for a workload, and where to stop climbing, from the records of a session alone.

use std::process::ExitCode;

use anyhow::Context as _;

use super::report::look_of;
use crate::console::{Printout, Problem, look};
use crate::flags::{AdviseFlags, Places};
use crate::sessions::{card, named_or_newest};
use ::report::advice::{self, Terms, advise};
use ::report::{Look, Selection, laid_out};

pub(super) fn run(places: &Places, flags: &AdviseFlags) -> Result<ExitCode, Problem> {
    printout(places, flags, look())?.print()
}

/// What the advice is; text is laid out so.
pub(super) fn printout(places: &Places, flags: &AdviseFlags, look: Look) -> Result<Printout, Problem> {
    let card = card(&named_or_newest(places, flags.session.as_deref())?)?;
    let terms = terms(flags)?;
    let advice = advise(&card, &terms).map_err(Problem::usage)?;
    let text = match look_of(flags.format.into(), look) {
        None => advice::json(&advice).context("cannot write the advice as JSON")?,
        Some(look) => laid_out(advice::terminal(&advice, look), look),
    };
    Ok(Printout::new(text, true))
}

fn terms(flags: &AdviseFlags) -> Result<Terms, Problem> {
    Ok(Terms {
        selection: Selection::new(&flags.benchmark, &flags.rung).map_err(Problem::usage)?,
        kind: flags.kind.clone(),
        work_s: flags.seconds.unwrap_or(flags.work.as_secs_f64()),
        share: flags.share,
        worth: flags.worth,
        with_build: flags.with_build,
    })
}
