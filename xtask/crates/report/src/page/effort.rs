//! Effort against speedup: which rungs give more for what they take to write than all others, benchmark by benchmark.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, folded, marks, number, speedup, table};
use crate::card::{BenchmarkCard, Card};
use crate::card_text::effort::{build_time, disk_space};
use crate::chart::effort::{EffortPoint, best, points};
use crate::picture::effort::plane;

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let benchmarks = card.benchmarks.iter().map(|benchmark| (benchmark, points(benchmark)));
    let parts: Vec<(&BenchmarkCard, Vec<EffortPoint>)> = benchmarks.filter(|(_, points)| points.len() > 1).collect();
    let body = html! {
        p.prose {
            "To the right, what a rung takes to write: lines that the plain Python version has not, without comments, "
            "docstrings and blank lines. Upwards, what it gives. The dotted line joins the rungs that no other beats: "
            "none gives as much for fewer new lines. It is drawn through estimates: of neighbours whose intervals overlap "
            "either may be the better one. What is not counted is what one must know."
        }
        @for (benchmark, points) in &parts {
            h3 { (benchmark.title) }
            (picture_and_table(benchmark, points))
        }
    };
    (!parts.is_empty()).then(|| PageSection::new("effort", "Effort against speedup", body))
}

fn picture_and_table(benchmark: &BenchmarkCard, points: &[EffortPoint<'_>]) -> Markup {
    let best = best(points);
    let title = &benchmark.title;
    html! {
        figure {
            div.plane.wide-screen { (drawn(benchmark, points, best.len(), WIDE)) }
            div.plane.narrow-screen aria-hidden="true" { (drawn(benchmark, points, best.len(), NARROW)) }
        }
        (folded(&format!("What each rung takes on {title}"), true, &figures(benchmark, points, &best)))
    }
}

/// The same picture for screens on which its text would be too small, and for others: name, width, height, size of the text.
type Size = (&'static str, f64, f64, f64);
const WIDE: Size = ("wide", 1120.0, 400.0, 13.0);
const NARROW: Size = ("narrow", 370.0, 400.0, 12.0);

fn drawn(
    benchmark: &BenchmarkCard,
    points: &[EffortPoint<'_>],
    best: usize,
    (name, width, height, font): Size,
) -> Markup {
    let Some(plane) = plane(points, width, height, font) else { return html! {} };
    let id = format!("effort-{}-{name}", benchmark.benchmark);
    html! {
        svg role="img" viewBox={ "0 0 " (width) " " (height) } aria-labelledby={ (id) "-title " (id) "-about" } {
            title id={ (id) "-title" } { "Effort against speedup: " (benchmark.title) }
            desc id={ (id) "-about" } {
                (points.len()) " rungs by new lines of code and speedup, of which no other beats " (best)
                ". The table below has the same figures."
            }
            (plane)
        }
    }
}

fn figures(benchmark: &BenchmarkCard, points: &[EffortPoint<'_>], best: &[usize]) -> Markup {
    let caption = html! { "What each rung takes on " (benchmark.title) ", and what it gives" };
    let headings = [
        Heading::Text("rung"),
        Heading::Number("speedup"),
        Heading::Text("flags"),
        Heading::Number("new lines"),
        Heading::Number("lines gone"),
        Heading::Number("new tokens"),
        Heading::Text("new languages"),
        Heading::Number("dependencies"),
        Heading::Number("on disk"),
        Heading::Number("build"),
        Heading::Text("beaten by none"),
    ];
    let count = |count: u64| number(Some(count as f64), |count| count.to_string());
    let rows = html! {
        @for (place, EffortPoint { card, effort, .. }) in points.iter().enumerate() {
            tr {
                th scope="row" { (card.cell.title) }
                (speedup(card))
                td.flags { (marks(&card.flags)) }
                (count(effort.lines_added))
                (count(effort.lines_removed))
                (count(effort.tokens_added))
                td { (effort.languages.join(", ")) }
                (count(effort.dependencies.len() as u64))
                (number(effort.toolchain_bytes.map(|bytes| bytes as f64), |_| disk_space(effort)))
                (number(card.cell.build_s, |_| build_time(&card.cell)))
                td { @if best.contains(&place) { "yes" } }
            }
        }
    };
    table(&format!("effort-of-{}", benchmark.benchmark), &caption, &headings, &rows)
}
