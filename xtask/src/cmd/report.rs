//! `report`: prints the report card of a session again, from its records alone.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{Problem, card, exit, look, newest, print, results_folder};
use crate::flags::{Format, Places, ReportFlags};
use crate::report::{self, Card};

pub(super) fn run(places: &Places, flags: &ReportFlags) -> Result<ExitCode, Problem> {
    let folder = match &flags.session {
        Some(folder) => folder.clone(),
        None => newest(&results_folder(places)?)?,
    };
    let card = show(&folder, flags.output.format)?;
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
