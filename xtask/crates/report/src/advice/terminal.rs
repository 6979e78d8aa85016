//! Advice for people: a table of what each rung saves, the way up, and where to stop.
//!
//! Formats, and computes nothing but widths.

use comfy_table::CellAlignment;

use super::{Advice, BenchmarkAdvice, RungAdvice, Saving, Unusable, Workload};
use crate::card::flags::letters;
use crate::card_text::{kinds, marks_in_short, warning};
use crate::text::units::{self, NONE};
use crate::text::{Column, Keep, Layout, Text, Tone, paragraph, prose, table};
use records::Effort;

/// The advice as text, ending in a line feed.
pub fn render(advice: &Advice<'_>, layout: Layout) -> String {
    let mut parts = vec![head(advice, layout)];
    parts.extend(advice.benchmarks.iter().map(|benchmark| section(benchmark, advice.terms, layout)));
    parts.extend(legend(advice, layout));
    parts.join("\n\n") + "\n"
}

fn head(advice: &Advice<'_>, layout: Layout) -> String {
    let Advice { session, terms, .. } = advice;
    let title = format!("session {} · profile {}", session.id, session.profile);
    let mut lines = vec![paragraph(Text::new(&title, Tone::Strong), layout)];
    lines.extend(advice.doubts.iter().map(|doubt| warning(doubt, layout)));
    lines.push(paragraph(Text::plain(&asked(terms)), layout));
    lines.join("\n")
}

/// What was asked, and what no rung can change.
fn asked(terms: &Workload) -> String {
    let work = seconds(terms.work_s);
    let build = if terms.with_build { ", which is built each time" } else { "" };
    match terms.limit() {
        None => format!(
            "a program that takes the baseline {work}{build}, all of it in the hot path; of less than that, or of one that \
             waits for files, networks or databases, say so with --share: waiting becomes no shorter"
        ),
        Some(limit) => format!(
            "a program that takes the baseline {work}{build}, {} of it in the hot path: no rung makes it more than {} as fast. \
             Waiting for files, networks or databases is no hot path, and becomes no shorter",
            share(terms.share),
            units::speedup(limit)
        ),
    }
}

fn section(benchmark: &BenchmarkAdvice<'_>, terms: &Workload, layout: Layout) -> String {
    let card = benchmark.card;
    let kind = benchmark.kind.map(|kind| format!(" · {kind}")).unwrap_or_default();
    let title = format!("{} · {} · {}{kind}", card.benchmark, card.title, card.size);
    let work = format!("if the hot path is like {} iterations of this", units::significant(benchmark.iterations));
    let mut parts = vec![paragraph(Text::new(&title, Tone::Strong), layout), paragraph(Text::plain(&work), layout)];
    parts.push(table(columns(benchmark), layout).0);
    if !benchmark.steps.is_empty() {
        parts.extend([String::new(), prose(way(benchmark), layout)]);
    }
    parts.push(paragraph(Text::new(&stop(benchmark, terms), Tone::Strong), layout));
    parts.extend(beyond(benchmark).map(|limit| paragraph(Text::plain(&limit), layout)));
    parts.join("\n")
}

fn columns(benchmark: &BenchmarkAdvice<'_>) -> Vec<Column<'static>> {
    let column = |head, alignment, keep, text: &dyn Fn(&RungAdvice<'_>) -> Text| {
        let cells = benchmark.rungs.iter().map(text).collect();
        Column { head, alignment, keep, cells }
    };
    let effort = |text: fn(&Effort) -> String| {
        move |rung: &RungAdvice<'_>| {
            rung.effort().map_or_else(|| Text::new(NONE, Tone::Faint), |effort| Text::plain(&text(effort)))
        }
    };
    let (left, right) = (CellAlignment::Left, CellAlignment::Right);
    let mut columns = vec![
        column("rung", left, Keep::Always, &|rung| Text::plain(&rung.cell.cell.title)),
        column("takes", right, Keep::Always, &|rung| Text::plain(&seconds(rung.total_s))),
        column("saves", right, Keep::Always, &saved),
        column("from..to", right, Keep::Unless(4), &|rung| Text::plain(&range(&rung.saved_s))),
        column("program", right, Keep::Unless(3), &|rung| Text::plain(&units::speedup(rung.times_as_fast()))),
        column("ahead from", right, Keep::Unless(2), &|rung| number(rung.ahead_s)),
        column("build", right, Keep::Unless(2), &|rung| number(rung.cell.cell.build_s)),
        column("lines\nchanged", right, Keep::Unless(1), &effort(|effort| lines(effort).to_string())),
        column("new languages", left, Keep::Unless(1), &effort(|effort| effort.languages.join(", "))),
        column("depen-\ndencies", right, Keep::Unless(5), &effort(|effort| effort.dependencies.len().to_string())),
    ];
    if benchmark.rungs.iter().any(|rung| !rung.cell.flags.is_empty()) {
        columns.push(column("flags", left, Keep::Always, &|rung| Text::plain(&letters(&rung.cell.flags))));
    }
    columns
}

fn lines(effort: &Effort) -> u64 {
    effort.lines_added + effort.lines_removed
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
    time_s.map_or_else(|| Text::new(NONE, Tone::Faint), |time_s| Text::plain(&seconds(time_s)))
}

/// The steps, one a row.
fn way(benchmark: &BenchmarkAdvice<'_>) -> Vec<Vec<Text>> {
    let steps = benchmark.steps.iter().enumerate();
    let row = |(place, step): (usize, &super::ClimbStep)| {
        let rung = &benchmark.rungs[step.rung];
        let beyond = if place == 0 { "saves" } else { "saves another" };
        let cost = Some(rung.cell.cell.cost.as_str()).filter(|cost| !cost.is_empty());
        let cost = cost.map(|cost| format!(" ({cost})")).unwrap_or_default();
        let alike: Vec<&str> =
            step.alike.iter().map(|alike| benchmark.rungs[*alike].cell.cell.title.as_str()).collect();
        let alike = match alike.is_empty() {
            true => String::new(),
            false => {
                format!("\nnothing tells whether these save more, and they are no less to write: {}", alike.join(", "))
            }
        };
        let text = format!(
            "{beyond} {} ({}): {}{cost}{alike}",
            seconds(step.gain.estimate),
            range(&step.gain),
            rung.effort().map_or_else(String::new, written)
        );
        let marks = Some(letters(&rung.cell.flags)).filter(|marks| !marks.is_empty());
        let marks = marks.map(|marks| format!(" [{marks}]")).unwrap_or_default();
        let title = format!("{}. {}{marks}", place + 1, rung.cell.cell.title);
        let tone = if place < benchmark.worth { Tone::Strong } else { Tone::Faint };
        vec![Text::new(&title, tone), Text::plain(&text)]
    };
    steps.map(row).collect()
}

/// What is to be written, in words.
fn written(effort: &Effort) -> String {
    let plural = |number: usize| if number == 1 { "y" } else { "ies" };
    let mut parts = Vec::new();
    if lines(effort) > 0 {
        parts.push(format!("{} lines changed", lines(effort)));
    }
    if !effort.languages.is_empty() {
        parts.push(format!("in {}", effort.languages.join(", ")));
    }
    if !effort.dependencies.is_empty() {
        parts.push(format!("{} dependenc{}", effort.dependencies.len(), plural(effort.dependencies.len())));
    }
    if parts.is_empty() { "nothing to write".to_owned() } else { parts.join(", ") }
}

/// Where to stop, and why.
fn stop(benchmark: &BenchmarkAdvice<'_>, terms: &Workload) -> String {
    let enough = format!("{} of the program's time ({})", share(terms.worth), seconds(terms.worth * terms.work_s));
    let baseline = &benchmark.baseline.cell.title;
    let usable = || benchmark.rungs.iter().filter(|rung| rung.unusable.is_none());
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
        None if usable().all(|rung| rung.effort().is_none()) => {
            "where to stop cannot be told: the records say nothing of effort, as older ones do not".to_owned()
        }
        None if benchmark.steps.is_empty() && usable().all(|rung| rung.saved_s.interval.is_none()) => {
            "where to stop cannot be told: there are fewer than three invocations, and so no interval".to_owned()
        }
        None => format!("stay with {baseline}: no rung surely saves {enough}"),
    }
}

/// What its marks say, which whoever stops there takes with it.
fn licences(rung: &RungAdvice<'_>) -> String {
    let meanings: Vec<&str> = kinds(rung.cell.flags.iter()).into_iter().map(|kind| kind.meaning).collect();
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
