//! `export`: writes a session for another tool, from its records alone.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{find_workspace, narrowed_to};
use crate::console::{Problem, WELL, deliver, file};
use crate::history;
use crate::sessions::{named_or_newest, recorded, results_folder};
use ::report::export::{self, Export};
use ::report::history::{HistoryRow, series};
use ::report::{Card, summarise};
use flags::{By, ExportFlags, ExportFormat, Places};
use records::CellId;
use system::progress::Progress;

pub(super) fn run(places: &Places, flags: &ExportFlags) -> Result<ExitCode, Problem> {
    refuse_useless_options(flags)?;
    if matches!(flags.format, ExportFormat::Parquet | ExportFormat::Otava) {
        return store(places, flags);
    }
    let recorded = recorded(&named_or_newest(places, flags.session.as_deref())?, flags.salvage)?;
    let card = summarise(&recorded);
    let selection = narrowed_to(&flags.narrow)?;
    if let Some(reason) = selection.takes_none_of(&card) {
        return Err(Problem::usage(reason));
    }
    let export = Export::new(&recorded, &card, &selection);
    warn(&card, &export, flags.format);
    if export.cells.is_empty() {
        let reason = "nothing to export: none of the cells has a number";
        return Err(Problem::usage_with_hint(reason, "cargo xtask report says more"));
    }
    match flags.by {
        By::Cell => deliver(flags.output.as_deref(), &mut |to| write(&export, flags, to))?,
        By::Rung => write_rungs(export, flags)?,
    }
    Ok(ExitCode::from(WELL))
}

/// Options that a format has no use for are refused, not passed over.
fn refuse_useless_options(flags: &ExportFlags) -> Result<(), Problem> {
    let compares_files = matches!(flags.format, ExportFormat::Pyperf | ExportFormat::Hyperfine);
    match flags {
        ExportFlags { by: By::Rung, .. } if !compares_files => {
            let text = "--by rung is for pyperf and hyperfine, which compare files";
            Err(Problem::usage_with_hint(text, "--rung selects rungs"))
        }
        ExportFlags { by: By::Rung, output, .. } if file(output.as_deref()).is_none() => {
            let text = "--by rung writes several files";
            Err(Problem::usage_with_hint(text, "name their folder with --output DIR"))
        }
        ExportFlags {
            samples: true,
            format:
                ExportFormat::Hyperfine
                | ExportFormat::GithubActionBenchmark
                | ExportFormat::PytestBenchmark
                | ExportFormat::Bencher
                | ExportFormat::Otava
                | ExportFormat::Parquet,
            ..
        } => Err(Problem::usage("--samples is for pyperf and csv; what is written for hyperfine has them anyway")),
        _ => Ok(()),
    }
}

/// Writes every session, or the one that is named, as rows of a history.
fn store(places: &Places, flags: &ExportFlags) -> Result<ExitCode, Problem> {
    let Some(output) = file(flags.output.as_deref()) else {
        return Err(match flags.format {
            ExportFormat::Otava => {
                Problem::usage_with_hint("Otava's tables are written into a folder", "name it with --output DIR")
            }
            _ => Problem::usage_with_hint("Parquet is written into a file", "name it with --output FILE"),
        });
    };
    if !flags.narrow.group.is_empty() {
        return Err(Problem::usage_with_hint("a row of a history has no group", "name benchmarks with --benchmark"));
    }
    let folders = match &flags.session {
        Some(name) => vec![named_or_newest(places, Some(name))?],
        None => records::sessions(&results_folder(places)?),
    };
    let workspace = find_workspace(places)?;
    let _lock = workspace.lock()?;
    let mut gathered = history::gather(&folders, &workspace.target)?;
    let selection = narrowed_to(&flags.narrow)?;
    gathered.rows.retain(|row| selection.takes_name(CellId { rung: &row.rung, benchmark: &row.benchmark }));
    gathered.left_out.iter().for_each(|reason| workspace.progress.note(&format!("left out: {reason}")));
    if gathered.rows.is_empty() {
        return Err(Problem::usage("nothing to export: no session has come to its end with such a cell"));
    }
    let written =
        format!("written: {}, {} rows of {} sessions", output.display(), gathered.rows.len(), gathered.sessions);
    match flags.format {
        ExportFormat::Otava => write_tables(gathered.rows, output)?,
        _ => history::write_store(&workspace, &gathered.rows, output)?,
    }
    workspace.progress.note(&written);
    Ok(ExitCode::from(WELL))
}

/// Writes a table for every series of a history, and what names them. A folder with something else in it is left alone.
fn write_tables(rows: Vec<HistoryRow>, folder: &Path) -> Result<(), Problem> {
    let whole = std::path::absolute(folder).with_context(|| format!("cannot use {}", folder.display()))?;
    let files = export::otava::files(&series(rows), &whole.display().to_string());
    let files = files.map_err(anyhow::Error::from)?;
    refuse_strange(folder, &|name| files.iter().any(|(own, _)| own == name))?;
    for (name, contents) in files {
        deliver(Some(&folder.join(name)), &mut |to| to.write_all(&contents))?;
    }
    Ok(())
}

/// What is in a folder that is not of an export would be read along with it.
fn refuse_strange(folder: &Path, is_own: &dyn Fn(&str) -> bool) -> Result<(), Problem> {
    let Some(name) = files_of(folder)?.into_iter().find(|name| !is_own(name)) else { return Ok(()) };
    let text = format!("{} has `{name}`, which is not of this export", folder.display());
    Err(Problem::usage_with_hint(text, "name a new folder with --output DIR, or empty this one"))
}

/// Says what is not in the export, and what should be known of it.
fn warn(card: &Card, export: &Export<'_>, format: ExportFormat) {
    let progress = Progress::on_stderr();
    let unfinished = card.end.is_none().then(|| "the session is under way, or it was killed".to_owned());
    for warning in unfinished.iter().chain(&card.warnings) {
        progress.note(&format!("warning: {warning}"));
    }
    if format == ExportFormat::Hyperfine && !export.cells.is_empty() {
        progress.note("warning: runners tell CPU time as a whole: `user` is all of it, and `system` 0");
    }
    for cell in &export.left_out {
        progress.note(&format!("left out: {cell}"));
    }
}

/// Writes an export in the format that is asked for, ending in a line feed.
fn write(export: &Export<'_>, flags: &ExportFlags, to: &mut dyn Write) -> io::Result<()> {
    match flags.format {
        ExportFormat::Csv if flags.samples => return export::csv_samples(export, to),
        ExportFormat::Csv => return export::csv(export, to),
        ExportFormat::Pyperf if flags.samples => export::pyperf_samples(export, to)?,
        ExportFormat::Pyperf => export::pyperf(export, to)?,
        ExportFormat::Hyperfine => export::hyperfine(export, to)?,
        ExportFormat::GithubActionBenchmark => export::github(export, to)?,
        ExportFormat::PytestBenchmark => export::pytest_benchmark(export, to)?,
        ExportFormat::Bencher => export::bencher(export, to)?,
        ExportFormat::Otava | ExportFormat::Parquet => {
            return Err(io::Error::other("a history of many sessions is no text"));
        }
    }
    to.write_all(b"\n")
}

/// Writes a file a rung. What another export left in the folder would be compared with these, so that it is refused.
fn write_rungs(export: Export<'_>, flags: &ExportFlags) -> Result<(), Problem> {
    let folder = flags.output.as_deref().unwrap_or_else(|| Path::new("."));
    let rungs: Vec<(String, Export)> =
        export.by_rung().into_iter().map(|(rung, export)| (format!("{}.json", escaped(&rung)), export)).collect();
    refuse_strange(folder, &|name| rungs.iter().any(|(rung, _)| rung == name))?;
    for (name, export) in rungs {
        deliver(Some(&folder.join(name)), &mut |to| write(&export, flags, to))?;
    }
    Ok(())
}

/// What a folder has; nothing if it is not there.
fn files_of(folder: &Path) -> anyhow::Result<Vec<String>> {
    let names = || -> io::Result<Vec<String>> {
        folder.read_dir()?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    };
    match names() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        names => names.with_context(|| format!("cannot read {}", folder.display())),
    }
}

/// A rung's name as a file's, no two alike: records may come from anywhere, and a file's name must not lead elsewhere.
fn escaped(rung: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    rung.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rungs_become_names_of_files_of_which_no_two_are_alike_and_none_leads_elsewhere() {
        assert_eq!(escaped("cpython-3.14_x"), "cpython-3.14_x");
        assert_eq!(["a/b", "a_b", "a%2Fb", "é"].map(escaped), ["a%2Fb", "a_b", "a%252Fb", "%C3%A9"]);
    }
}
