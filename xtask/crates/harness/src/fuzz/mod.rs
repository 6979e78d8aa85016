//! Fuzzing: documents that nobody thought of, through every kernel, against what must come of them.
//!
//! All kernels get the same documents, batch by batch, each kernel from one living process. The first document on which
//! a kernel disagrees, crashes or hangs ends its part: it is made as small as it can be and kept in the corpus, which
//! every later check replays. What a document means, the programs know that the manifest names.

mod minimise;
mod source;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::build::Built;
use crate::cell::Absent;
use crate::check::{self, Case};
use crate::toolchain::Tool;
use manifest::{Benchmark, Fuzz, Id, Manifest};
use minimise::minimise;
use records::Share;
use source::DocumentSource;
use system::interrupt;
use system::parallel;
use system::process::Spawner;
use system::progress::{ExpectedEnd, Progress};
use system::runner::{Limits, Runner, RunnerError};

/// How long it is tried to make a document smaller, in times of the longest answer: a kernel that hangs takes that long
/// for each smaller one.
const TIME_TO_MAKE_SMALL: u32 = 3;

/// How many times as long the first answer of a process may take: some compile their kernel then.
const TIME_TO_COMPILE: u32 = 10;

/// Fuzzes kernels.
#[derive(Debug)]
pub struct Fuzzer<'a> {
    /// The ladder.
    pub manifest: &'a Manifest,
    /// What runs the programs that make and judge documents.
    pub tool: &'a Tool,
    /// What starts processes.
    pub spawner: &'a Spawner,
    /// Where documents are made.
    pub target: &'a Path,
    /// The longest time for one answer of a runner.
    pub limit: Duration,
    /// What the user sees.
    pub progress: &'a Progress,
}

/// What to fuzz with, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct FuzzPlan {
    /// Of the first batch of documents; each further one has the next.
    pub seed: u64,
    /// Documents in a batch.
    pub batch: u32,
    /// For how long new batches are begun, unless there is a number of them.
    pub budget: Duration,
    /// How many batches there are; each then gets processes of its own, so that what comes of it depends on nothing else.
    pub batches: Option<u64>,
    /// Of which every so many-th is whose: what is wrong is then neither made small nor kept, which is done once for all shares.
    pub share: Option<Share>,
}

impl FuzzPlan {
    /// The batches that are made, by their numbers.
    fn numbers(self) -> impl Iterator<Item = u64> {
        let all = 0..self.batches.unwrap_or(u64::MAX);
        all.filter(move |number| self.share.is_none_or(|share| share.has(*number)))
    }

    /// Where a batch's documents begin.
    fn seed_of(self, number: u64) -> u64 {
        self.seed.wrapping_add(number)
    }
}

/// Where a document came: its batch, and its file's name there. From the same seed the same document comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPlace {
    /// The batch's number, from 0 on.
    pub batch: u64,
    /// The name.
    pub name: String,
}

/// What came of one cell.
#[derive(Debug)]
pub struct Fuzzed {
    /// Documents that it was asked for and got right.
    pub documents: u64,
    /// Those of them that had to be refused.
    pub refused: u64,
    /// How long it was asked.
    pub asked: Duration,
    /// The document that it did not get right.
    pub finding: Option<Finding>,
}

/// A document on which a kernel is wrong.
#[derive(Debug)]
pub struct Finding {
    /// What is wrong.
    pub text: String,
    /// Where the document is kept; none for what shows when the runner ends, such as a leak, and none of a share.
    pub document: Option<PathBuf>,
    /// Where it came, if it was a document.
    pub place: Option<DocumentPlace>,
}

/// A cell with its living runner.
#[derive(Debug)]
struct FuzzedCell {
    built: Built,
    runner: Option<Runner>,
    trouble: Option<(Case, String)>,
    /// The batch that it is at.
    batch: u64,
    fuzzed: Fuzzed,
}

impl Fuzzer<'_> {
    /// Fuzzes the cells of one benchmark; what came of them is in their order.
    ///
    /// # Errors
    /// When documents cannot be made or judged, or a finding cannot be kept.
    pub fn fuzz(
        &self,
        id: &Id,
        benchmark: &Benchmark,
        fuzz: &Fuzz,
        cells: Vec<Built>,
        plan: FuzzPlan,
    ) -> anyhow::Result<Vec<Fuzzed>> {
        let source = DocumentSource::new(self, id, benchmark, fuzz);
        let until = Instant::now() + plan.budget;
        let work = self.progress.work(plan.budget.as_secs(), &format!("fuzzing {} cells of {id}", cells.len()));
        work.ends(ExpectedEnd::AtMost(until));
        let mut cells: Vec<FuzzedCell> = cells.into_iter().map(FuzzedCell::new).collect();
        for number in plan.numbers() {
            if interrupt::requested() || !cells.iter().any(FuzzedCell::goes_on) {
                break;
            }
            let cases = match source.generate(plan.seed_of(number), plan.batch) {
                Err(_) if interrupt::requested() => break,
                made => made?,
            };
            let started = Instant::now();
            // Here, as a process ends with the thread that has started it.
            cells.iter_mut().for_each(|cell| cell.start(self, number));
            cells = parallel::side_by_side(cells, |cell| cell.through(benchmark, &cases, self));
            for cell in &mut cells {
                match plan.share {
                    Some(_) => cell.tell(),
                    None => self.keep(cell, benchmark, &source)?,
                }
                if plan.batches.is_some() {
                    cell.quit();
                }
            }
            (0..started.elapsed().as_secs()).for_each(|_| work.advance());
            work.doing(&progress_text(id, &cells));
            if plan.batches.is_none() && Instant::now() >= until {
                break;
            }
        }
        Ok(cells.into_iter().map(FuzzedCell::end).collect())
    }

    /// Makes small what another machine has found, and keeps it: the document comes again from its place.
    ///
    /// # Errors
    /// When documents cannot be made or judged, or a finding cannot be kept.
    pub fn settle(
        &self,
        id: &Id,
        benchmark: &Benchmark,
        fuzz: &Fuzz,
        built: Built,
        (plan, place, text): (FuzzPlan, &DocumentPlace, String),
    ) -> anyhow::Result<Finding> {
        let source = DocumentSource::new(self, id, benchmark, fuzz);
        let cases = source.generate(plan.seed_of(place.batch), plan.batch)?;
        let found = cases.into_iter().find(|case| file_name(case) == place.name);
        let found =
            found.with_context(|| format!("batch {} of seed {} has no {}", place.batch, plan.seed, place.name))?;
        let mut cell = FuzzedCell { trouble: Some((found, text)), batch: place.batch, ..FuzzedCell::new(built) };
        self.keep(&mut cell, benchmark, &source)?;
        cell.fuzzed.finding.context("it was not kept")
    }

    /// Starts a runner, whose first answer may take longer.
    fn start(&self, built: &Built) -> Result<Runner, RunnerError> {
        Runner::start(self.spawner, &built.runner, Limits::all(self.limit * TIME_TO_COMPILE))
    }

    /// Makes small what a cell got wrong, and keeps it.
    fn keep(&self, cell: &mut FuzzedCell, benchmark: &Benchmark, source: &DocumentSource<'_>) -> anyhow::Result<()> {
        let Some((case, text)) = cell.trouble.take() else { return Ok(()) };
        self.progress.note(&format!("{}: {text}", cell.built.rung));
        let _step = self.progress.step(&format!("making the document small on which {} is wrong", cell.built.rung));
        let small = self.smallest(cell, &case, benchmark, source)?;
        let judged = match interrupt::requested() {
            true => None,
            false => source.expect(std::slice::from_ref(&small))?.into_iter().next().flatten(),
        };
        let place = Some(DocumentPlace { batch: cell.batch, name: file_name(&case) });
        let found = judged.unwrap_or(case);
        cell.runner = None;
        let text = match cell.put(benchmark, &found, self) {
            Err(Absent::Disagrees(again, _) | Absent::Failed(again)) => again,
            _ => format!("{text}; in a fresh process it does not happen again, so it depends on earlier documents"),
        };
        let document = source.keep(&found)?;
        cell.fuzzed.finding = Some(Finding { text, document: Some(document), place });
        cell.runner = None;
        Ok(())
    }

    /// The smallest document found in a while that a cell gets wrong like this one.
    fn smallest(
        &self,
        cell: &mut FuzzedCell,
        case: &Case,
        benchmark: &Benchmark,
        source: &DocumentSource<'_>,
    ) -> anyhow::Result<Vec<u8>> {
        let until = Instant::now() + self.limit * TIME_TO_MAKE_SMALL;
        let goes_on = || Instant::now() < until && !interrupt::requested();
        let document = source.contents(case)?;
        let mut fault = Ok(());
        let small = minimise(&document, |candidates| {
            let cases = if goes_on() { source.expect(candidates) } else { Ok(Vec::new()) };
            let cases = cases.unwrap_or_else(|error| {
                if !interrupt::requested() {
                    fault = Err(error);
                }
                Vec::new()
            });
            let mut wrong = Vec::new();
            for case in &cases {
                wrong.push(goes_on() && cell.is_wrong(benchmark, case.as_ref(), self));
                // A process that has ended, or hangs, takes long to replace: the first that does so is good enough.
                if wrong.ends_with(&[true]) && cell.runner.is_none() {
                    break;
                }
            }
            wrong.resize(candidates.len(), false);
            wrong
        });
        fault.map(|()| small)
    }
}

/// The name of a document's file.
fn file_name(case: &Case) -> String {
    let name = case.path().and_then(Path::file_name);
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// How far it is.
fn progress_text(id: &Id, cells: &[FuzzedCell]) -> String {
    let documents: u64 = cells.iter().map(|cell| cell.fuzzed.documents).sum();
    let findings = cells.iter().filter(|cell| !cell.goes_on()).count();
    format!("fuzzing {} cells of {id}: {documents} documents, {findings} wrong", cells.len())
}

impl FuzzedCell {
    fn new(built: Built) -> FuzzedCell {
        let fuzzed = Fuzzed { documents: 0, refused: 0, asked: Duration::ZERO, finding: None };
        FuzzedCell { built, runner: None, trouble: None, batch: 0, fuzzed }
    }

    fn goes_on(&self) -> bool {
        self.fuzzed.finding.is_none()
    }

    /// Starts its runner, if it has none and still needs one.
    fn start(&mut self, fuzzer: &Fuzzer<'_>, batch: u64) {
        self.batch = batch;
        if self.goes_on() && self.runner.is_none() {
            match fuzzer.start(&self.built) {
                Ok(runner) => self.runner = Some(runner),
                Err(error) => self.found(error.to_string(), None),
            }
        }
    }

    fn found(&mut self, text: String, place: Option<DocumentPlace>) {
        self.fuzzed.finding = Some(Finding { text, document: None, place });
    }

    /// What it got wrong is told, and its document left where it was made.
    fn tell(&mut self) {
        if let Some((case, text)) = self.trouble.take() {
            let place = DocumentPlace { batch: self.batch, name: file_name(&case) };
            self.found(text, Some(place));
            self.runner = None;
        }
    }

    /// Ends its runner, if it still has one.
    fn quit(&mut self) {
        if let Some(Err(error)) = self.runner.take().map(|runner| runner.quit(check::LAST_WORDS)) {
            self.found(error.to_string(), None);
        }
    }

    fn end(mut self) -> Fuzzed {
        self.quit();
        self.fuzzed
    }

    /// Puts a batch of documents to it, up to the first that it gets wrong.
    fn through(mut self, benchmark: &Benchmark, cases: &[Case], fuzzer: &Fuzzer<'_>) -> FuzzedCell {
        if !self.goes_on() {
            return self;
        }
        let started = Instant::now();
        for case in check::asked(&self.built, cases) {
            match self.put(benchmark, case, fuzzer) {
                Ok(()) => {
                    self.fuzzed.documents += 1;
                    self.fuzzed.refused += u64::from(case.must_be_refused());
                }
                Err(Absent::Disagrees(text, _) | Absent::Failed(text)) => {
                    self.trouble = Some((case.clone(), text));
                    break;
                }
                Err(_) => break,
            }
        }
        self.fuzzed.asked += started.elapsed();
        self
    }

    /// Puts one document to its runner, which is started first if there is none.
    fn put(&mut self, benchmark: &Benchmark, case: &Case, fuzzer: &Fuzzer<'_>) -> Result<(), Absent> {
        let mut runner = match self.runner.take() {
            Some(runner) => runner,
            None => fuzzer.start(&self.built)?,
        };
        let verdict = check::ask(&mut runner, benchmark, case);
        runner.allow(Limits::all(fuzzer.limit));
        if !matches!(verdict, Err(Absent::Failed(_))) {
            self.runner = Some(runner);
        }
        verdict
    }

    /// Whether it gets a document wrong that it must get right.
    fn is_wrong(&mut self, benchmark: &Benchmark, case: Option<&Case>, fuzzer: &Fuzzer<'_>) -> bool {
        let asked = case.filter(|case| self.built.validates || !case.must_be_refused());
        asked.is_some_and(|case| {
            matches!(self.put(benchmark, case, fuzzer), Err(Absent::Disagrees(..) | Absent::Failed(_)))
        })
    }
}
