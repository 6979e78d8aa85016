//! The card for people: one table a benchmark, then what was not timed and why, then what the marks mean.
//!
//! Rungs stand in the order of the ladder, not of their times: it is the order in which the cost of climbing grows, it
//! is the same in every table and in every session, and so a row stays where it is while the numbers narrow.
//!
//! Formats, and computes nothing but widths. `header`, `legend`, `columns` and `absent` are parts that other texts share;
//! `brief` shows the essence of a card, `effort` what each rung takes beside time.

pub(crate) mod absent;
mod brief;
pub(crate) mod columns;
pub(crate) mod effort;
pub(crate) mod header;
pub(crate) mod legend;

use std::collections::HashSet;

use crate::answer;
use crate::card::{BenchmarkCard, Card, CellCard, CellFigures};
use crate::scaling;
use crate::text::{Layout, Text, Tone, left_out_note, paragraph, prose, table, units};
use crate::verdicts;
use absent::absent_rungs;
use columns::all_columns;
use header::header;
use legend::legend;

pub use brief::{benchmark_table, render as brief};
pub use effort::render as effort;

/// How many of the things that a rung changes are named.
const MOST_CHANGES: usize = 4;

/// A start that is paid back within so many iterations is no cost to speak of.
const LATE: f64 = 10.0;

/// The whole card as text, ending in a line feed; the answer stands last, where a terminal shows it.
pub fn render(card: &Card, layout: Layout) -> String {
    let mut parts = vec![header(card, layout)];
    // A column is explained where a table shows it.
    let mut shown = HashSet::new();
    for benchmark in &card.benchmarks {
        let (text, heads) = section(card, benchmark, layout);
        shown.extend(heads);
        parts.push(text);
    }
    parts.extend(scaling::text(card, layout));
    parts.extend(changed(card, layout));
    parts.extend(verdicts::chapters(card, layout));
    parts.extend(legend(card, &shown, layout));
    parts.extend(verdicts::summary(card, layout));
    parts.extend(answer::terminal::render(card, layout));
    parts.join("\n\n") + "\n"
}

/// What each rung that was timed changes, as far as it is known.
fn changed(card: &Card, layout: Layout) -> Option<String> {
    let mut rows: Vec<Vec<Text>> = Vec::new();
    let mut seen = HashSet::new();
    for cell in card.cells().filter(|cell| cell.timed.is_some()) {
        let known = cell.cell.differs.as_deref().filter(|known| known.differs + known.refused > 0);
        if let Some(known) = known.filter(|_| seen.insert(&cell.cell.rung)) {
            rows.push(vec![Text::plain(&cell.cell.title), Text::plain(&known.line(MOST_CHANGES))]);
        }
    }
    let title = paragraph(Text::new("What each rung changes", Tone::Strong), layout);
    (!rows.is_empty()).then(|| format!("{title}\n{}", prose(rows, layout)))
}

/// One benchmark: its table, and the rungs that are not in it; and the headings of the columns that had room.
fn section(card: &Card, benchmark: &BenchmarkCard, layout: Layout) -> (String, Vec<String>) {
    let mut parts = vec![benchmark_title(benchmark, layout)];
    let mut heads = Vec::new();
    let timed: Vec<(&CellCard, &CellFigures)> = benchmark.timed().collect();
    if timed.is_empty() {
        parts.push("nothing was timed".to_owned());
    } else {
        parts.extend(no_baseline_note(card, benchmark).map(|note| paragraph(Text::new(&note, Tone::Bad), layout)));
        let columns = all_columns(card, &timed);
        heads.extend(columns.iter().map(|column| column.head.clone()));
        let (text, left_out) = table(columns, layout);
        heads.retain(|head| !left_out.contains(head));
        parts.push(text);
        parts.extend(left_out_note(&left_out).map(|note| paragraph(Text::new(&note, Tone::Faint), layout)));
    }
    parts.extend(late_payback(&timed).map(|note| paragraph(Text::plain(&note), layout)));
    if let Some(absent) = absent_rungs(card, benchmark, layout) {
        parts.extend([String::new(), absent]);
    }
    (parts.join("\n"), heads)
}

/// The heading of a benchmark's table.
pub(crate) fn benchmark_title(benchmark: &BenchmarkCard, layout: Layout) -> String {
    let title = format!("{} · {} · {}", benchmark.benchmark, benchmark.title, benchmark.size);
    paragraph(Text::new(&title, Tone::Strong), layout)
}

/// Which cells pay back their start, their first call and their warm-up late: the time that the baseline takes for the
/// same work. What is ahead of it after a few iterations is not worth a word.
pub(crate) fn late_payback(timed: &[(&CellCard, &CellFigures)]) -> Option<String> {
    let late = timed.iter().filter_map(|(card, timed)| {
        let break_even = timed.break_even.filter(|break_even| break_even.iterations > LATE)?;
        let (time, iterations) = (units::duration(break_even.baseline_ns), units::significant(break_even.iterations));
        Some(format!("{} after {time} of the baseline's work ({iterations} iterations)", card.cell.title))
    });
    let late: Vec<String> = late.collect();
    (!late.is_empty()).then(|| format!("start and warm-up are paid back: {}", late.join(", ")))
}

/// Why a benchmark has no speedups, where it has none.
pub(crate) fn no_baseline_note(card: &Card, benchmark: &BenchmarkCard) -> Option<String> {
    if benchmark.has_baseline {
        return None;
    }
    Some(match &card.session.baseline {
        Some(baseline) => format!("no speedups: the baseline, {baseline}, has no time here"),
        None => "no speedups: there is no baseline".to_owned(),
    })
}

#[cfg(test)]
mod tests;
