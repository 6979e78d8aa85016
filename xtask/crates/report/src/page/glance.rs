//! The whole in a few rows: what each benchmark's fastest ways are.

use maud::{Markup, html};

use super::ladder::overview;
use super::parts::{Heading, PageSection, cell_id, counted, folded, marks, number, speedup_words, spread_words, table};
use crate::answer::{BenchmarkAnswer, FastestRung, answers};
use crate::card::Card;
use crate::means::{CAUTION, METHOD, interval, means};
use crate::text::units;

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let rows = answers(card);
    if rows.is_empty() {
        return None;
    }
    let caption = html! {
        "The baseline's median, and the fastest rungs. Rungs that let malformed input through are left out. “or 2 more”: "
        "perhaps as fast."
    };
    let mut headings = vec![
        Heading::Text("benchmark"),
        Heading::Number("baseline"),
        Heading::Plain("without a new line"),
        Heading::Plain("with Python objects"),
    ];
    let has_native = rows.iter().any(BenchmarkAnswer::has_a_faster_native);
    if has_native {
        headings.push(Heading::Plain("of all"));
    }
    let body = html! {
        (table("glance", &caption, &headings, &html! { @for answer in &rows { (row(answer, has_native)) } }))
        (overview(card, rows[0].benchmark))
        (means_folded(card))
    };
    Some(PageSection::new("at-a-glance", "At a glance", body))
}

fn row(answer: &BenchmarkAnswer<'_>, has_native: bool) -> Markup {
    html! {
        tr {
            th scope="row" { a href={ "#ladder-" (answer.benchmark.benchmark) } { (answer.benchmark.title) } }
            (number(Some(answer.baseline_ns), units::duration))
            (way(answer, "unwritten", answer.unwritten.as_ref()))
            (way(answer, "hosted", answer.hosted.as_ref()))
            @if has_native { (way(answer, "fastest", answer.fastest.as_ref())) }
        }
    }
}

/// The means over benchmarks, for who wants one number in spite of all.
fn means_folded(card: &Card) -> Markup {
    let groups = means(card);
    let body = html! {
        @for (place, group) in groups.iter().enumerate() {
            @let caption = html! { "Geometric mean of the speedups on " (group.benchmarks.join(", ")) ". " (METHOD) };
            @let headings = [
                Heading::Text("rung"), Heading::Number("mean"), Heading::Number("95 % interval"), Heading::Number("n"),
            ];
            (table(&format!("means-{place}"), &caption, &headings, &html! {
                @for rung in &group.rungs {
                    tr {
                        th scope="row" { (rung.title) }
                        (number(Some(rung.mean.estimate), units::speedup))
                        (number(rung.mean.low.map(|_| rung.mean.estimate), |_| interval(rung)))
                        (number(Some(rung.invocations as f64), |count| count.to_string()))
                    }
                }
            }))
            p.note { (CAUTION) }
        }
    };
    html! { @if !groups.is_empty() { (folded("A mean over benchmarks, and why it may mislead", false, &body)) } }
}

/// A rung with its speedup, its marks and its rivals; the links lead to their rows.
fn way(answer: &BenchmarkAnswer<'_>, kind: &str, found: Option<&FastestRung<'_>>) -> Markup {
    let Some(FastestRung { card, speedup, rivals }) = found else {
        return html! { td.none { (units::NONE) } };
    };
    let is_open = card.is_baseline || rivals.iter().any(|rival| rival.is_baseline);
    let id = format!("{kind}-{}", answer.benchmark.benchmark);
    html! {
        td {
            @if is_open {
                span.none { @if rivals.is_empty() { "none is faster" } @else { "none is surely faster" } } " "
            }
            @else {
                strong { (speedup_words(card, speedup)) } " "
                a href={ "#" (cell_id(card)) } { (card.cell.title) } " "
                @if speedup.interval.is_some() { span.none { (spread_words(card, speedup)) } " " }
                span.flags { (marks(&card.flags)) }
            }
            @if !rivals.is_empty() {
                @let named = rivals.len() + usize::from(is_open);
                button.more type="button" popovertarget=(id) {
                    @if is_open { (counted(named, "rung")) } @else { "or " (named) " more" }
                }
                div.told popover id=(id) {
                    "No interval tells which is faster: "
                    @let first = is_open.then_some(*card);
                    @for (place, rival) in first.iter().chain(rivals).enumerate() {
                        @if place > 0 { ", " }
                        a href={ "#" (cell_id(rival)) } { (rival.cell.title) }
                    }
                }
            }
        }
    }
}
