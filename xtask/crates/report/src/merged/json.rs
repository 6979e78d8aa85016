//! Merged sessions for programs: `merge --format json`, described in docs/json.md. Borrows and computes nothing.

use serde::Serialize;
use serde_json::Value;

use super::{MergedMachine, MergedRow, MergedSessions, MergedTable, RungOrder, RungSwap};
use crate::card::{CellCard, CellStatus};
use crate::wire::{self, CellHead, Estimate, flag_codes};
use records::Stop;
use statistics::steady::State;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The merged sessions as one JSON document, indented, ending in a line feed.
pub fn render(merged: &MergedSessions<'_>) -> serde_json::Result<String> {
    let document = MergedSessionsJson {
        version: VERSION,
        machines: merged.machines.iter().map(machine_json).collect(),
        benchmarks: merged.tables.iter().map(|table| table_json(table, &merged.machines)).collect(),
    };
    Ok(wire::pretty(&document)? + "\n")
}

#[derive(Serialize)]
struct MergedSessionsJson<'a> {
    version: u32,
    machines: Vec<MergedMachineJson<'a>>,
    benchmarks: Vec<MergedTableJson<'a>>,
}

#[derive(Serialize)]
struct MergedMachineJson<'a> {
    label: &'a str,
    session: &'a str,
    profile: &'a str,
    started: &'a str,
    stop: Option<Stop>,
    baseline: Option<&'a str>,
    machine: Option<&'a Value>,
    toolchains: Vec<ToolVersionJson<'a>>,
    flags: Vec<&'a str>,
}

#[derive(Serialize)]
struct ToolVersionJson<'a> {
    toolchain: &'a str,
    version: Option<&'a str>,
    build_kind: Option<&'a str>,
}

#[derive(Serialize)]
struct MergedTableJson<'a> {
    benchmark: &'a str,
    title: &'a str,
    size: &'a str,
    labels: Vec<&'a str>,
    apart: &'a [String],
    warnings: &'a [String],
    notes: &'a [String],
    rows: Vec<MergedRowJson<'a>>,
    order: Option<RungOrderJson<'a>>,
}

#[derive(Serialize)]
struct MergedRowJson<'a> {
    #[serde(flatten)]
    head: CellHead<'a>,
    differs: Option<&'a str>,
    cells: Vec<MergedCellJson<'a>>,
}

#[derive(Serialize)]
struct MergedCellJson<'a> {
    label: &'a str,
    status: CellStatus,
    reason: Option<&'a str>,
    median_ns: Option<f64>,
    speedup: Option<Estimate>,
    state: Option<State>,
    flags: Vec<&'a str>,
}

#[derive(Serialize)]
struct RungOrderJson<'a> {
    rungs: usize,
    pairs: usize,
    alike: usize,
    not_resolved: usize,
    by_chance: usize,
    outside: Vec<&'a str>,
    fastest: Vec<FastestJson<'a>>,
    swaps: Vec<RungSwapJson<'a>>,
}

#[derive(Serialize)]
struct FastestJson<'a> {
    label: &'a str,
    rungs: Vec<&'a str>,
}

#[derive(Serialize)]
struct RungSwapJson<'a> {
    first: &'a str,
    second: &'a str,
    first_faster: Vec<&'a str>,
    second_faster: Vec<&'a str>,
}

fn machine_json<'a>(machine: &'a MergedMachine<'_>) -> MergedMachineJson<'a> {
    let (card, session) = (machine.card, &machine.card.session);
    let tools = machine.tools.iter().map(|tool| ToolVersionJson {
        toolchain: tool.toolchain,
        version: tool.version,
        build_kind: tool.build_kind,
    });
    MergedMachineJson {
        label: &machine.label,
        session: &session.id,
        profile: &session.profile,
        started: &session.started,
        stop: card.end.as_ref().map(|end| end.stop),
        baseline: session.baseline.as_deref(),
        machine: card.environment.as_ref().and_then(|environment| environment.get("machine")),
        toolchains: tools.collect(),
        flags: flag_codes(&card.flags),
    }
}

fn table_json<'a>(table: &'a MergedTable<'_>, machines: &'a [MergedMachine<'_>]) -> MergedTableJson<'a> {
    let labels: Vec<&str> = table.members.iter().map(|member| machines[*member].label.as_str()).collect();
    MergedTableJson {
        benchmark: &table.benchmark.benchmark,
        title: &table.benchmark.title,
        size: &table.benchmark.size,
        apart: &table.apart,
        warnings: &table.warnings,
        notes: &table.notes,
        rows: table.rows.iter().map(|row| row_json(row, &labels)).collect(),
        order: table.order.as_ref().map(|order| order_json(order, &table.rows, &labels)),
        labels,
    }
}

fn row_json<'a>(row: &'a MergedRow<'_>, labels: &[&'a str]) -> MergedRowJson<'a> {
    let cells = row.cells.iter().zip(labels.iter().copied());
    MergedRowJson {
        head: CellHead { rung: row.rung, title: row.title },
        differs: row.differs.as_deref(),
        cells: cells.filter_map(|(card, label)| Some(cell_json((*card)?, label))).collect(),
    }
}

fn cell_json<'a>(card: &'a CellCard, label: &'a str) -> MergedCellJson<'a> {
    MergedCellJson {
        label,
        status: card.status,
        reason: card.reason.as_deref(),
        median_ns: card.steady().map(|timed| timed.median_ns),
        speedup: card.speedup().map(Estimate::from),
        state: card.timed.and_then(|timed| timed.state),
        flags: flag_codes(&card.flags),
    }
}

fn order_json<'a>(order: &RungOrder, rows: &[MergedRow<'a>], labels: &[&'a str]) -> RungOrderJson<'a> {
    let rungs = |places: &[usize]| places.iter().map(|row| rows[*row].rung).collect::<Vec<&str>>();
    let fastest = order.fastest.iter().zip(labels.iter().copied());
    RungOrderJson {
        rungs: order.rows.len(),
        pairs: order.pairs(),
        alike: order.alike,
        not_resolved: order.not_resolved,
        by_chance: order.by_chance,
        outside: rungs(&order.outside),
        fastest: fastest.map(|(fastest, label)| FastestJson { label, rungs: rungs(fastest) }).collect(),
        swaps: order.swaps.iter().map(|swap| swap_json(swap, rows, labels)).collect(),
    }
}

fn swap_json<'a>(swap: &RungSwap, rows: &[MergedRow<'a>], labels: &[&'a str]) -> RungSwapJson<'a> {
    let named = |machines: &[usize]| machines.iter().map(|machine| labels[*machine]).collect();
    RungSwapJson {
        first: rows[swap.rows.0].rung,
        second: rows[swap.rows.1].rung,
        first_faster: named(&swap.first_faster),
        second_faster: named(&swap.second_faster),
    }
}
