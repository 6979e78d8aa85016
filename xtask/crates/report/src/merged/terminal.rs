//! Merged sessions for people: the machines, one table a benchmark with two or three columns a machine, and in a sentence
//! or two whether the machines agree. Formats, and computes nothing but widths.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::{MergedMachine, MergedRow, MergedSessions, MergedTable, RungOrder, RungSwap, ToolVersion};
use crate::card::{Card, CellCard, CellFigures, CellStatus};
use crate::card_text::columns::{speedup_text, spread_text};
use crate::card_text::header::{baseline_doubt, flag_meaning, machine, warning};
use crate::card_text::legend::marks_explained;
use crate::text::{Column, Keep, Layout, Text, Tone, left_out_note, paragraph, prose, table, units};

/// As many pairs that change places are named; the JSON has all.
const NAMED: usize = 5;

/// All of it as text, ending in a line feed.
pub fn render(merged: &MergedSessions<'_>, layout: Layout) -> String {
    let mut parts = vec![machines(merged, layout)];
    parts.extend(merged.tables.iter().map(|table| section(table, &merged.machines, layout)));
    let cells = merged.tables.iter().flat_map(|table| &table.rows).flat_map(|row| row.cells.iter().flatten());
    let marks = marks_explained(cells.flat_map(|card| &card.flags));
    parts.extend((!marks.is_empty()).then(|| prose(marks, layout)));
    parts.join("\n\n") + "\n"
}

/// What the letters stand for.
fn machines(merged: &MergedSessions<'_>, layout: Layout) -> String {
    let alike = alike_everywhere(&merged.machines);
    let mut lines: Vec<String> =
        merged.machines.iter().flat_map(|machine| machine_lines(machine, &alike, layout)).collect();
    let tools = merged.machines[0].tools.iter().filter(|tool| alike.contains(*tool));
    let tools: Vec<String> = tools.map(tool_text).collect();
    let text = format!("alike on all of them: {}", tools.join(", "));
    lines.extend((!tools.is_empty()).then(|| paragraph(Text::plain(&text), layout)));
    lines.join("\n")
}

/// A machine, its session, why its figures should be doubted, and the toolchains that others have not.
fn machine_lines(merged: &MergedMachine<'_>, alike: &HashSet<ToolVersion<'_>>, layout: Layout) -> Vec<String> {
    let session = &merged.card.session;
    let title =
        format!("{} · session {} · profile {} · {}", merged.label, session.id, session.profile, session.started);
    let what = machine(merged.card.environment.as_ref());
    let what = what.unwrap_or_else(|| "environment.json does not say what machine it is".to_owned());
    let mut lines = vec![paragraph(Text::new(&title, Tone::Strong), layout), paragraph(Text::plain(&what), layout)];
    lines.extend(doubts(merged.card).map(|doubt| warning(&doubt, layout)));
    let own: Vec<String> = merged.tools.iter().filter(|tool| !alike.contains(*tool)).map(tool_text).collect();
    lines.extend((!own.is_empty()).then(|| paragraph(Text::plain(&own.join(", ")), layout)));
    lines
}

fn alike_everywhere<'a>(machines: &[MergedMachine<'a>]) -> HashSet<ToolVersion<'a>> {
    let tools = machines.iter().flat_map(|machine| &machine.tools);
    tools.filter(|tool| machines.iter().all(|machine| machine.tools.contains(*tool))).copied().collect()
}

/// `cpython-3.14 3.14.8 (Debian)`
fn tool_text(tool: &ToolVersion<'_>) -> String {
    let version = tool.version.map(|version| format!(" {version}")).unwrap_or_default();
    let kind = tool.build_kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    format!("{}{version}{kind}", tool.toolchain)
}

/// Why a session's figures should be doubted, in a sentence each.
fn doubts(card: &Card) -> impl Iterator<Item = String> {
    let unfinished = card.end.is_none().then(|| "no end was recorded: it is under way, or it was killed".to_owned());
    unfinished.into_iter().chain(baseline_doubt(card)).chain(card.flags.iter().map(flag_meaning))
}

fn section(table: &MergedTable<'_>, machines: &[MergedMachine<'_>], layout: Layout) -> String {
    let labels: Vec<&str> = table.members.iter().map(|member| machines[*member].label.as_str()).collect();
    let benchmark = table.benchmark;
    let title = format!("{} · {} · {} · {}", benchmark.benchmark, benchmark.title, benchmark.size, listed(&labels));
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    if !table.apart.is_empty() {
        let reasons = format!("not beside the table above: {}", table.apart.join("; "));
        parts.push(paragraph(Text::new(&reasons, Tone::Bad), layout));
    }
    parts.extend(table.warnings.iter().map(|text| warning(text, layout)));
    let (timed, others): (Vec<&MergedRow>, Vec<&MergedRow>) = table.rows.iter().partition(|row| row.is_timed());
    parts.extend(figures(&timed, &labels, layout));
    let order = table.order.iter().filter(|order| order.rows.len() > 1);
    let mut lines: Vec<String> = order.flat_map(|order| sentences(order, &table.rows, &labels)).collect();
    lines.extend(table.notes.iter().map(|note| format!("note: {note}")));
    let others: Vec<String> = others.into_iter().map(quoted).collect();
    lines.extend((!others.is_empty()).then(|| format!("timed nowhere: {}", others.join(", "))));
    parts.extend(lines.iter().map(|line| paragraph(Text::plain(line), layout)));
    parts.join("\n")
}

fn figures(rows: &[&MergedRow<'_>], labels: &[&str], layout: Layout) -> Vec<String> {
    if rows.is_empty() {
        return vec!["nothing was timed".to_owned()];
    }
    let (text, left_out) = table(columns(rows, labels), layout);
    let note = left_out_note(&left_out).map(|note| paragraph(Text::new(&note, Tone::Faint), layout));
    [text].into_iter().chain(note).collect()
}

fn columns(rows: &[&MergedRow<'_>], labels: &[&str]) -> Vec<Column> {
    let mut columns = vec![Column::left("rung", Keep::Always, rows.iter().map(|row| row_title(row)))];
    for (place, label) in labels.iter().enumerate() {
        columns.extend(machine_columns(rows, place, label));
    }
    if rows.iter().any(|row| row.cells.iter().flatten().any(|card| !card.flags.is_empty())) {
        let cells = rows.iter().map(|row| Text::plain(&marks(row, labels)));
        columns.push(Column::left("flags", Keep::Unless(3), cells));
    }
    columns
}

fn row_title(row: &MergedRow<'_>) -> Text {
    match &row.differs {
        Some(differs) => Text::plain(&format!("{} ({differs})", row.title)),
        None => Text::plain(row.title),
    }
}

/// The columns of the machine at this place.
fn machine_columns(rows: &[&MergedRow<'_>], place: usize, label: &str) -> [Column; 3] {
    let column = |head, keep, text: fn(&CellCard, &CellFigures) -> Text, without: fn(&CellCard) -> Text| {
        let cells = rows.iter().map(|row| match row.cells[place] {
            None => Text::none(),
            Some(card) => card.steady().map_or_else(|| without(card), |timed| text(card, timed)),
        });
        Column::right(&format!("{label}\n{head}"), keep, cells)
    };
    let nothing = |_: &CellCard| Text::none();
    [
        column("median", Keep::Unless(2), |_, timed| Text::plain(&units::duration(timed.median_ns)), nothing),
        column("speedup", Keep::Always, |card, timed| speedup_text(card, timed.speedup.as_ref()), absent),
        column("spread", Keep::Unless(1), |card, timed| spread_text(card, timed.speedup.as_ref()), nothing),
    ]
}

/// Why there is no number, in a word.
fn absent(card: &CellCard) -> Text {
    match card.status {
        CellStatus::Timed => Text::new("unsteady", Tone::Bad),
        CellStatus::Missing => Text::new("missing", Tone::Faint),
        CellStatus::Unsupported => Text::new("unsupported", Tone::Faint),
        CellStatus::Disagrees => Text::new("disagrees", Tone::Bad),
        CellStatus::Failed => Text::new("failed", Tone::Bad),
    }
}

/// The marks of a row's flags; those that not all of its machines raise have their letters behind them.
fn marks(row: &MergedRow<'_>, labels: &[&str]) -> String {
    let cells = row.cells.iter().zip(labels).filter_map(|(card, label)| Some(((*card)?, *label)));
    let timed: Vec<(&CellCard, &str)> = cells.filter(|(card, _)| card.timed.is_some()).collect();
    let flags = timed.iter().flat_map(|(card, _)| &card.flags);
    let marks: IndexSet<char> = flags.map(|flag| flag.kind.mark).collect();
    marks.into_iter().map(|mark| mark_with_labels(mark, &timed)).collect::<Vec<_>>().join(" ")
}

fn mark_with_labels(mark: char, cells: &[(&CellCard, &str)]) -> String {
    let raised = cells.iter().filter(|(card, _)| card.flags.iter().any(|flag| flag.kind.mark == mark));
    let labels: Vec<&str> = raised.map(|(_, label)| *label).collect();
    if labels.len() == cells.len() { mark.to_string() } else { format!("{mark}({})", labels.join(",")) }
}

/// Which rung is the fastest, and whether machines agree on the order of the others.
fn sentences(order: &RungOrder, rows: &[MergedRow<'_>], labels: &[&str]) -> Vec<String> {
    let mut sentences = vec![fastest(order, rows, labels)];
    sentences.extend(order.swaps.iter().take(NAMED).map(|swap| swap_sentence(swap, rows, labels)));
    let more = order.swaps.len().saturating_sub(NAMED);
    let outside: Vec<String> = order.outside.iter().map(|row| marked(&rows[*row], labels)).collect();
    sentences.extend((more > 0).then(|| format!("{more} more pairs change places (--format json has all of them)")));
    sentences.extend((order.by_chance > 0).then(|| {
        format!("pairs that contradict each other by no more than chance may do among so many: {}", order.by_chance)
    }));
    sentences.push(format!(
        "pairs of the {} rungs with a number everywhere: {}; ordered alike on all machines: {}; change places: {}; not told \
         apart somewhere: {}",
        order.rows.len(),
        order.pairs(),
        order.alike,
        order.swaps.len(),
        order.not_resolved
    ));
    sentences.extend((!outside.is_empty()).then(|| {
        format!("in no order, for want of a number from the same sources on every machine: {}", outside.join(", "))
    }));
    sentences
}

fn fastest(order: &RungOrder, rows: &[MergedRow<'_>], labels: &[&str]) -> String {
    let among = format!("of the {} rungs with a number everywhere, the fastest is", order.rows.len());
    let first = &order.fastest[0];
    if let [alone] = first.as_slice()
        && order.fastest.iter().all(|fastest| fastest == first)
    {
        return format!("{among} {} on each machine", marked(&rows[*alone], labels));
    }
    let each = order.fastest.iter().zip(labels).map(|(fastest, label)| {
        let titles: Vec<String> = fastest.iter().map(|row| marked(&rows[*row], labels)).collect();
        format!("{} on {label}", titles.join(" or "))
    });
    format!("{among} {}", each.collect::<Vec<_>>().join("; "))
}

fn swap_sentence(swap: &RungSwap, rows: &[MergedRow<'_>], labels: &[&str]) -> String {
    let on = |machines: &[usize]| listed(&machines.iter().map(|machine| labels[*machine]).collect::<Vec<_>>());
    let (one, other) = (&rows[swap.rows.0], &rows[swap.rows.1]);
    format!(
        "{} and {} change places: {} is faster on {}, {} on {}",
        marked(one, labels),
        marked(other, labels),
        quoted(one),
        on(&swap.first_faster),
        quoted(other),
        on(&swap.second_faster)
    )
}

/// A rung's title, and the marks of its flags, as in the table.
fn marked(row: &MergedRow<'_>, labels: &[&str]) -> String {
    match marks(row, labels) {
        marks if marks.is_empty() => quoted(row),
        marks => format!("{} [{marks}]", quoted(row)),
    }
}

/// A rung's title in a sentence: many have commas.
fn quoted(row: &MergedRow<'_>) -> String {
    format!("“{}”", row.title)
}

/// `A, B and C`
fn listed(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
