//! `history`: how cells went over sessions, and where their level changed.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::find_workspace;
use crate::console::{Problem, WELL, deliver, file, layout, print};
use crate::history::{gather, read_store};
use crate::sessions::{named, results_folder};
use ::report::history::{self, HistoryRow, series};
use ::report::{CellSelection, laid_out};
use flags::{HistoryFlags, Places, PublicationFormat};
use records::CellId;
use system::progress::Progress;

pub(super) fn run(places: &Places, flags: &HistoryFlags) -> Result<ExitCode, Problem> {
    let selection = CellSelection::of_cells(&flags.cell).map_err(Problem::usage)?;
    let rows = match &flags.store {
        Some(store) => {
            let workspace = find_workspace(places)?;
            let _lock = workspace.lock()?;
            read_store(&workspace, store, &flags.cell)?
        }
        None => rows_of_sessions(places, flags)?,
    };
    let known = rows.len();
    let rows: Vec<HistoryRow> = rows
        .into_iter()
        .filter(|row| selection.takes_name(CellId { rung: &row.rung, benchmark: &row.benchmark }))
        .filter(|row| flags.branch.as_ref().is_none_or(|branch| row.branch.as_ref() == Some(branch)))
        .collect();
    if rows.is_empty() {
        let text = match known {
            0 => "there is nothing to look back on: no session has come to its end with a number in it".to_owned(),
            _ => "no session has such a cell".to_owned(),
        };
        return Err(Problem::usage_with_hint(text, "cargo xtask sessions lists what there is"));
    }
    let series = series(rows);
    let text = match flags.format {
        PublicationFormat::Json => history::json(&series).context("cannot write the history as JSON")?,
        PublicationFormat::Html => history::page(&series),
        PublicationFormat::Text if flags.cell.is_empty() => laid_out(history::short(&series, layout()), layout()),
        PublicationFormat::Text => laid_out(history::terminal(&series, layout()), layout()),
    };
    match file(flags.output.as_deref()) {
        None if flags.format == PublicationFormat::Text => print(text.trim_end())?,
        output => deliver(output, &mut |to| to.write_all(text.as_bytes()))?,
    }
    Ok(ExitCode::from(WELL))
}

fn rows_of_sessions(places: &Places, flags: &HistoryFlags) -> Result<Vec<HistoryRow>, Problem> {
    let folders = match flags.sessions.is_empty() {
        true => records::sessions(&results_folder(places)?),
        false => flags.sessions.iter().map(|name| named(places, name)).collect::<Result<Vec<PathBuf>, Problem>>()?,
    };
    let gathered = gather(&folders, &super::target_folder(places)?)?;
    let progress = Progress::on_stderr();
    gathered.left_out.iter().for_each(|reason| progress.note(&format!("left out: {reason}")));
    Ok(gathered.rows)
}
