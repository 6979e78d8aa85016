//! The rungs that are not in a benchmark's table, and why.

use crate::card::summary::{BenchmarkCard, Card, CellCard, CellStatus};
use crate::text::{Layout, Text, Tone, prose};

/// What stands below the table of a benchmark. None if every rung was timed.
///
/// A tool that is missing is missing on every benchmark; its reason is told in full once, on the first.
pub(crate) fn absent(card: &Card, benchmark: &BenchmarkCard, layout: Layout) -> Option<String> {
    let mut told = Vec::new();
    let mut untold: Vec<((CellStatus, &str), Vec<&str>)> = Vec::new();
    for cell in benchmark.cells.iter().filter(|cell| cell.timed.is_none()) {
        match first_with(card, cell) {
            Some(first) if first.benchmark != benchmark.benchmark => {
                let group = (cell.status, first.benchmark.as_str());
                match untold.iter_mut().find(|(known, _)| *known == group) {
                    Some((_, titles)) => titles.push(&cell.cell.title),
                    None => untold.push((group, vec![&cell.cell.title])),
                }
            }
            _ => told.push(reasoned(cell)),
        }
    }
    let repeated = untold.iter().map(|((status, first), titles)| {
        let text = format!("{}, as on {first}: {}", word(*status), titles.join(", "));
        vec![Text::new(&text, tone(*status))]
    });
    let parts = [told, repeated.collect()].into_iter().filter(|rows| !rows.is_empty()).map(|rows| prose(rows, layout));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// The first benchmark on which the rung is absent for the very same reason.
pub(crate) fn first_with<'a>(card: &'a Card, cell: &CellCard) -> Option<&'a BenchmarkCard> {
    let same = |other: &CellCard| {
        (&other.cell.rung, other.status, &other.reason, &other.fix)
            == (&cell.cell.rung, cell.status, &cell.reason, &cell.fix)
    };
    card.benchmarks.iter().find(|benchmark| benchmark.cells.iter().any(same))
}

/// A rung without numbers: its status, its title, and the reason with what can be done about it.
fn reasoned(cell: &CellCard) -> Vec<Text> {
    let reason = cell.reason.as_deref().unwrap_or("no reason was recorded");
    let fix = cell.fix.iter().map(|fix| format!("\nfix: {fix}")).collect::<String>();
    vec![
        Text::new(word(cell.status), tone(cell.status)),
        Text::plain(&cell.cell.title),
        Text::plain(&(reason.trim_end().to_owned() + &fix)),
    ]
}

pub(crate) fn word(status: CellStatus) -> &'static str {
    match status {
        CellStatus::Timed => "timed",
        CellStatus::Missing => "missing",
        CellStatus::Unsupported => "unsupported",
        CellStatus::Disagrees => "disagrees",
        CellStatus::Failed => "failed",
    }
}

fn tone(status: CellStatus) -> Tone {
    match status {
        CellStatus::Timed | CellStatus::Missing => Tone::Plain,
        CellStatus::Unsupported => Tone::Faint,
        CellStatus::Disagrees | CellStatus::Failed => Tone::Bad,
    }
}
