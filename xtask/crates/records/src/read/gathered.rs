//! Puts records where they belong, one after another, as they are read or made.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::Recorded;
use super::lost::{DamagedLine, LostLine};
use crate::{CellId, CellRecord, InvocationId, Record, Resumed, Session};

/// A session on its way from records, as they come, to `Recorded`.
#[derive(Debug)]
pub struct Gathered {
    pub(super) recorded: Recorded,
    /// Where each cell is in `recorded.cells`.
    positions: HashMap<CellId, usize>,
}

impl Gathered {
    /// A session of which nothing but its first record is known.
    pub fn new(session: Session) -> Self {
        Gathered { recorded: Recorded::new(session), positions: HashMap::new() }
    }

    /// A session of which this is known.
    pub fn of(recorded: Recorded) -> Self {
        let cells = recorded.cells.iter().enumerate();
        let positions = cells.map(|(place, cell)| (cell.id().owned(), place)).collect();
        Gathered { recorded, positions }
    }

    /// Everything so far.
    pub fn recorded(&self) -> &Recorded {
        &self.recorded
    }

    /// Puts the next record where it belongs. A session has one first record: a second one replaces it.
    pub fn add(&mut self, record: Record) {
        match record {
            Record::Session(session) => self.recorded.session = session,
            Record::Published(source) => self.recorded.published.push(source),
            Record::Cell(cell) => self.add_cell(cell),
            Record::Load(load) => {
                if load.goes_on {
                    self.recorded.sittings.push(self.recorded.loads.len());
                }
                self.recorded.loads.push(load);
            }
            Record::InvocationPlan(course) => self.recorded.invocation_plans.push(course),
            Record::Start(start) => self.recorded.starts.push(start),
            Record::WarmUp(warm_up) => self.recorded.warm_ups.push(warm_up),
            Record::Sample(sample) => self.recorded.samples.push(&sample),
            Record::Output(output) => self.recorded.outputs.push(output),
            Record::Memory(memory) => self.recorded.memory.push(memory),
            Record::Failure(failure) => self.recorded.failures.push(failure),
            Record::InvocationEnd(end) => self.recorded.invocation_ends.push(end),
            Record::End(end) => self.recorded.end = Some(end),
            Record::Resumed(resumed) => self.resume(resumed),
        }
    }

    /// A record that may stand where it does; else why not.
    pub(super) fn fits(&self, record: Record) -> Result<Record, String> {
        match record {
            Record::Session(_) => Err("a second record of type `session`".to_owned()),
            Record::End(_) if self.recorded.end.is_some() => {
                Err("a second record of type `end`, and none of type `resumed` before it".to_owned())
            }
            record => Ok(record),
        }
    }

    /// What was cut off counts for nothing, and the session has not ended.
    fn resume(&mut self, resumed: Resumed) {
        let Recorded { samples, starts, warm_ups, outputs, memory, .. } = &mut self.recorded;
        let gone: HashSet<(&str, u32)> =
            resumed.cut_off.iter().map(|InvocationId { benchmark, invocation }| (&**benchmark, *invocation)).collect();
        let stays = |benchmark: &str, invocation: u32| !gone.contains(&(benchmark, invocation));
        starts.retain(|start| stays(&start.benchmark, start.invocation));
        warm_ups.retain(|warm_up| stays(&warm_up.benchmark, warm_up.invocation));
        outputs.retain(|output| stays(&output.benchmark, output.invocation));
        memory.retain(|memory| stays(&memory.benchmark, memory.invocation));
        if !gone.is_empty() {
            *samples = samples.iter().filter(|sample| stays(sample.benchmark, sample.invocation)).collect();
        }
        self.recorded.sittings.push(self.recorded.loads.len());
        self.recorded.session.budget_s = resumed.budget_s;
        self.recorded.end = None;
        self.recorded.resumed.push(resumed);
    }

    /// Takes note of the lines that were passed over, once all cells are known.
    pub(super) fn lose(&mut self, file: &Path, damaged: Vec<DamagedLine>) {
        for line in damaged {
            let lost: LostLine = line.among(&self.recorded.cells);
            let LostLine { line, reason, .. } = &lost;
            self.recorded.warnings.push(format!("`{}`, line {line} was passed over: {reason}", file.display()));
            self.recorded.lost.push(lost);
        }
    }

    fn add_cell(&mut self, cell: CellRecord) {
        let cells = &mut self.recorded.cells;
        match self.positions.entry(cell.id().owned()) {
            Entry::Occupied(known) => cells[*known.get()] = cell,
            Entry::Vacant(unknown) => {
                unknown.insert(cells.len());
                cells.push(cell);
            }
        }
    }

    pub(super) fn cut_short(&mut self, file: &Path, line: usize) {
        let warning =
            format!("`{}`, line {line} was cut short when it was written, and is passed over", file.display());
        self.recorded.warnings.push(warning);
    }
}
