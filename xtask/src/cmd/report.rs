//! `report`: prints the report card of a session again, from its records alone.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use super::{Problem, RESULTS, colour, exit, manifest_path, print};
use crate::flags::{Format, Places, ReportFlags};
use crate::report::{self, Card, Look};
use crate::results;

/// The width of a report that does not go to a terminal.
const WIDTH: u16 = 120;

pub(super) fn run(places: &Places, flags: &ReportFlags) -> Result<ExitCode, Problem> {
    let folder = match &flags.session {
        Some(folder) => folder.clone(),
        None => newest(places)?,
    };
    let card = show(&folder, flags.output.format)?;
    Ok(exit(card.all_well()))
}

/// The newest session. The manifest tells where sessions are kept, but need not be valid for a report.
fn newest(places: &Places) -> Result<PathBuf, Problem> {
    let results = match &places.results {
        Some(folder) => folder.clone(),
        None => manifest_path(places)?.with_file_name(RESULTS),
    };
    results::newest(&results).ok_or_else(|| {
        Problem::Usage(format!("no session in {}; hint: cargo xtask run --profile quick", results.display()))
    })
}

/// Prints the report card of a session.
pub(super) fn show(folder: &Path, format: Format) -> Result<Card, Problem> {
    let recorded = results::load(folder).map_err(|error| Problem::Usage(error.to_string()))?;
    let card = report::summarise(&recorded);
    match format {
        Format::Json => print(&report::json(&card).context("cannot write the report as JSON")?)?,
        Format::Text => {
            let terminal = std::io::stdout().is_terminal();
            let width = if terminal { comfy_table::Table::new().width().unwrap_or(WIDTH) } else { WIDTH };
            print(&report::terminal(&card, Look { width, colour: colour(terminal) }))?;
        }
    }
    Ok(card)
}
