//! Advice for people: a table of what each rung saves, the way up, and where to stop.
//!
//! Formats, and computes nothing but widths.

use super::{Advice, BenchmarkAdvice, ClimbStep, RungAdvice, Saving, Unusable, Workload};
use crate::card::flags::letters;
use crate::card_text::header::warning;
use crate::card_text::legend::{kinds_raised, marks_in_short};
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table};
use records::Effort;

/// The advice as text, ending in a line feed.
pub fn render(advice: &Advice<'_>, layout: Layout) -> String {
    let mut parts = vec![head(advice, layout)];
    parts.extend(advice.benchmarks.iter().map(|benchmark| section(benchmark, advice.workload, layout)));
    parts.extend(legend(advice, layout));
    parts.join("\n\n") + "\n"
}

/// Where to stop on each benchmark, and what would be faster without Python: a paragraph each.
pub fn conclusion(advice: &Advice<'_>) -> Vec<String> {
    let told = |benchmark| [Some(stop(benchmark, advice.workload)), beyond(benchmark)];
    advice.benchmarks.iter().flat_map(told).flatten().collect()
}

fn head(advice: &Advice<'_>, layout: Layout) -> String {
    let Advice { session, workload, .. } = advice;
    let title = format!("session {} · profile {}", session.id, session.profile);
    let mut lines = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    lines.extend(advice.doubts.iter().map(|doubt| warning(doubt, layout)));
    lines.push(paragraph(Text::plain(&asked(workload)), layout));
    lines.join("\n")
}

/// What was asked, and what no rung can change.
fn asked(workload: &Workload) -> String {
    let work = seconds(workload.work_s);
    let build = if workload.with_build { ", which is built each time" } else { "" };
    match workload.limit() {
        None => format!(
            "a program that takes the baseline {work}{build}, all of it in the hot path; of less than that, or of one that \
             waits for files, networks or databases, say so with --share: waiting becomes no shorter"
        ),
        Some(limit) => format!(
            "a program that takes the baseline {work}{build}, {} of it in the hot path: no rung makes it more than {} as fast. \
             Waiting for files, networks or databases is no hot path, and becomes no shorter",
            share(workload.share),
            units::speedup(limit)
        ),
    }
}

fn section(benchmark: &BenchmarkAdvice<'_>, workload: &Workload, layout: Layout) -> String {
    let card = benchmark.card;
    let kind = benchmark.kind.map(|kind| format!(" · {kind}")).unwrap_or_default();
    let title = format!("{} · {} · {}{kind}", card.benchmark, card.title, card.size);
    let iterations = units::significant(benchmark.iterations);
    let work = format!("if your code is like this: {iterations} iterations take the baseline as long as your hot path");
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout), paragraph(Text::plain(&work), layout)];
    parts.push(table(columns(benchmark), layout).0);
    if !benchmark.steps.is_empty() {
        parts.extend([String::new(), prose(step_rows(benchmark), layout)]);
    }
    parts.push(paragraph(Text::new(&stop(benchmark, workload), Tone::Strong), layout));
    parts.extend(beyond(benchmark).map(|limit| paragraph(Text::plain(&limit), layout)));
    parts.join("\n")
}

fn columns(benchmark: &BenchmarkAdvice<'_>) -> Vec<Column> {
    let rungs = &benchmark.rungs;
    let left = |head, keep, text: fn(&RungAdvice<'_>) -> Text| Column::left(head, keep, rungs.iter().map(text));
    let right = |head, keep, text: fn(&RungAdvice<'_>) -> Text| Column::right(head, keep, rungs.iter().map(text));
    let mut columns = vec![
        left("rung", Keep::Always, |rung| Text::plain(&rung.cell.cell.title)),
        right("takes", Keep::Always, |rung| Text::plain(&seconds(rung.total_s))),
        right("saves", Keep::Always, saved),
        right("from..to", Keep::Unless(4), |rung| Text::plain(&range(&rung.saved_s))),
        right("program", Keep::Unless(3), |rung| Text::plain(&units::speedup(rung.times_as_fast()))),
        right("ahead from", Keep::Unless(2), |rung| number(rung.ahead_s)),
        right("build", Keep::Unless(2), |rung| number(rung.cell.cell.build_s)),
        right("lines\nchanged", Keep::Unless(1), |rung| effort(rung, |effort| lines(effort).to_string())),
        left("new languages", Keep::Unless(1), |rung| effort(rung, |effort| effort.languages.join(", "))),
        right("depen-\ndencies", Keep::Unless(5), |rung| effort(rung, |effort| effort.dependencies.len().to_string())),
    ];
    if rungs.iter().any(|rung| rung.cell.cell.differs.is_some()) {
        columns.push(right("differs in", Keep::Unless(3), |rung| match rung.cell.cell.differs.as_deref() {
            Some(known) => Text::plain(&format!("{} of {}", known.differs, known.ran)),
            None => Text::none(),
        }));
    }
    if rungs.iter().any(|rung| !rung.cell.flags.is_empty()) {
        columns.push(left("flags", Keep::Always, |rung| Text::plain(&letters(&rung.cell.flags))));
    }
    columns
}

fn effort(rung: &RungAdvice<'_>, text: fn(&Effort) -> String) -> Text {
    rung.effort().map_or_else(Text::none, |effort| Text::plain(&text(effort)))
}

fn lines(effort: &Effort) -> u64 {
    effort.lines_added.saturating_add(effort.lines_removed)
}

/// Green or red only where the interval leaves no doubt of the direction.
fn saved(rung: &RungAdvice<'_>) -> Text {
    let tone = match &rung.saved_s {
        saved if saved.surely() => Tone::Good,
        saved if saved.surely_not() => Tone::Bad,
        _ => Tone::Plain,
    };
    Text::new(&signed(rung.saved_s.estimate), tone)
}

/// Seconds, where there are any.
fn number(time_s: Option<f64>) -> Text {
    time_s.map_or_else(Text::none, |time_s| Text::plain(&seconds(time_s)))
}

/// The steps, one a row.
fn step_rows(benchmark: &BenchmarkAdvice<'_>) -> Vec<Vec<Text>> {
    let steps = benchmark.steps.iter().enumerate();
    steps.map(|(place, step)| step_row(benchmark, place, step)).collect()
}

fn step_row(benchmark: &BenchmarkAdvice<'_>, place: usize, step: &ClimbStep) -> Vec<Text> {
    let rung = &benchmark.rungs[step.rung];
    let beyond = if place == 0 { "saves" } else { "saves another" };
    let text = format!(
        "{beyond} {} ({}): {}{}{}",
        seconds(step.gain.estimate),
        range(&step.gain),
        rung.effort().map_or_else(String::new, written),
        cost(rung),
        rungs_alike(benchmark, step)
    );
    let title = format!("{}. {}{}", place + 1, rung.cell.cell.title, marks(rung));
    let tone = if place < benchmark.worth { Tone::Strong } else { Tone::Faint };
    vec![Text::new(&title, tone), Text::plain(&text)]
}

/// ` (a compiler)`
fn cost(rung: &RungAdvice<'_>) -> String {
    let cost = &rung.cell.cell.cost;
    if cost.is_empty() { String::new() } else { format!(" ({cost})") }
}

/// ` [f c]`
fn marks(rung: &RungAdvice<'_>) -> String {
    let marks = letters(&rung.cell.flags);
    if marks.is_empty() { String::new() } else { format!(" [{marks}]") }
}

/// The rungs that may save as much as a step, on a line of their own.
fn rungs_alike(benchmark: &BenchmarkAdvice<'_>, step: &ClimbStep) -> String {
    let titles = step.alike.iter().map(|place| benchmark.rungs[*place].cell.cell.title.as_str());
    let titles: Vec<&str> = titles.collect();
    match titles.is_empty() {
        true => String::new(),
        false => {
            format!("\nno difference to these could be seen, and you write no less for them: {}", titles.join(", "))
        }
    }
}

/// What is to be written, in words.
fn written(effort: &Effort) -> String {
    let mut parts = Vec::new();
    if lines(effort) > 0 {
        parts.push(format!("{} lines changed", lines(effort)));
    }
    if !effort.languages.is_empty() {
        parts.push(format!("in {}", effort.languages.join(", ")));
    }
    if !effort.dependencies.is_empty() {
        let number = effort.dependencies.len();
        parts.push(format!("{number} dependenc{}", if number == 1 { "y" } else { "ies" }));
    }
    if parts.is_empty() { "nothing to write".to_owned() } else { parts.join(", ") }
}

/// Where to stop, and why.
fn stop(benchmark: &BenchmarkAdvice<'_>, workload: &Workload) -> String {
    let enough =
        format!("{} of the program's time ({})", share(workload.worth), seconds(workload.worth * workload.work_s));
    let baseline = &benchmark.baseline.cell.title;
    match benchmark.stop() {
        Some(rung) if benchmark.worth == benchmark.steps.len() => {
            format!(
                "stop at {}: it is the last that surely saves more for more effort{}",
                rung.cell.cell.title,
                licences(rung)
            )
        }
        Some(rung) => {
            format!("stop at {}: no further step saves another {enough}{}", rung.cell.cell.title, licences(rung))
        }
        None => why_untold(benchmark).unwrap_or_else(|| format!("stay with {baseline}: no rung surely saves {enough}")),
    }
}

/// Why nobody can tell where to stop.
fn why_untold(benchmark: &BenchmarkAdvice<'_>) -> Option<String> {
    let usable: Vec<&RungAdvice> = benchmark.rungs.iter().filter(|rung| rung.unusable.is_none()).collect();
    let reason = match () {
        () if usable.iter().all(|rung| rung.effort().is_none()) => {
            "the records say nothing of effort, as older ones do not"
        }
        () if benchmark.steps.is_empty() && usable.iter().all(|rung| rung.saved_s.interval.is_none()) => {
            "there are fewer than three invocations, and so no interval"
        }
        () => return None,
    };
    Some(format!("where to stop cannot be told: {reason}"))
}

/// What its marks say, which whoever stops there takes with it.
fn licences(rung: &RungAdvice<'_>) -> String {
    let meanings: Vec<&str> = kinds_raised(rung.cell.flags.iter()).into_iter().map(|kind| kind.meaning).collect();
    if meanings.is_empty() { String::new() } else { format!(". Know of it: {}", meanings.join("; ")) }
}

/// What would save more and is no advice.
fn beyond(benchmark: &BenchmarkAdvice<'_>) -> Option<String> {
    let rung = benchmark.beyond()?;
    let (title, takes) = (&rung.cell.cell.title, seconds(rung.total_s));
    Some(match rung.unusable? {
        Unusable::Native => format!("the limit, without Python: {title}, {takes}"),
        Unusable::TrustsInput => format!("faster because it trusts its input: {title}, {takes}"),
    })
}

/// What the marks say that occur.
fn legend(advice: &Advice<'_>, layout: Layout) -> Option<String> {
    let rungs = advice.benchmarks.iter().flat_map(|benchmark| &benchmark.rungs);
    let rows = marks_in_short(rungs.flat_map(|rung| &rung.cell.flags));
    (!rows.is_empty()).then(|| prose(rows, layout))
}

fn range(saved: &Saving) -> String {
    saved.interval.map_or_else(|| NONE.to_owned(), |sure| format!("{}..{}", signed(sure.low), signed(sure.high)))
}

fn seconds(seconds: f64) -> String {
    units::duration(seconds * 1e9)
}

/// Seconds that may be below zero.
fn signed(seconds: f64) -> String {
    if seconds < 0.0 { format!("−{}", units::duration(-seconds * 1e9)) } else { units::duration(seconds * 1e9) }
}

/// A share as `30 %`.
fn share(share: f64) -> String {
    format!("{} %", (share * 1000.0).round() / 10.0)
}
