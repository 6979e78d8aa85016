//! The whole in a few rows: what each benchmark's fastest ways are, with nothing written and with anything.

use maud::{Markup, html};

use super::parts::{Heading, Section, cell_id, number, speedup_of, spread_of, table};
use crate::report::summary::{BenchmarkCard, Card, CellCard};
use crate::report::units;
use crate::statistics::Speedup;

pub(super) fn section(card: &Card) -> Option<Section> {
    let rows: Vec<Row> = card.benchmarks.iter().filter_map(Row::new).collect();
    if rows.is_empty() {
        return None;
    }
    let caption = html! {
        "The baseline's median time, and the fastest rungs with their intervals: without a new line of code, with "
        "Python objects as results, and of all"
    };
    let headings = [
        Heading::Text("benchmark"),
        Heading::Number("baseline"),
        Heading::Plain("without a new line"),
        Heading::Plain("with Python objects"),
        Heading::Plain("of all"),
    ];
    let body = table("glance", &caption, &headings, &html! { @for row in &rows { (row.markup()) } });
    Some(Section::new("at-a-glance", "At a glance", body))
}

struct Row<'a> {
    benchmark: &'a BenchmarkCard,
    baseline_ns: f64,
    unwritten: Option<(&'a CellCard, Speedup)>,
    hosted: Option<(&'a CellCard, Speedup)>,
    fastest: Option<(&'a CellCard, Speedup)>,
}

impl<'a> Row<'a> {
    /// None without a baseline.
    fn new(benchmark: &'a BenchmarkCard) -> Option<Row<'a>> {
        let baseline = benchmark.cells.iter().find(|card| card.is_baseline)?;
        let fastest = |among: &dyn Fn(&CellCard) -> bool| {
            let cells = benchmark.cells.iter().filter(|card| among(card));
            let cells = cells.filter_map(|card| Some((card, card.timed?.speedup?)));
            cells.max_by(|(_, one), (_, other)| one.estimate.total_cmp(&other.estimate))
        };
        let is_unwritten = |card: &CellCard| card.cell.effort.as_ref().is_some_and(|effort| effort.lines_added == 0);
        Some(Row {
            benchmark,
            baseline_ns: baseline.timed?.median_ns,
            unwritten: fastest(&is_unwritten),
            hosted: fastest(&|card| !card.cell.native),
            fastest: fastest(&|_| true),
        })
    }

    fn markup(&self) -> Markup {
        html! {
            tr {
                th scope="row" { a href={ "#ladder-" (self.benchmark.benchmark) } { (self.benchmark.title) } }
                (number(Some(self.baseline_ns), units::duration))
                (way(self.unwritten))
                (way(self.hosted))
                (way(self.fastest))
            }
        }
    }
}

/// A rung with its speedup; the link leads to its row.
fn way(found: Option<(&CellCard, Speedup)>) -> Markup {
    html! {
        @match found {
            Some((card, speedup)) => {
                td {
                    strong { (speedup_of(card, &speedup)) } " "
                    a href={ "#" (cell_id(card)) } { (card.cell.title) } " "
                    span.none { (spread_of(card, &speedup)) }
                }
            }
            None => { td.none { (units::NONE) } }
        }
    }
}
