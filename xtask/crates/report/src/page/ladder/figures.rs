//! The figures of a benchmark: a row a rung that was timed, in the order of the ladder.

use maud::{Markup, html};

use super::super::parts::{self, Heading, cell_id, marks, number, speedup, spread_words};
use crate::card::{BenchmarkCard, Card, CellCard, CellFigures};
use crate::text::units;
use published::with_column;

/// Which columns have something to show.
struct ShownColumns {
    time: bool,
    ratio: bool,
    comparison: bool,
    memory: bool,
    artefact: bool,
    flags: bool,
    cost: bool,
}

/// The table.
pub(super) fn table(card: &Card, benchmark: &BenchmarkCard, timed: &[(&CellCard, &CellFigures)]) -> Markup {
    let any = |present: &dyn Fn(&CellCard) -> bool| timed.iter().any(|(card, _)| present(card));
    let columns = ShownColumns {
        time: any(&|card| card.printed.is_some_and(|printed| printed.ms.is_some())),
        ratio: any(&|card| card.printed.is_some_and(|printed| printed.speedup.is_some())),
        comparison: timed.iter().any(|(_, timed)| timed.comparison.is_some()),
        memory: any(&|card| card.peak_bytes.is_some()),
        artefact: any(&|card| card.artefact_bytes.is_some()),
        flags: any(&|card| !card.flags.is_empty()),
        cost: any(&|card| !card.cell.cost.is_empty()),
    };
    let published = columns.time || columns.ratio;
    let caption = html! {
        "Medians and speedups of " (benchmark.title) " at " (benchmark.size) ", "
        span.order { "in the order of the ladder" } "."
        @if let Some(source) = with_column(&card.published).filter(|_| published) {
            " Published figures are those of " (source.title)
            @if let Some(machine) = &source.machine { ", of another machine (" (machine) ")" }
            " and at its own input size."
        }
    };
    let headings = [
        Some(Heading::Text("rung")),
        Some(Heading::Number("median")),
        Some(Heading::Number("speedup")),
        Some(Heading::Number("95 % interval")),
        columns.comparison.then_some(Heading::Number("among rungs")),
        Some(Heading::Number("n")),
        Some(Heading::Number("CPU/wall")),
        Some(Heading::Number("mean")),
        Some(Heading::Number("p95")),
        Some(Heading::Number("p99")),
        Some(Heading::Number("worst")),
        columns.memory.then_some(Heading::Number("memory")),
        columns.artefact.then_some(Heading::Number("artefact")),
        columns.time.then_some(Heading::Number("published time")),
        columns.ratio.then_some(Heading::Number("published speedup")),
        columns.flags.then_some(Heading::Text("flags")),
        columns.cost.then_some(Heading::Text("cost")),
    ];
    let headings: Vec<Heading> = headings.into_iter().flatten().collect();
    let rows = html! { @for (card, timed) in timed { (row(card, timed, &columns)) } };
    parts::table(&format!("figures-{}", benchmark.benchmark), &caption, &headings, &rows)
}

fn row(card: &CellCard, timed: &CellFigures, columns: &ShownColumns) -> Markup {
    let interval = timed.speedup.and_then(|speedup| speedup.interval);
    let median = timed.has_one_number().then_some(timed.median_ns);
    html! {
        tr.baseline[card.is_baseline] id=(cell_id(card)) data-row data-headline[card.cell.headline]
            data-rung=(card.cell.rung) data-benchmark=(card.cell.benchmark)
            data-low=[interval.map(|interval| interval.low)] data-high=[interval.map(|interval| interval.high)] {
            th scope="row" { (card.cell.title) }
            (number(median, units::duration))
            (speedup(card))
            (number(timed.speedup.and_then(|speedup| speedup.half_width()), |_| {
                timed.speedup.as_ref().map_or_else(String::new, |speedup| spread_words(card, speedup))
            }))
            @if columns.comparison { (number(timed.comparison, units::half_width)) }
            (number(timed.speedup.map(|speedup| speedup.invocations as f64), |count| format!("{count:.0}")))
            (number(timed.cpu_over_wall, |ratio| format!("{ratio:.2}")))
            (number(median.map(|_| timed.mean_ns), units::duration))
            (number(median.map(|_| timed.percentiles.p95_ns), units::duration))
            (number(median.map(|_| timed.percentiles.p99_ns), units::duration))
            (number(median.map(|_| timed.percentiles.worst_ns), units::duration))
            @if columns.memory { (number(card.peak_bytes.map(|bytes| bytes as f64), units::bytes)) }
            @if columns.artefact { (number(card.artefact_bytes.map(|bytes| bytes as f64), units::bytes)) }
            @if columns.time { (number(card.printed.and_then(|printed| printed.ms), units::published_time)) }
            @if columns.ratio { (number(card.printed.and_then(|printed| printed.speedup), units::published_speedup)) }
            @if columns.flags { td.flags { (marks(&card.flags)) } }
            @if columns.cost { td.words { (card.cell.cost) } }
        }
    }
}
