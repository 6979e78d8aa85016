//! The rungs that are not in a benchmark's table, and why.

use indexmap::IndexMap;

use crate::card::{BenchmarkCard, Card, CellCard, CellStatus};
use crate::text::{Layout, Text, Tone, prose};

/// What stands below the table of a benchmark. None if every rung was timed.
///
/// A tool that is missing is missing on every benchmark; its reason is told in full once, on the first.
pub(super) fn absent_rungs(card: &Card, benchmark: &BenchmarkCard, layout: Layout) -> Option<String> {
    let mut told = Vec::new();
    let mut repeated: IndexMap<(&str, &str), (CellStatus, Vec<&str>)> = IndexMap::new();
    for cell in benchmark.cells.iter().filter(|cell| cell.timed.is_none()) {
        match first_with(card, cell) {
            Some(first) if first.benchmark != benchmark.benchmark => {
                let group = (status_word(cell.status), first.benchmark.as_str());
                repeated.entry(group).or_insert((cell.status, Vec::new())).1.push(&cell.cell.title);
            }
            _ => told.push(reasoned(cell)),
        }
    }
    let repeated = repeated.into_iter().map(|((word, first), (status, titles))| {
        let text = format!("{word}, as on {first}: {}", titles.join(", "));
        vec![Text::new(&text, status_tone(status))]
    });
    let parts = [told, repeated.collect()].into_iter().filter(|rows| !rows.is_empty()).map(|rows| prose(rows, layout));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// The first benchmark on which the rung is absent for the very same reason.
pub(crate) fn first_with<'a>(card: &'a Card, cell: &CellCard) -> Option<&'a BenchmarkCard> {
    card.benchmarks.iter().find(|benchmark| benchmark.cells.iter().any(|other| is_absent_alike(other, cell)))
}

fn is_absent_alike(one: &CellCard, other: &CellCard) -> bool {
    (&one.cell.rung, one.status, &one.reason, &one.fix) == (&other.cell.rung, other.status, &other.reason, &other.fix)
}

/// A rung without numbers: its status, its title, and the reason with what can be done about it.
fn reasoned(cell: &CellCard) -> Vec<Text> {
    let reason = cell.reason.as_deref().unwrap_or("no reason was recorded");
    vec![
        Text::new(status_word(cell.status), status_tone(cell.status)),
        Text::plain(&cell.cell.title),
        Text::plain(&with_fix(reason.trim_end(), cell)),
    ]
}

/// A reason, and on a line of its own what can be done about it.
pub(crate) fn with_fix(reason: &str, cell: &CellCard) -> String {
    let fix = cell.fix.as_ref().map(|fix| format!("\nfix: {fix}")).unwrap_or_default();
    reason.to_owned() + &fix
}

/// What became of a cell, in a word.
pub(crate) fn status_word(status: CellStatus) -> &'static str {
    match status {
        CellStatus::Timed => "timed",
        CellStatus::Missing => "missing",
        CellStatus::Unsupported => "unsupported",
        CellStatus::Disagrees => "disagrees",
        CellStatus::Failed => "failed",
    }
}

fn status_tone(status: CellStatus) -> Tone {
    match status {
        CellStatus::Timed | CellStatus::Missing => Tone::Plain,
        CellStatus::Unsupported => Tone::Faint,
        CellStatus::Disagrees | CellStatus::Failed => Tone::Bad,
    }
}
