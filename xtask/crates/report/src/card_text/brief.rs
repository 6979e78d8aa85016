//! The card in short, for a document: its tables, what their marks mean, what was not timed by name, and how many verdicts
//! there are of each kind. Reasons and advice are left to the card itself.
//!
//! Formats, and computes nothing but widths.

use super::absent::status_word;
use super::columns::{CPU_OVER_WALL, figure_columns};
use super::header::header;
use super::legend::legend_in_short;
use super::{benchmark_title, no_baseline_note};
use crate::card::{BenchmarkCard, Card, CellCard, CellFigures, CellStatus};
use crate::text::{Layout, Text, Tone, paragraph, table};
use crate::verdicts;

/// The card in short as text, ending in a line feed.
pub fn render(card: &Card, layout: Layout) -> String {
    let mut parts = vec![header(card, layout)];
    parts.extend(card.benchmarks.iter().map(|benchmark| section(card, benchmark, layout)));
    parts.extend(legend_in_short(card, layout));
    parts.extend(verdicts::summary(card, layout));
    parts.join("\n\n") + "\n"
}

/// The table of one benchmark alone, with its name; none where nothing of it was timed.
pub fn benchmark_table(card: &Card, benchmark: &str, layout: Layout) -> Option<String> {
    let benchmark = card.benchmarks.iter().find(|own| own.benchmark == benchmark)?;
    let timed: Vec<(&CellCard, &CellFigures)> = benchmark.timed().collect();
    let columns = figure_columns(card, &timed).into_iter().filter(|column| column.head != CPU_OVER_WALL);
    let table = (!timed.is_empty()).then(|| table(columns.collect(), layout).0)?;
    Some(format!("{}\n{table}", benchmark_title(benchmark, layout)))
}

fn section(card: &Card, benchmark: &BenchmarkCard, layout: Layout) -> String {
    let mut parts = vec![benchmark_title(benchmark, layout)];
    let timed: Vec<(&CellCard, &CellFigures)> = benchmark.timed().collect();
    if !timed.is_empty() {
        parts.extend(no_baseline_note(card, benchmark).map(|note| paragraph(Text::new(&note, Tone::Bad), layout)));
        let columns = figure_columns(card, &timed).into_iter().filter(|column| column.head != CPU_OVER_WALL);
        parts.push(table(columns.collect(), layout).0);
    }
    parts.extend(untimed(benchmark).map(|names| paragraph(Text::plain(&names), layout)));
    parts.join("\n")
}

/// The rungs without a time, by what became of them.
fn untimed(benchmark: &BenchmarkCard) -> Option<String> {
    let statuses = [CellStatus::Disagrees, CellStatus::Failed, CellStatus::Missing, CellStatus::Unsupported];
    let groups: Vec<String> = statuses.into_iter().filter_map(|status| rungs_with(benchmark, status)).collect();
    (!groups.is_empty()).then(|| groups.join("; "))
}

fn rungs_with(benchmark: &BenchmarkCard, status: CellStatus) -> Option<String> {
    let cells = benchmark.cells.iter().filter(|cell| cell.status == status);
    let titles: Vec<&str> = cells.map(|cell| cell.cell.title.as_str()).collect();
    (!titles.is_empty()).then(|| format!("{}: {}", status_word(status), titles.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, lost, published, recorded, samples, summarise};
    use records::{CellRecord, Standing};

    #[test]
    fn it_has_tables_meanings_and_counts_and_no_reasons() {
        let mut recorded = recorded();
        let native = CellRecord { native: true, cost: "no Python".to_owned(), ..cell("c") };
        let missing = lost("codon", Standing::Missing, "no codon found", Some("get one"));
        recorded.cells = vec![cell("python"), native, missing, lost("numba", Standing::Failed, "crashed", None)];
        recorded.samples = [samples("python", &[4_000_000; 6]), samples("c", &[1_000_000; 6])].concat().into();
        recorded.published = vec![published(&[("python", "4ms", "1x"), ("c", "1ms", "4x")])];
        let text = render(&summarise(&recorded), Layout::default());
        for expected in ["session 2026", "4.00x", "returns a native result", "1 figure", "blog's"] {
            assert!(text.contains(expected), "no `{expected}` in\n{text}");
        }
        assert!(text.contains("failed: numba; missing: codon"), "{text}");
        for left_out in ["no Python,", "cost", "CPU/wall", "crashed", "get one", "read it as the limit"] {
            assert!(!text.contains(left_out), "`{left_out}` in\n{text}");
        }
    }

    #[test]
    fn as_markdown_it_is_tables_and_lists() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("cython")];
        recorded.samples = [samples("python", &[4_000_000; 6]), samples("cython", &[1_000_000; 6])].concat().into();
        let text = render(&summarise(&recorded), Layout { markdown: true, ..Layout::default() });
        assert!(text.contains("| cython | 1.00 ms | 4.00x |") && !text.contains('─'), "{text}");
    }
}
