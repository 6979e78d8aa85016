//! A comparison for programs: `compare --format json`, described in docs/json.md. Borrows from the comparison and computes
//! nothing.

use serde::Serialize;

use super::{BenchmarkComparison, BuildChange, CellComparison, ChangeKind, Comparison, ComparisonOutcome, GateVerdict};
use crate::card::Card;
use crate::wire::{self, CellHead, Estimate, SessionHead};

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The comparison as one JSON document, indented, ending in a line feed.
pub fn render(comparison: &Comparison<'_>) -> serde_json::Result<String> {
    let (unchanged, unchanged_that_differ) = comparison.unchanged();
    let document = ComparisonJson {
        version: VERSION,
        earlier: session_json(comparison.before),
        later: session_json(comparison.after),
        limit: comparison.limit,
        too_slow: comparison.compared().any(|(_, change)| change.kind == ChangeKind::TooSlow),
        beyond_limits: comparison.judged(GateVerdict::Failed),
        unseen: comparison.judged(GateVerdict::Unseen),
        refusals: &comparison.refusals,
        notes: &comparison.notes,
        unchanged,
        unchanged_that_differ,
        benchmarks: comparison.benchmarks.iter().map(benchmark_json).collect(),
    };
    Ok(wire::pretty(&document)? + "\n")
}

#[derive(Serialize)]
struct ComparisonJson<'a> {
    version: u32,
    earlier: ComparedSessionJson<'a>,
    later: ComparedSessionJson<'a>,
    limit: Option<f64>,
    too_slow: bool,
    beyond_limits: Vec<String>,
    unseen: Vec<String>,
    refusals: &'a [String],
    notes: &'a [String],
    unchanged: usize,
    unchanged_that_differ: usize,
    benchmarks: Vec<BenchmarkComparisonJson<'a>>,
}

#[derive(Serialize)]
struct ComparedSessionJson<'a> {
    #[serde(flatten)]
    head: SessionHead<'a>,
    baseline: Option<&'a str>,
}

#[derive(Serialize)]
struct BenchmarkComparisonJson<'a> {
    benchmark: &'a str,
    size: &'a str,
    refusal: Option<&'a str>,
    baseline_change: Option<f64>,
    cells: Vec<CellComparisonJson<'a>>,
}

#[derive(Serialize)]
struct CellComparisonJson<'a> {
    #[serde(flatten)]
    head: CellHead<'a>,
    verdict: &'static str,
    reason: Option<&'a str>,
    change: Option<Estimate>,
    earlier_median_ns: Option<f64>,
    later_median_ns: Option<f64>,
    earlier_invocations: Option<usize>,
    later_invocations: Option<usize>,
    earlier_paired: Option<bool>,
    later_paired: Option<bool>,
    build: &'static str,
    build_changes: Option<&'a str>,
    declared_changes: &'a [String],
    limit_slower: Option<f64>,
    limit_faster: Option<f64>,
    gate: Option<&'static str>,
    smallest_slowdown: Option<f64>,
}

fn session_json(card: &Card) -> ComparedSessionJson<'_> {
    ComparedSessionJson { head: SessionHead::new(card), baseline: card.session.baseline.as_deref() }
}

fn benchmark_json(benchmark: &BenchmarkComparison) -> BenchmarkComparisonJson<'_> {
    BenchmarkComparisonJson {
        benchmark: &benchmark.benchmark,
        size: &benchmark.size,
        refusal: benchmark.refusal.as_deref(),
        baseline_change: benchmark.baseline.as_ref().map(|(_, change)| change.estimate),
        cells: benchmark.cells.iter().map(cell_json).collect(),
    }
}

fn cell_json(cell: &CellComparison) -> CellComparisonJson<'_> {
    let (change, verdict, reason) = match &cell.outcome {
        ComparisonOutcome::Compared(change) => (Some(change), kind_word(change.kind), None),
        ComparisonOutcome::Refused(reason) => (None, "not-comparable", Some(reason.as_str())),
        ComparisonOutcome::Alone(reason) => (None, "alone", Some(reason.as_str())),
    };
    let (build, build_changes) = match &cell.build {
        BuildChange::Same => ("same", None),
        BuildChange::Changed(what) => ("changed", Some(what.as_str())),
        BuildChange::Unknown => ("unknown", None),
    };
    CellComparisonJson {
        head: CellHead { rung: &cell.rung, title: &cell.title },
        verdict,
        reason,
        change: change.map(|change| change.change.into()),
        earlier_median_ns: change.map(|change| change.before_ns),
        later_median_ns: change.map(|change| change.after_ns),
        earlier_invocations: change.map(|change| change.invocations.0),
        later_invocations: change.map(|change| change.invocations.1),
        earlier_paired: change.map(|change| change.paired.0),
        later_paired: change.map(|change| change.paired.1),
        build,
        build_changes,
        declared_changes: &cell.declared,
        limit_slower: cell.limit.slower,
        limit_faster: cell.limit.faster,
        gate: cell.gate().map(gate_word),
        smallest_slowdown: cell.smallest_slowdown(),
    }
}

fn kind_word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::TooSlow => "too-slow",
        ChangeKind::TooFast => "too-fast",
        ChangeKind::Slower => "slower",
        ChangeKind::Faster => "faster",
        ChangeKind::Unresolved => "not-resolved",
        ChangeKind::NoInterval => "no-interval",
    }
}

fn gate_word(verdict: GateVerdict) -> &'static str {
    match verdict {
        GateVerdict::Passed => "passed",
        GateVerdict::Failed => "failed",
        GateVerdict::Unseen => "unseen",
    }
}
