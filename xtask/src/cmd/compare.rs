//! `compare`: sets two sessions side by side, from their records alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::narrowed_to;
use crate::console::{Printout, Problem, UNWELL, USAGE, WELL, layout};
use crate::sessions::{card, id, named, named_or_newest, results_folder};
use ::report::comparison::{self, Comparison, ComparisonTerms, compare};
use ::report::{Layout, laid_out};
use flags::{CompareFlags, Format, Places};

pub(super) fn run(places: &Places, flags: &CompareFlags) -> Result<ExitCode, Problem> {
    printout(places, flags, layout())?.print()
}

/// What a comparison says; text is laid out so.
pub(super) fn printout(places: &Places, flags: &CompareFlags, layout: Layout) -> Result<Printout, Problem> {
    let (earlier, later) = folders(places, flags)?;
    let (before, after) = (card(&earlier, flags.salvage)?, card(&later, flags.salvage)?);
    let selection = narrowed_to(&flags.narrow)?;
    if let Some(reason) = selection.takes_none_of(&after) {
        return Err(Problem::usage(reason));
    }
    let terms = ComparisonTerms { selection, other_machine: flags.other_machine, limit: flags.fail_slower };
    let comparison = compare(&before, &after, &terms);
    let text = match flags.output.format {
        Format::Json => comparison::json(&comparison).context("cannot write the comparison as JSON")?,
        Format::Text => laid_out(comparison::terminal(&comparison, layout), layout),
    };
    Ok(Printout { text, status: status(&comparison) })
}

/// What is slower is told before what could not be compared.
fn status(comparison: &Comparison<'_>) -> u8 {
    match comparison {
        _ if comparison.is_too_slow() => UNWELL,
        _ if comparison.refuses() => USAGE,
        _ => WELL,
    }
}

/// The folders of the earlier and of the later session.
fn folders(places: &Places, flags: &CompareFlags) -> Result<(PathBuf, PathBuf), Problem> {
    let later = named_or_newest(places, flags.later.as_deref())?;
    let earlier = match &flags.earlier {
        Some(name) => named(places, name)?,
        None => preceding(places, &later)?,
    };
    Ok((earlier, later))
}

/// The newest session before another that has the same profile.
fn preceding(places: &Places, later: &Path) -> Result<PathBuf, Problem> {
    let opened = |folder: &Path| records::opening(folder).map_err(Problem::usage);
    let later = opened(later)?;
    let earlier = records::sessions(&results_folder(places)?).into_iter().rev().filter(|folder| id(folder) < later.id);
    // One that cannot be read is no candidate; it is complained of when it is named.
    let mut alike = earlier.filter(|folder| opened(folder).is_ok_and(|session| session.profile == later.profile));
    alike.next().ok_or_else(|| {
        let text = format!("no session of profile `{}` before {}", later.profile, later.id);
        Problem::usage_with_hint(text, "name the earlier one, or measure twice")
    })
}
