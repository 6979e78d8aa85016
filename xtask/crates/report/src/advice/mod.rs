//! When to stop climbing: what each rung saves of a workload that takes the baseline so long, what it takes to write, and
//! after which one the next is not worth it.
//!
//! Computed from a card alone; `terminal` and `json` show it and compute nothing. The model: the workload is many iterations
//! of a benchmark, the hot path; on another rung these take what they take by its speedup, and before that what its process
//! takes longer to start and to warm up. The rest of the program takes as long as before.

mod hot_path;
mod json;
mod steps;
mod terminal;

use crate::card::{BenchmarkCard, Card, CellCard, CellSelection};
use crate::card_text::header::{doubts, ending};
use hot_path::HotPath;
use records::{Effort, Session, Stop};
use statistics::{self, Interval};

pub use hot_path::Overhead;
pub use json::render as json;
pub use steps::ClimbStep;
pub use terminal::{conclusion, render as terminal};

/// What the user says of the workload.
#[derive(Debug, Clone)]
pub struct Workload {
    /// Which benchmarks and rungs.
    pub selection: CellSelection,
    /// Only benchmarks of this kind.
    pub kind: Option<String>,
    /// What the whole program takes on the baseline, in seconds.
    pub work_s: f64,
    /// The share of that time that the hot path takes, from 0 to 1.
    pub share: f64,
    /// The share of that time that a rung must save beyond the one before to be worth climbing.
    pub worth: f64,
    /// Whether the program is built each time, so that building counts.
    pub with_build: bool,
}

impl Workload {
    /// The time of the hot path on the baseline, in seconds.
    fn hot_s(&self) -> f64 {
        self.work_s * self.share
    }

    /// How many times as fast the program would be if the hot path took no time. None where it is all of the program.
    pub fn limit(&self) -> Option<f64> {
        (self.share < 1.0).then(|| 1.0 / (1.0 - self.share))
    }
}

/// What can be said of a workload.
#[derive(Debug)]
pub struct Advice<'a> {
    /// Where the figures come from.
    pub session: &'a Session,
    /// Why all of its figures should be doubted, in sentences: as the report has them, and that it did not come to its end.
    pub doubts: Vec<String>,
    /// What was asked.
    pub workload: &'a Workload,
    /// Benchmark by benchmark, as if the hot path were of that kind.
    pub benchmarks: Vec<BenchmarkAdvice<'a>>,
}

/// What can be said if the hot path is like this benchmark.
#[derive(Debug)]
pub struct BenchmarkAdvice<'a> {
    /// The benchmark.
    pub card: &'a BenchmarkCard,
    /// The rung that all is compared with.
    pub baseline: &'a CellCard,
    /// What kind of work it is, where the records say it.
    pub kind: Option<&'a str>,
    /// How many iterations the hot path is.
    pub iterations: f64,
    /// Every other rung with a speedup, the one that saves most first.
    pub rungs: Vec<RungAdvice<'a>>,
    /// The way up: each surely saves more than the one before and is more to write.
    pub steps: Vec<ClimbStep>,
    /// How many of the steps are worth it: 0 is to stay with the baseline.
    pub worth: usize,
}

/// A rung at work.
#[derive(Debug)]
pub struct RungAdvice<'a> {
    /// The rung.
    pub cell: &'a CellCard,
    /// What its hot path takes in the steady state, in seconds.
    pub steady_s: f64,
    /// What it takes longer to start, to warm up and, if that counts, to build, in seconds.
    pub overhead_s: Overhead,
    /// The time of the whole program, in seconds.
    pub total_s: f64,
    /// What is saved of the baseline's time, in seconds.
    pub saved_s: Saving,
    /// From which time of the whole program on the baseline on something is saved, in seconds, by the same estimate; none where
    /// the steady state saves nothing.
    pub ahead_s: Option<f64>,
    /// Why it is shown and not recommended.
    pub unusable: Option<Unusable>,
}

/// Seconds that are saved; below zero they are lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saving {
    /// The best estimate.
    pub estimate: f64,
    /// From what to what, by the interval of a speedup and the processes that took most and least to start and to warm up; none
    /// where the speedup has none.
    pub interval: Option<Interval>,
}

impl Saving {
    /// Whether something is saved beyond doubt.
    pub fn surely(&self) -> bool {
        self.interval.is_some_and(|interval| interval.low > 0.0)
    }

    /// Whether something is lost beyond doubt.
    pub fn surely_not(&self) -> bool {
        self.interval.is_some_and(|interval| interval.high < 0.0)
    }
}

/// Why a rung is no advice, however fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Its results are no Python objects.
    Native,
    /// It leaves out what the baseline does: malformed input goes through.
    TrustsInput,
}

/// What the session says about a workload.
///
/// # Errors
/// When it has no such benchmark, or no speedup on it, in words for the user.
pub fn advise<'a>(card: &'a Card, workload: &'a Workload) -> Result<Advice<'a>, String> {
    let chosen = chosen(card, workload)?;
    let benchmarks: Vec<BenchmarkAdvice> =
        chosen.iter().filter_map(|benchmark| BenchmarkAdvice::new(benchmark, workload)).collect();
    if benchmarks.is_empty() {
        return Err(format!(
            "session {} has no speedup on {}: its baseline or everything else has no time there\n\
             hint: measure with `cargo xtask run`, or name another session",
            card.session.id,
            names(&chosen)
        ));
    }
    let doubts = doubts(card).into_iter().chain(unended(card)).collect();
    Ok(Advice { session: &card.session, doubts, workload, benchmarks })
}

/// That a session did not come to its end.
fn unended(card: &Card) -> Option<String> {
    let ended = card.end.as_ref().is_some_and(|end| end.stop != Stop::Interrupted);
    (!ended).then(|| ending(card))
}

fn names(benchmarks: &[&BenchmarkCard]) -> String {
    let names: Vec<&str> = benchmarks.iter().map(|benchmark| benchmark.benchmark.as_str()).collect();
    names.join(", ")
}

/// The benchmarks that the user means.
fn chosen<'a>(card: &'a Card, workload: &Workload) -> Result<Vec<&'a BenchmarkCard>, String> {
    if let Some(reason) = workload.selection.takes_none_of(card) {
        return Err(reason);
    }
    let meant = card.benchmarks.iter().filter(|benchmark| {
        let mut cells = benchmark.cells.iter();
        cells.any(|cell| workload.selection.takes(&cell.cell))
    });
    let meant: Vec<&BenchmarkCard> = meant.collect();
    match &workload.kind {
        None => Ok(meant),
        Some(kind) => of_kind(&card.session.id, meant, kind),
    }
}

/// The benchmarks of a kind of work.
fn of_kind<'a>(id: &str, meant: Vec<&'a BenchmarkCard>, kind: &str) -> Result<Vec<&'a BenchmarkCard>, String> {
    let known = meant.iter().filter_map(|benchmark| Some((kind_of(benchmark)?, benchmark.benchmark.as_str())));
    let known: Vec<(&str, &str)> = known.collect();
    if known.is_empty() {
        return Err(format!(
            "session {id} does not say what kind of work its benchmarks are, as older ones do not\n\
             hint: choose with --benchmark instead: {}",
            names(&meant)
        ));
    }
    if !known.iter().any(|(one, _)| *one == kind) {
        let known: Vec<String> = known.iter().map(|(kind, benchmark)| format!("{kind} ({benchmark})")).collect();
        return Err(format!("session {id} has no benchmark of kind `{kind}`; it has {}", known.join(", ")));
    }
    Ok(meant.into_iter().filter(|benchmark| kind_of(benchmark) == Some(kind)).collect())
}

/// What kind of work a benchmark is.
fn kind_of(benchmark: &BenchmarkCard) -> Option<&str> {
    benchmark.cells.iter().find_map(|cell| cell.cell.kind.as_deref())
}

impl<'a> BenchmarkAdvice<'a> {
    /// None where the baseline has no time, or is alone.
    fn new(card: &'a BenchmarkCard, workload: &Workload) -> Option<BenchmarkAdvice<'a>> {
        let baseline = card.baseline()?;
        let hot_path = HotPath::new(baseline, workload.hot_s())?;
        let cells = card.cells.iter().filter(|cell| !cell.is_baseline);
        let cells = cells.filter(|cell| workload.selection.takes(&cell.cell));
        let mut rungs: Vec<RungAdvice> =
            cells.filter_map(|cell| RungAdvice::new(cell, baseline, &hot_path, workload)).collect();
        if rungs.is_empty() {
            return None;
        }
        rungs.sort_by(|one, other| other.saved_s.estimate.total_cmp(&one.saved_s.estimate));
        let steps = steps::steps(&rungs);
        let worth = steps::worth(&steps, workload.worth * workload.work_s);
        let iterations = hot_path.iterations;
        Some(BenchmarkAdvice { card, baseline, kind: kind_of(card), iterations, rungs, steps, worth })
    }

    /// The rung at which to stop; none for the baseline.
    pub fn stop(&self) -> Option<&RungAdvice<'a>> {
        self.worth.checked_sub(1).map(|last| &self.rungs[self.steps[last].rung])
    }

    /// The fastest of the rungs that are shown and not recommended, where it is faster than all that are.
    pub fn beyond(&self) -> Option<&RungAdvice<'a>> {
        self.rungs.first().filter(|rung| rung.unusable.is_some() && rung.saved_s.surely())
    }
}

impl<'a> RungAdvice<'a> {
    /// None where the rung has no speedup.
    fn new(cell: &'a CellCard, baseline: &CellCard, hot_path: &HotPath, workload: &Workload) -> Option<RungAdvice<'a>> {
        let timed = cell.timed.as_ref()?;
        let speedup = timed.speedup.filter(|speedup| speedup.estimate > 0.0)?;
        let speedup = timed.of_totals(baseline.timed.as_ref()?, speedup);
        let overhead_s = Overhead::new(cell, timed, hot_path, workload);
        let saved = |speedup: f64, overhead_s: f64| hot_path.hot_s - hot_path.on_rung(speedup, overhead_s);
        let interval = speedup
            .interval
            .map(|sure| Interval { low: saved(sure.low, overhead_s.most), high: saved(sure.high, overhead_s.least) });
        let ahead = hot_path::ahead(|hot_s| hot_path::gained(cell, timed, baseline, hot_s, workload));
        Some(RungAdvice {
            cell,
            steady_s: hot_path.steady_s / speedup.estimate,
            overhead_s,
            total_s: workload.work_s - hot_path.hot_s + hot_path.on_rung(speedup.estimate, overhead_s.typical),
            saved_s: Saving { estimate: saved(speedup.estimate, overhead_s.typical), interval },
            ahead_s: ahead.map(|hot_s| hot_s / workload.share).filter(|work_s| work_s.is_finite()),
            unusable: unusable(cell, baseline),
        })
    }

    /// What is saved by going on from this rung to another.
    pub fn to(&self, other: &RungAdvice<'_>) -> Saving {
        let series = self.cell.series.as_ref().zip(other.cell.series.as_ref());
        let Some(ratio) = series.and_then(|(from, to)| statistics::speedup(from, to)) else {
            return Saving { estimate: self.total_s - other.total_s, interval: None };
        };
        let figures = self.cell.timed.as_ref().zip(other.cell.timed.as_ref());
        let ratio = figures.map_or(ratio, |(from, to)| to.of_totals(from, ratio));
        let saved = |ratio: f64, own_s: f64, other_s: f64| self.steady_s - self.steady_s / ratio + own_s - other_s;
        let (own, others) = (self.overhead_s, other.overhead_s);
        Saving {
            estimate: saved(ratio.estimate, own.typical, others.typical),
            interval: ratio.interval.map(|sure| Interval {
                low: saved(sure.low, own.least, others.most),
                high: saved(sure.high, own.most, others.least),
            }),
        }
    }

    /// What it takes to write, where the records say it.
    pub fn effort(&self) -> Option<&'a Effort> {
        self.cell.cell.effort.as_deref()
    }

    /// How many times as fast the whole program is.
    pub fn times_as_fast(&self) -> f64 {
        (self.total_s + self.saved_s.estimate) / self.total_s
    }
}

/// Why a rung is no advice beside this baseline.
fn unusable(cell: &CellCard, baseline: &CellCard) -> Option<Unusable> {
    match (&cell.cell, &baseline.cell) {
        (cell, _) if cell.native => Some(Unusable::Native),
        (cell, baseline) if baseline.validates && !cell.validates => Some(Unusable::TrustsInput),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
