//! A comparison for people: one table a benchmark, then what the figures mean. Formats, and computes nothing but
//! widths.

use super::gate::signed;
use super::{
    BenchmarkComparison, BuildChange, CellChange, CellComparison, ChangeKind, Comparison, ComparisonOutcome,
    GateVerdict,
};
use crate::card::Card;
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table, units};
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
    let mut lines =
        vec![session_line("earlier", comparison.before, layout), session_line("later  ", comparison.after, layout)];
    lines.extend(comparison.notes.iter().map(|note| paragraph(Text::plain(&format!("note: {note}")), layout)));
    lines.extend(comparison.refusals.iter().map(|reason| refusal_line(reason, layout)));
    lines.join("\n")
}

fn session_line(which: &str, card: &Card, layout: Layout) -> String {
    let session = &card.session;
    let text = format!("{which} {} · profile {} · {}", session.id, session.profile, session.started);
    paragraph(Text::new(&text, Tone::Strong), layout)
}

fn refusal_line(reason: &str, layout: Layout) -> String {
    paragraph(Text::new(&format!("not comparable: {reason}"), Tone::Bad), layout)
}

fn section(benchmark: &BenchmarkComparison, layout: Layout) -> String {
    let title = format!("{} · {} · {}", benchmark.benchmark, benchmark.title, benchmark.size);
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    parts.extend(benchmark.refusal.iter().map(|refusal| refusal_line(refusal, layout)));
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

fn columns(compared: &[(&CellComparison, &CellChange)]) -> Vec<Column> {
    let left = |head, keep, text: fn(&CellComparison, &CellChange) -> Text| {
        Column::left(head, keep, compared.iter().map(|(cell, change)| text(cell, change)))
    };
    let right = |head, keep, text: fn(&CellChange) -> Text| {
        Column::right(head, keep, compared.iter().map(|(_, change)| text(change)))
    };
    let mut columns = vec![
        left("rung", Keep::Always, |cell, _| Text::plain(&cell.title)),
        right("earlier", Keep::Unless(2), |change| Text::plain(&units::duration(change.before_ns))),
        right("later", Keep::Unless(2), |change| Text::plain(&units::duration(change.after_ns))),
        right("change", Keep::Always, |change| Text::new(&percent(change.change.estimate), tone(change.kind))),
        right("95 % interval", Keep::Always, |change| interval(&change.change)),
        left("verdict", Keep::Always, |_, change| Text::new(kind_word(change.kind), tone(change.kind))),
    ];
    if compared.iter().any(|(cell, _)| cell.gate().is_some()) {
        columns.push(left("gate", Keep::Always, |cell, _| gate(cell)));
    }
    columns.push(left("what changed", Keep::Wrapped, |cell, change| Text::plain(&what_changed(cell, change))));
    columns
}

/// What the gate says, and from where on it could have seen a slowdown.
fn gate(cell: &CellComparison) -> Text {
    let least = cell.smallest_slowdown().map(|least| format!(" (from {})", signed(least))).unwrap_or_default();
    match cell.gate() {
        None => Text::none(),
        Some(GateVerdict::Passed) => Text::plain("passed"),
        Some(GateVerdict::Failed) => Text::new("FAILED", Tone::Bad),
        Some(GateVerdict::Unseen) => Text::plain(&format!("not seen{least}")),
    }
}

/// `+3.2 %`: how much longer.
fn percent(ratio: f64) -> String {
    signed(ratio - 1.0)
}

fn interval(change: &Change) -> Text {
    match change.interval {
        Some(Interval { low, high }) => Text::plain(&format!("{}..{}", percent(low), percent(high))),
        None => Text::none(),
    }
}

fn tone(kind: ChangeKind) -> Tone {
    match kind {
        ChangeKind::TooSlow | ChangeKind::TooFast | ChangeKind::Slower => Tone::Bad,
        ChangeKind::Faster => Tone::Good,
        ChangeKind::Unresolved | ChangeKind::NoInterval => Tone::Plain,
    }
}

fn kind_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::TooSlow => "TOO SLOW",
        ChangeKind::TooFast => "TOO FAST",
        ChangeKind::Slower => "slower",
        ChangeKind::Faster => "faster",
        ChangeKind::Unresolved => "not resolved",
        ChangeKind::NoInterval => "too few invocations",
    }
}

fn what_changed(cell: &CellComparison, change: &CellChange) -> String {
    let build = match &cell.build {
        BuildChange::Same => None,
        BuildChange::Changed(what) => Some(what.clone()),
        BuildChange::Unknown => Some("unknown".to_owned()),
    };
    let way = |paired: bool| if paired { "once per invocation" } else { "in rounds" };
    let (before, after) = change.paired;
    let measured = (!change.is_measured_alike()).then(|| format!("measured {}, now {}", way(before), way(after)));
    let parts: Vec<String> = build.into_iter().chain(cell.declared.iter().cloned()).chain(measured).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// What the columns mean, and what came of it all.
fn legend(comparison: &Comparison<'_>) -> Vec<Vec<Text>> {
    let mut rows = vec![("change", CHANGE.to_owned()), ("not resolved", NOT_RESOLVED.to_owned())];
    let (unchanged, differ) = comparison.unchanged();
    if unchanged > 0 {
        let text = format!(
            "{differ} of {unchanged} cells that are built and measured alike differ beyond their interval; chance alone would have it \
             so for one in twenty, and cells of one benchmark share what the baseline did"
        );
        rows.push(("for scale", text));
    }
    rows.extend(comparison.limit.map(|limit| ("too slow", above_limit(comparison, limit))));
    if comparison.is_gate() {
        let unseen = comparison.judged(GateVerdict::Unseen);
        rows.push(("gate", GATE.to_owned()));
        rows.extend((!unseen.is_empty()).then(|| ("not seen", unseen.join(", "))));
    }
    rows.into_iter().map(|(head, text)| vec![Text::plain(head), Text::plain(&text)]).collect()
}

const CHANGE: &str = "how much longer an iteration takes in the later session, measured against the baseline's in the same \
round of each session, so that what slows the whole machine falls out; the medians beside it are as they were timed";

const NOT_RESOLVED: &str = "the interval contains no change at all; a narrower one needs more invocations (--budget)";

const GATE: &str = "a cell has passed when its whole interval lies within its limits, and failed when all of it lies beyond one; \
where the interval reaches across a limit, these two sessions cannot tell: they would have found a slowdown from the figure beside \
it on";

/// How many cells are slower by more than the limit.
fn above_limit(comparison: &Comparison<'_>, limit: f64) -> String {
    let limit = percent(1.0 + limit);
    match comparison.compared().filter(|(_, change)| change.kind == ChangeKind::TooSlow).count() {
        0 => format!("no cell's whole interval lies above {limit}"),
        1 => format!("1 cell's whole interval lies above {limit}"),
        count => format!("the whole intervals of {count} cells lie above {limit}"),
    }
}
