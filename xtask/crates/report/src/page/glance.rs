//! The whole in a few rows: what each benchmark's fastest ways are, with nothing written and with anything.
//!
//! A rung that does not refuse malformed input is not among them: part of its speedup is work that it leaves out. The
//! first by its estimate need not be the fastest, so whatever it does not surely beat stands beside it.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, cell_id, marks, number, speedup_words, spread_words, table};
use crate::card::flags::TRUSTS_INPUT;
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::text::units;
use statistics::{self, Speedup};

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let rows: Vec<GlanceRow> = card.benchmarks.iter().filter_map(GlanceRow::new).collect();
    if rows.is_empty() {
        return None;
    }
    let caption = html! {
        "The baseline's median time, and the fastest rungs with their intervals: without a new line of code, with "
        "Python objects as results, and of all. Rungs that do not refuse malformed input are left out. Beside the "
        "first stands what it does not surely beat: what the interval of their own ratio leaves open"
    };
    let headings = [
        Heading::Text("benchmark"),
        Heading::Number("baseline"),
        Heading::Plain("without a new line"),
        Heading::Plain("with Python objects"),
        Heading::Plain("of all"),
    ];
    let body = table("glance", &caption, &headings, &html! { @for row in &rows { (row.markup()) } });
    Some(PageSection::new("at-a-glance", "At a glance", body))
}

struct GlanceRow<'a> {
    benchmark: &'a BenchmarkCard,
    baseline_ns: f64,
    unwritten: Option<FastestRung<'a>>,
    hosted: Option<FastestRung<'a>>,
    fastest: Option<FastestRung<'a>>,
}

/// The first of some rungs by its estimate.
struct FastestRung<'a> {
    card: &'a CellCard,
    speedup: Speedup,
    /// The others that it does not surely beat.
    rivals: Vec<&'a CellCard>,
}

impl<'a> FastestRung<'a> {
    /// None where none of the cells has a speedup.
    fn new(cells: &[&'a CellCard]) -> Option<FastestRung<'a>> {
        let with_speedup = cells.iter().filter_map(|card| Some((*card, card.speedup()?)));
        let (card, speedup) = with_speedup.max_by(|(_, one), (_, other)| one.estimate.total_cmp(&other.estimate))?;
        let others = cells.iter().copied().filter(|other| other.cell.rung != card.cell.rung);
        Some(FastestRung { card, speedup, rivals: others.filter(|other| may_be_as_fast(other, card)).collect() })
    }
}

/// Whether the interval of the ratio of two rungs leaves it open which is the faster. Without an interval nothing is
/// known of it; the flag of the first says so.
fn may_be_as_fast(one: &CellCard, first: &CellCard) -> bool {
    let ratio = one.series.as_ref().zip(first.series.as_ref()).filter(|_| one.steady().is_some());
    let ratio = ratio.and_then(|(one, first)| statistics::speedup(one, first));
    ratio.and_then(|ratio| ratio.interval).is_some_and(|interval| interval.low <= 1.0)
}

/// Whether it refuses malformed input, as the baseline does.
fn refuses_malformed(card: &CellCard) -> bool {
    !card.flags.iter().any(|flag| *flag.kind == TRUSTS_INPUT)
}

/// Whether it takes no new line of code.
fn is_unwritten(card: &CellCard) -> bool {
    card.cell.effort.as_ref().is_some_and(|effort| effort.lines_added == 0)
}

impl<'a> GlanceRow<'a> {
    /// None without a baseline.
    fn new(benchmark: &'a BenchmarkCard) -> Option<GlanceRow<'a>> {
        let fastest = |among: fn(&CellCard) -> bool| {
            let cells = benchmark.cells.iter().filter(|card| among(card) && refuses_malformed(card));
            FastestRung::new(&cells.collect::<Vec<_>>())
        };
        Some(GlanceRow {
            benchmark,
            baseline_ns: benchmark.baseline()?.timed?.median_ns,
            unwritten: fastest(is_unwritten),
            hosted: fastest(|card| !card.cell.native),
            fastest: fastest(|_| true),
        })
    }

    fn markup(&self) -> Markup {
        html! {
            tr {
                th scope="row" { a href={ "#ladder-" (self.benchmark.benchmark) } { (self.benchmark.title) } }
                (number(Some(self.baseline_ns), units::duration))
                (way(self.unwritten.as_ref()))
                (way(self.hosted.as_ref()))
                (way(self.fastest.as_ref()))
            }
        }
    }
}

/// A rung with its speedup, its marks and its rivals; the links lead to their rows.
fn way(found: Option<&FastestRung<'_>>) -> Markup {
    html! {
        @match found {
            Some(FastestRung { card, speedup, rivals }) => {
                td {
                    strong { (speedup_words(card, speedup)) } " "
                    a href={ "#" (cell_id(card)) } { (card.cell.title) } " "
                    span.none { (spread_words(card, speedup)) } " "
                    span.flags { (marks(&card.flags)) }
                    @if !rivals.is_empty() {
                        p.why {
                            "or "
                            @for (place, rival) in rivals.iter().enumerate() {
                                @if place > 0 { ", " }
                                a href={ "#" (cell_id(rival)) } { (rival.cell.title) }
                                @if !rival.flags.is_empty() { " " span.flags { (marks(&rival.flags)) } }
                            }
                        }
                    }
                }
            }
            None => { td.none { (units::NONE) } }
        }
    }
}
