//! `export`: writes a session for another tool, from its records alone.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::sessions::{named, newest, recorded, results_folder};
use super::{Problem, WELL, print_raw};
use crate::files;
use crate::flags::{By, ExportFlags, ExportFormat, Places};
use crate::progress::Progress;
use crate::report::export::{self, Export};
use crate::report::{Card, Selection, summarise};

pub(super) fn run(places: &Places, flags: &ExportFlags) -> Result<ExitCode, Problem> {
    asks_for_what_there_is(flags).map_err(Problem::Usage)?;
    let folder = match &flags.session {
        Some(name) => named(places, name)?,
        None => newest(&results_folder(places)?)?,
    };
    let recorded = recorded(&folder)?;
    let card = summarise(&recorded);
    let selection = Selection::new(&flags.benchmark, &flags.rung).map_err(Problem::Usage)?;
    if let Some(reason) = selection.takes_none_of(&card) {
        return Err(Problem::Usage(reason));
    }
    let export = Export::new(&recorded, &card, &selection);
    tell(&card, &export);
    if export.cells.is_empty() {
        let reason = "nothing to export: none of the cells has a number; hint: cargo xtask report says more";
        return Err(Problem::Usage(reason.to_owned()));
    }
    match flags.by {
        By::Cell => write(flags.output.as_deref(), &text(&export, flags)?)?,
        By::Rung => write_rungs(export, flags)?,
    }
    Ok(ExitCode::from(WELL))
}

/// Options that a format has no use for are refused, not passed over.
fn asks_for_what_there_is(flags: &ExportFlags) -> Result<(), String> {
    let compares_files = matches!(flags.format, ExportFormat::Pyperf | ExportFormat::Hyperfine);
    match flags {
        ExportFlags { by: By::Rung, .. } if !compares_files => {
            Err("--by rung is for pyperf and hyperfine, which compare files; hint: --rung selects rungs".to_owned())
        }
        ExportFlags { by: By::Rung, output: None, .. } => {
            Err("--by rung writes several files; hint: name their folder with --output DIR".to_owned())
        }
        ExportFlags { samples: true, format, .. } if *format != ExportFormat::Csv => {
            Err("--samples is for csv; the samples are in what is written for pyperf and hyperfine anyway".to_owned())
        }
        _ => Ok(()),
    }
}

/// Says what is not in the export, and what should be known of it.
fn tell(card: &Card, export: &Export<'_>) {
    let progress = Progress::new();
    let unfinished = card.end.is_none().then(|| "the session is under way, or it was killed".to_owned());
    for warning in unfinished.iter().chain(&card.warnings) {
        progress.note(&format!("warning: {warning}"));
    }
    for cell in &export.left_out {
        progress.note(&format!("left out: {cell}"));
    }
}

/// An export in the format that is asked for, ending in a line feed.
fn text(export: &Export<'_>, flags: &ExportFlags) -> anyhow::Result<String> {
    let json = match flags.format {
        ExportFormat::Csv if flags.samples => return export::csv_samples(export).context("cannot write CSV"),
        ExportFormat::Csv => return export::csv(export).context("cannot write CSV"),
        ExportFormat::Pyperf => export::pyperf(export),
        ExportFormat::Hyperfine => export::hyperfine(export),
        ExportFormat::GithubActionBenchmark => export::github(export),
    };
    Ok(json.context("cannot write JSON")? + "\n")
}

fn write(output: Option<&Path>, text: &str) -> anyhow::Result<()> {
    match output {
        Some(file) => files::write_whole(file, text.as_bytes()),
        None => print_raw(text),
    }
}

fn write_rungs(export: Export<'_>, flags: &ExportFlags) -> anyhow::Result<()> {
    let folder = flags.output.as_deref().unwrap_or_else(|| Path::new("."));
    for (rung, export) in export.by_rung() {
        // Records may come from anywhere, and a file's name must not lead elsewhere.
        let name = rung.replace(['/', '\\', ':'], "_");
        write(Some(&folder.join(format!("{name}.json"))), &text(&export, flags)?)?;
    }
    Ok(())
}
