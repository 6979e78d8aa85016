//! `report`: prints the report card of a session again, from its records alone, or all about some of its cells, or what
//! becomes of published figures in it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::sessions::{card, named, newest, recorded, results_folder};
use super::{Problem, exit, look, print};
use crate::flags::{Places, ReportFlags, ReportFormat};
use crate::report::detail::{self, details};
use crate::report::{self, Card, Look, Selection, laid_out, summarise, verdicts};

pub(super) fn run(places: &Places, flags: &ReportFlags) -> Result<ExitCode, Problem> {
    let folder = match &flags.session {
        Some(name) => named(places, name)?,
        None => newest(&results_folder(places)?)?,
    };
    let card = match flags.cell.is_empty() {
        _ if flags.effort => show_effort(&folder, flags.format)?,
        _ if flags.verdicts => show_verdicts(&folder, flags.format)?,
        true => show(&folder, flags.format)?,
        false => show_cells(&folder, &flags.cell, flags.format)?,
    };
    Ok(exit(card.all_well()))
}

/// Prints the report card of a session.
pub(super) fn show(folder: &Path, format: ReportFormat) -> Result<Card, Problem> {
    let card = card(folder)?;
    match look_of(format) {
        None => print(&report::json(&card).context("cannot write the report as JSON")?)?,
        Some(look) => print(&laid_out(report::terminal(&card, look), look))?,
    }
    Ok(card)
}

/// How a format for people is laid out; none for programs.
pub(super) fn look_of(format: ReportFormat) -> Option<Look> {
    match format {
        ReportFormat::Text => Some(look()),
        ReportFormat::Markdown => Some(Look { markdown: true, ..Look::default() }),
        ReportFormat::Json => None,
    }
}

/// Prints what each rung takes beside time; for programs it is in the report card.
fn show_effort(folder: &Path, format: ReportFormat) -> Result<Card, Problem> {
    let Some(look) = look_of(format) else { return show(folder, format) };
    let card = card(folder)?;
    print(&laid_out(report::effort(&card, look), look))?;
    Ok(card)
}

/// Prints what becomes of published figures and claims in a session.
fn show_verdicts(folder: &Path, format: ReportFormat) -> Result<Card, Problem> {
    let card = card(folder)?;
    match look_of(format) {
        None => print(&verdicts::json(&card).context("cannot write the verdicts as JSON")?)?,
        Some(look) => print(&laid_out(verdicts::render(&card, look), look))?,
    }
    Ok(card)
}

/// Prints everything about some cells of a session.
fn show_cells(folder: &Path, names: &[String], format: ReportFormat) -> Result<Card, Problem> {
    let recorded = recorded(folder)?;
    let card = summarise(&recorded);
    let selection = Selection::of_cells(names).map_err(Problem::Usage)?;
    if let Some(reason) = selection.takes_none_of(&card) {
        return Err(Problem::Usage(reason));
    }
    let details = details(&recorded, &card, &selection);
    match look_of(format) {
        None => print(&detail::json(&details).context("cannot write the details as JSON")?)?,
        Some(look) => print(&laid_out(detail::terminal(&details, look), look))?,
    }
    Ok(card)
}
