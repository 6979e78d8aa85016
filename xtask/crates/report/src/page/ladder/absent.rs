//! The rungs of a benchmark that were not timed, each with the reason and with what can be done about it.

use maud::{Markup, html};

use super::super::parts::{Heading, cell_id, counted, folded, said, table};
use crate::card::{BenchmarkCard, Card, CellCard, CellStatus};
use crate::card_text::absent::{first_with, status_word};

/// The table; nothing where every rung was timed.
pub(super) fn markup(card: &Card, benchmark: &BenchmarkCard) -> Markup {
    let absent: Vec<&CellCard> = benchmark.cells.iter().filter(|cell| cell.timed.is_none()).collect();
    if absent.is_empty() {
        return html! {};
    }
    let caption = html! { "Not timed on " (benchmark.title) ", and why" };
    let headings =
        [Heading::Text("rung"), Heading::Text("what became of it"), Heading::Plain("reason, and what to do")];
    let rows = html! { @for cell in &absent { (row(card, benchmark, cell)) } };
    let unwell = absent.iter().filter(|cell| matches!(cell.status, CellStatus::Disagrees | CellStatus::Failed)).count();
    let unwell = if unwell > 0 { format!(", {unwell} of them because something went wrong") } else { String::new() };
    let summary = format!("{} without a time, and why{unwell}", counted(absent.len(), "rung"));
    folded(&summary, false, &table(&format!("absent-{}", benchmark.benchmark), &caption, &headings, &rows))
}

fn row(card: &Card, benchmark: &BenchmarkCard, cell: &CellCard) -> Markup {
    // A tool that is missing is missing on every benchmark: its reason is told in full once, on the first.
    let told = first_with(card, cell).filter(|first| first.benchmark != benchmark.benchmark);
    let unwell = matches!(cell.status, CellStatus::Disagrees | CellStatus::Failed);
    html! {
        tr id={ "absent-" (cell_id(cell)) } data-rung=(cell.cell.rung) {
            th scope="row" { (cell.cell.title) }
            td.bad[unwell] { (status_word(cell.status)) }
            td.words {
                @if let Some(first) = told {
                    "as on " a href={ "#absent-" (cell.cell.rung) "/" (first.benchmark) } { (first.title) }
                } @else {
                    (said(cell.reason.as_deref().unwrap_or("no reason was recorded").trim_end()))
                    @if let Some(fix) = &cell.fix { p.why { "fix: " (said(fix)) } }
                }
            }
        }
    }
}
