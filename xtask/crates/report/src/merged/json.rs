//! Merged sessions for programs: `merge --format json`, described in FORMAT.md. Borrows and computes nothing.

use serde::Serialize;
use serde_json::Value;

use super::{MergedMachine, MergedRow, MergedSessions, MergedTable, RungOrder};
use crate::card::summary::{CellCard, CellFigures, CellStatus};
use records::Stop;
use statistics::steady::State;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The merged sessions as one JSON document, indented, ending in a line feed.
pub fn render(merged: &MergedSessions<'_>) -> serde_json::Result<String> {
    let wire = Wire {
        version: VERSION,
        machines: merged.machines.iter().map(machine).collect(),
        benchmarks: merged.tables.iter().map(|table| benchmark(table, &merged.machines)).collect(),
    };
    Ok(serde_json::to_string_pretty(&wire)? + "\n")
}

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    machines: Vec<WireMachine<'a>>,
    benchmarks: Vec<WireBenchmark<'a>>,
}

#[derive(Serialize)]
struct WireMachine<'a> {
    label: &'a str,
    session: &'a str,
    profile: &'a str,
    started: &'a str,
    stop: Option<Stop>,
    baseline: Option<&'a str>,
    machine: Option<&'a Value>,
    toolchains: Vec<WireTool<'a>>,
    flags: Vec<&'a str>,
}

#[derive(Serialize)]
struct WireTool<'a> {
    toolchain: &'a str,
    version: Option<&'a str>,
    build_kind: Option<&'a str>,
}

#[derive(Serialize)]
struct WireBenchmark<'a> {
    benchmark: &'a str,
    title: &'a str,
    size: &'a str,
    labels: Vec<&'a str>,
    apart: &'a [String],
    warnings: &'a [String],
    notes: &'a [String],
    rows: Vec<WireRow<'a>>,
    order: Option<WireOrder<'a>>,
}

#[derive(Serialize)]
struct WireRow<'a> {
    rung: &'a str,
    title: &'a str,
    differs: Option<&'a str>,
    cells: Vec<WireCell<'a>>,
}

#[derive(Serialize)]
struct WireCell<'a> {
    label: &'a str,
    status: CellStatus,
    reason: Option<&'a str>,
    median_ns: Option<f64>,
    speedup: Option<WireSpeedup>,
    state: Option<State>,
    flags: Vec<&'a str>,
}

#[derive(Serialize)]
struct WireSpeedup {
    estimate: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct WireOrder<'a> {
    rungs: usize,
    pairs: usize,
    alike: usize,
    not_resolved: usize,
    by_chance: usize,
    outside: Vec<&'a str>,
    fastest: Vec<WireFastest<'a>>,
    swaps: Vec<WireSwap<'a>>,
}

#[derive(Serialize)]
struct WireFastest<'a> {
    label: &'a str,
    rungs: Vec<&'a str>,
}

#[derive(Serialize)]
struct WireSwap<'a> {
    first: &'a str,
    second: &'a str,
    first_faster: Vec<&'a str>,
    second_faster: Vec<&'a str>,
}

fn machine<'a>(machine: &'a MergedMachine<'_>) -> WireMachine<'a> {
    let (card, session) = (machine.card, &machine.card.session);
    let tools = machine.tools.iter().map(|tool| WireTool {
        toolchain: tool.toolchain,
        version: tool.version,
        build_kind: tool.build_kind,
    });
    WireMachine {
        label: &machine.label,
        session: &session.id,
        profile: &session.profile,
        started: &session.started,
        stop: card.end.as_ref().map(|end| end.stop),
        baseline: session.baseline.as_deref(),
        machine: card.environment.as_ref().and_then(|environment| environment.get("machine")),
        toolchains: tools.collect(),
        flags: card.flags.iter().map(|flag| flag.kind.code).collect(),
    }
}

fn benchmark<'a>(table: &'a MergedTable<'_>, machines: &'a [MergedMachine<'_>]) -> WireBenchmark<'a> {
    let labels: Vec<&str> = table.members.iter().map(|member| machines[*member].label.as_str()).collect();
    WireBenchmark {
        benchmark: &table.benchmark.benchmark,
        title: &table.benchmark.title,
        size: &table.benchmark.size,
        apart: &table.apart,
        warnings: &table.warnings,
        notes: &table.notes,
        rows: table.rows.iter().map(|one| row(one, &labels)).collect(),
        order: table.order.as_ref().map(|found| order(found, &table.rows, &labels)),
        labels,
    }
}

fn row<'a>(row: &'a MergedRow<'_>, labels: &[&'a str]) -> WireRow<'a> {
    let cells = row.cells.iter().zip(labels.iter().copied()).filter_map(|(card, label)| Some(cell((*card)?, label)));
    WireRow { rung: row.rung, title: row.title, differs: row.differs.as_deref(), cells: cells.collect() }
}

fn cell<'a>(card: &'a CellCard, label: &'a str) -> WireCell<'a> {
    let timed = card.timed.as_ref();
    let speedup = timed.and_then(|timed| timed.speedup);
    WireCell {
        label,
        status: card.status,
        reason: card.reason.as_deref(),
        median_ns: timed.filter(|timed| timed.has_one_number()).map(|timed: &CellFigures| timed.median_ns),
        speedup: speedup.map(|speedup| WireSpeedup {
            estimate: speedup.estimate,
            low: speedup.interval.map(|interval| interval.low),
            high: speedup.interval.map(|interval| interval.high),
        }),
        state: timed.and_then(|timed| timed.state),
        flags: card.flags.iter().map(|flag| flag.kind.code).collect(),
    }
}

fn order<'a>(order: &RungOrder, rows: &[MergedRow<'a>], labels: &[&'a str]) -> WireOrder<'a> {
    let named = |machines: &[usize]| machines.iter().map(|machine| labels[*machine]).collect();
    let fastest = order
        .fastest
        .iter()
        .zip(labels.iter().copied())
        .map(|(fastest, label)| WireFastest { label, rungs: fastest.iter().map(|row| rows[*row].rung).collect() });
    let swaps = order.swaps.iter().map(|swap| WireSwap {
        first: rows[swap.rows.0].rung,
        second: rows[swap.rows.1].rung,
        first_faster: named(&swap.first_faster),
        second_faster: named(&swap.second_faster),
    });
    WireOrder {
        rungs: order.rows.len(),
        pairs: order.pairs(),
        alike: order.alike,
        not_resolved: order.not_resolved,
        by_chance: order.by_chance,
        outside: order.outside.iter().map(|row| rows[*row].rung).collect(),
        fastest: fastest.collect(),
        swaps: swaps.collect(),
    }
}
