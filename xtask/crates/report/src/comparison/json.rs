//! A comparison for programs: `compare --format json`, described in FORMAT.md. Borrows from the comparison and computes
//! nothing.

use serde::Serialize;

use super::{BuildChange, CellComparison, ChangeKind, Comparison, ComparisonOutcome};
use crate::card::summary::Card;
use statistics::Change;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The comparison as one JSON document, indented, ending in a line feed.
pub fn render(comparison: &Comparison<'_>) -> serde_json::Result<String> {
    let (unchanged, unchanged_that_differ) = comparison.unchanged();
    let wire = Wire {
        version: VERSION,
        earlier: session(comparison.before),
        later: session(comparison.after),
        limit: comparison.limit,
        too_slow: comparison.is_too_slow(),
        refusals: &comparison.refusals,
        notes: &comparison.notes,
        unchanged,
        unchanged_that_differ,
        benchmarks: comparison
            .benchmarks
            .iter()
            .map(|benchmark| WireBenchmark {
                benchmark: &benchmark.benchmark,
                size: &benchmark.size,
                refusal: benchmark.refusal.as_deref(),
                baseline_change: benchmark.baseline.as_ref().map(|(_, change)| change.estimate),
                cells: benchmark.cells.iter().map(cell).collect(),
            })
            .collect(),
    };
    Ok(serde_json::to_string_pretty(&wire)? + "\n")
}

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    earlier: WireSession<'a>,
    later: WireSession<'a>,
    limit: Option<f64>,
    too_slow: bool,
    refusals: &'a [String],
    notes: &'a [String],
    unchanged: usize,
    unchanged_that_differ: usize,
    benchmarks: Vec<WireBenchmark<'a>>,
}

#[derive(Serialize)]
struct WireSession<'a> {
    id: &'a str,
    profile: &'a str,
    started: &'a str,
    baseline: Option<&'a str>,
}

#[derive(Serialize)]
struct WireBenchmark<'a> {
    benchmark: &'a str,
    size: &'a str,
    refusal: Option<&'a str>,
    baseline_change: Option<f64>,
    cells: Vec<WireCell<'a>>,
}

#[derive(Serialize)]
struct WireCell<'a> {
    rung: &'a str,
    title: &'a str,
    verdict: &'static str,
    reason: Option<&'a str>,
    change: Option<WireChange>,
    earlier_median_ns: Option<f64>,
    later_median_ns: Option<f64>,
    earlier_invocations: Option<usize>,
    later_invocations: Option<usize>,
    earlier_paired: Option<bool>,
    later_paired: Option<bool>,
    build: &'static str,
    build_changes: Option<&'a str>,
    declared_changes: &'a [String],
}

#[derive(Serialize)]
struct WireChange {
    estimate: f64,
    low: Option<f64>,
    high: Option<f64>,
}

fn session(card: &Card) -> WireSession<'_> {
    let session = &card.session;
    WireSession {
        id: &session.id,
        profile: &session.profile,
        started: &session.started,
        baseline: session.baseline.as_deref(),
    }
}

fn cell(cell: &CellComparison) -> WireCell<'_> {
    let (compared, verdict, reason) = match &cell.outcome {
        ComparisonOutcome::Compared(compared) => (Some(compared), word(compared.verdict), None),
        ComparisonOutcome::Refused(reason) => (None, "not-comparable", Some(reason.as_str())),
        ComparisonOutcome::Alone(reason) => (None, "alone", Some(reason.as_str())),
    };
    let (build, build_changes) = match &cell.build {
        BuildChange::Same => ("same", None),
        BuildChange::Changed(what) => ("changed", Some(what.as_str())),
        BuildChange::Unknown => ("unknown", None),
    };
    WireCell {
        rung: &cell.rung,
        title: &cell.title,
        verdict,
        reason,
        change: compared.map(|compared| change(&compared.change)),
        earlier_median_ns: compared.map(|compared| compared.before_ns),
        later_median_ns: compared.map(|compared| compared.after_ns),
        earlier_invocations: compared.map(|compared| compared.invocations.0),
        later_invocations: compared.map(|compared| compared.invocations.1),
        earlier_paired: compared.map(|compared| compared.paired.0),
        later_paired: compared.map(|compared| compared.paired.1),
        build,
        build_changes,
        declared_changes: &cell.declared,
    }
}

fn word(verdict: ChangeKind) -> &'static str {
    match verdict {
        ChangeKind::TooSlow => "too-slow",
        ChangeKind::Slower => "slower",
        ChangeKind::Faster => "faster",
        ChangeKind::Unresolved => "not-resolved",
        ChangeKind::NoInterval => "no-interval",
    }
}

fn change(change: &Change) -> WireChange {
    WireChange {
        estimate: change.estimate,
        low: change.interval.map(|interval| interval.low),
        high: change.interval.map(|interval| interval.high),
    }
}
