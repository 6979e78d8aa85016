//! Cells over sessions: how their times relative to the baseline went from one to the next, and where their level changed.
//!
//! A series has one cell on one machine, with one profile, input and baseline: what is unlike makes another series and is never
//! mixed. `statistics::change_points` finds the changes, `terminal`, `json` and `page` show them and compute nothing.

mod json;
mod page;
mod rows;
mod sessions;
mod terminal;

use indexmap::IndexMap;

use statistics::{Change, change, change_points};

pub use json::render as json;
pub use page::render as page;
pub use rows::{HistoryRow, left_out, rows};
pub use sessions::{SessionLine, session_lines};
pub use terminal::{render as terminal, short};

/// A cell over sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct HistorySeries {
    /// Its rows, in the order of the sessions.
    pub rows: Vec<HistoryRow>,
    /// Where its level changed.
    pub changes: Vec<LevelChange>,
}

/// A change of level.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelChange {
    /// The place of the first session of the new level.
    pub place: usize,
    /// How much longer the cell takes from there on, relative to the baseline.
    pub change: Change,
    /// How probable so large a difference would be without any change.
    pub chance: f64,
    /// What else is another in that session than in the one before, such as `toolchain: cython 3.3.0, now cython 3.3.1`.
    pub besides: Vec<String>,
}

/// The series of some rows, in the order in which cells first occur.
pub fn series(mut rows: Vec<HistoryRow>) -> Vec<HistorySeries> {
    rows.sort_by(|one, other| one.session.cmp(&other.session));
    let mut all: IndexMap<[String; 6], Vec<HistoryRow>> = IndexMap::new();
    for row in rows {
        let HistoryRow { benchmark, rung, machine, profile, size, baseline, .. } = &row;
        let key = [benchmark, rung, machine, profile, size, baseline].map(String::clone);
        all.entry(key).or_default().push(row);
    }
    all.sort_keys();
    all.into_values().map(HistorySeries::new).collect()
}

impl HistorySeries {
    fn new(rows: Vec<HistoryRow>) -> HistorySeries {
        let logs: Vec<f64> = rows.iter().map(|row| -row.speedup.ln()).collect();
        let points = change_points(&logs);
        let starts: Vec<usize> = points.iter().map(|point| point.place).collect();
        let found = points.iter().enumerate().filter_map(|(number, point)| {
            let from = if number == 0 { 0 } else { starts[number - 1] };
            let to = starts.get(number + 1).copied().unwrap_or(rows.len());
            let level = |range: &[HistoryRow]| range.iter().map(HistoryRow::relative).collect::<Vec<f64>>();
            Some(LevelChange {
                place: point.place,
                change: change(&level(&rows[from..point.place]), &level(&rows[point.place..to]))?,
                chance: point.chance,
                besides: besides(&rows[point.place - 1], &rows[point.place]),
            })
        });
        let changes = found.collect();
        HistorySeries { rows, changes }
    }

    /// What its rows have in common.
    pub fn head(&self) -> &HistoryRow {
        &self.rows[0]
    }
}

impl HistoryRow {
    /// Its time as a share of the baseline's in the same rounds.
    pub fn relative(&self) -> f64 {
        1.0 / self.speedup
    }

    /// What it is known by: the commit in short, with a star where files were changed since.
    pub fn commit_in_short(&self) -> Option<String> {
        let commit = self.commit.as_ref()?;
        let short: String = commit.chars().take(10).collect();
        Some(if self.dirty == Some(true) { format!("{short}*") } else { short })
    }
}

/// What else is another.
fn besides(before: &HistoryRow, after: &HistoryRow) -> Vec<String> {
    let facts: [(&str, &Option<String>, &Option<String>); 4] = [
        ("toolchain", &before.toolchain, &after.toolchain),
        ("baseline's toolchain", &before.baseline_toolchain, &after.baseline_toolchain),
        ("operating system's kernel", &before.kernel, &after.kernel),
        ("harness", &before.harness, &after.harness),
    ];
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_owned());
    let facts = facts.into_iter().filter(|(_, before, after)| before != after);
    let mut all: Vec<String> =
        facts.map(|(what, before, after)| format!("{what}: {}, now {}", known(before), known(after))).collect();
    let hashes = [
        ("the cell's sources", before.sources != after.sources),
        ("the baseline's sources", before.baseline_sources != after.baseline_sources),
        ("the ladder's file", before.manifest != after.manifest),
    ];
    all.extend(hashes.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| format!("{what} changed")));
    all
}

#[cfg(test)]
mod tests;
