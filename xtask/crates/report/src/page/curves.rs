//! How fresh processes warm up: small pictures of those cells whose times change, and a table of all.

use maud::{Markup, html};

use super::parts::{Heading, PageSection, cell_id, counted, folded, number, table};
use crate::chart::plot::LogScale;
use crate::detail::{Detail, ProcessTimes, state_word};
use crate::text::blocks::{range, thinned};
use crate::text::units;
use records::Steadiness;
use statistics::steady::State;

/// Points of a curve: what a small picture can show.
const POINTS: usize = 72;

/// Curves of a picture; more hide one another.
const PROCESSES: usize = 3;

/// What a picture spans at least, as a factor, so that noise does not look like a warm-up.
const SPAN: f64 = 1.6;

/// The picture's own units, which have no meaning: it is as wide as the page lets it be.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 100.0;

pub(super) fn section(details: &[Detail<'_>]) -> Option<PageSection> {
    let known: Vec<&Detail> = details.iter().filter(|detail| is_known(detail)).collect();
    if known.is_empty() {
        return None;
    }
    let body = html! {
        p.prose {
            "The times of fresh processes from the first call on, call by call: each line is a process, the axis "
            "upwards is logarithmic, and points are medians of neighbouring calls where there are many. Drawn is what "
            "is not flat before the first round; undecided is what each process does in a way of its own, or too few "
            "show."
        }
        @for cells in known.chunk_by(|one, other| one.benchmark.benchmark == other.benchmark.benchmark) {
            h3 { (cells[0].benchmark.title) }
            (pictures(cells))
            (folded(&format!("Start, first call and warm-up on {}", cells[0].benchmark.title), true, &figures(cells)))
        }
    };
    Some(PageSection::new("warm-up", "Warm-up", body))
}

/// The curves of what is known to move; those of which nobody knows are folded.
fn pictures(cells: &[&Detail<'_>]) -> Markup {
    let moving = cells.iter().copied().filter(|detail| state(detail) != Some(State::Flat));
    let (known, undecided): (Vec<&Detail>, Vec<&Detail>) =
        moving.partition(|detail| !matches!(state(detail), None | Some(State::Inconsistent)));
    html! {
        @if !known.is_empty() { div.curves { @for detail in &known { (picture(detail)) } } }
        @if !undecided.is_empty() {
            (folded(&format!("{} undecided", counted(undecided.len(), "curve")), false, &html! {
                div.curves { @for detail in &undecided { (picture(detail)) } }
            }))
        }
    }
}

/// Whether enough calls of a process were seen to draw how they go.
fn is_known(detail: &Detail<'_>) -> bool {
    detail.card.timed.is_some() && detail.processes.iter().any(|process| process.curve.is_some())
}

/// The state that decides whether one number can stand for the cell.
fn state(detail: &Detail<'_>) -> Option<State> {
    detail.card.timed?.state
}

fn in_a_word(detail: &Detail<'_>) -> &'static str {
    match detail.card.timed.and_then(|timed| timed.steadiness) {
        Some(Steadiness::NotKnown) => "not known",
        _ => state(detail).map_or("undecided", state_word),
    }
}

fn picture(detail: &Detail<'_>) -> Markup {
    let drawn = || detail.processes.iter().filter(|process| process.curve.is_some()).take(PROCESSES);
    let (low, high) = range(drawn().flat_map(|course| &course.times_ns));
    let Some(scale) = LogScale::around([low, high]).map(|scale| scale.spanning(SPAN)) else { return html! {} };
    let calls = drawn().map(|process| process.times_ns.len()).max().unwrap_or_default();
    let (low, high) = (units::duration(low), units::duration(high));
    let title = format!(
        "{}, {} processes: {}, between {low} and {high}",
        detail.card.cell.title,
        drawn().count(),
        in_a_word(detail)
    );
    html! {
        figure.curve {
            figcaption {
                a href={ "#" (cell_id(detail.card)) } { (detail.card.cell.title) } ": " strong { (in_a_word(detail)) }
            }
            svg role="img" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" {
                title { (title) }
                @for process in drawn() {
                    polyline vector-effect="non-scaling-stroke" points=(points(process, scale, calls)) {}
                }
            }
            p { (low) " to " (high) ", " (counted(calls, "call")) }
        }
    }
}

/// The points of a process's curve; all curves of a picture have one axis of calls.
fn points(process: &ProcessTimes, scale: LogScale, calls: usize) -> String {
    let thin = thinned(&process.times_ns, POINTS);
    let share = process.times_ns.len() as f64 / calls.max(1) as f64;
    let step = WIDTH * share / (thin.len().max(2) - 1) as f64;
    let points = thin.iter().enumerate().map(|(place, time)| {
        let (x, y) = (place as f64 * step, HEIGHT * (1.0 - scale.position(*time) / 100.0));
        format!("{x:.0},{y:.0}")
    });
    points.collect::<Vec<_>>().join(" ")
}

fn figures(cells: &[&Detail<'_>]) -> Markup {
    let benchmark = cells[0].benchmark;
    let caption = html! {
        "What comes before the steady state on " (benchmark.title) ": medians over processes. Warm-up is what the "
        "calls before the first round took beyond as many steady ones; paid back is after so many iterations, start "
        "included."
    };
    let headings = [
        Heading::Text("rung"),
        Heading::Text("state"),
        Heading::Number("start"),
        Heading::Number("first call"),
        Heading::Number("warm-up"),
        Heading::Number("steady"),
        Heading::Number("paid back"),
    ];
    let rows = html! {
        @for (detail, timed) in cells.iter().filter_map(|detail| Some((detail, detail.card.timed?))) {
            tr {
                th scope="row" { (detail.card.cell.title) }
                td { (in_a_word(detail)) }
                (number(timed.start_costs.start_ns, units::duration))
                (number(timed.start_costs.first_ns, units::duration))
                (number(timed.start_costs.warm_up_ns, units::duration))
                (number(timed.has_one_number().then_some(timed.median_ns), units::duration))
                (number(timed.break_even.map(|break_even| break_even.iterations), units::significant))
            }
        }
    };
    table(&format!("warm-up-{}", benchmark.benchmark), &caption, &headings, &rows)
}
