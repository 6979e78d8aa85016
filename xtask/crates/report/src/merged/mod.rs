//! Sessions of several machines side by side: what each of them says of the same kernels on the same inputs.
//!
//! Nothing is averaged over machines. A figure stands in its own machine's column, relative to that machine's own baseline,
//! and what is not alike stands in another table or another row with the reason: `alike` tells what is. `order` asks
//! whether machines order the rungs alike; `terminal` and `json` show the outcome and compute nothing.

mod json;
mod order;
mod terminal;

use indexmap::{IndexMap, IndexSet};

use crate::alike::{self, DeclaredDifference, KernelMatch, kernel_match};
use crate::card::{BenchmarkCard, Card, CellCard, CellSelection};
use records::{CellId, CellRecord, Session};

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

impl MergedRow<'_> {
    /// Whether any of the machines has a time for it.
    fn is_timed(&self) -> bool {
        self.cells.iter().flatten().any(|card| card.timed.is_some())
    }
}

/// Sets sessions side by side.
///
/// # Errors
/// In words for people, when sessions cannot be merged at all: records of different versions, or a session named twice.
pub fn merge<'a>(cards: &'a [Card], selection: &CellSelection) -> Result<MergedSessions<'a>, String> {
    refuse(cards)?;
    let machines: Vec<MergedMachine> =
        cards.iter().enumerate().map(|(place, card)| MergedMachine::new(place, card)).collect();
    let ids: IndexSet<&str> =
        cards.iter().flat_map(|card| &card.benchmarks).map(|benchmark| benchmark.benchmark.as_str()).collect();
    let tables = ids.into_iter().flat_map(|id| tables(&machines, id, selection)).collect();
    Ok(MergedSessions { machines, tables })
}

fn refuse(cards: &[Card]) -> Result<(), String> {
    for (place, card) in cards.iter().enumerate() {
        if let Some(reason) = cards[..place].iter().find_map(|earlier| refusal(&earlier.session, &card.session)) {
            return Err(reason);
        }
    }
    Ok(())
}

/// Why two sessions cannot stand side by side.
fn refusal(one: &Session, other: &Session) -> Option<String> {
    if one.version != other.version {
        return Some(format!(
            "session {} has records of version {}, session {} of version {}: what they say cannot be told to be alike; \
             hint: measure again with one version of this program",
            one.id, one.version, other.id, other.version
        ));
    }
    let is_same = (&one.id, &one.started, one.seed) == (&other.id, &other.started, other.seed);
    is_same.then(|| format!("session {} is named twice", one.id))
}

impl<'a> MergedMachine<'a> {
    fn new(place: usize, card: &'a Card) -> MergedMachine<'a> {
        let letter = u8::try_from(place).ok().filter(|place| *place < 26).map(|place| char::from(b'A' + place));
        let label = letter.map_or_else(|| format!("M{}", place + 1), String::from);
        let timed = card.cells().filter(|cell| cell.timed.is_some());
        MergedMachine { label, card, tools: timed.filter_map(|card| ToolVersion::new(&card.cell)).collect() }
    }
}

impl<'a> ToolVersion<'a> {
    fn new(cell: &'a CellRecord) -> Option<ToolVersion<'a>> {
        let (version, build_kind) = (cell.version.as_deref(), cell.build_kind.as_deref());
        Some(ToolVersion { toolchain: cell.toolchain.as_deref()?, version, build_kind })
    }
}

/// Machines that measured the same, by their places, and why they do not stand in the benchmark's first table.
struct MachineGroup {
    members: Vec<usize>,
    apart: Vec<String>,
}

/// The tables of a benchmark: a machine joins the first one whose first machine measured the same.
fn tables<'a>(machines: &[MergedMachine<'a>], id: &str, selection: &CellSelection) -> Vec<MergedTable<'a>> {
    let groups = groups(machines, id, selection).into_iter();
    groups.filter_map(|group| merged_table(machines, group, id, selection)).collect()
}

fn groups(machines: &[MergedMachine<'_>], id: &str, selection: &CellSelection) -> Vec<MachineGroup> {
    let mut groups: Vec<MachineGroup> = Vec::new();
    for (place, machine) in machines.iter().enumerate() {
        let mut cells = machine.card.benchmark(id).into_iter().flat_map(|benchmark| &benchmark.cells);
        if !cells.any(|card| selection.takes(&card.cell)) {
            continue;
        }
        let apart = |group: &MachineGroup| alike::apart(machines[group.members[0]].card, machine.card, id);
        match groups.iter().position(|group| apart(group).is_empty()) {
            Some(group) => groups[group].members.push(place),
            None => {
                let apart = groups.first().map(apart).unwrap_or_default();
                groups.push(MachineGroup { members: vec![place], apart });
            }
        }
    }
    groups
}

fn merged_table<'a>(
    machines: &[MergedMachine<'a>],
    MachineGroup { members, apart }: MachineGroup,
    id: &str,
    selection: &CellSelection,
) -> Option<MergedTable<'a>> {
    let benchmark = machines[*members.first()?].card.benchmark(id)?;
    let rows = rows(machines, &members, id, selection);
    let order = (members.len() > 1).then(|| RungOrder::new(&rows, members.len()));
    let (warnings, notes) = (warnings(machines, &members, id), notes(machines, &members, &rows));
    Some(MergedTable { benchmark, warnings, notes, members, apart, rows, order })
}

/// The rungs that any of the machines has, in the order of the first that has them.
fn rows<'a>(
    machines: &[MergedMachine<'a>],
    members: &[usize],
    id: &str,
    selection: &CellSelection,
) -> Vec<MergedRow<'a>> {
    let benchmarks = members.iter().filter_map(|member| machines[*member].card.benchmark(id));
    let rungs: IndexSet<&'a str> =
        benchmarks.flat_map(|benchmark| &benchmark.cells).map(|card| card.cell.rung.as_str()).collect();
    let rungs = rungs.into_iter().filter(|rung| selection.takes_name(CellId { rung: *rung, benchmark: id }));
    rungs.flat_map(|rung| rows_of_rung(machines, members, id, rung)).collect()
}

/// The rows of a rung: a timed cell joins the first row of the same kernel; what was not timed stands in the first.
fn rows_of_rung<'a>(machines: &[MergedMachine<'a>], members: &[usize], id: &str, rung: &'a str) -> Vec<MergedRow<'a>> {
    let mut rows: Vec<MergedRow> = Vec::new();
    // Of each row, the member whose kernel the others must have; none where nothing was timed so far.
    let mut kernels: Vec<Option<usize>> = Vec::new();
    for (column, member) in members.iter().enumerate() {
        let Some(card) = machines[*member].card.cell(CellId { rung, benchmark: id }) else { continue };
        let is_timed = card.timed.is_some();
        let kernel = |other: usize| kernel_match(machines[other].card, machines[*member].card, card.id());
        let fits = |known: &Option<usize>| !is_timed || known.is_none_or(|known| kernel(known) == KernelMatch::Same);
        let row = kernels.iter().position(fits).unwrap_or(rows.len());
        if row == rows.len() {
            let first = kernels.iter().flatten().next();
            let differs = first.map(|first| kernel_difference(kernel(*first), &machines[*first].label));
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

fn kernel_difference(kernel: KernelMatch, label: &str) -> String {
    match kernel {
        KernelMatch::Unknown => "sources unknown".to_owned(),
        KernelMatch::Same | KernelMatch::Other => format!("other sources than {label}'s"),
    }
}

/// In what the machines' baselines are not alike, though their kernel is one.
fn warnings(machines: &[MergedMachine<'_>], members: &[usize], id: &str) -> Vec<String> {
    let first = &machines[members[0]];
    let mut warnings = Vec::new();
    for other in members[1..].iter().map(|member| &machines[*member]) {
        for difference in alike::baseline_hosts(first.card, other.card, id) {
            let what = on_either(&difference, first, other);
            warnings.push(format!("speedups are against unlike baselines: {what}"));
        }
    }
    warnings
}

/// `version 3.13 on A, 3.14 on B`
fn on_either((what, here, there): &DeclaredDifference, one: &MergedMachine<'_>, other: &MergedMachine<'_>) -> String {
    format!("{what} {here} on {}, {there} on {}", one.label, other.label)
}

/// What is not alike in rows that all the same come from one kernel; what several have in common is said once.
fn notes(machines: &[MergedMachine<'_>], members: &[usize], rows: &[MergedRow<'_>]) -> Vec<String> {
    let mut notes: IndexMap<String, Vec<String>> = IndexMap::new();
    for row in rows {
        let cells = row.cells.iter().zip(members);
        let mut timed =
            cells.filter_map(|(card, member)| Some((card.filter(|card| card.timed.is_some())?, &machines[*member])));
        let Some(first) = timed.next() else { continue };
        for difference in timed.flat_map(|other| cell_differences(first, other)) {
            notes.entry(difference).or_default().push(format!("“{}”", row.title));
        }
    }
    notes.into_iter().map(|(what, rungs)| format!("{}: {what}", rungs.join(", "))).collect()
}

/// In what a cell is not alike on two machines, but for its kernel.
fn cell_differences(
    (card, own): (&CellCard, &MergedMachine<'_>),
    (other_card, other): (&CellCard, &MergedMachine<'_>),
) -> Vec<String> {
    // Of baselines there are warnings.
    let hosts = if card.is_baseline { Vec::new() } else { alike::hosts(&card.cell, &other_card.cell) };
    let declarations = alike::declarations(&card.cell, &other_card.cell);
    let differences = hosts.iter().chain(&declarations);
    let mut differences: Vec<String> = differences.map(|difference| on_either(difference, own, other)).collect();
    if !alike::has_same_options(own.card, other.card, other_card.id()) {
        differences.push(format!("its runner has other options on {} than on {}", other.label, own.label));
    }
    differences
}

#[cfg(test)]
mod tests;
