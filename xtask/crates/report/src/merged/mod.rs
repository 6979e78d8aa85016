//! Sessions of several machines side by side: what each of them says of the same kernels on the same inputs.
//!
//! Nothing is averaged over machines. A figure stands in its own machine's column, relative to that machine's own baseline,
//! and what is not alike stands in another table or another row with the reason: `alike` tells what is. `order` asks
//! whether machines order the rungs alike; `terminal` and `json` show the outcome and compute nothing.

mod json;
mod order;
mod terminal;

use indexmap::{IndexMap, IndexSet};

use crate::alike::{self, KernelMatch, place};
use crate::card::selection::CellSelection;
use crate::card::summary::{BenchmarkCard, Card, CellCard};

pub use json::render as json;
pub use order::{RungOrder, RungSwap};
pub use terminal::render as terminal;

/// Sessions side by side.
#[derive(Debug, Clone)]
pub struct MergedSessions<'a> {
    /// One for each session, in the order in which they were named.
    pub machines: Vec<MergedMachine<'a>>,
    /// The benchmarks that any session has, in the order of their first mention; one has several tables where what was
    /// measured is not alike.
    pub tables: Vec<MergedTable<'a>>,
}

/// A session, and what made its figures.
#[derive(Debug, Clone)]
pub struct MergedMachine<'a> {
    /// What stands for it in headings: `A`, `B`, ...
    pub label: String,
    /// The session.
    pub card: &'a Card,
    /// The toolchains of its timed cells, each once, in the order of the ladder.
    pub tools: IndexSet<ToolVersion<'a>>,
}

/// A toolchain as the records know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ToolVersion<'a> {
    /// Its identifier.
    pub toolchain: &'a str,
    /// Its version.
    pub version: Option<&'a str>,
    /// How it was built, in words that are equal where two builds are alike.
    pub build_kind: Option<&'a str>,
}

/// One benchmark on the machines whose figures of it may stand in one table.
#[derive(Debug, Clone)]
pub struct MergedTable<'a> {
    /// The benchmark, as the first of the machines has it.
    pub benchmark: &'a BenchmarkCard,
    /// The machines' places in `MergedSessions::machines`.
    pub members: Vec<usize>,
    /// Why these machines are not in the benchmark's first table; empty for that one.
    pub apart: Vec<String>,
    /// Why its machines' speedups are not of one thing after all: baselines of other versions or builds.
    pub warnings: Vec<String>,
    /// What should be known of its figures, such as a rung that has more threads on one machine.
    pub notes: Vec<String>,
    /// A rung each, in the order of the ladder; several where its kernels are not the same.
    pub rows: Vec<MergedRow<'a>>,
    /// Whether the machines order the rungs alike; absent for a table of one machine.
    pub order: Option<RungOrder>,
}

/// One rung, built from the same kernel wherever it has a figure.
#[derive(Debug, Clone)]
pub struct MergedRow<'a> {
    /// The rung's identifier.
    pub rung: &'a str,
    /// The rung's title.
    pub title: &'a str,
    /// In what its kernel differs from that of the rung's first row; absent for that one.
    pub differs: Option<String>,
    /// One for each of the table's machines; absent where the session did not select the cell, or where another row has it.
    pub cells: Vec<Option<&'a CellCard>>,
}

/// Sets sessions side by side.
///
/// # Errors
/// In words for people, when sessions cannot be merged at all: records of different versions, or a session named twice.
pub fn merge<'a>(cards: &'a [Card], selection: &CellSelection) -> Result<MergedSessions<'a>, String> {
    refuse(cards)?;
    let machines: Vec<MergedMachine> = cards.iter().enumerate().map(|(place, card)| machine(place, card)).collect();
    let ids: IndexSet<&str> =
        cards.iter().flat_map(|card| &card.benchmarks).map(|benchmark| benchmark.benchmark.as_str()).collect();
    let tables = ids.into_iter().flat_map(|id| tables(&machines, id, selection)).collect();
    Ok(MergedSessions { machines, tables })
}

fn refuse(cards: &[Card]) -> Result<(), String> {
    for (place, card) in cards.iter().enumerate() {
        for earlier in &cards[..place] {
            let (one, other) = (&earlier.session, &card.session);
            if one.version != other.version {
                return Err(format!(
                    "session {} has records of version {}, session {} of version {}: what they say cannot be told to be \
                     alike; hint: measure again with one version of this program",
                    one.id, one.version, other.id, other.version
                ));
            }
            if (&one.id, &one.started, one.seed) == (&other.id, &other.started, other.seed) {
                return Err(format!("session {} is named twice", one.id));
            }
        }
    }
    Ok(())
}

fn machine(place: usize, card: &Card) -> MergedMachine<'_> {
    let letter = u8::try_from(place).ok().filter(|place| *place < 26).map(|place| char::from(b'A' + place));
    let label = letter.map_or_else(|| format!("M{}", place + 1), String::from);
    let timed = card.benchmarks.iter().flat_map(|benchmark| &benchmark.cells).filter(|cell| cell.timed.is_some());
    let tools = timed.filter_map(|card| {
        let cell = &card.cell;
        let (version, build_kind) = (cell.version.as_deref(), cell.build_kind.as_deref());
        Some(ToolVersion { toolchain: cell.toolchain.as_deref()?, version, build_kind })
    });
    MergedMachine { label, card, tools: tools.collect() }
}

fn benchmark<'a>(machine: &MergedMachine<'a>, id: &str) -> Option<&'a BenchmarkCard> {
    machine.card.benchmarks.iter().find(|benchmark| benchmark.benchmark == id)
}

/// The tables of a benchmark: a machine joins the first one whose first machine measured the same.
fn tables<'a>(machines: &[MergedMachine<'a>], id: &str, selection: &CellSelection) -> Vec<MergedTable<'a>> {
    let mut groups: Vec<(Vec<usize>, Vec<String>)> = Vec::new();
    for (place, machine) in machines.iter().enumerate() {
        let is_asked = |card: &&CellCard| selection.takes(id, &card.cell.rung);
        if !benchmark(machine, id).is_some_and(|benchmark| benchmark.cells.iter().any(|card| is_asked(&card))) {
            continue;
        }
        let apart = |members: &[usize]| alike::apart(machines[members[0]].card, machine.card, id);
        match groups.iter().position(|(members, _)| apart(members).is_empty()) {
            Some(group) => groups[group].0.push(place),
            None => {
                let reasons = groups.first().map(|(members, _)| apart(members)).unwrap_or_default();
                groups.push((vec![place], reasons));
            }
        }
    }
    let tables = groups.into_iter().filter_map(|(members, apart)| joined(machines, members, apart, id, selection));
    tables.collect()
}

fn joined<'a>(
    machines: &[MergedMachine<'a>],
    members: Vec<usize>,
    apart: Vec<String>,
    id: &str,
    selection: &CellSelection,
) -> Option<MergedTable<'a>> {
    let first = benchmark(&machines[*members.first()?], id)?;
    let rows = rows(machines, &members, id, selection);
    let order = (members.len() > 1).then(|| RungOrder::of(&rows, members.len()));
    let (warnings, notes) = (warnings(machines, &members, id), notes(machines, &members, &rows));
    Some(MergedTable { benchmark: first, warnings, notes, members, apart, rows, order })
}

/// The rungs that any of the machines has, in the order of the first that has them.
fn rows<'a>(
    machines: &[MergedMachine<'a>],
    members: &[usize],
    id: &str,
    selection: &CellSelection,
) -> Vec<MergedRow<'a>> {
    let cells = |member: &usize| benchmark(&machines[*member], id).map_or(&[][..], |benchmark| &benchmark.cells);
    let rungs: IndexSet<&'a str> = members.iter().flat_map(cells).map(|card| card.cell.rung.as_str()).collect();
    let rungs = rungs.into_iter().filter(|rung| selection.takes(id, rung));
    rungs.flat_map(|rung| rows_of(machines, members, id, rung)).collect()
}

/// The rows of a rung: a timed cell joins the first row of the same kernel; what was not timed stands in the first.
fn rows_of<'a>(machines: &[MergedMachine<'a>], members: &[usize], id: &str, rung: &'a str) -> Vec<MergedRow<'a>> {
    let mut rows: Vec<MergedRow> = Vec::new();
    // Of each row, the member whose kernel the others must have; none where nothing was timed so far.
    let mut kernels: Vec<Option<usize>> = Vec::new();
    for (column, member) in members.iter().enumerate() {
        let Some(card) = machines[*member].card.cell(id, rung) else { continue };
        let is_timed = card.timed.is_some();
        let kernel = |other: usize| alike::kernel(machines[other].card, machines[*member].card, place(&card.cell));
        let fits = |known: &Option<usize>| !is_timed || known.is_none_or(|known| kernel(known) == KernelMatch::Same);
        let row = kernels.iter().position(fits).unwrap_or(rows.len());
        if row == rows.len() {
            let differs = kernels.iter().flatten().next().map(|first| differs(kernel(*first), &machines[*first].label));
            rows.push(MergedRow { rung, title: &card.cell.title, differs, cells: vec![None; members.len()] });
            kernels.push(None);
        }
        rows[row].cells[column] = Some(card);
        if is_timed {
            kernels[row].get_or_insert(*member);
        }
    }
    rows
}

fn differs(kernel: KernelMatch, label: &str) -> String {
    match kernel {
        KernelMatch::Unknown => "sources unknown".to_owned(),
        KernelMatch::Same | KernelMatch::Other => format!("other sources than {label}'s"),
    }
}

/// In what the machines' baselines are not alike, though their kernel is one.
fn warnings(machines: &[MergedMachine<'_>], members: &[usize], id: &str) -> Vec<String> {
    let first = &machines[members[0]];
    let others = members[1..].iter().map(|member| &machines[*member]);
    let differ = others.flat_map(|other| {
        let hosts = alike::baseline_hosts(first.card, other.card, id).into_iter();
        hosts.map(|(what, here, there)| on_either(what, &here, &there, first, other))
    });
    differ.map(|what| format!("speedups are against unlike baselines: {what}")).collect()
}

/// `version 3.13 on A, 3.14 on B`
fn on_either(what: &str, here: &str, there: &str, one: &MergedMachine<'_>, other: &MergedMachine<'_>) -> String {
    format!("{what} {here} on {}, {there} on {}", one.label, other.label)
}

/// What is not alike in rows that all the same come from one kernel; what several have in common is said once.
fn notes(machines: &[MergedMachine<'_>], members: &[usize], rows: &[MergedRow<'_>]) -> Vec<String> {
    let mut notes: IndexMap<String, Vec<String>> = IndexMap::new();
    for row in rows {
        let timed = || {
            let cells = row.cells.iter().zip(members);
            cells.filter_map(|(card, member)| Some((card.filter(|card| card.timed.is_some())?, &machines[*member])))
        };
        let Some((first, own)) = timed().next() else { continue };
        for (card, other) in timed().skip(1) {
            let mut note = |what: String| notes.entry(what).or_default().push(format!("“{}”", row.title));
            // Of baselines there are warnings.
            let hosts = if first.is_baseline { Vec::new() } else { alike::hosts(&first.cell, &card.cell) };
            for (what, here, there) in hosts.into_iter().chain(alike::declarations(&first.cell, &card.cell)) {
                note(on_either(what, &here, &there, own, other));
            }
            if !alike::has_same_options(own.card, other.card, place(&card.cell)) {
                note(format!("its runner has other options on {} than on {}", other.label, own.label));
            }
        }
    }
    notes.into_iter().map(|(what, rungs)| format!("{}: {what}", rungs.join(", "))).collect()
}

#[cfg(test)]
mod tests;
