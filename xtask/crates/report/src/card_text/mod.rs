//! The card for people: one table a benchmark, then what was not timed and why, then what the marks mean.
//!
//! Rungs stand in the order of the ladder, not of their times: it is the order in which the cost of climbing grows, it
//! is the same in every table and in every session, and so a row stays where it is while the numbers narrow.
//!
//! Formats, and computes nothing but widths.

pub(crate) mod absent;
pub(crate) mod brief;
pub(crate) mod effort;

use comfy_table::CellAlignment;
use serde::Deserialize as _;
use serde_json::Value;

use crate::card::builds::unlike;
use crate::card::flags::{self, Flag, FlagKind};
use crate::card::summary::{BenchmarkCard, Card, CellCard, CellFigures, PublishedFigure};
use crate::card_text::absent::absent;
use crate::selftest;
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Text, Tone, paragraph, prose, table};
use crate::verdicts;
use records::{SelfTest, Stop};
use statistics::Speedup;

pub use crate::text::Layout;

/// A start that is paid back within so many iterations is no cost to speak of.
const LATE: f64 = 10.0;

/// The whole card as text, ending in a line feed.
pub fn render(card: &Card, layout: Layout) -> String {
    let mut parts = vec![header(card, layout)];
    parts.extend(card.benchmarks.iter().map(|benchmark| section(card, benchmark, layout)));
    parts.extend(legend(card, layout));
    parts.extend(verdicts::summary(card, layout));
    parts.join("\n\n") + "\n"
}

/// What was measured, where, and how it ended.
pub(crate) fn header(card: &Card, layout: Layout) -> String {
    let session = &card.session;
    let plan = format!(
        "session {} · profile {} · planned: {} invocations of {} rounds",
        session.id, session.profile, session.invocations, session.rounds
    );
    let mut lines = vec![paragraph(Text::new(&plan, Tone::Strong), layout)];
    lines.extend(machine(card.environment.as_ref()).map(|machine| paragraph(Text::plain(&machine), layout)));
    lines.push(paragraph(Text::plain(&ending(card)), layout));
    lines.extend(tested(card.environment.as_ref()).map(|sentence| paragraph(Text::plain(&sentence), layout)));
    lines.extend(unlike(card).map(|sentence| paragraph(Text::plain(&sentence), layout)));
    lines.extend(doubts(card).iter().map(|doubt| warning(doubt, layout)));
    lines.join("\n")
}

/// Why all figures of a session should be doubted, in sentences.
pub(crate) fn doubts(card: &Card) -> Vec<String> {
    let doubt = card.session.baseline_doubt.as_ref().map(|doubt| format!("the baseline should be doubted: {doubt}"));
    let doubts = doubt.into_iter().chain(card.flags.iter().map(sentence));
    doubts.chain(card.warnings.iter().cloned()).collect()
}

/// A doubt on a line of its own.
pub(crate) fn warning(doubt: &str, layout: Layout) -> String {
    paragraph(Text::new(&format!("warning: {doubt}"), Tone::Bad), layout)
}

/// A flag on the session, in a sentence.
fn sentence(flag: &Flag) -> String {
    let detail = flag.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("{}{detail}: {}", flag.kind.meaning, flag.kind.advice)
}

/// When and why the session ended.
pub(crate) fn ending(card: &Card) -> String {
    let Some(end) = &card.end else {
        return "no end was recorded: the session is still under way, or it was killed".to_owned();
    };
    let why = match end.stop {
        Stop::Complete => "every planned invocation was made",
        Stop::Narrow => "every interval is narrow enough",
        Stop::Budget => "the budget was spent",
        Stop::Interrupted => "it was interrupted",
        Stop::Nothing => "nothing was left to measure",
    };
    format!("ended {}: {why}", units::ended(&card.session.started, &end.ended))
}

/// The machine in one line, from what is there of `environment.json`.
pub(crate) fn machine(environment: Option<&Value>) -> Option<String> {
    let machine = environment?.get("machine")?;
    let text = |key: &str| machine.get(key).and_then(Value::as_str).map(str::to_owned);
    let parts = [
        text("cpu"),
        machine.get("cores").and_then(Value::as_u64).map(|cores| format!("{cores} cores")),
        machine.get("memory_bytes").and_then(Value::as_f64).map(units::bytes),
        text("os"),
        text("virtualisation"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// How far the harness is to be trusted on that machine, if it was tested there before the session.
pub(crate) fn tested(environment: Option<&Value>) -> Option<String> {
    let found = environment?.get("selftest").filter(|found| !found.is_null())?;
    selftest::sentence(&SelfTest::deserialize(found).ok()?)
}

/// One benchmark: its table, and the rungs that are not in it.
fn section(card: &Card, benchmark: &BenchmarkCard, layout: Layout) -> String {
    let title = format!("{} · {} · {}", benchmark.benchmark, benchmark.title, benchmark.size);
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    let timed: Vec<(&CellCard, &CellFigures)> =
        benchmark.cells.iter().filter_map(|cell| Some((cell, cell.timed.as_ref()?))).collect();
    if timed.is_empty() {
        parts.push("nothing was timed".to_owned());
    } else {
        parts.extend(without_baseline(card, benchmark).map(|note| paragraph(Text::new(&note, Tone::Bad), layout)));
        let (text, left_out) = table(columns(&timed), layout);
        parts.push(text);
        parts.extend(narrowed(&left_out).map(|note| paragraph(Text::new(&note, Tone::Faint), layout)));
    }
    parts.extend(paid_back(&timed).map(|note| paragraph(Text::plain(&note), layout)));
    if let Some(absent) = absent(card, benchmark, layout) {
        parts.extend([String::new(), absent]);
    }
    parts.join("\n")
}

/// Which cells pay back their start, their first call and their warm-up late: the time that the baseline takes for the
/// same work. What is ahead of it after a few iterations is not worth a word.
pub(crate) fn paid_back(timed: &[(&CellCard, &CellFigures)]) -> Option<String> {
    let late = timed.iter().filter_map(|(card, timed)| {
        let break_even = timed.break_even.filter(|break_even| break_even.iterations > LATE)?;
        let (time, iterations) = (units::duration(break_even.baseline_ns), units::significant(break_even.iterations));
        Some(format!("{} after {time} of the baseline's work ({iterations} iterations)", card.cell.title))
    });
    let late: Vec<String> = late.collect();
    (!late.is_empty()).then(|| format!("start and warm-up are paid back: {}", late.join(", ")))
}

/// A note of the columns that had no room: nothing is left out in silence.
pub(crate) fn narrowed(left_out: &[&str]) -> Option<String> {
    let names: Vec<String> = left_out.iter().map(|head| head.replace('\n', " ")).collect();
    (!names.is_empty()).then(|| format!("left out for want of width: {}", names.join(", ")))
}

pub(crate) fn without_baseline(card: &Card, benchmark: &BenchmarkCard) -> Option<String> {
    if benchmark.has_baseline {
        return None;
    }
    Some(match &card.session.baseline {
        Some(baseline) => format!("no speedups: the baseline, {baseline}, has no time here"),
        None => "no speedups: there is no baseline".to_owned(),
    })
}

/// The columns that have something to show.
fn columns(timed: &[(&CellCard, &CellFigures)]) -> Vec<Column<'static>> {
    let mut columns = figures(timed);
    if timed.iter().any(|(card, _)| !card.cell.cost.is_empty()) {
        let cells = timed.iter().map(|(card, _)| Text::new(&card.cell.cost, tone(card))).collect();
        columns.push(Column { head: "cost", alignment: CellAlignment::Left, keep: Keep::Wrapped, cells });
    }
    columns
}

/// The columns of figures, the marks on them among these.
pub(crate) fn figures(timed: &[(&CellCard, &CellFigures)]) -> Vec<Column<'static>> {
    let mut columns = measured_columns(timed);
    columns.extend(published_columns(timed));
    if timed.iter().any(|(card, _)| !card.flags.is_empty()) {
        let cells = timed.iter().map(|(card, _)| marks(card)).collect();
        columns.push(Column { head: "flags", alignment: CellAlignment::Left, keep: Keep::Always, cells });
    }
    columns
}

fn measured_columns(timed: &[(&CellCard, &CellFigures)]) -> Vec<Column<'static>> {
    let column = |head, keep, cell: &dyn Fn(&CellCard, &CellFigures) -> Text| {
        let cells = timed.iter().map(|(card, timed)| cell(card, timed)).collect();
        Column { head, alignment: CellAlignment::Right, keep, cells }
    };
    let rung = column("rung", Keep::Always, &|card, _| Text::new(&card.cell.title, tone(card)));
    let median = |card: &CellCard, timed: &CellFigures| {
        number(card, timed.has_one_number().then_some(timed.median_ns), units::duration)
    };
    let cpu = |card: &CellCard, timed: &CellFigures| number(card, timed.cpu_over_wall, |ratio| format!("{ratio:.2}"));
    vec![
        Column { alignment: CellAlignment::Left, ..rung },
        column("median", Keep::Always, &median),
        column("speedup", Keep::Always, &|card, timed| speedup(card, timed.speedup.as_ref())),
        column("spread", Keep::Unless(1), &|card, timed| spread(card, timed.speedup.as_ref())),
        column("CPU/wall", Keep::Unless(3), &cpu),
    ]
}

/// The blog's figures, where it prints any for this benchmark.
fn published_columns(timed: &[(&CellCard, &CellFigures)]) -> Vec<Column<'static>> {
    type Figure = fn(&PublishedFigure) -> Option<f64>;
    let column = |head, keep, figure: Figure, format: fn(f64) -> String| {
        let known = timed.iter().any(|(card, _)| card.printed.as_ref().and_then(figure).is_some());
        let cells =
            timed.iter().map(|(card, _)| number(card, card.printed.as_ref().and_then(figure), format)).collect();
        known.then_some(Column { head, alignment: CellAlignment::Right, keep, cells })
    };
    let time = column("blog's\ntime", Keep::Unless(2), |printed| printed.ms, units::published_time);
    let speedup = column("blog's\nspeedup", Keep::Unless(1), |printed| printed.speedup, units::published_speedup);
    time.into_iter().chain(speedup).collect()
}

/// The baseline's row stands out.
fn tone(card: &CellCard) -> Tone {
    if card.is_baseline { Tone::Strong } else { Tone::Plain }
}

fn number(card: &CellCard, value: Option<f64>, format: impl Fn(f64) -> String) -> Text {
    value.map_or_else(|| Text::new(NONE, Tone::Faint), |value| Text::new(&format(value), tone(card)))
}

/// Green or red only where the interval leaves no doubt of the direction.
pub(crate) fn speedup(card: &CellCard, speedup: Option<&Speedup>) -> Text {
    let Some(speedup) = speedup else {
        return Text::new(NONE, Tone::Faint);
    };
    if card.is_baseline {
        return Text::new("1x", Tone::Strong);
    }
    let tone = match speedup.interval {
        Some(interval) if interval.low > 1.0 => Tone::Good,
        Some(interval) if interval.high < 1.0 => Tone::Bad,
        _ => Tone::Plain,
    };
    Text::new(&units::speedup(speedup.estimate), tone)
}

pub(crate) fn spread(card: &CellCard, speedup: Option<&Speedup>) -> Text {
    match speedup {
        _ if card.is_baseline => Text::new("baseline", Tone::Strong),
        Some(speedup) => Text::plain(&units::spread(speedup)),
        None => Text::new(NONE, Tone::Faint),
    }
}

fn marks(card: &CellCard) -> Text {
    Text::plain(&flags::letters(&card.flags))
}

/// What the marks mean that occur, and what the blog's columns are.
fn legend(card: &Card, layout: Layout) -> Option<String> {
    let mut rows = marks_explained(flags_of(card));
    rows.extend(about_the_blog(card));
    (!rows.is_empty()).then(|| prose(rows, layout))
}

fn cells(card: &Card) -> impl Iterator<Item = &CellCard> + Clone {
    card.benchmarks.iter().flat_map(|benchmark| &benchmark.cells)
}

/// The flags of all cells.
pub(crate) fn flags_of(card: &Card) -> impl Iterator<Item = &Flag> + Clone {
    cells(card).flat_map(|cell| &cell.flags)
}

/// The marks that occur, in the order of their letters.
pub(crate) fn kinds<'a>(flags: impl Iterator<Item = &'a Flag>) -> Vec<&'static FlagKind> {
    let mut kinds: Vec<&'static FlagKind> = Vec::new();
    for flag in flags {
        if !kinds.contains(&flag.kind) {
            kinds.push(flag.kind);
        }
    }
    kinds.sort_by_key(|kind| kind.mark);
    kinds
}

/// What the blog's columns are, where there are any.
pub(crate) fn about_the_blog(card: &Card) -> Option<Vec<Text>> {
    let meaning = "as the blog prints it: another machine, another baseline, and the blog's own input size";
    let shown = cells(card).any(|cell| cell.timed.is_some() && cell.printed.is_some());
    shown.then(|| vec![Text::plain("blog's"), Text::plain(meaning)])
}

/// A row for each mark that occurs.
pub(crate) fn marks_explained<'a>(flags: impl Iterator<Item = &'a Flag> + Clone) -> Vec<Vec<Text>> {
    kinds(flags.clone()).into_iter().map(|kind| explained(kind, flags.clone())).collect()
}

/// The same in short: its meaning alone.
pub(crate) fn marks_in_short<'a>(flags: impl Iterator<Item = &'a Flag>) -> Vec<Vec<Text>> {
    let row = |kind: &FlagKind| vec![Text::new(&kind.mark.to_string(), Tone::Strong), Text::plain(kind.meaning)];
    kinds(flags).into_iter().map(row).collect()
}

/// A mark, and its meaning with the details that occur.
fn explained<'a>(kind: &FlagKind, flags: impl Iterator<Item = &'a Flag>) -> Vec<Text> {
    let details = flags::details(kind, flags);
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
    let text = format!("{}{details}: {}", kind.meaning, kind.advice);
    vec![Text::new(&kind.mark.to_string(), Tone::Strong), Text::plain(&text)]
}

#[cfg(test)]
mod tests;
