//! Merged sessions for people: the machines, one table a benchmark with two or three columns a machine, and in a sentence
//! or two whether the machines agree. Formats, and computes nothing but widths.

use std::collections::HashSet;

use comfy_table::CellAlignment;

use super::{MergedMachine, MergedRow, MergedSessions, MergedTable, RungOrder, RungSwap, ToolVersion};
use crate::card::flags::Flag;
use crate::card::summary::{Card, CellCard, CellFigures, CellStatus};
use crate::card_text;
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table};

/// As many pairs that change places are named; the JSON has all.
const NAMED: usize = 5;

/// All of it as text, ending in a line feed.
pub fn render(merged: &MergedSessions<'_>, layout: Layout) -> String {
    let mut parts = vec![machines(merged, layout)];
    parts.extend(merged.tables.iter().map(|table| section(table, &merged.machines, layout)));
    let flags = || merged.tables.iter().flat_map(|table| &table.rows).flat_map(|row| row.cells.iter().flatten());
    let marks = card_text::marks_explained(flags().flat_map(|card| &card.flags));
    parts.extend((!marks.is_empty()).then(|| prose(marks, layout)));
    parts.join("\n\n") + "\n"
}

/// What the letters stand for.
fn machines(merged: &MergedSessions<'_>, layout: Layout) -> String {
    let mut lines = Vec::new();
    let alike = alike_everywhere(&merged.machines);
    for machine in &merged.machines {
        let session = &machine.card.session;
        let title =
            format!("{} · session {} · profile {} · {}", machine.label, session.id, session.profile, session.started);
        lines.push(paragraph(Text::new(&title, Tone::Strong), layout));
        let what = card_text::machine(machine.card.environment.as_ref());
        let what = what.unwrap_or_else(|| "environment.json does not say what machine it is".to_owned());
        lines.push(paragraph(Text::plain(&what), layout));
        lines.extend(doubts(machine.card).map(|doubt| paragraph(Text::new(&doubt, Tone::Bad), layout)));
        let own: Vec<String> = machine.tools.iter().filter(|tool| !alike.contains(*tool)).map(tool).collect();
        lines.extend((!own.is_empty()).then(|| paragraph(Text::plain(&own.join(", ")), layout)));
    }
    let alike: Vec<String> = merged.machines[0].tools.iter().filter(|tool| alike.contains(*tool)).map(tool).collect();
    let text = format!("alike on all of them: {}", alike.join(", "));
    lines.extend((!alike.is_empty()).then(|| paragraph(Text::plain(&text), layout)));
    lines.join("\n")
}

fn alike_everywhere<'a>(machines: &[MergedMachine<'a>]) -> HashSet<ToolVersion<'a>> {
    let everywhere = |tool: &&ToolVersion<'a>| machines.iter().all(|machine| machine.tools.contains(*tool));
    machines.iter().flat_map(|machine| &machine.tools).filter(everywhere).copied().collect()
}

/// `cpython-3.14 3.14.8 (Debian)`
fn tool(tool: &ToolVersion<'_>) -> String {
    let version = tool.version.map(|version| format!(" {version}")).unwrap_or_default();
    let kind = tool.build_kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    format!("{}{version}{kind}", tool.toolchain)
}

/// Why a session's figures should be doubted, in a sentence each.
fn doubts(card: &Card) -> impl Iterator<Item = String> {
    let unfinished = card.end.is_none().then(|| "no end was recorded: it is under way, or it was killed".to_owned());
    let baseline = card.session.baseline_doubt.iter().map(|doubt| format!("the baseline should be doubted: {doubt}"));
    let flag = |flag: &Flag| match &flag.detail {
        Some(detail) => format!("{} ({detail})", flag.kind.meaning),
        None => flag.kind.meaning.to_owned(),
    };
    let flags = card.flags.iter().map(flag);
    unfinished.into_iter().chain(baseline).chain(flags).map(|doubt| format!("warning: {doubt}"))
}

fn section(joined: &MergedTable<'_>, machines: &[MergedMachine<'_>], layout: Layout) -> String {
    let labels: Vec<&str> = joined.members.iter().map(|member| machines[*member].label.as_str()).collect();
    let benchmark = joined.benchmark;
    let title = format!("{} · {} · {} · {}", benchmark.benchmark, benchmark.title, benchmark.size, listed(&labels));
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    if !joined.apart.is_empty() {
        let reasons = format!("not beside the table above: {}", joined.apart.join("; "));
        parts.push(paragraph(Text::new(&reasons, Tone::Bad), layout));
    }
    let warnings = joined.warnings.iter().map(|warning| format!("warning: {warning}"));
    parts.extend(warnings.map(|warning| paragraph(Text::new(&warning, Tone::Bad), layout)));
    let (timed, others): (Vec<&MergedRow>, Vec<&MergedRow>) = joined.rows.iter().partition(|row| is_timed(row));
    parts.extend(figures(&timed, &labels, layout));
    let order = joined.order.iter().filter(|order| order.rows.len() > 1);
    let mut lines: Vec<String> = order.flat_map(|order| sentences(order, &joined.rows, &labels)).collect();
    lines.extend(joined.notes.iter().map(|note| format!("note: {note}")));
    let others: Vec<String> = others.into_iter().map(quoted).collect();
    lines.extend((!others.is_empty()).then(|| format!("timed nowhere: {}", others.join(", "))));
    parts.extend(lines.iter().map(|line| paragraph(Text::plain(line), layout)));
    parts.join("\n")
}

fn is_timed(row: &MergedRow<'_>) -> bool {
    row.cells.iter().flatten().any(|card| card.timed.is_some())
}

fn figures(rows: &[&MergedRow<'_>], labels: &[&str], layout: Layout) -> Vec<String> {
    if rows.is_empty() {
        return vec!["nothing was timed".to_owned()];
    }
    let heads = |label: &&str| ["median", "speedup", "spread"].map(|what| format!("{label}\n{what}"));
    let heads: Vec<[String; 3]> = labels.iter().map(heads).collect();
    let (text, left_out) = table(columns(rows, labels, &heads), layout);
    let note = card_text::narrowed(&left_out).map(|note| paragraph(Text::new(&note, Tone::Faint), layout));
    [text].into_iter().chain(note).collect()
}

fn columns<'h>(rows: &[&MergedRow<'_>], labels: &[&str], heads: &'h [[String; 3]]) -> Vec<Column<'h>> {
    let titles = rows.iter().map(|row| match &row.differs {
        Some(differs) => Text::plain(&format!("{} ({differs})", row.title)),
        None => Text::plain(row.title),
    });
    let (left, right) = (CellAlignment::Left, CellAlignment::Right);
    let mut columns = vec![Column { head: "rung", alignment: left, keep: Keep::Always, cells: titles.collect() }];
    for (place, [median, speedup, spread]) in heads.iter().enumerate() {
        let column =
            |head: &'h str, keep, text: &dyn Fn(&CellCard, &CellFigures) -> Text, without: fn(&CellCard) -> Text| {
                let cell = |row: &&MergedRow| match row.cells[place] {
                    None => nothing(),
                    Some(card) => match card.timed.as_ref().filter(|timed| timed.has_one_number()) {
                        Some(timed) => text(card, timed),
                        None => without(card),
                    },
                };
                Column { head, alignment: right, keep, cells: rows.iter().map(cell).collect() }
            };
        let time = |_: &CellCard, timed: &CellFigures| Text::plain(&units::duration(timed.median_ns));
        let ratio = |card: &CellCard, timed: &CellFigures| card_text::speedup(card, timed.speedup.as_ref());
        let range = |card: &CellCard, timed: &CellFigures| card_text::spread(card, timed.speedup.as_ref());
        columns.push(column(median, Keep::Unless(2), &time, |_| nothing()));
        columns.push(column(speedup, Keep::Always, &ratio, absent));
        columns.push(column(spread, Keep::Unless(1), &range, |_| nothing()));
    }
    if rows.iter().any(|row| row.cells.iter().flatten().any(|card| !card.flags.is_empty())) {
        let cells = rows.iter().map(|row| Text::plain(&marks(row, labels))).collect();
        columns.push(Column { head: "flags", alignment: left, keep: Keep::Unless(3), cells });
    }
    columns
}

fn nothing() -> Text {
    Text::new(NONE, Tone::Faint)
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
    let cells: Vec<(&CellCard, &str)> =
        row.cells.iter().zip(labels).filter_map(|(card, label)| Some(((*card)?, *label))).collect();
    let cells: Vec<(&CellCard, &str)> = cells.into_iter().filter(|(card, _)| card.timed.is_some()).collect();
    let mut marks: Vec<char> = Vec::new();
    for flag in cells.iter().flat_map(|(card, _)| &card.flags) {
        if !marks.contains(&flag.kind.mark) {
            marks.push(flag.kind.mark);
        }
    }
    let shown = |mark: char| {
        let raises = |card: &CellCard| card.flags.iter().any(|flag| flag.kind.mark == mark);
        let on: Vec<&str> = cells.iter().filter(|(card, _)| raises(card)).map(|(_, label)| *label).collect();
        if on.len() == cells.len() { mark.to_string() } else { format!("{mark}({})", on.join(",")) }
    };
    marks.into_iter().map(shown).collect::<Vec<_>>().join(" ")
}

/// Which rung is the fastest, and whether machines agree on the order of the others.
fn sentences(order: &RungOrder, rows: &[MergedRow<'_>], labels: &[&str]) -> Vec<String> {
    let mut sentences = vec![fastest(order, rows, labels)];
    let named = order.swaps.iter().take(NAMED).map(|swap| swapped(swap, rows, labels));
    sentences.extend(named);
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
    let titles = |fastest: &[usize]| fastest.iter().map(|row| marked(&rows[*row], labels)).collect::<Vec<_>>();
    let among = format!("of the {} rungs with a number everywhere, the fastest is", order.rows.len());
    let first = &order.fastest[0];
    match first.as_slice() {
        [alone] if order.fastest.iter().all(|fastest| fastest == first) => {
            format!("{among} {} on each machine", marked(&rows[*alone], labels))
        }
        _ => {
            let each = order.fastest.iter().zip(labels);
            let each: Vec<String> =
                each.map(|(fastest, label)| format!("{} on {label}", titles(fastest).join(" or "))).collect();
            format!("{among} {}", each.join("; "))
        }
    }
}

fn swapped(swap: &RungSwap, rows: &[MergedRow<'_>], labels: &[&str]) -> String {
    let on = |machines: &[usize]| listed(&machines.iter().map(|machine| labels[*machine]).collect::<Vec<_>>());
    let (one, other) = (&rows[swap.rows.0], &rows[swap.rows.1]);
    let (first, second) = (quoted(one), quoted(other));
    format!(
        "{} and {} change places: {first} is faster on {}, {second} on {}",
        marked(one, labels),
        marked(other, labels),
        on(&swap.first_faster),
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
