//! What github-action-benchmark reads as `customSmallerIsBetter`: an array of names with values.
//!
//! It follows one number by its name from commit to commit, so that the unit is the same for all cells in all sessions.

use std::io::{self, Write};

use serde::Serialize;

use super::{Export, ExportedCell, environment_text, flags_line, with_interval};
use crate::card::Card;
use crate::wire;
use statistics::{Interval, typical};

/// Nanoseconds of the unit.
const MS: f64 = 1e6;

/// The cells as one JSON document.
///
/// # Errors
/// When the place takes nothing.
pub fn render(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<TrackedFigure> =
        export.cells.iter().map(|exported| tracked_figure(export.card, exported)).collect();
    to.write_all(wire::pretty(&entries)?.as_bytes())
}

#[derive(Serialize)]
struct TrackedFigure<'a> {
    name: &'a str,
    unit: &'static str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
    extra: String,
}

fn tracked_figure<'a>(card: &Card, exported: &'a ExportedCell<'_>) -> TrackedFigure<'a> {
    let times: Vec<f64> = exported.card.by_invocation.iter().map(|one| one.time_ns / MS).collect();
    let (time, interval) = typical(&times).unwrap_or((exported.timed.median_ns / MS, None));
    // The interval is symmetric in logarithms: its upper half is the wider one.
    let half = interval.map(|Interval { high, .. }| high - time).filter(|half| *half > 0.0);
    TrackedFigure {
        name: &exported.name,
        unit: "ms",
        value: rounded(time, half).parse().unwrap_or(time),
        range: half.map(|half| format!("± {}", rounded(half, Some(half)))),
        extra: extra(card, exported),
    }
}

/// Digits of a time that are kept where no interval says how many are justified.
const DIGITS: i32 = 4;

/// A time to the second digit of half its interval, or to `DIGITS` of its own.
fn rounded(time: f64, half: Option<f64>) -> String {
    let last = half.map_or_else(|| first_digit(time) - DIGITS + 1, |half| first_digit(half) - 1);
    format!("{time:.*}", usize::try_from(-last).unwrap_or_default())
}

/// The power of ten of a number's first digit.
fn first_digit(value: f64) -> i32 {
    value.log10().floor() as i32
}

/// What stands in the chart's tooltip, line by line.
fn extra(card: &Card, exported: &ExportedCell<'_>) -> String {
    let (cell, timed) = (&exported.card.cell, &exported.timed);
    let mut lines = vec![format!("mean of {} invocations with {} samples", timed.invocations, timed.samples)];
    if let Some((speedup, baseline)) = timed.speedup.zip(card.session.baseline.as_ref()) {
        lines.push(plain::text(&format!("speedup {} against {baseline}", with_interval(&speedup))));
    }
    lines.extend(flags_line(&exported.card.flags).map(|flags| format!("flags: {flags}")));
    lines.push(plain::text(&format!("{}, size {}", cell.title, cell.size)));
    lines.extend(environment_text(card, &["machine", "cpu"]));
    lines.push(plain::text(&format!("session {}", card.session.id)));
    lines.extend(flags_line(&card.flags).map(|flags| format!("flags of the session: {flags}")));
    lines.join("\n")
}
