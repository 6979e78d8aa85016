//! `compare`: sets two sessions side by side, from their records alone.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::narrowed_to;
use crate::console::{Printout, Problem, UNCHECKED, UNWELL, USAGE, WELL, layout};
use crate::gate;
use crate::sessions::{card, id, named, named_or_newest, results_folder};
use ::report::comparison::{self, Comparison, ComparisonTerms, GateLimits, GateVerdict, compare};
use ::report::{Card, Layout, laid_out};
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
    let limits = limits(flags, [&before, &after])?;
    let terms = ComparisonTerms { selection, other_machine: flags.other_machine, limits };
    let comparison = compare(&before, &after, &terms);
    let text = match flags.output.format {
        Format::Json => comparison::json(&comparison).context("cannot write the comparison as JSON")?,
        Format::Text => laid_out(comparison::terminal(&comparison, layout), layout),
    };
    let (status, error) = judged(&comparison, flags);
    Ok(Printout { text, status, error })
}

/// By how much cells may change.
fn limits(flags: &CompareFlags, cards: [&Card; 2]) -> Result<GateLimits, Problem> {
    let mut limits = flags.fail_slower.map(GateLimits::slower).unwrap_or_default();
    if let Some(file) = &flags.limits {
        limits.named = gate::read(file).map_err(Problem::usage)?;
        let unknown = limits.of_nothing(&cards);
        if !unknown.is_empty() {
            let text = format!("{}: no cell of these sessions is {}", file.display(), unknown.join(", "));
            return Err(Problem::usage(text));
        }
    }
    Ok(limits)
}

/// The exit status and why it is that. What has surely changed is told before what is lacking, that before what could not be
/// compared, and that before what could not have been seen.
fn judged(comparison: &Comparison<'_>, flags: &CompareFlags) -> (u8, Option<String>) {
    let (failed, unseen) = (comparison.judged(GateVerdict::Failed), comparison.judged(GateVerdict::Unseen));
    let lacking = if flags.require { comparison.lacking() } else { Vec::new() };
    if !failed.is_empty() {
        return (UNWELL, Some(format!("changed by more than the limit: {}", failed.join(", "))));
    }
    if !lacking.is_empty() {
        return (UNWELL, Some(format!("required, and not timed in both sessions: {}", lacking.join(", "))));
    }
    if let Some(reason) = comparison.first_refusal() {
        return (USAGE, Some(format!("not comparable: {reason}")));
    }
    if !unseen.is_empty() && !flags.allow_unseen {
        return (UNCHECKED, Some(format!("could not have seen it: {}\n{UNSEEN}", unseen.join(", "))));
    }
    (WELL, None)
}

const UNSEEN: &str =
    "hint: measure more invocations (cargo xtask run --invocations or --budget), or pass with --allow-unseen";

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
