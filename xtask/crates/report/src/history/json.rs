//! A history for programs: `history --format json`, described in docs/json.md.

use serde::Serialize;

use super::{HistoryRow, HistorySeries};
use crate::wire::{self, Estimate};

/// The version of this shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct HistoryJson<'a> {
    version: u32,
    series: Vec<SeriesJson<'a>>,
}

#[derive(Serialize)]
struct SeriesJson<'a> {
    benchmark: &'a str,
    rung: &'a str,
    machine: &'a str,
    profile: &'a str,
    sessions: &'a [HistoryRow],
    changes: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    session: &'a str,
    after: &'a str,
    commit: Option<&'a str>,
    after_commit: Option<&'a str>,
    change: Estimate,
    chance: f64,
    besides: &'a [String],
}

/// The series as one JSON document, ending in a line feed.
///
/// # Errors
/// Never, as all of it can be written as JSON.
pub fn render(series: &[HistorySeries]) -> serde_json::Result<String> {
    let document = HistoryJson { version: VERSION, series: series.iter().map(series_json).collect() };
    Ok(wire::pretty(&document)? + "\n")
}

fn series_json(series: &HistorySeries) -> SeriesJson<'_> {
    let HistoryRow { benchmark, rung, machine, profile, .. } = series.head();
    let changes = series.changes.iter().map(|change| {
        let (before, after) = (&series.rows[change.place - 1], &series.rows[change.place]);
        ChangeJson {
            session: &after.session,
            after: &before.session,
            commit: after.commit.as_deref(),
            after_commit: before.commit.as_deref(),
            change: change.change.into(),
            chance: change.chance,
            besides: &change.besides,
        }
    });
    SeriesJson { benchmark, rung, machine, profile, changes: changes.collect(), sessions: &series.rows }
}
