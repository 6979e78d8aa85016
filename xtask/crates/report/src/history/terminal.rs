//! A history for people: a chart a series, and what its changes are.

use std::fmt::Write as _;

use super::{HistoryRow, HistorySeries, LevelChange};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, table, units};

/// The lines of a chart.
const HEIGHT: usize = 9;

/// Blanks and labels before a chart.
const MARGIN: usize = 11;

/// Every series with its chart and its changes, ending in a line feed.
pub fn render(series: &[HistorySeries], layout: Layout) -> String {
    let each: Vec<String> = series.iter().map(|series| one(series, layout)).collect();
    each.join("\n\n") + "\n"
}

/// One line a series: for those who ask for no cell.
pub fn short(series: &[HistorySeries], layout: Layout) -> String {
    let of = |text: fn(&HistorySeries) -> Text| series.iter().map(text);
    let columns = vec![
        Column::left("benchmark", Keep::Always, of(|series| Text::plain(&series.head().benchmark))),
        Column::left("rung", Keep::Always, of(|series| Text::plain(&series.head().rung))),
        Column::right("sessions", Keep::Always, of(|series| Text::plain(&series.rows.len().to_string()))),
        Column::right("speedup", Keep::Always, of(|series| Text::plain(&units::speedup(last(series).speedup)))),
        Column::left("changes", Keep::Always, of(changes_in_short)),
        Column::left("machine", Keep::Wrapped, of(|series| Text::plain(&place(series)))),
    ];
    table(columns, layout).0 + "\n"
}

fn last(series: &HistorySeries) -> &HistoryRow {
    &series.rows[series.rows.len() - 1]
}

fn place(series: &HistorySeries) -> String {
    let head = series.head();
    format!("{}, profile {}, input {}, against {}", head.machine, head.profile, head.size, head.baseline)
}

fn changes_in_short(series: &HistorySeries) -> Text {
    let Some(change) = series.changes.last() else { return Text::none() };
    let row = &series.rows[change.place];
    let earlier =
        if series.changes.len() > 1 { format!(", {} before", series.changes.len() - 1) } else { String::new() };
    Text::new(&format!("{} from {}{earlier}", percent(change), name(row)), tone(change))
}

fn one(series: &HistorySeries, layout: Layout) -> String {
    let head = series.head();
    let title = format!("{}/{} · {} · {}", head.rung, head.benchmark, head.title, place(series));
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    parts.push(chart(series, layout));
    if series.changes.is_empty() {
        let text = format!("no change of level in {} sessions", series.rows.len());
        parts.push(paragraph(Text::plain(&text), layout));
    }
    parts
        .extend(series.changes.iter().flat_map(|change| sentences(series, change)).map(|text| paragraph(text, layout)));
    parts.join("\n")
}

/// Where a level changed, between which commits, and what else did.
fn sentences(series: &HistorySeries, change: &LevelChange) -> Vec<Text> {
    let (before, after) = (&series.rows[change.place - 1], &series.rows[change.place]);
    let interval = change.change.interval.map(|interval| {
        let ends = [interval.low, interval.high].map(|end| format!("{:+.1} %", (end - 1.0) * 100.0));
        format!(" ({}..{})", ends[0], ends[1])
    });
    let mut all = vec![Text::new(
        &format!(
            "{}{} from {} on; {} is the last before",
            percent(change),
            interval.unwrap_or_default(),
            name(after),
            name(before)
        ),
        tone(change),
    )];
    match (&before.commit, &after.commit) {
        (Some(one), Some(other)) if one == other => all.push(Text::plain("  between them: no commit")),
        (Some(one), Some(other)) => all.push(Text::plain(&format!("  between them: git log {one}..{other}"))),
        _ => {}
    }
    if !change.besides.is_empty() {
        all.push(Text::plain(&format!("  what else changed: {}", change.besides.join("; "))));
    }
    all
}

/// A session as people know it.
fn name(row: &HistoryRow) -> String {
    let known = [row.commit_in_short(), row.label.clone()];
    let known: Vec<String> = known.into_iter().flatten().collect();
    if known.is_empty() { row.session.clone() } else { format!("{} ({})", row.session, known.join(", ")) }
}

fn percent(change: &LevelChange) -> String {
    let share = (change.change.estimate - 1.0) * 100.0;
    format!("{} by {:.1} %", if share > 0.0 { "slower" } else { "faster" }, share.abs())
}

fn tone(change: &LevelChange) -> Tone {
    if change.change.estimate > 1.0 { Tone::Bad } else { Tone::Good }
}

/// Times relative to the baseline, a column a session; where there are more sessions than columns, a column has the middle one of
/// its own. Changes are upright lines before the session that begins the new level.
fn chart(series: &HistorySeries, layout: Layout) -> String {
    let width = usize::from(layout.width).max(40);
    let room = width.saturating_sub(MARGIN + 1).max(10);
    let count = series.rows.len();
    let columns = count.min(room);
    let wide = if count * 2 <= room { 2 } else { 1 };
    let value = |column: usize| {
        let (from, to) = (column * count / columns, (column + 1) * count / columns);
        let mut own: Vec<f64> = series.rows[from..to.max(from + 1)].iter().map(HistoryRow::relative).collect();
        own.sort_by(f64::total_cmp);
        own[own.len() / 2]
    };
    let values: Vec<f64> = (0..columns).map(value).collect();
    let (low, high) = values.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), one| (low.min(*one), high.max(*one)));
    let room = (high / low).max(1.02).ln();
    let line_of = |value: f64| (((value / low).ln() / room) * (HEIGHT - 1) as f64).round() as usize;
    let starts: Vec<usize> = series.changes.iter().map(|change| change.place * columns / count).collect();
    let mut text = String::new();
    for line in (0..HEIGHT).rev() {
        let label = match line {
            _ if line == HEIGHT - 1 => relative(low * room.exp()),
            0 => relative(low),
            _ => String::new(),
        };
        let _ = write!(text, "{label:>width$} │", width = MARGIN - 2);
        for (column, value) in values.iter().enumerate() {
            let is_start = starts.contains(&column);
            let mark = match line_of(*value) == line {
                true => '•',
                false if is_start => '┊',
                false => ' ',
            };
            let gap = if wide == 2 { " " } else { "" };
            let _ = write!(text, "{gap}{mark}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    let (first, last) = (&series.rows[0].started, &last(series).started);
    let day = |stamp: &str| stamp.chars().take(10).collect::<String>();
    let _ = writeln!(text, "{:>width$} └{}", "", "─".repeat(columns * wide), width = MARGIN - 2);
    let days = format!("{} .. {}, {count} sessions; time as a share of the baseline's", day(first), day(last));
    text.push_str(&paragraph(Text::plain(&days), layout));
    text
}

fn relative(value: f64) -> String {
    if value >= 0.1 { format!("{value:.3}") } else { format!("{value:.2e}") }
}
