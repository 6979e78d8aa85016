//! `report`: prints the report card of a session again, from its records alone, or all about some of its cells, or what
//! becomes of published figures in it; to standard output, or into a file.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::cells_of;
use crate::console::{Printout, Problem, WELL, file, layout, print, unwell};
use crate::publish::publish;
use crate::sessions::{card, is_published, named_or_newest, recorded_as_shown};
use ::report::detail::{self, Detail, details};
use ::report::{self, Card, CellSelection, Layout, laid_out, summarise, verdicts};
use files::Written;
use flags::{Places, ReportFlags, ReportFormat};
use records::Damage;

pub(super) fn run(places: &Places, flags: &ReportFlags) -> Result<ExitCode, Problem> {
    let folder = named_or_newest(places, flags.session.as_deref())?;
    match &flags.publish {
        Some(name) => {
            print(&publish(places, &folder, name.as_deref())?)?;
            Ok(ExitCode::from(WELL))
        }
        None => {
            let printout = printout_of(places, &folder, flags, layout())?;
            if flags.format == ReportFormat::Html && !is_published(&folder) {
                eprintln!("{NOT_PUBLISHED}");
            }
            deliver(&printout, flags.output.as_deref())
        }
    }
}

/// What a page says that is made from the session itself.
const NOT_PUBLISHED: &str = "note: reasons and messages on the page may contain paths and names of this machine\n\
                             hint: before you publish it, make the copy for everybody (cargo xtask report SESSION \
                             --publish=NAME), and the page from that (cargo xtask report NAME --format html)";

/// Prints what a report says, or writes it to the file, the pipe or the device that is named.
fn deliver(printout: &Printout, output: Option<&Path>) -> Result<ExitCode, Problem> {
    let Some(file) = file(output) else { return printout.print() };
    match files::write_to(file, printout.text.as_bytes())? {
        Written::File => {
            let written = format!("{}: {} written", file.display(), report::bytes(printout.text.len() as f64));
            Printout { text: written, status: printout.status, error: printout.error.clone() }.print()
        }
        Written::Stream => Ok(printout.exit()),
    }
}

/// What a report says; text is laid out so.
pub(super) fn printout(places: &Places, flags: &ReportFlags, layout: Layout) -> Result<Printout, Problem> {
    printout_of(places, &named_or_newest(places, flags.session.as_deref())?, flags, layout)
}

fn printout_of(places: &Places, folder: &Path, flags: &ReportFlags, layout: Layout) -> Result<Printout, Problem> {
    let is_part = flags.effort || flags.verdicts || flags.brief || !flags.cell.is_empty();
    if is_part && flags.format == ReportFormat::Html {
        let reason = "a page has all of its cells: leave out --cell, --effort, --verdicts and --brief";
        return Err(Problem::usage(reason));
    }
    let recorded = recorded_as_shown(places, folder, flags.salvage)?;
    let card = summarise(&recorded);
    let wrong = unwell(card.unwell());
    let layout = layout_of(flags.format, layout);
    let raised = if flags.flagged { report::raised(&card) } else { Vec::new() };
    if !flags.cell.is_empty() {
        let selection = CellSelection::of_cells(&flags.cell).map_err(Problem::usage)?;
        refuse_nothing(&selection, &card)?;
        let details = details(&recorded, &card, &selection);
        return Ok(Printout::new(text_of_cells(&details, layout)?, wrong));
    }
    let card = narrowed(card, flags)?;
    let text = match layout {
        None if flags.verdicts => verdicts::json(&card).context("cannot write the verdicts as JSON")?,
        None if flags.format == ReportFormat::Html => {
            report::page(&card, &details(&recorded, &card, &CellSelection::default()))
        }
        None => report::json(&card).context("cannot write the report as JSON")?,
        Some(layout) if flags.verdicts && flags.brief => laid_out(verdicts::brief(&card, layout), layout),
        Some(layout) if flags.verdicts => laid_out(verdicts::render(&card, layout), layout),
        Some(layout) if flags.effort => laid_out(report::effort(&card, layout), layout),
        Some(layout) if flags.brief => laid_out(report::brief(&card, layout), layout),
        Some(layout) => laid_out(report::terminal(&card, layout), layout),
    };
    let first =
        raised.iter().filter(|_| layout.is_some()).map(|flag| format!("The session has raised a flag: {flag}.\n\n"));
    Ok(Printout::new(first.collect::<String>() + &text, wrong))
}

/// Prints the report card of a session.
pub(super) fn show(folder: &Path, damage: Damage) -> Result<Card, Problem> {
    let card = card(folder, damage)?;
    print(&laid_out(report::terminal(&card, layout()), layout()))?;
    Ok(card)
}

/// The card with the benchmarks and rungs alone that are asked for; the whole where none is.
fn narrowed(card: Card, flags: &ReportFlags) -> Result<Card, Problem> {
    if flags.group.is_empty() && flags.benchmark.is_empty() && flags.rung.is_empty() {
        return Ok(card);
    }
    let selection = cells_of(&flags.group, &flags.benchmark, &flags.rung)?;
    refuse_nothing(&selection, &card)?;
    Ok(selection.narrowed(card))
}

fn refuse_nothing(selection: &CellSelection, card: &Card) -> Result<(), Problem> {
    match selection.takes_none_of(card) {
        Some(reason) => Err(Problem::usage(reason)),
        None => Ok(()),
    }
}

/// How a format for people is laid out, where text is so; none for browsers and programs.
pub(super) fn layout_of(format: ReportFormat, text: Layout) -> Option<Layout> {
    match format {
        ReportFormat::Text => Some(text),
        ReportFormat::Markdown => Some(Layout { markdown: true, ..Layout::default() }),
        ReportFormat::Html | ReportFormat::Json => None,
    }
}

/// Everything about some cells of a session.
fn text_of_cells(details: &[Detail<'_>], layout: Option<Layout>) -> Result<String, Problem> {
    match layout {
        None => Ok(detail::json(details).context("cannot write the details as JSON")?),
        Some(layout) => Ok(laid_out(detail::terminal(details, layout), layout)),
    }
}
