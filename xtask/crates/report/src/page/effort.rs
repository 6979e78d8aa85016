//! Effort against speedup: which rungs give more for what they take to write than all others, benchmark by benchmark.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, cell_id, marks, number, speedup, speedup_words, spread_words, table};
use super::plot::{LogScale, RootScale, front, percent};
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::card_text::effort::{build_time, disk_space};
use crate::text::units;
use records::Effort;
use statistics::Speedup;

/// The picture's height in units of the text.
const HEIGHT: &str = "100%";

/// A timed rung whose effort is known.
struct EffortPoint<'a> {
    card: &'a CellCard,
    effort: &'a Effort,
    speedup: Speedup,
}

pub(super) fn section(card: &Card) -> Option<PageSection> {
    let benchmarks = card.benchmarks.iter().map(|benchmark| (benchmark, points(benchmark)));
    let parts: Vec<(&BenchmarkCard, Vec<EffortPoint>)> = benchmarks.filter(|(_, points)| points.len() > 1).collect();
    let body = html! {
        p.prose {
            "To the right, what a rung takes to write: lines that the plain Python version has not, without comments, "
            "docstrings and blank lines. Upwards, what it gives. The dotted line joins the rungs that no other beats: "
            "none gives as much for fewer new lines. It is drawn through estimates, so that of neighbours whose "
            "intervals overlap either may be the better one; the letters beside them are reasons to doubt them, or not "
            "to compare them without a second thought. What is not counted is what one must know."
        }
        @for (benchmark, points) in &parts {
            h3 { (benchmark.title) }
            (picture_and_table(benchmark, points))
        }
    };
    (!parts.is_empty()).then(|| PageSection::new("effort", "Effort against speedup", body))
}

fn points(benchmark: &BenchmarkCard) -> Vec<EffortPoint<'_>> {
    let cells = benchmark.cells.iter();
    cells
        .filter_map(|card| Some(EffortPoint { card, effort: card.cell.effort.as_deref()?, speedup: card.speedup()? }))
        .collect()
}

fn picture_and_table(benchmark: &BenchmarkCard, points: &[EffortPoint<'_>]) -> Markup {
    let places: Vec<(f64, f64)> =
        points.iter().map(|point| (point.effort.lines_added as f64, point.speedup.estimate)).collect();
    let best = front(&places);
    html! {
        figure {
            (plane(benchmark, points, &best))
            figcaption { "Numbered are the rungs that no other beats, from the fewest new lines on:" }
        }
        ol { @for place in &best { li { (in_words(&points[*place])) } } }
        (figures(benchmark, points, &best))
    }
}

fn in_words(point: &EffortPoint<'_>) -> Markup {
    let lines = match point.effort.lines_added {
        0 => "no new line".to_owned(),
        1 => "1 new line".to_owned(),
        lines => format!("{lines} new lines"),
    };
    html! {
        a href={ "#" (cell_id(point.card)) } { (point.card.cell.title) } ": " (lines) ", "
        (speedup_words(point.card, &point.speedup)) " (" (spread_words(point.card, &point.speedup)) ") "
        span.flags { (marks(&point.card.flags)) }
    }
}

fn plane(benchmark: &BenchmarkCard, points: &[EffortPoint<'_>], best: &[usize]) -> Markup {
    let right = RootScale::up_to(points.iter().map(|point| point.effort.lines_added));
    let Some(up) = LogScale::around(points.iter().map(|point| point.speedup.estimate)) else { return html! {} };
    let x = |point: &EffortPoint<'_>| percent(right.position(point.effort.lines_added as f64));
    let y = |point: &EffortPoint<'_>| percent(100.0 - up.position(point.speedup.estimate));
    let id = format!("effort-{}", benchmark.benchmark);
    let others = points.iter().enumerate().filter(|(place, _)| !best.contains(place)).map(|(_, point)| point);
    html! {
        div.plane {
            svg role="img" aria-labelledby={ (id) "-title " (id) "-about" } {
                title id={ (id) "-title" } { "Effort against speedup: " (benchmark.title) }
                desc id={ (id) "-about" } {
                    (points.len()) " rungs by new lines of code and speedup, of which no other beats " (best.len())
                    ". The list and the table below have the same figures."
                }
                (axes(right, up))
                @for pair in best.windows(2) {
                    @let (from, to) = (&points[pair[0]], &points[pair[1]]);
                    line.front x1=(x(from)) y1=(y(from)) x2=(x(to)) y2=(y(from)) {}
                    line.front x1=(x(to)) y1=(y(from)) x2=(x(to)) y2=(y(to)) {}
                }
                @for point in others {
                    circle.point cx=(x(point)) cy=(y(point)) r="4" { title { (point_title(point)) } }
                }
                @for (ordinal, place) in best.iter().enumerate() {
                    @let point = &points[*place];
                    circle.best cx=(x(point)) cy=(y(point)) r="10" { title { (point_title(point)) } }
                    text.ordinal x=(x(point)) y=(y(point)) dy="0.36em" text-anchor="middle" { (ordinal + 1) }
                }
            }
        }
    }
}

fn point_title(point: &EffortPoint<'_>) -> String {
    let (card, effort) = (point.card, point.effort);
    format!("{}: {} new lines, {}", card.cell.title, effort.lines_added, units::speedup(point.speedup.estimate))
}

fn axes(right: RootScale, up: LogScale) -> Markup {
    html! {
        @for tick in up.ticks() {
            @let y = percent(100.0 - up.position(tick));
            line.tick.unit[tick == 1.0] x1="0" x2="100%" y1=(y) y2=(y) {}
            text x="-8" y=(y) dy="0.32em" text-anchor="end" { (tick) "x" }
        }
        @for tick in right.ticks() {
            @let x = percent(right.position(tick));
            line.tick x1=(x) x2=(x) y1="0" y2=(HEIGHT) {}
            text x=(x) y=(HEIGHT) dy="1.4em" text-anchor="middle" { (tick) }
        }
        text x="100%" y=(HEIGHT) dy="2.9em" text-anchor="end" { "new lines, at their square roots" }
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
