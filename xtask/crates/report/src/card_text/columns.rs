//! The columns of a benchmark's table.

use crate::card::flags::letters;
use crate::card::{Card, CellCard, CellFigures, PublishedColumn, PublishedFigure};
use crate::text::units;
use crate::text::{Column, Keep, Text, Tone};
use statistics::Speedup;

/// The columns that have something to show.
pub(super) fn all_columns(card: &Card, timed: &[(&CellCard, &CellFigures)]) -> Vec<Column> {
    let mut columns = figure_columns(card, timed);
    if timed.iter().any(|(card, _)| !card.cell.cost.is_empty()) {
        let cells = timed.iter().map(|(card, _)| Text::new(&card.cell.cost, row_tone(card)));
        columns.push(Column::left("cost", Keep::Wrapped, cells));
    }
    columns
}

/// The columns of figures, the marks on them among these.
pub(super) fn figure_columns(card: &Card, timed: &[(&CellCard, &CellFigures)]) -> Vec<Column> {
    let mut columns = measured_columns(timed);
    columns.extend(card.column.iter().flat_map(|column| published_columns(column, timed)));
    if timed.iter().any(|(card, _)| !card.flags.is_empty()) {
        let cells = timed.iter().map(|(card, _)| Text::plain(&letters(&card.flags)));
        columns.push(Column::left("flags", Keep::Always, cells));
    }
    columns
}

/// The heading of the column of comparison intervals.
pub(crate) const COMPARISON: &str = "among";

/// What that column is for.
pub(crate) const COMPARISON_LEGEND: &str = "rungs whose speedups do not overlap with this much to each side differ by more than \
    chance; what moves all speedups of a table together, the baseline's own error, is not in it";

/// The invocations behind a cell's number.
fn counted(timed: &CellFigures) -> usize {
    timed.speedup.map_or(timed.invocations, |speedup| speedup.invocations)
}

/// The heading of the column that the brief card leaves out: what it would warn of, marks tell.
pub(super) const CPU_OVER_WALL: &str = "CPU/wall";

fn measured_columns(timed: &[(&CellCard, &CellFigures)]) -> Vec<Column> {
    let right = |head, keep, cell: &dyn Fn(&CellCard, &CellFigures) -> Text| {
        Column::right(head, keep, timed.iter().map(|(card, timed)| cell(card, timed)))
    };
    let titles = timed.iter().map(|(card, _)| Text::new(&card.cell.title, row_tone(card)));
    let columns = vec![
        Column::left("rung", Keep::Always, titles),
        right("median", Keep::Always, &|card, _| {
            number(card, card.steady().map(|timed| timed.median_ns), units::duration)
        }),
        right("speedup", Keep::Always, &|card, timed| speedup_text(card, timed.speedup.as_ref())),
        right("spread", Keep::Unless(1), &|card, timed| spread_text(card, timed.speedup.as_ref())),
        right(COMPARISON, Keep::Unless(2), &|_, timed| {
            timed.comparison.map_or_else(Text::none, |half| Text::plain(&units::half_width(half)))
        }),
        right("n", Keep::Always, &|_, timed| Text::plain(&counted(timed).to_string())),
        right(CPU_OVER_WALL, Keep::Unless(3), &|card, timed| {
            number(card, timed.cpu_over_wall, |ratio| format!("{ratio:.2}"))
        }),
        right("memory", Keep::Unless(4), &|card, _| {
            number(card, card.peak_bytes.map(|bytes| bytes as f64), units::bytes)
        }),
        right("artefact", Keep::Unless(5), &|card, _| {
            number(card, card.artefact_bytes.map(|bytes| bytes as f64), units::bytes)
        }),
    ];
    // What nobody knows anything of is no column.
    let known = |column: &Column| {
        ![COMPARISON, "memory", "artefact"].contains(&column.head.as_str()) || column.cells.iter().any(Text::is_known)
    };
    columns.into_iter().filter(known).collect()
}

/// What was published beside the measured figures, where there is any for this benchmark.
fn published_columns(published: &PublishedColumn, timed: &[(&CellCard, &CellFigures)]) -> Vec<Column> {
    let owner = published.owner();
    let time = printed_column(timed, |printed| printed.ms, units::published_time);
    let speedup = printed_column(timed, |printed| printed.speedup, units::published_speedup);
    let time = time.map(|cells| Column::right(&format!("{owner}\ntime"), Keep::Unless(2), cells.into_iter()));
    let speedup = speedup.map(|cells| Column::right(&format!("{owner}\nspeedup"), Keep::Unless(1), cells.into_iter()));
    time.into_iter().chain(speedup).collect()
}

/// What was printed about each cell; none where nothing was.
fn printed_column(
    timed: &[(&CellCard, &CellFigures)],
    figure: fn(&PublishedFigure) -> Option<f64>,
    format: fn(f64) -> String,
) -> Option<Vec<Text>> {
    let printed: Vec<Option<f64>> = timed.iter().map(|(card, _)| card.printed.as_ref().and_then(figure)).collect();
    let cells = timed.iter().zip(&printed).map(|((card, _), value)| number(card, *value, format));
    printed.iter().any(Option::is_some).then(|| cells.collect())
}

/// The baseline's row stands out.
fn row_tone(card: &CellCard) -> Tone {
    if card.is_baseline { Tone::Strong } else { Tone::Plain }
}

fn number(card: &CellCard, value: Option<f64>, format: impl Fn(f64) -> String) -> Text {
    value.map_or_else(Text::none, |value| Text::new(&format(value), row_tone(card)))
}

/// Green or red only where the interval leaves no doubt of the direction.
pub(crate) fn speedup_text(card: &CellCard, speedup: Option<&Speedup>) -> Text {
    let Some(speedup) = speedup else {
        return Text::none();
    };
    if card.is_baseline {
        return Text::new("1x", Tone::Strong);
    }
    let tone = match speedup.interval {
        Some(interval) if interval.low > 1.0 => Tone::Good,
        Some(interval) if interval.high < 1.0 => Tone::Bad,
        _ => Tone::Plain,
    };
    Text::new(&units::speedup(speedup.estimate), tone)
}

/// How far a speedup may be off.
pub(crate) fn spread_text(card: &CellCard, speedup: Option<&Speedup>) -> Text {
    match speedup {
        _ if card.is_baseline => Text::new("baseline", Tone::Strong),
        Some(speedup) => Text::plain(&units::spread(speedup)),
        None => Text::none(),
    }
}
