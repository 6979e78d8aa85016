//! A session for other tools: the cells that have one number, with the samples behind it, in files that pyperf, hyperfine's
//! scripts, spreadsheets and github-action-benchmark read. docs/exports.md says what is written where.
//!
//! This file chooses what is exported and says what is not; each of the others knows one format, and computes no more than
//! that format asks for. Other tools print what they read, so that nothing is exported that steers a screen.

mod bencher;
mod csv;
mod filled;
mod github;
mod hyperfine;
pub mod otava;
mod pyperf;
mod pytest;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use crate::card::CellSelection;
use crate::card::flags::Flag;
use crate::card::{Card, CellCard, CellFigures, CellStatus};
use crate::text::units;
use records::{CellId, CellSamples, Phase, Recorded, Sample, Start};
use statistics::Speedup;

pub use self::csv::{cells as csv, samples as csv_samples};
pub use bencher::render as bencher;
pub use github::render as github;
pub use hyperfine::render as hyperfine;
pub use pyperf::{invocations as pyperf, samples as pyperf_samples};
pub use pytest::render as pytest_benchmark;

/// What is exported of a session.
#[derive(Debug, Clone)]
pub struct Export<'a> {
    /// The session's card.
    pub card: &'a Card,
    /// The cells that have one number, in the order of the report.
    pub cells: Vec<ExportedCell<'a>>,
    /// The other cells that were asked for, each with the reason, for people.
    pub left_out: Vec<String>,
}

/// A cell that has one number.
#[derive(Debug, Clone)]
pub struct ExportedCell<'a> {
    /// What the other tool calls it; the same for the same cell of another session.
    pub name: String,
    /// The cell.
    pub card: &'a CellCard,
    /// Its numbers.
    pub timed: CellFigures,
    /// Its processes, in the order of their invocations.
    pub processes: Vec<ExportedProcess<'a>>,
}

/// One process of a cell.
#[derive(Debug, Clone)]
pub struct ExportedProcess<'a> {
    /// Counted from 0.
    pub invocation: u32,
    /// Which of the cell's processes in it, from 0.
    pub process: u32,
    /// How its first process started, where that was recorded.
    pub start: Option<&'a Start>,
    /// The highest peak of resident memory, where that was recorded.
    pub peak_bytes: Option<u64>,
    /// The samples of its cell, of which a session may have millions: those of the process are unpacked when they are used.
    cell: CellSamples<'a>,
}

/// Writes an export in one format.
pub type Render = fn(&Export<'_>, &mut dyn Write) -> io::Result<()>;

impl<'a> Export<'a> {
    /// The cells that are asked for.
    pub fn new(recorded: &'a Recorded, card: &'a Card, selection: &CellSelection) -> Export<'a> {
        let mut processes = processes(recorded);
        let mut export = Export { card, cells: Vec::new(), left_out: Vec::new() };
        for card in card.cells().filter(|card| selection.takes(&card.cell)) {
            let id = card.id();
            let name = plain::text(&format!("{}/{}", id.benchmark, id.rung));
            let processes = processes.remove(&id).unwrap_or_default();
            match exported(name, card, processes) {
                Ok(cell) => export.cells.push(cell),
                Err(reason) => export.left_out.push(reason),
            }
        }
        export
    }

    /// One export for each rung, by the rung's identifier, in which cells are called after their benchmarks alone: for tools
    /// that compare files. What is left out is in none of them.
    pub fn by_rung(self) -> Vec<(String, Export<'a>)> {
        let mut rungs: Vec<(String, Export)> = Vec::new();
        for cell in self.cells {
            let rung = cell.card.cell.rung.clone();
            let cell = ExportedCell { name: plain::text(&cell.card.cell.benchmark), ..cell };
            match rungs.iter_mut().find(|(known, _)| *known == rung) {
                Some((_, export)) => export.cells.push(cell),
                None => rungs.push((rung, Export { card: self.card, cells: vec![cell], left_out: Vec::new() })),
            }
        }
        rungs
    }
}

/// A cell with its processes, or its name and why it has no number to export.
fn exported<'a>(
    name: String,
    card: &'a CellCard,
    processes: Vec<ExportedProcess<'a>>,
) -> Result<ExportedCell<'a>, String> {
    let Some(timed) = card.steady().copied() else { return Err(format!("{name}: {}", reason(card))) };
    match without_duration(&processes) {
        0 => Ok(ExportedCell { name, card, timed, processes }),
        some => Err(format!("{name}: {some} of its {} samples are shorter than the clock's step", timed.samples)),
    }
}

impl<'a> ExportedProcess<'a> {
    /// Its samples from the first call on, in their order, but those that were taken right after a stop.
    fn samples(&self) -> impl Iterator<Item = Sample<&'a str>> + use<'a> {
        let process = self.process;
        let samples = self.cell.of_invocation(self.invocation).filter(move |sample| sample.process == process);
        samples.filter(|sample| sample.phase != Phase::Resume && sample.iterations > 0)
    }

    /// The samples that the cell's number is made from, in their order; without those of which CPU time stands for it.
    fn measured(&self) -> impl Iterator<Item = Sample<&'a str>> + use<'a> {
        self.samples().filter(|sample| sample.phase == Phase::Measure && !sample.throttled)
    }
}

/// How many measured samples took no time at all. There is no speed in them, and each tool would make something else of them.
fn without_duration(processes: &[ExportedProcess<'_>]) -> usize {
    processes.iter().flat_map(ExportedProcess::measured).filter(|sample| sample.wall_ns == 0).count()
}

/// The invocations of every cell that count: those with a sample, and whose output agreed.
fn processes(recorded: &Recorded) -> HashMap<CellId<&str>, Vec<ExportedProcess<'_>>> {
    let agreed: HashSet<(CellId<&str>, u32)> =
        recorded.outputs.iter().map(|output| (output.id(), output.invocation)).collect();
    let mut cells: HashMap<CellId<&str>, Vec<ExportedProcess>> = HashMap::new();
    for cell in recorded.samples.cells() {
        let counted = cell.processes().into_iter().filter(|(invocation, _)| agreed.contains(&(cell.id(), *invocation)));
        let processes = counted.map(|(invocation, process)| ExportedProcess {
            cell,
            invocation,
            process,
            start: None,
            peak_bytes: None,
        });
        cells.insert(cell.id(), processes.filter(|process| process.samples().next().is_some()).collect());
    }
    for start in &recorded.starts {
        if let Some(process) = process_of(&mut cells, start.id(), start.invocation) {
            process.start.get_or_insert(start);
        }
    }
    for memory in &recorded.memory {
        if let Some(process) = process_of(&mut cells, memory.id(), memory.invocation) {
            process.peak_bytes = process.peak_bytes.max(Some(memory.peak_bytes));
        }
    }
    cells
}

fn process_of<'m, 'a>(
    cells: &'m mut HashMap<CellId<&'a str>, Vec<ExportedProcess<'a>>>,
    id: CellId<&'a str>,
    invocation: u32,
) -> Option<&'m mut ExportedProcess<'a>> {
    cells.get_mut(&id)?.iter_mut().find(|process| process.invocation == invocation)
}

/// Why a cell has no number to export, in one line.
fn reason(card: &CellCard) -> String {
    let what = match card.status {
        CellStatus::Timed => {
            return "its times have no steady state, so that no single number stands for it".to_owned();
        }
        CellStatus::Missing => "missing",
        CellStatus::Unsupported => "unsupported",
        CellStatus::Disagrees => "disagrees",
        CellStatus::Failed => "failed",
    };
    format!("{what}: {}", card.reason_in_short().unwrap_or("no reason was recorded"))
}

/// Flags in one line: codes, with their particulars in brackets.
fn flags_line(flags: &[Flag]) -> Option<String> {
    let codes = flags.iter().map(|flag| match &flag.detail {
        Some(detail) => format!("{} ({detail})", flag.kind.code),
        None => flag.kind.code.to_owned(),
    });
    line(&codes.collect::<Vec<String>>().join("; "))
}

/// `4.00x (3.98..4.02)`
fn with_interval(speedup: &Speedup) -> String {
    let interval = speedup.interval.map(|one| [one.low, one.high].map(units::significant).join(".."));
    let interval = interval.map(|interval| format!(" ({interval})")).unwrap_or_default();
    format!("{}{interval}", units::speedup(speedup.estimate))
}

/// A text in one line, without blanks around it and what steers a screen; none where nothing is left.
fn line(text: &str) -> Option<String> {
    let text = plain::text(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What `environment.json` says of the session's machine or toolchains, as text or a number.
fn environment_value<'a>(card: &'a Card, path: &[&str]) -> Option<&'a serde_json::Value> {
    path.iter().try_fold(card.environment.as_ref()?, |value, key| value.get(key)).filter(|value| !value.is_null())
}

/// The same, where it is text.
fn environment_text(card: &Card, path: &[&str]) -> Option<String> {
    line(environment_value(card, path)?.as_str()?)
}

#[cfg(test)]
mod tests;
