//! The details of cells for people. Formats, and computes nothing but widths.

use serde_json::Value;

use super::{Detail, ProcessTimes};
use crate::account;
use crate::card::flags::Flag;
use crate::card::{CellFigures, InvocationFigures, Percentiles};
use crate::card_text::absent::with_fix;
use crate::card_text::effort::effort_sentences;
use crate::card_text::header::flag_sentence;
use crate::text::blocks::{blocks, range};
use crate::text::units::{self, NONE};
use crate::text::{Layout, Text, Tone, paragraph, prose};
use records::{CellRecord, Steadiness};
use statistics::steady::State;

/// The widest curve.
const CURVE: u16 = 60;

/// What stands beside a curve.
const BESIDE: u16 = 30;

/// All details as text, ending in a line feed.
pub fn render(details: &[Detail<'_>], layout: Layout) -> String {
    let parts: Vec<String> = details.iter().map(|detail| detail_text(detail, layout)).collect();
    parts.join("\n\n") + "\n"
}

fn detail_text(detail: &Detail<'_>, layout: Layout) -> String {
    let cell = &detail.card.cell;
    let benchmark = detail.benchmark;
    let title = format!("{} · {} · {} · {}", cell.id(), cell.title, benchmark.title, benchmark.size);
    let session = format!("session {} · profile {}", detail.session.id, detail.session.profile);
    let mut rows = figures(detail);
    rows.extend(processes(detail, layout));
    rows.extend(build(detail));
    rows.extend(profile(detail));
    rows.extend(slow(detail));
    rows.extend(declared(detail));
    rows.extend(detail.card.flags.iter().map(flag_line));
    let rows = rows.into_iter().map(|(head, text)| vec![Text::new(&head, Tone::Faint), Text::plain(&text)]).collect();
    let heading = paragraph(Text::new(&title, Tone::Strong), layout);
    [heading, paragraph(Text::plain(&session), layout), prose(rows, layout)].join("\n")
}

/// A label, and what stands beside it.
type DetailLine = (String, String);

fn line(head: &str, text: String) -> DetailLine {
    (head.to_owned(), text)
}

fn figures(detail: &Detail<'_>) -> Vec<DetailLine> {
    let card = detail.card;
    let Some(timed) = &card.timed else {
        return vec![line("not timed", with_fix(card.reason.as_deref().unwrap_or_default(), card))];
    };
    let mut lines = vec![
        line("median", format!("{} an iteration, of {} samples", units::duration(timed.median_ns), timed.samples)),
        line("mean", format!("{} an iteration", units::duration(timed.mean_ns))),
        line("percentiles", percentiles(timed)),
        line("minimum", detail.minimum_ns.map_or_else(|| NONE.to_owned(), units::duration)),
        line("speedup", speedup(card.is_baseline, timed)),
    ];
    lines.extend(among_rungs(detail, timed).map(|text| line("among rungs", text)));
    lines.extend(timed.cpu_over_wall.map(|ratio| line("CPU/wall", format!("{ratio:.2}"))));
    lines.extend(card.peak_bytes.map(|bytes| line("memory", format!("{} at its peak", units::bytes(bytes as f64)))));
    lines.extend(card.artefact_bytes.map(|bytes| line("artefact", units::bytes(bytes as f64))));
    lines.extend(counted(detail));
    lines.push(line("times", times(detail, timed)));
    lines.extend(break_even(timed).map(|text| line("break-even", text)));
    lines.extend(state(timed).map(|text| line("state", text)));
    lines
}

/// What the processor counted of an iteration, or why it counted nothing; no line of a session that did not ask.
fn counted(detail: &Detail<'_>) -> Vec<DetailLine> {
    let all = detail.card.counted.unwrap_or_default();
    let each = [
        (all.per_iteration(|all| all.instructions), "instructions"),
        (all.per_iteration(|all| all.branch_misses), "branch misses"),
        (all.per_iteration(|all| all.cache_misses), "cache misses"),
    ];
    let events = each.into_iter().filter_map(|(count, name)| Some(format!("{} {name}", units::count(count?))));
    let events = events.collect::<Vec<String>>().join(" · ");
    let energy = all.per_iteration(|all| all.energy_uj);
    let energy = energy.map(|energy| format!("{} of the whole machine's processors", units::energy(energy)));
    let reason = |of: &str| {
        let reason = detail.uncounted?.get(of)?.as_str()?;
        Some(format!("not available here: {reason}"))
    };
    let an_iteration = |text: String| format!("{text}, an iteration");
    [
        ("counted", Some(events).filter(|text| !text.is_empty()).map(an_iteration).or_else(|| reason("events"))),
        ("energy", energy.map(an_iteration).or_else(|| reason("energy"))),
    ]
    .into_iter()
    .filter_map(|(head, text)| Some(line(head, text?)))
    .collect()
}

/// Where the time goes before anything is made faster.
fn profile(detail: &Detail<'_>) -> Option<DetailLine> {
    let sentences = account::profile(detail.profile?);
    (!sentences.is_empty()).then(|| line("the oracle's time", sentences.join("\n")))
}

/// What its tool says of the lines that stayed slow.
fn slow(detail: &Detail<'_>) -> Option<DetailLine> {
    let built = detail.build?;
    let all = account::sentences(built)?;
    Some(line("slow lines", format!("by {}:\n{}", account::by(built), all.join("\n"))))
}

/// How its processes behave, and how well that is known.
fn state(timed: &CellFigures) -> Option<String> {
    let word = timed.state.map(state_word);
    let Some(steadiness) = timed.steadiness else { return word.map(str::to_owned) };
    let left_out = match timed.not_steady {
        0 => String::new(),
        1 => "; 1 invocation of which that is not known is left out".to_owned(),
        more => format!("; {more} invocations of which that is not known are left out"),
    };
    Some(format!("{}, {}{left_out}", word.unwrap_or("no class"), steadiness_words(steadiness)))
}

/// What is known of the state in which its rounds began.
fn steadiness_words(steadiness: Steadiness) -> &'static str {
    match steadiness {
        Steadiness::Tested => "seen over thirty calls and ten seconds before its rounds",
        Steadiness::AsTested => "warmed up as long as an earlier process was seen to need",
        Steadiness::NotKnown => "not known to have been steady when its rounds began",
    }
}

/// How many samples do not take longer.
fn percentiles(timed: &CellFigures) -> String {
    let Percentiles { p50_ns, p95_ns, p99_ns, worst_ns } = timed.percentiles;
    let all = [("p50", p50_ns), ("p95", p95_ns), ("p99", p99_ns), ("worst", worst_ns)];
    all.map(|(name, ns)| format!("{name} {}", units::duration(ns))).join(" · ")
}

/// How well its level is known beside those of others, and which it cannot be told apart from.
fn among_rungs(detail: &Detail<'_>, timed: &CellFigures) -> Option<String> {
    let half = units::half_width(timed.comparison?);
    let ties: Vec<&str> = detail.benchmark.ties(detail.card).iter().map(|other| other.cell.title.as_str()).collect();
    let ties =
        if ties.is_empty() { "differs from all others".to_owned() } else { format!("ties with {}", ties.join(", ")) };
    Some(format!("{half}, {ties}"))
}

fn speedup(is_baseline: bool, timed: &CellFigures) -> String {
    if is_baseline {
        return "1x: it is the baseline".to_owned();
    }
    let Some(speedup) = &timed.speedup else { return NONE.to_owned() };
    let interval = match speedup.interval {
        Some(interval) => {
            let (low, high) = (units::significant(interval.low), units::significant(interval.high));
            format!("{low}..{high} (95 %)")
        }
        None => "no interval".to_owned(),
    };
    let paired = if speedup.paired { ", whole invocations paired" } else { "" };
    let invocations = speedup.invocations;
    format!("{}, {interval}, over {invocations} invocations{paired}", units::speedup(speedup.estimate))
}

/// The four times, and what the warm-up cost.
fn times(detail: &Detail<'_>, timed: &CellFigures) -> String {
    let head = &timed.start_costs;
    let parts = [
        ("build", detail.card.cell.build_s.map(|seconds| seconds * 1e9)),
        ("start", head.start_ns),
        ("first call", head.first_ns),
        ("warm-up beyond steady", head.warm_up_ns),
        ("steady", Some(timed.median_ns).filter(|_| timed.has_one_number())),
    ];
    let shown = parts.into_iter().filter_map(|(name, ns)| Some(format!("{name} {}", units::duration(ns?))));
    shown.collect::<Vec<String>>().join(" · ")
}

fn break_even(timed: &CellFigures) -> Option<String> {
    let even = timed.break_even?;
    let count = even.iterations;
    let text = match count {
        0.0 => "from the beginning".to_owned(),
        _ => format!("after {}, which take the baseline {}", iterations(count), units::duration(even.baseline_ns)),
    };
    let with_build = even.iterations_with_build;
    let more = if with_build > count { format!("; {} with its build", iterations(with_build)) } else { String::new() };
    Some(text + &more)
}

fn iterations(count: f64) -> String {
    match count.ceil() {
        1.0 => "1 iteration".to_owned(),
        count => format!("{} iterations", units::significant(count).trim_end_matches(".00").trim_end_matches(".0")),
    }
}

/// A line a process: its time, its speedup, and how its times went.
fn processes(detail: &Detail<'_>, layout: Layout) -> Vec<DetailLine> {
    let range = range(detail.processes.iter().flat_map(|process| &process.times_ns));
    let width = usize::from(layout.width.saturating_sub(BESIDE).clamp(10, CURVE));
    let mut lines: Vec<DetailLine> =
        detail.processes.iter().map(|process| process_line(detail, process, range, width)).collect();
    if !lines.is_empty() {
        let (low, high) = (units::duration(range.0), units::duration(range.1));
        lines.push(line("curves", format!("from the first call on, between {low} and {high}, on a logarithmic scale")));
    }
    lines
}

fn process_line(detail: &Detail<'_>, process: &ProcessTimes, range: (f64, f64), width: usize) -> DetailLine {
    let figures = detail.figures_of(process).map(|figures| invocation_text(figures) + "\n").unwrap_or_default();
    let curve = blocks(&process.times_ns, range, width);
    let state = process.curve.as_ref().map(|curve| state_word(curve.state)).unwrap_or_default();
    let figures = if process.process == 0 { figures } else { String::new() };
    (process_name(process), format!("{figures}{curve} {state}"))
}

/// `process 2`, or `process 2.3` of the third beside it.
pub(super) fn process_name(process: &ProcessTimes) -> String {
    let beside = if process.process == 0 { String::new() } else { format!(".{}", u64::from(process.process) + 1) };
    format!("process {}{beside}", u64::from(process.invocation) + 1)
}

fn invocation_text(figures: &InvocationFigures) -> String {
    let ratio = figures.ratio.map(|ratio| format!(" · {}", units::speedup(ratio))).unwrap_or_default();
    format!("{}{ratio}", units::duration(figures.time_ns))
}

/// A state in a word or two.
pub(crate) fn state_word(state: State) -> &'static str {
    match state {
        State::Flat => "flat",
        State::WarmUp => "warm-up",
        State::Slowdown => "slowdown",
        State::Unsettled => "no steady state",
        State::Inconsistent => "inconsistent",
    }
}

fn build(detail: &Detail<'_>) -> Vec<DetailLine> {
    let cell = &detail.card.cell;
    let text = |value: Option<&Value>, key: &str| value?.get(key)?.as_str().map(str::to_owned);
    let tool = [cell.toolchain.clone(), cell.version.clone(), cell.build_kind.clone(), text(detail.tool, "path")];
    let tool: Vec<String> = tool.into_iter().flatten().collect();
    let mut lines = Vec::new();
    if !tool.is_empty() {
        lines.push(line("toolchain", tool.join(" · ")));
    }
    let commands = detail.build.and_then(|build| build.get("build")?.as_array());
    lines.extend(commands.into_iter().flatten().filter_map(Value::as_str).map(|text| line("build", text.to_owned())));
    lines.extend(text(detail.build, "runner").map(|runner| line("runner", runner)));
    lines
}

fn declared(detail: &Detail<'_>) -> Vec<DetailLine> {
    let cell = &detail.card.cell;
    let mut lines = vec![line("declares", declarations(cell).join(" · "))];
    if !cell.cost.is_empty() {
        lines.push(line("cost", cell.cost.clone()));
    }
    if let Some(differs) = &cell.differs {
        lines.push(line("changes", differs.line(usize::MAX)));
    }
    if let Some([written, needed]) = cell.effort.as_deref().map(effort_sentences) {
        lines.extend([line("effort", written), line("", needed)]);
    }
    lines.extend(cell.effort_unknown.clone().map(|reason| line("effort", format!("not counted: {reason}"))));
    lines.extend(published(detail));
    lines
}

fn declarations(cell: &CellRecord) -> [String; 6] {
    let either = |yes: bool, one: &str, other: &str| if yes { one.to_owned() } else { other.to_owned() };
    [
        if cell.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", cell.threads) },
        format!("code for: {}", cell.target_cpu),
        either(cell.fast_math, "fast-math", "no fast-math"),
        either(cell.native, "native results", "Python's results"),
        either(cell.validates, "refuses malformed input", "trusts its input"),
        cell.algorithm.clone(),
    ]
}

/// What was printed about it; none where that is neither a time nor a speedup.
fn published(detail: &Detail<'_>) -> Option<DetailLine> {
    let printed = detail.card.printed?;
    let parts = [printed.ms.map(units::published_time), printed.speedup.map(units::published_speedup)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let label = detail.column?.label();
    (!parts.is_empty()).then(|| (label, parts.join(" · ")))
}

fn flag_line(flag: &Flag) -> DetailLine {
    (format!("flag {}", flag.kind.mark), flag_sentence(flag))
}
