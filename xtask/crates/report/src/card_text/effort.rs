//! What each rung takes beside time, in one table a benchmark: for a reader who decides whether to climb.
//!
//! Formats, and computes nothing but widths.

use super::benchmark_title;
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, table};
use records::{CellRecord, Effort};

/// The tables as text, ending in a line feed.
pub fn render(card: &Card, layout: Layout) -> String {
    let mut parts = vec![paragraph(Text::new(&format!("session {}", card.session.id), Tone::Strong), layout)];
    parts.extend(card.benchmarks.iter().filter_map(|benchmark| section(benchmark, layout)));
    if parts.len() == 1 {
        parts.push("its records say nothing of effort".to_owned());
    }
    parts.push(paragraph(Text::plain(LEGEND), layout));
    parts.join("\n\n") + "\n"
}

const LEGEND: &str = "new: lines and tokens that the oracle has not; gone: lines of the oracle that are not there. Comments, \
docstrings, blank lines and white space do not count. On disk: compilers, runtimes and packages beside the baseline's \
interpreter.";

fn section(benchmark: &BenchmarkCard, layout: Layout) -> Option<String> {
    let known: Vec<(&CellCard, &Effort)> =
        benchmark.cells.iter().filter_map(|cell| Some((cell, cell.cell.effort.as_deref()?))).collect();
    let mut parts = Vec::new();
    if !known.is_empty() {
        parts.push(table(columns(&known), layout).0);
    }
    parts.extend(unknown(benchmark).map(|sentence| paragraph(Text::plain(&sentence), layout)));
    if parts.is_empty() {
        return None;
    }
    Some([benchmark_title(benchmark, layout), parts.join("\n")].join("\n"))
}

/// Which rungs were not counted, and why.
fn unknown(benchmark: &BenchmarkCard) -> Option<String> {
    let cells = benchmark.cells.iter().map(|card| &card.cell);
    let told = cells.filter_map(|cell| Some(format!("{}: {}", cell.title, cell.effort_unknown.as_ref()?)));
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("not counted: {}", told.join("; ")))
}

fn columns(cells: &[(&CellCard, &Effort)]) -> Vec<Column> {
    let left = |head, keep, text: fn(&CellCard, &Effort) -> String| {
        Column::left(head, keep, cells.iter().map(|(card, effort)| Text::plain(&text(card, effort))))
    };
    let right = |head, keep, text: fn(&CellCard, &Effort) -> String| {
        Column::right(head, keep, cells.iter().map(|(card, effort)| Text::plain(&text(card, effort))))
    };
    vec![
        left("rung", Keep::Always, |card, _| card.cell.title.clone()),
        right("speedup", Keep::Always, |card, _| speedup(card)),
        right("lines\nnew", Keep::Always, |_, effort| effort.lines_added.to_string()),
        right("lines\ngone", Keep::Unless(2), |_, effort| effort.lines_removed.to_string()),
        right("tokens\nnew", Keep::Unless(1), |_, effort| effort.tokens_added.to_string()),
        left("new languages", Keep::Unless(3), |_, effort| effort.languages.join(", ")),
        right("depen-\ndencies", Keep::Unless(4), |_, effort| effort.dependencies.len().to_string()),
        right("on disk", Keep::Unless(5), |_, effort| disk_space(effort)),
        right("build", Keep::Unless(6), |card, _| build_time(&card.cell)),
    ]
}

fn speedup(card: &CellCard) -> String {
    match card.speedup() {
        _ if card.is_baseline => "1x".to_owned(),
        Some(speedup) => units::speedup(speedup.estimate),
        None => NONE.to_owned(),
    }
}

/// The disk that it takes.
pub(crate) fn disk_space(effort: &Effort) -> String {
    effort.toolchain_bytes.map_or_else(|| NONE.to_owned(), |bytes| units::bytes(bytes as f64))
}

/// How long it took to build.
pub(crate) fn build_time(cell: &CellRecord) -> String {
    cell.build_s.map_or_else(|| NONE.to_owned(), |seconds| units::duration(seconds * 1e9))
}

/// The same of one cell, in two lines.
pub(crate) fn effort_sentences(effort: &Effort) -> [String; 2] {
    let Effort { lines, lines_added, lines_removed, tokens, tokens_added, .. } = effort;
    let written = format!(
        "{lines_added} of {lines} lines and {tokens_added} of {tokens} tokens are new, {lines_removed} of the oracle's lines gone"
    );
    let languages = match effort.languages.is_empty() {
        true => "no new language".to_owned(),
        false => format!("new: {}", effort.languages.join(", ")),
    };
    let dependencies = match effort.dependencies.is_empty() {
        true => "no dependencies".to_owned(),
        false => format!("depends on {}", effort.dependencies.join(", ")),
    };
    [written, format!("{languages} · {dependencies} · {} on disk", disk_space(effort))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, summarise};

    fn effort() -> Effort {
        Effort {
            lines: 90,
            lines_added: 70,
            lines_removed: 30,
            tokens: 800,
            tokens_added: 613,
            tokens_removed: 200,
            languages: vec!["Rust".to_owned()],
            dependencies: vec!["serde".to_owned(), "indexmap".to_owned()],
            toolchain_bytes: Some(3 << 20),
        }
    }

    #[test]
    fn a_rung_has_a_row_and_one_without_records_has_none() {
        let mut recorded = recorded();
        recorded.cells =
            vec![cell("python"), CellRecord { effort: Some(Box::new(effort())), build_s: Some(2.5), ..cell("rust") }];
        let text = render(&summarise(&recorded), Layout::default());
        let row = text.lines().find(|line| line.starts_with("rust")).expect("a row");
        let words: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(words, ["rust", NONE, "70", "30", "613", "Rust", "2", "3.00", "MiB", "2.50", "s"]);
        assert!(!text.lines().any(|line| line.starts_with("python")), "{text}");
    }

    #[test]
    fn what_nobody_reads_is_said_and_is_not_zero() {
        let mut recorded = recorded();
        let unknown = Some("no `[language]` of the ladder reads sums.zig".to_owned());
        recorded.cells = vec![cell("python"), CellRecord { effort_unknown: unknown, ..cell("zig") }];
        let text = render(&summarise(&recorded), Layout::default());
        assert!(text.contains("not counted: zig: no `[language]` of the ladder reads sums.zig"), "{text}");
    }

    #[test]
    fn a_session_without_effort_says_so() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python")];
        assert!(render(&summarise(&recorded), Layout::default()).contains("say nothing of effort"));
    }

    #[test]
    fn a_cell_is_told_in_two_lines() {
        let [written, needed] = effort_sentences(&effort());
        assert_eq!(written, "70 of 90 lines and 613 of 800 tokens are new, 30 of the oracle's lines gone");
        assert_eq!(needed, "new: Rust · depends on serde, indexmap · 3.00 MiB on disk");
        let [_, needed] =
            effort_sentences(&Effort { languages: vec![], dependencies: vec![], toolchain_bytes: None, ..effort() });
        assert_eq!(needed, format!("no new language · no dependencies · {NONE} on disk"));
    }
}
