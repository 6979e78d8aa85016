//! What was observed of each cell: the records of a session, sorted by the cells that they are about.

use std::collections::{BTreeMap, HashMap};

use records::{
    CellId, CellSamples, Counted, CountedSamples, Failure, Memory, Recorded, Start, Steadiness, Throttled, WarmUp,
};
use statistics::FEWEST;

/// What was observed of one cell.
#[derive(Default)]
pub(super) struct CellObservations<'a> {
    /// Its samples, if it has any.
    samples: Option<CellSamples<'a>>,
    /// The invocations whose output agreed.
    agreed: Vec<u32>,
    pub(super) starts: Vec<&'a Start>,
    warm_ups: Vec<&'a WarmUp>,
    /// How many invocations are left out, as it is not known whether they were steady.
    pub(super) not_steady: usize,
    pub(super) peak_bytes: Option<u64>,
    pub(super) output_sha256: Option<&'a str>,
    pub(super) failure: Option<&'a Failure>,
    /// The change of a file that ended its measuring, and left its earlier samples what they were.
    pub(super) changed: Option<&'a Failure>,
    /// What was seen of the runners whose samples count.
    pub(super) runners: Vec<&'a Memory>,
}

/// The observations of every cell that any record names.
pub(super) fn observations_by_cell(recorded: &Recorded) -> HashMap<CellId<&str>, CellObservations<'_>> {
    let mut cells: HashMap<CellId<&str>, CellObservations> = HashMap::new();
    let until = changes(recorded);
    let counts_still = |cell: CellId<&str>, invocation| until.get(&cell).is_none_or(|since| invocation < *since);
    for samples in recorded.samples.cells() {
        cells.entry(samples.id()).or_default().samples = Some(samples);
    }
    for output in &recorded.outputs {
        let cell = cells.entry(output.id()).or_default();
        cell.output_sha256.get_or_insert(&output.sha256);
        if !cell.agreed.contains(&output.invocation) && counts_still(output.id(), output.invocation) {
            cell.agreed.push(output.invocation);
        }
    }
    for start in &recorded.starts {
        cells.entry(start.id()).or_default().starts.push(start);
    }
    for warm_up in &recorded.warm_ups {
        cells.entry(warm_up.id()).or_default().warm_ups.push(warm_up);
    }
    for memory in &recorded.memory {
        let cell = cells.entry(memory.id()).or_default();
        cell.peak_bytes = cell.peak_bytes.max(Some(memory.peak_bytes));
        if counts_still(memory.id(), memory.invocation) {
            cell.runners.push(memory);
        }
    }
    for failure in &recorded.failures {
        // The first failure is the cause; whatever follows it may be its consequence.
        let cell = cells.entry(failure.id()).or_default();
        match failure.since {
            Some(_) if cell.failure.is_none() && cell.has_measured() => _ = cell.changed.get_or_insert(failure),
            _ if cell.changed.is_none() => _ = cell.failure.get_or_insert(failure),
            _ => {}
        }
    }
    cells.values_mut().for_each(CellObservations::leave_out_what_is_not_known_to_be_steady);
    cells
}

/// From which invocation on the samples of cells do not count, as a file of theirs was changed.
fn changes(recorded: &Recorded) -> HashMap<CellId<&str>, u32> {
    let mut changes: HashMap<CellId<&str>, u32> = HashMap::new();
    for failure in &recorded.failures {
        if let Some(since) = failure.since {
            let first = changes.entry(failure.id()).or_insert(since);
            *first = since.min(*first);
        }
    }
    changes
}

impl<'a> CellObservations<'a> {
    /// What the processor counted of all its processes together; of what it did not count of one of them, nothing.
    pub(super) fn counters(&self) -> Option<Counted> {
        let both = |one: Option<u64>, other: Option<u64>| one?.checked_add(other?);
        let all: Option<Vec<Counted>> = self.runners.iter().map(|runner| runner.counted).collect();
        all?.into_iter().reduce(|one, other| Counted {
            iterations: one.iterations.saturating_add(other.iterations),
            instructions: both(one.instructions, other.instructions),
            branch_misses: both(one.branch_misses, other.branch_misses),
            cache_misses: both(one.cache_misses, other.cache_misses),
            energy_uj: both(one.energy_uj, other.energy_uj),
        })
    }

    /// The highest peak of resident memory in each invocation whose samples count.
    pub(super) fn peaks(&self) -> BTreeMap<u32, u64> {
        let mut peaks = BTreeMap::new();
        for runner in &self.runners {
            let peak: &mut u64 = peaks.entry(runner.invocation).or_default();
            *peak = runner.peak_bytes.max(*peak);
        }
        peaks
    }

    /// Whether any of its samples says how fast it is.
    fn has_measured(&self) -> bool {
        !self.counted(Throttled::LeftOut).measured.is_empty()
    }

    /// Where enough invocations are known to have been steady for an interval, those alone count: a session whose time for warming up
    /// was spent before its end has others, which are slower for no fault of the cell's.
    fn leave_out_what_is_not_known_to_be_steady(&mut self) {
        let is_known = |invocation: u32| {
            let mut of_it = self.warm_ups.iter().filter(|warm_up| warm_up.invocation == invocation).peekable();
            of_it.peek().is_some() && of_it.all(|warm_up| warm_up.steadiness != Steadiness::NotKnown)
        };
        let (known, others): (Vec<u32>, Vec<u32>) = self.agreed.iter().partition(|invocation| is_known(**invocation));
        if known.len() >= FEWEST && !others.is_empty() {
            self.warm_ups.retain(|warm_up| known.contains(&warm_up.invocation));
            self.not_steady = others.len();
            self.agreed = known;
        }
    }

    /// Whether its processes are known to have been steady when their rounds began; none where nobody asked.
    pub(super) fn steadiness(&self) -> Option<Steadiness> {
        let all = || self.warm_ups.iter().map(|warm_up| warm_up.steadiness);
        let is = |wanted| all().any(|steadiness| steadiness == wanted);
        let least = [Steadiness::NotKnown, Steadiness::Tested].into_iter().find(|one| is(*one));
        all().next().map(|first| least.unwrap_or(first))
    }

    /// The samples of the invocations whose output agreed.
    ///
    /// They are unpacked at each call: a session may have millions, of which those of one cell are in memory at a time.
    pub(super) fn counted(&self, throttled: Throttled) -> CountedSamples<'a> {
        self.samples.map(|samples| samples.counted(&self.agreed, throttled)).unwrap_or_default()
    }
}
