//! What github-action-benchmark reads as `customSmallerIsBetter`: an array of names with values.
//!
//! It follows one number by its name from commit to commit, so that the unit is the same for all cells in all sessions.

use serde::Serialize;

use super::{Export, Exported, flags, told_text, with_interval};
use crate::report::summary::Card;
use crate::statistics::{CONFIDENCE, interval};

/// Nanoseconds of the unit.
const MS: f64 = 1e6;

/// The cells as one JSON document.
///
/// # Errors
/// None but what writing JSON to memory may meet.
pub fn render(export: &Export<'_>) -> serde_json::Result<String> {
    let entries: Vec<Entry> = export.cells.iter().map(|exported| entry(export.card, exported)).collect();
    serde_json::to_string_pretty(&entries)
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    unit: &'static str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
    extra: String,
}

fn entry<'a>(card: &Card, exported: &'a Exported<'_>) -> Entry<'a> {
    Entry {
        name: &exported.name,
        unit: "ms",
        value: exported.timed.median_ns / MS,
        range: half_width(exported).map(|half| format!("± {}", half / MS)),
        extra: extra(card, exported),
    }
}

/// Half the interval of the time of an iteration over invocations, in nanoseconds; none under three of them.
fn half_width(exported: &Exported<'_>) -> Option<f64> {
    let times: Vec<f64> = exported.card.by_invocation.iter().map(|one| one.time_ns).collect();
    interval(&times, CONFIDENCE).map(|interval| (interval.high - interval.low) / 2.0)
}

/// What stands in the chart's tooltip, line by line.
fn extra(card: &Card, exported: &Exported<'_>) -> String {
    let (cell, timed) = (&exported.card.cell, &exported.timed);
    let mut lines = vec![format!("median of {} samples of {} invocations", timed.samples, timed.invocations)];
    if let Some((speedup, baseline)) = timed.speedup.zip(card.session.baseline.as_ref()) {
        lines.push(format!("speedup {} against {baseline}", with_interval(&speedup)));
    }
    lines.extend(flags(&exported.card.flags).map(|flags| format!("flags: {flags}")));
    lines.push(format!("{}, size {}", cell.title, cell.size));
    lines.extend(told_text(card, &["machine", "cpu"]));
    lines.push(format!("session {}", card.session.id));
    lines.extend(flags(&card.flags).map(|flags| format!("flags of the session: {flags}")));
    lines.join("\n")
}
