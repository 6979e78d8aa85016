//! What became of a function of the user's: a table, best first, and below it the rungs that are not in it, each with the
//! tool's own words.
//!
//! Formats, and computes nothing but widths.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use statistics::steady::State;

use crate::account;
use crate::card::builds;
use crate::card::flags;
use crate::card::{BenchmarkCard, Card, CellCard, CellFigures, CellStatus};
use crate::card_text::columns::{speedup_text, spread_text};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table, units};

/// How many of the things that a rung does otherwise are named.
const MOST_TOUCHED: usize = 4;

/// More lines of a tool's words than this are not shown.
const MOST_LINES: usize = 5;

/// What is known of the function beside the session.
#[derive(Debug, Clone)]
pub struct Climbed {
    /// What is said before the table.
    pub before: Vec<String>,
    /// What is said after it.
    pub after: Vec<String>,
    /// Of rungs by their names: in what they are known to differ from Python of what the function uses.
    pub touched: Vec<(String, Vec<String>)>,
    /// How long a rung was waited for.
    pub patience: Duration,
}

/// What became of the function as text, ending in a line feed.
pub fn render(card: &Card, climbed: &Climbed, layout: Layout) -> String {
    let mut parts: Vec<String> = climbed.before.iter().map(|line| paragraph(Text::plain(line), layout)).collect();
    for benchmark in &card.benchmarks {
        let title = format!("{} · {}", benchmark.title, benchmark.size);
        parts.insert(0, paragraph(Text::new(&title, Tone::Strong), layout));
        let timed = best_first(benchmark);
        if !timed.is_empty() {
            parts.push(String::new());
            parts.push(table(columns(&timed), layout).0);
        }
        let of_timed = |row: &dyn Fn(&CellCard) -> Option<Vec<Text>>| -> Vec<Vec<Text>> {
            timed.iter().filter_map(|(cell, _)| row(cell)).collect()
        };
        let sections = [
            of_timed(&|cell| touched(cell, climbed)),
            of_timed(&unsettled),
            of_timed(&|cell| slow(cell, card)),
            untimed(benchmark).map(|cell| reasoned(cell, benchmark, climbed)).collect(),
        ];
        for section in sections.into_iter().filter(|section| !section.is_empty()) {
            parts.extend([String::new(), prose(section, layout)]);
        }
    }
    if !climbed.after.is_empty() {
        parts.push(String::new());
        parts.extend(climbed.after.iter().map(|line| paragraph(Text::plain(line), layout)));
    }
    parts.join("\n") + "\n"
}

/// What else a rung is known to do otherwise of what the function uses, though it agreed on the calls.
fn touched(cell: &CellCard, climbed: &Climbed) -> Option<Vec<Text>> {
    let (_, all) = climbed.touched.iter().find(|(rung, _)| *rung == cell.cell.rung)?;
    let shown: Vec<&str> = all.iter().take(MOST_TOUCHED).map(String::as_str).collect();
    let more = all.len().saturating_sub(MOST_TOUCHED);
    let more = if more > 0 { format!("; and {more} more, which cargo xtask differ tells") } else { String::new() };
    let said = format!("agreed, and is known to differ where your function goes: {}{more}", shown.join("; "));
    Some(vec![Text::new("beware", Tone::Bad), Text::plain(&cell.cell.title), Text::plain(&said)])
}

/// Why a rung that was timed has no speedup.
fn unsettled(cell: &CellCard) -> Option<Vec<Text>> {
    let why = why_no_speedup(cell)?;
    Some(vec![Text::new("unsettled", Tone::Faint), Text::plain(&cell.cell.title), Text::plain(&why)])
}

/// What is in the way of a speedup, with those of the single processes, which are no more than a hint.
fn why_no_speedup(cell: &CellCard) -> Option<String> {
    let timed = cell.timed.as_ref().filter(|timed| timed.speedup.is_none())?;
    let why = match timed.state {
        Some(State::Inconsistent) => flags::INCONSISTENT.meaning,
        _ if !timed.has_one_number() => flags::NO_STEADY_STATE.meaning,
        _ => "it has no round in common with the baseline",
    };
    let ratios = || cell.by_invocation.iter().filter_map(|figures| figures.ratio);
    let (low, high) = (ratios().fold(f64::INFINITY, f64::min), ratios().fold(0.0, f64::max));
    let processes = match low <= high {
        true => format!(" (by process: {} to {})", units::speedup(low), units::speedup(high)),
        false => String::new(),
    };
    Some(format!("no speedup, as {why}{processes}\nhint: give it more time, by a larger --budget"))
}

/// What a rung's own tool says of the lines that stayed slow.
fn slow(cell: &CellCard, card: &Card) -> Option<Vec<Text>> {
    let said = account::sentences(built(cell, card)?)?;
    Some(vec![Text::new("slow", Tone::Faint), Text::plain(&cell.cell.title), Text::plain(&said.join("\n"))])
}

fn built<'a>(cell: &CellCard, card: &'a Card) -> Option<&'a Value> {
    builds::built(card.environment.as_ref()?, cell.id())
}

/// A rung for programs.
#[derive(Debug, Serialize)]
pub struct ClimbedRung<'a> {
    rung: &'a str,
    title: &'a str,
    outcome: &'static str,
    baseline: bool,
    median_ns: Option<f64>,
    speedup: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    invocations: Option<usize>,
    build_s: Option<f64>,
    cost: &'a str,
    version: Option<&'a str>,
    reason: Option<Cow<'a, str>>,
    fix: Option<&'a str>,
    account: Option<&'a Value>,
}

/// The rungs for programs: those of the table, best first, then the others.
pub fn rungs(card: &Card) -> Vec<ClimbedRung<'_>> {
    let of_benchmark = |benchmark| {
        let timed = best_first(benchmark).into_iter().map(|(cell, figures)| (cell, Some(figures)));
        timed.chain(untimed(benchmark).map(|cell| (cell, None)))
    };
    card.benchmarks.iter().flat_map(of_benchmark).map(|(cell, figures)| climbed_rung(cell, figures, card)).collect()
}

fn climbed_rung<'a>(cell: &'a CellCard, figures: Option<&CellFigures>, card: &'a Card) -> ClimbedRung<'a> {
    let interval = cell.speedup().and_then(|speedup| speedup.interval);
    ClimbedRung {
        rung: &cell.cell.rung,
        title: &cell.cell.title,
        outcome: outcome(cell),
        baseline: cell.is_baseline,
        median_ns: figures.map(|figures| figures.median_ns),
        speedup: cell.speedup().map(|speedup| speedup.estimate),
        low: interval.map(|interval| interval.low),
        high: interval.map(|interval| interval.high),
        invocations: figures.map(|figures| figures.invocations),
        build_s: cell.cell.build_s,
        cost: &cell.cell.cost,
        version: cell.cell.version.as_deref(),
        reason: cell.reason.as_deref().map(Cow::Borrowed).or_else(|| why_no_speedup(cell).map(Cow::Owned)),
        fix: cell.fix.as_deref(),
        account: built(cell, card).and_then(|built| built.get("account")),
    }
}

/// The cells with times: the fastest first; one without a speedup last.
fn best_first(benchmark: &BenchmarkCard) -> Vec<(&CellCard, &CellFigures)> {
    let mut timed: Vec<(&CellCard, &CellFigures)> = benchmark.timed().collect();
    let estimate =
        |cell: &CellCard| if cell.is_baseline { 1.0 } else { cell.speedup().map_or(0.0, |speedup| speedup.estimate) };
    timed.sort_by(|(one, _), (other, _)| estimate(other).total_cmp(&estimate(one)));
    timed
}

/// The cells without: what was wrong first, then what was refused or failed, then what is not here.
fn untimed(benchmark: &BenchmarkCard) -> impl Iterator<Item = &CellCard> {
    let order = [CellStatus::Disagrees, CellStatus::Unsupported, CellStatus::Failed, CellStatus::Missing];
    order.into_iter().flat_map(|status| benchmark.cells.iter().filter(move |cell| cell.status == status))
}

fn columns(timed: &[(&CellCard, &CellFigures)]) -> Vec<Column> {
    let each = || timed.iter();
    let version = |cell: &CellCard| cell.cell.version.clone().unwrap_or_default();
    let build =
        |cell: &CellCard| cell.cell.build_s.map_or_else(Text::none, |seconds| Text::plain(&units::elapsed(seconds)));
    vec![
        Column::left("rung", Keep::Always, each().map(|(cell, _)| Text::plain(&cell.cell.title))),
        Column::right(
            "time",
            Keep::Always,
            each().map(|(_, figures)| Text::plain(&units::duration(figures.median_ns))),
        ),
        Column::right("speedup", Keep::Always, each().map(|(cell, _)| speedup_text(cell, cell.speedup().as_ref()))),
        Column::left(
            "95 % interval",
            Keep::Unless(2),
            each().map(|(cell, _)| spread_text(cell, cell.speedup().as_ref())),
        ),
        Column::right("built in", Keep::Unless(3), each().map(|(cell, _)| build(cell))),
        Column::left("version", Keep::Unless(4), each().map(|(cell, _)| Text::plain(&version(cell)))),
        Column::left("what it costs you", Keep::Unless(1), each().map(|(cell, _)| Text::plain(&cell.cell.cost))),
    ]
}

/// What became of a rung, in a word or two.
fn outcome(cell: &CellCard) -> &'static str {
    match (cell.status, cell.cell.difference.as_deref()) {
        (CellStatus::Timed, _) => "timed",
        (CellStatus::Disagrees, Some("type")) => "other type",
        (CellStatus::Disagrees, Some("last digits")) => "last digits",
        (CellStatus::Disagrees, _) => "WRONG",
        (CellStatus::Unsupported, _) => "refused",
        (CellStatus::Failed, _) if gave_up(cell) || never_began(cell) => "given up",
        (CellStatus::Failed, _) => "failed",
        (CellStatus::Missing, _) => "not here",
    }
}

fn gave_up(cell: &CellCard) -> bool {
    cell.reason.as_deref().is_some_and(|reason| reason.starts_with("given up after"))
}

/// Whether its process took so long to begin that nobody waited for it.
fn never_began(cell: &CellCard) -> bool {
    cell.reason.as_deref().is_some_and(|reason| reason.starts_with("given up: "))
}

fn reasoned(cell: &CellCard, benchmark: &BenchmarkCard, climbed: &Climbed) -> Vec<Text> {
    let mut said = words(cell.reason.as_deref().unwrap_or("no reason was recorded"));
    if gave_up(cell)
        && let Some(baseline) = benchmark.baseline().and_then(|baseline| baseline.timed.as_ref())
    {
        // It was asked for no more than two calls at once.
        let slower = climbed.patience.as_secs_f64() / (2.0 * baseline.median_ns / 1e9);
        said = format!("{said}, at least {} slower", units::speedup(slower));
    }
    let hint = match (cell.status, cell.cell.difference.as_deref()) {
        (CellStatus::Disagrees, Some("type")) => Some("admit it with --same-value".to_owned()),
        (CellStatus::Disagrees, Some("last digits")) => Some("admit it with --tolerance relative=1e-12".to_owned()),
        _ if never_began(cell) => Some(format!("--rung {} waits for it as long as --timeout says", cell.cell.rung)),
        // The first way is enough for a list; `doctor` tells all.
        _ => cell.fix.as_deref().map(|fix| fix.split("; or").next().unwrap_or(fix).to_owned()),
    };
    let hint = hint.map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    let tone = match cell.status {
        CellStatus::Disagrees | CellStatus::Failed => Tone::Bad,
        CellStatus::Timed | CellStatus::Missing | CellStatus::Unsupported => Tone::Faint,
    };
    vec![Text::new(outcome(cell), tone), Text::plain(&cell.cell.title), Text::plain(&(said + &hint))]
}

/// A tool's own words without the command that had it say them: the lines that speak of an error, or else the last ones.
fn words(reason: &str) -> String {
    let lines: Vec<&str> = reason.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    let said = if lines.len() > 1 && lines[0].starts_with('`') { &lines[1..] } else { &lines[..] };
    if said.len() <= MOST_LINES {
        return said.join("\n");
    }
    let errors: Vec<&str> = said.iter().copied().filter(|line| line.to_lowercase().contains("error")).collect();
    match errors.as_slice() {
        [] => said[said.len() - MOST_LINES..].join("\n"),
        errors => errors[..errors.len().min(MOST_LINES)].join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use records::Phase;

    use super::*;
    use crate::fixture::{cell, recorded, sample, samples, summarise};

    #[test]
    fn a_rung_that_was_timed_and_has_no_speedup_has_its_reason() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("c")];
        let early = |(call, invocation)| {
            let wall_ns = if call < 17 { 1000 } else { 700 };
            records::Sample { invocation, phase: Phase::WarmUp, ..sample("c", invocation, 0, wall_ns) }
        };
        let early = (0..3).flat_map(|invocation| (0..22).map(move |call| (call, invocation))).map(early);
        recorded.samples =
            [early.collect(), samples("python", &[50; 6]), samples("c", &[10, 10, 20, 20, 10, 10])].concat().into();
        let card = summarise(&recorded);
        let climbed =
            Climbed { before: Vec::new(), after: Vec::new(), touched: Vec::new(), patience: Duration::from_secs(30) };
        let text = render(&card, &climbed, Layout::default());
        assert!(text.contains("unsettled  c  no speedup, as its time was still changing"), "{text}");
        assert!(text.contains("2.50x to 5.00x"), "{text}");
        let unsettled = rungs(&card).into_iter().find(|rung| rung.rung == "c").expect("the rung");
        assert!(unsettled.speedup.is_none() && unsettled.reason.is_some_and(|reason| reason.contains("no speedup")));
    }

    #[test]
    fn a_tools_words_are_shown_without_the_command() {
        assert_eq!(words("`cc a.c` exited with 1\na.c:3: error: no"), "a.c:3: error: no");
        assert_eq!(words("given up after 30 s"), "given up after 30 s");
        let long = format!("`cc` exited with 1\n{}a.py:1: Error: this\n{}", "note\n".repeat(5), "more\n".repeat(5));
        assert_eq!(words(&long), "a.py:1: Error: this");
        assert_eq!(words(&"line\n".repeat(9)).lines().count(), 5);
    }
}
