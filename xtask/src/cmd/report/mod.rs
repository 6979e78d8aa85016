//! `report`: prints the report card of a session again, from its records alone, or all about some of its cells, or what
//! becomes of published figures in it; to standard output, or into a file.

mod picture;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::cells_of;
use crate::console::{Printout, Problem, WELL, file, layout, print, unwell};
use crate::publish::publish;
use crate::sessions::{card, is_published, named_or_newest, recorded_as_shown};
use ::report::detail::{self, Detail, details};
use ::report::{self, Card, CellSelection, Layout, RowOrder, laid_out, rebased, summarise, verdicts};
use files::Written;
use flags::{Places, ReportFlags, ReportFormat, SortBy};
use records::{Damage, Recorded};

pub(super) fn run(places: &Places, flags: &ReportFlags) -> Result<ExitCode, Problem> {
    let folder = named_or_newest(places, flags.session.as_deref())?;
    match &flags.publish {
        Some(name) => {
            print(&publish(places, &folder, name.as_deref())?)?;
            Ok(ExitCode::from(WELL))
        }
        None if picture::is_picture(flags.format) => {
            let Seen { card, wrong, .. } = seen_as_picture(places, &folder, flags)?;
            picture::run(places, &card, flags, wrong.as_deref())
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

/// What is known of a session, as it is to be shown.
struct Seen {
    recorded: Recorded,
    card: Card,
    /// What was not well.
    wrong: Option<String>,
}

/// Reads a session, with the baseline and the order that are asked for.
fn seen(places: &Places, folder: &Path, flags: &ReportFlags) -> Result<Seen, Problem> {
    let recorded = recorded_as_shown(places, folder, flags.salvage)?;
    let recorded = match &flags.baseline {
        Some(rung) => rebased(recorded, rung).map_err(Problem::usage)?,
        None => recorded,
    };
    let card = summarise(&recorded);
    let wrong = unwell(card.unwell());
    let card = order(flags.sort).into_iter().fold(card, Card::sorted);
    Ok(Seen { recorded, card, wrong })
}

/// The same with the cells alone that are asked for, and with whose published figures stand beside theirs.
fn seen_as_picture(places: &Places, folder: &Path, flags: &ReportFlags) -> Result<Seen, Problem> {
    if flags.effort || flags.verdicts || flags.mean || !flags.cell.is_empty() {
        let reason = "a picture is a chart of a benchmark: leave out --cell, --effort, --mean and --verdicts";
        return Err(Problem::usage_with_hint(reason, "--chart says which one"));
    }
    let Seen { recorded, card, wrong } = seen(places, folder, flags)?;
    let published = card.published.clone();
    Ok(Seen { recorded, card: Card { published, ..narrowed(card, flags)? }, wrong })
}

fn order(sort: SortBy) -> Option<RowOrder> {
    match sort {
        SortBy::Ladder => None,
        SortBy::Speedup => Some(RowOrder::Speedup),
        SortBy::Median => Some(RowOrder::Median),
        SortBy::Effort => Some(RowOrder::Effort),
        SortBy::Title => Some(RowOrder::Title),
    }
}

/// What a report says; text is laid out so.
pub(super) fn printout(places: &Places, flags: &ReportFlags, layout: Layout) -> Result<Printout, Problem> {
    printout_of(places, &named_or_newest(places, flags.session.as_deref())?, flags, layout)
}

fn printout_of(places: &Places, folder: &Path, flags: &ReportFlags, layout: Layout) -> Result<Printout, Problem> {
    let is_part = flags.effort || flags.verdicts || flags.brief || flags.mean || !flags.cell.is_empty();
    if is_part && flags.format == ReportFormat::Html {
        let reason = "a page has all of its cells: leave out --cell, --effort, --verdicts, --mean and --brief";
        return Err(Problem::usage(reason));
    }
    let Seen { recorded, card, wrong } = seen(places, folder, flags)?;
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
        None if flags.format == ReportFormat::Html => report::page(&recorded, &card),
        None => report::json(&card).context("cannot write the report as JSON")?,
        Some(layout) if flags.verdicts && flags.brief => laid_out(verdicts::brief(&card, layout), layout),
        Some(layout) if flags.verdicts => laid_out(verdicts::render(&card, layout), layout),
        Some(layout) if flags.mean => laid_out(report::means(&card, layout), layout),
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
        ReportFormat::Html | ReportFormat::Svg | ReportFormat::Png | ReportFormat::Json => None,
    }
}

/// Everything about some cells of a session.
fn text_of_cells(details: &[Detail<'_>], layout: Option<Layout>) -> Result<String, Problem> {
    match layout {
        None => Ok(detail::json(details).context("cannot write the details as JSON")?),
        Some(layout) => Ok(laid_out(detail::terminal(details, layout), layout)),
    }
}
