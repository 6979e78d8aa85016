//! `report`: prints the report card of a session again, from its records alone, or all about some of its cells.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::sessions::{card, named, newest, recorded, results_folder};
use super::{Problem, exit, look, print};
use crate::flags::{Format, Places, ReportFlags};
use crate::report::detail::{self, details};
use crate::report::{self, Card, Selection, summarise};

pub(super) fn run(places: &Places, flags: &ReportFlags) -> Result<ExitCode, Problem> {
    let folder = match &flags.session {
        Some(name) => named(places, name)?,
        None => newest(&results_folder(places)?)?,
    };
    let card = match flags.cell.is_empty() {
        true => show(&folder, flags.output.format)?,
        false => show_cells(&folder, &flags.cell, flags.output.format)?,
    };
    Ok(exit(card.all_well()))
}

/// Prints the report card of a session.
pub(super) fn show(folder: &Path, format: Format) -> Result<Card, Problem> {
    let card = card(folder)?;
    match format {
        Format::Json => print(&report::json(&card).context("cannot write the report as JSON")?)?,
        Format::Text => print(&report::terminal(&card, look()))?,
    }
    Ok(card)
}

/// Prints everything about some cells of a session.
fn show_cells(folder: &Path, names: &[String], format: Format) -> Result<Card, Problem> {
    let recorded = recorded(folder)?;
    let card = summarise(&recorded);
    let selection = Selection::of_cells(names).map_err(Problem::Usage)?;
    if let Some(reason) = selection.takes_none_of(&card) {
        return Err(Problem::Usage(reason));
    }
    let details = details(&recorded, &card, &selection);
    match format {
        Format::Json => print(&detail::json(&details).context("cannot write the details as JSON")?)?,
        Format::Text => print(&detail::terminal(&details, look()))?,
    }
    Ok(card)
}
