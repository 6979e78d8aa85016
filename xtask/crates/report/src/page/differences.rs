//! What each rung changes: in what it is known to differ from Python, to be looked up by rung or by behaviour.

use indexmap::IndexMap;
use maud::{Markup, html};

use super::parts::{Heading, PageSection, finder, number, table};
use crate::card::{Card, CellCard};
use records::differences::KnownDifferences;

/// A rung, and what is known of it.
type Row<'a> = (&'a CellCard, &'a KnownDifferences);

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let mut rungs: IndexMap<&str, Row<'_>> = IndexMap::new();
    for cell in card.cells() {
        if let Some(known) = cell.cell.differs.as_deref() {
            rungs.entry(&cell.cell.rung).or_insert((cell, known));
        }
    }
    let caption = html! {
        "Behaviours that were put to each rung, as it takes Python or in the form that its users write: in how many of those "
        "that it runs something else comes than in the baseline's Python, and how many it refuses."
    };
    let headings = [
        Heading::Text("rung"),
        Heading::Number("differs in"),
        Heading::Number("of"),
        Heading::Number("refuses"),
        Heading::Plain("in what"),
    ];
    let rows = html! { @for (cell, known) in rungs.values() { (row(cell, known)) } };
    let body = html! {
        p.prose {
            "The dearest cost of a rung is that the same text means something else there. These were found by running: "
            code { "cargo xtask differ" } " says with which calls, and what comes instead."
        }
        div id="changes" {
            (finder("changes", "what rungs change", &html! {}))
            (table("changes-of-rungs", &caption, &headings, &rows))
        }
    };
    (!rungs.is_empty()).then(|| PageSection::new("differences", "What each rung changes", body))
}

fn row(cell: &CellCard, known: &KnownDifferences) -> Markup {
    let count = |count: usize| number(Some(count as f64), |count| count.to_string());
    html! {
        tr data-row data-rung=(cell.cell.rung) {
            th scope="row" { (cell.cell.title) }
            (count(known.differs))
            (count(known.ran))
            (count(known.refused))
            td.words { (known.in_what.join("; ")) }
        }
    }
}
