//! A comparison for people: one table a benchmark, then what the figures mean. Formats, and computes nothing but
//! widths.

use comfy_table::CellAlignment;

use super::{BenchmarkComparison, BuildChange, CellChange, CellComparison, ChangeKind, Comparison, ComparisonOutcome};
use crate::card::summary::Card;
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table};
use statistics::{Change, Interval};

/// The whole comparison as text, ending in a line feed.
pub fn render(comparison: &Comparison<'_>, layout: Layout) -> String {
    let mut parts = vec![header(comparison, layout)];
    parts.extend(comparison.benchmarks.iter().map(|benchmark| section(benchmark, layout)));
    if comparison.refusals.is_empty() {
        parts.push(prose(legend(comparison), layout));
    }
    parts.join("\n\n") + "\n"
}

fn header(comparison: &Comparison<'_>, layout: Layout) -> String {
    let session = |which: &str, card: &Card| {
        let session = &card.session;
        let text = format!("{which} {} · profile {} · {}", session.id, session.profile, session.started);
        paragraph(Text::new(&text, Tone::Strong), layout)
    };
    let mut lines = vec![session("earlier", comparison.before), session("later  ", comparison.after)];
    let notes = comparison.notes.iter().map(|note| paragraph(Text::plain(&format!("note: {note}")), layout));
    lines.extend(notes);
    let refusals = comparison.refusals.iter();
    lines.extend(refusals.map(|reason| paragraph(Text::new(&format!("not comparable: {reason}"), Tone::Bad), layout)));
    lines.join("\n")
}

fn section(benchmark: &BenchmarkComparison, layout: Layout) -> String {
    let title = format!("{} · {} · {}", benchmark.benchmark, benchmark.title, benchmark.size);
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    if let Some(refusal) = &benchmark.refusal {
        parts.push(paragraph(Text::new(&format!("not comparable: {refusal}"), Tone::Bad), layout));
    }
    if let Some((title, change)) = &benchmark.baseline {
        let text = format!("the baseline itself, {title}: {}, which is taken out", percent(change.estimate));
        parts.push(paragraph(Text::plain(&text), layout));
    }
    let compared: Vec<(&CellComparison, &CellChange)> = benchmark.cells.iter().filter_map(figures).collect();
    if !compared.is_empty() {
        parts.push(table(columns(&compared), layout).0);
    }
    let others: Vec<Vec<Text>> = benchmark.cells.iter().filter_map(without_figures).collect();
    if !others.is_empty() {
        parts.extend([String::new(), prose(others, layout)]);
    }
    parts.join("\n")
}

fn figures(cell: &CellComparison) -> Option<(&CellComparison, &CellChange)> {
    match &cell.outcome {
        ComparisonOutcome::Compared(compared) => Some((cell, compared)),
        ComparisonOutcome::Refused(_) | ComparisonOutcome::Alone(_) => None,
    }
}

fn without_figures(cell: &CellComparison) -> Option<Vec<Text>> {
    let (tone, reason) = match &cell.outcome {
        ComparisonOutcome::Compared(_) => return None,
        ComparisonOutcome::Refused(reason) => (Tone::Bad, reason),
        ComparisonOutcome::Alone(reason) => (Tone::Plain, reason),
    };
    Some(vec![Text::new(&cell.title, tone), Text::plain(reason)])
}

fn columns(compared: &[(&CellComparison, &CellChange)]) -> Vec<Column<'static>> {
    let column = |head, alignment, keep, cell: &dyn Fn(&CellComparison, &CellChange) -> Text| {
        let cells = compared.iter().map(|(name, figures)| cell(name, figures)).collect();
        Column { head, alignment, keep, cells }
    };
    let right = |head, keep, cell: &dyn Fn(&CellComparison, &CellChange) -> Text| {
        column(head, CellAlignment::Right, keep, cell)
    };
    vec![
        column("rung", CellAlignment::Left, Keep::Always, &|cell, _| Text::plain(&cell.title)),
        right("earlier", Keep::Unless(2), &|_, figures| Text::plain(&units::duration(figures.before_ns))),
        right("later", Keep::Unless(2), &|_, figures| Text::plain(&units::duration(figures.after_ns))),
        right("change", Keep::Always, &|_, figures| {
            Text::new(&percent(figures.change.estimate), tone(figures.verdict))
        }),
        right("95 % interval", Keep::Always, &|_, figures| interval(&figures.change)),
        column("verdict", CellAlignment::Left, Keep::Always, &|_, figures| verdict(figures)),
        column("what changed", CellAlignment::Left, Keep::Wrapped, &|cell, figures| {
            Text::plain(&what_changed(cell, figures))
        }),
    ]
}

/// `+3.2 %`: how much longer.
fn percent(ratio: f64) -> String {
    format!("{:+.1} %", (ratio - 1.0) * 100.0)
}

fn interval(change: &Change) -> Text {
    match change.interval {
        Some(Interval { low, high }) => Text::plain(&format!("{}..{}", percent(low), percent(high))),
        None => Text::new(NONE, Tone::Faint),
    }
}

fn tone(verdict: ChangeKind) -> Tone {
    match verdict {
        ChangeKind::TooSlow | ChangeKind::Slower => Tone::Bad,
        ChangeKind::Faster => Tone::Good,
        ChangeKind::Unresolved | ChangeKind::NoInterval => Tone::Plain,
    }
}

fn verdict(compared: &CellChange) -> Text {
    let text = match compared.verdict {
        ChangeKind::TooSlow => "TOO SLOW",
        ChangeKind::Slower => "slower",
        ChangeKind::Faster => "faster",
        ChangeKind::Unresolved => "not resolved",
        ChangeKind::NoInterval => "too few invocations",
    };
    Text::new(text, tone(compared.verdict))
}

fn what_changed(cell: &CellComparison, compared: &CellChange) -> String {
    let build = match &cell.build {
        BuildChange::Same => None,
        BuildChange::Changed(what) => Some(what.clone()),
        BuildChange::Unknown => Some("unknown".to_owned()),
    };
    let way = |paired: bool| if paired { "once per invocation" } else { "in rounds" };
    let (before, after) = compared.paired;
    let measured = (!compared.is_measured_alike()).then(|| format!("measured {}, now {}", way(before), way(after)));
    let parts: Vec<String> = build.into_iter().chain(cell.declared.iter().cloned()).chain(measured).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// What the columns mean, and what came of it all.
fn legend(comparison: &Comparison<'_>) -> Vec<Vec<Text>> {
    let change = "how much longer an iteration takes in the later session, measured against the baseline's in the same \
                  round of each session, so that what slows the whole machine falls out; the medians beside it are as \
                  they were timed";
    let unresolved = "the interval contains no change at all; a narrower one needs more invocations (--budget)";
    let mut rows = vec![("change".to_owned(), change.to_owned()), ("not resolved".to_owned(), unresolved.to_owned())];
    let (unchanged, differ) = comparison.unchanged();
    if unchanged > 0 {
        let text = format!(
            "{differ} of {unchanged} cells that are built and measured alike differ beyond their interval; chance alone would have it \
             so for one in twenty, and cells of one benchmark share what the baseline did"
        );
        rows.push(("for scale".to_owned(), text));
    }
    if let Some(limit) = comparison.limit {
        let count = comparison.compared().filter(|(_, compared)| compared.verdict == ChangeKind::TooSlow).count();
        let text = match count {
            0 => format!("no cell's whole interval lies above {}", percent(1.0 + limit)),
            1 => format!("1 cell's whole interval lies above {}", percent(1.0 + limit)),
            _ => format!("the whole intervals of {count} cells lie above {}", percent(1.0 + limit)),
        };
        rows.push(("too slow".to_owned(), text));
    }
    rows.into_iter().map(|(head, text)| vec![Text::plain(&head), Text::plain(&text)]).collect()
}
