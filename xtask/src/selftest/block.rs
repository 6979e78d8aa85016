//! One block: a rung's copies, and the same with more work, in rounds; and what the comparisons say.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use anyhow::bail;

use super::SelftestSetup;
use harness::check::Checked;
use harness::measure::{self, Course, Ledger, Progressed, Review, Settings, Subject};
use manifest::{Id, Profile};
use records::{CellRecord, Gathered, Journal, Phase, Record, Recorded, Samples, Session, Stop};
use statistics::Speedup;
use system::progress::Progress;

/// A block ends by itself; this is no more than a number that it never reaches.
const NO_BUDGET: Duration = Duration::from_secs(24 * 3600);

/// One comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// The rung's place in the set-up.
    pub(super) rung: usize,
    /// The block it belongs to.
    pub(super) block: u32,
    /// By how much more work the second program does.
    pub(super) more_work: f64,
    /// How many times as fast it is as the first one; absent when the report gives no number.
    pub(super) speedup: Option<Speedup>,
}

/// A block that is to be measured.
pub(super) struct Block<'a, 'b> {
    pub(super) setup: &'b SelftestSetup<'a>,
    pub(super) rung: usize,
    /// Counted from 0 through the whole self-test.
    pub(super) number: u32,
    /// When it begins, on the clock of the records.
    pub(super) since: Duration,
}

impl Block<'_, '_> {
    /// Measures the block, writes every record and compares. None when Ctrl-C came first.
    pub(super) fn measure(&self, session: &Session, journal: &mut Journal) -> anyhow::Result<Option<Vec<Trial>>> {
        let setup = self.setup;
        let profile = Profile {
            budget: NO_BUDGET,
            max_invocations: setup.plan.profile.invocations,
            ..setup.plan.profile.clone()
        };
        let silent = Progress::silent();
        let seed = session.seed.wrapping_add(u64::from(self.number));
        let (limits, since, earlier) = (setup.limits, Instant::now(), HashMap::new());
        let (spawner, progressed) = (setup.spawner, Progressed::default());
        let settings = Settings {
            profile: &profile,
            spawner,
            seed,
            limits,
            since,
            target: None,
            earlier,
            progressed,
            progress: &silent,
            first: false,
            goes_on: false,
        };
        let mut ledger = BlockLedger { block: self, journal, gathered: Gathered::new(session.clone()), failure: None };
        for (_, record) in cells(setup, self.rung) {
            ledger.gathered.add(Record::Cell(record));
        }
        let Course { stop, .. } = measure::measure(&[self.subject()], &settings, &mut ledger)?;
        if let Some(failure) = ledger.failure {
            bail!("a self-test needs programs that run: {failure}");
        }
        if stop == Stop::Interrupted {
            return Ok(None);
        }
        match trials(setup, self.number, ledger.gathered.recorded().clone()) {
            Some(trials) => Ok(Some(trials)),
            None => bail!("a block of the self-test was not measured as planned"),
        }
    }

    fn subject(&self) -> Subject<'_> {
        let setup = self.setup;
        let cells: Vec<Checked> = cells(setup, self.rung).into_iter().map(|(cell, _)| cell).collect();
        let own = &setup.rungs[self.rung].checked.built().rung;
        let more = setup.plan.more.iter().zip(&setup.more);
        Subject {
            id: &setup.plan.benchmark,
            benchmark: setup.benchmark,
            work: setup.work.clone(),
            other_work: more.map(|(more, work)| (with_more(own, more.value), work.clone())).collect::<HashMap<_, _>>(),
            one_baseline: true,
            steadying: None,
            baseline: cells.first().map(|cell| cell.built().rung.clone()),
            cells,
        }
    }

    /// A record of this block in the count and on the clock of the whole self-test.
    fn placed(&self, mut record: Record) -> Record {
        let first = self.number.saturating_mul(self.setup.plan.profile.invocations);
        let since = u64::try_from(self.since.as_millis()).unwrap_or(u64::MAX);
        match &mut record {
            Record::Start(start) => start.invocation = start.invocation.saturating_add(first),
            Record::WarmUp(warm_up) => warm_up.invocation = warm_up.invocation.saturating_add(first),
            Record::Output(output) => output.invocation = output.invocation.saturating_add(first),
            Record::Memory(memory) => memory.invocation = memory.invocation.saturating_add(first),
            Record::Failure(failure) => failure.invocation = failure.invocation.saturating_add(first),
            Record::InvocationPlan(course) => course.invocation = course.invocation.saturating_add(first),
            Record::Load(load) => load.at_ms = load.at_ms.saturating_add(since),
            Record::Sample(sample) => {
                sample.invocation = sample.invocation.saturating_add(first);
                sample.at_ms = sample.at_ms.saturating_add(since);
            }
            Record::InvocationEnd(end) => {
                end.invocation = end.invocation.saturating_add(first);
                end.at_ms = end.at_ms.saturating_add(since);
            }
            Record::Session(_) | Record::Published(_) | Record::Cell(_) | Record::End(_) | Record::Resumed(_) => {}
        }
        record
    }
}

/// Writes the records of a block among those of the whole self-test, and keeps them in mind.
struct BlockLedger<'a> {
    block: &'a Block<'a, 'a>,
    journal: &'a mut Journal,
    gathered: Gathered,
    /// What a runner that has failed said.
    failure: Option<String>,
}

impl Ledger for BlockLedger<'_> {
    fn record(&mut self, record: Record) -> anyhow::Result<()> {
        let record = self.block.placed(record);
        self.journal.write(&record)?;
        if let Some(notice) = self.journal.notice() {
            self.block.setup.progress.note(&format!("warning: {notice}"));
        }
        if let Record::Failure(failed) = &record {
            self.failure = Some(format!("{} failed: {}", failed.rung, failed.message));
        }
        self.gathered.add(record);
        Ok(())
    }

    /// A block is measured as planned, whatever its intervals are.
    fn review(&mut self) -> Review {
        Review::default()
    }
}

/// The name of an identical copy, counted from 1.
fn copy(rung: &Id, number: u32) -> Id {
    rung.with(&format!("copy-{number}"))
}

/// The name of a copy with more work.
fn with_more(rung: &Id, value: i64) -> Id {
    rung.with(&format!("value-{value}"))
}

/// The cells of a rung's blocks, each with its record: the copies, then those with more work.
pub(super) fn cells(setup: &SelftestSetup<'_>, rung: usize) -> Vec<(Checked, CellRecord)> {
    let contestant = &setup.rungs[rung];
    let own = &contestant.checked.built().rung;
    let cell = |name: Id, size: i64, what: String| {
        let title = format!("{}, {what}", contestant.record.title);
        let record = CellRecord { rung: name.to_string(), title, size: size.to_string(), ..contestant.record.clone() };
        (contestant.checked.named(name), record)
    };
    let copies = (1..=setup.plan.copies).map(|n| cell(copy(own, n), setup.plan.value, format!("copy {n}")));
    let more = setup
        .plan
        .more
        .iter()
        .map(|more| cell(with_more(own, more.value), more.value, format!("{} % more work", 100.0 * more.share)));
    copies.chain(more).collect()
}

/// The records of each block, by its number.
pub(super) fn split(setup: &SelftestSetup<'_>, recorded: &Recorded) -> BTreeMap<u32, Recorded> {
    let number = |invocation: u32| invocation / setup.plan.profile.invocations;
    let numbers: HashSet<u32> = recorded.samples.iter().map(|sample| number(sample.invocation)).collect();
    let empty = Recorded {
        starts: Vec::new(),
        samples: Samples::default(),
        outputs: Vec::new(),
        memory: Vec::new(),
        failures: Vec::new(),
        ..recorded.clone()
    };
    let mut blocks: BTreeMap<u32, Recorded> = numbers.into_iter().map(|number| (number, empty.clone())).collect();
    for sample in recorded.samples.iter() {
        blocks.entry(number(sample.invocation)).and_modify(|block| block.samples.push(&sample));
    }
    for output in &recorded.outputs {
        blocks.entry(number(output.invocation)).and_modify(|block| block.outputs.push(output.clone()));
    }
    blocks
}

/// The comparisons of a block's records; none when the block is not complete.
pub(super) fn trials(setup: &SelftestSetup<'_>, number: u32, mut block: Recorded) -> Option<Vec<Trial>> {
    let measured = block.samples.iter().find(|sample| sample.phase == Phase::Measure)?;
    let rung = (0..setup.rungs.len()).find(|rung| names(setup, *rung).iter().any(|name| name == measured.rung))?;
    if !is_complete(setup, &block, &names(setup, rung)) {
        return None;
    }
    let names = names(setup, rung);
    let (copies, more) = names.split_at(setup.plan.copies as usize);
    let next = copies.iter().cycle().skip(1);
    let identical = copies.iter().zip(next).take(setup.pairs() as usize).map(|(one, other)| (0.0, one, other));
    // Each of the others beside another copy, as far as there are any.
    let slowed = setup.plan.more.iter().zip(more).zip(copies.iter().cycle());
    let slowed = slowed.map(|((more, name), copy)| (more.share, copy, name));
    let trial = |(more_work, one, other): (f64, &String, &String)| Trial {
        rung,
        block: number,
        more_work,
        speedup: speedup(&mut block, one, other),
    };
    Some(identical.chain(slowed).map(trial).collect())
}

fn names(setup: &SelftestSetup<'_>, rung: usize) -> Vec<String> {
    cells(setup, rung).into_iter().map(|(_, record)| record.rung).collect()
}

/// Whether every cell was measured in every planned round.
fn is_complete(setup: &SelftestSetup<'_>, block: &Recorded, names: &[String]) -> bool {
    let profile = &setup.plan.profile;
    let measured = block.samples.iter().filter(|sample| sample.phase == Phase::Measure);
    let turns: HashSet<_> = measured.map(|sample| (sample.rung, sample.invocation, sample.round)).collect();
    turns.len() == names.len() * profile.invocations as usize * profile.rounds as usize
}

/// What a report says of two cells.
pub(super) fn speedup(block: &mut Recorded, one: &str, other: &str) -> Option<Speedup> {
    block.session.baseline = Some(one.to_owned());
    let card = report::summarise(block);
    let cells = card.benchmarks.into_iter().flat_map(|benchmark| benchmark.cells);
    cells.into_iter().find(|cell| cell.cell.rung == other)?.timed?.speedup
}
