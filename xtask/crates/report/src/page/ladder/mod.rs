//! One benchmark: its ladder drawn, its figures in a table, and the rungs that have none.

mod absent;
mod chart;
mod figures;

pub(super) use chart::overview;
use maud::{Markup, html};

use super::parts::{PageSection, counted, finder, folded, headline_choice, order_choice};
use super::verdicts::claims_of_chapter;
use crate::card::{BenchmarkCard, Card, CellCard, CellFigures};
use crate::card_text::{late_payback, no_baseline_note};
use crate::text::printable;
use crate::verdicts::claims_about;

/// The beginning of a group's chapter: what is claimed of its benchmarks, and which they are.
pub(super) fn chapter(card: &Card, group: &str, benchmarks: &[&BenchmarkCard]) -> PageSection {
    let body = html! {
        (claims_of_chapter(&format!("claims-of-{group}"), &claims_about(card, benchmarks)))
        @if let Some(caches) = caches(card) { p.note { "The machine's caches: " (caches) "." } }
        p { (counted(benchmarks.len(), "benchmark")) " of the group " code { (group) } ":" }
        ul {
            @for benchmark in benchmarks { li { a href={ "#" (anchor(benchmark)) } { (printable(&benchmark.title)) } } }
        }
    };
    PageSection::new(&format!("group-{group}"), &format!("Group: {group}"), body)
}

/// The sizes of the machine's caches, where the environment tells them.
fn caches(card: &Card) -> Option<String> {
    let caches = card.environment.as_ref()?.get("caches")?.as_array()?;
    let one = |cache: &serde_json::Value| {
        let (level, bytes) = (cache.get("level")?.as_u64()?, cache.get("bytes")?.as_f64()?);
        Some(format!("level {level}: {}", crate::text::units::bytes(bytes)))
    };
    let told: Vec<String> = caches.iter().filter_map(one).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// Where a benchmark's section is.
fn anchor(benchmark: &BenchmarkCard) -> String {
    format!("ladder-{}", benchmark.benchmark)
}

pub(super) fn section(card: &Card, benchmark: &BenchmarkCard) -> PageSection {
    PageSection::new(&anchor(benchmark), &benchmark.title, body(card, benchmark))
}

fn body(card: &Card, benchmark: &BenchmarkCard) -> Markup {
    let timed: Vec<(&CellCard, &CellFigures)> = benchmark.timed().collect();
    let scope = format!("rows-{}", benchmark.benchmark);
    html! {
        p.note { code { (benchmark.benchmark) } ", input " code { (benchmark.size) } }
        @if timed.is_empty() { p { "Nothing was timed." } }
        @else {
            @if let Some(note) = no_baseline_note(card, benchmark) { p.bad { (note) } }
            div id=(scope) {
                (finder(&scope, &benchmark.title, &html! {
                    (order_choice())
                    (headline_choice(timed.iter().map(|(card, _)| *card)))
                }))
                (chart::chart(card, benchmark))
                (folded(
                    &format!("The figures of {}: {}", benchmark.title, counted(timed.len(), "rung")),
                    true,
                    &html! {
                        (figures::table(card, benchmark, &timed))
                        @if let Some(note) = late_payback(&timed) { p.note { (note) } }
                    },
                ))
            }
        }
        (absent::markup(card, benchmark))
    }
}
