//! When to stop climbing: what each rung saves of a workload that takes the baseline so long, what it takes to write, and
//! after which one the next is not worth it.
//!
//! Computed from a card alone; `terminal` and `json` show it and compute nothing. The model: the workload is many iterations
//! of a benchmark, the hot path; on another rung these take what they take by its speedup, and before that what its process
//! takes longer to start and to warm up. The rest of the program takes as long as before.

mod json;
mod steps;
mod terminal;

use crate::card::selection::CellSelection;
use crate::card::summary::{BenchmarkCard, Card, CellCard, CellFigures};
use crate::card_text::{doubts, ending};
use records::{Effort, Session, Stop};
use statistics::{self, Interval, Speedup};

pub use json::render as json;
pub use steps::ClimbStep;
pub use terminal::render as terminal;

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
    pub terms: &'a Workload,
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

/// Seconds that come on top of the steady state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overhead {
    /// Of a typical process.
    pub typical: f64,
    /// Of the one that took least.
    pub least: f64,
    /// Of the one that took most.
    pub most: f64,
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
pub fn advise<'a>(card: &'a Card, terms: &'a Workload) -> Result<Advice<'a>, String> {
    let chosen = chosen(card, terms)?;
    let benchmarks: Vec<BenchmarkAdvice> =
        chosen.iter().filter_map(|benchmark| BenchmarkAdvice::new(benchmark, terms)).collect();
    if benchmarks.is_empty() {
        let names: Vec<&str> = chosen.iter().map(|benchmark| benchmark.benchmark.as_str()).collect();
        return Err(format!(
            "session {} has no speedup on {}: its baseline or everything else has no time there\n\
             hint: measure with `cargo xtask run`, or name another session",
            card.session.id,
            names.join(", ")
        ));
    }
    let doubts = doubts(card).into_iter().chain(unended(card)).collect();
    Ok(Advice { session: &card.session, doubts, terms, benchmarks })
}

/// That a session did not come to its end.
fn unended(card: &Card) -> Option<String> {
    let ended = card.end.as_ref().is_some_and(|end| end.stop != Stop::Interrupted);
    (!ended).then(|| ending(card))
}

/// The benchmarks that the user means.
fn chosen<'a>(card: &'a Card, terms: &Workload) -> Result<Vec<&'a BenchmarkCard>, String> {
    if let Some(reason) = terms.selection.takes_none_of(card) {
        return Err(reason);
    }
    let is_meant = |benchmark: &&BenchmarkCard| {
        benchmark.cells.iter().any(|cell| terms.selection.takes(&benchmark.benchmark, &cell.cell.rung))
    };
    let meant: Vec<&BenchmarkCard> = card.benchmarks.iter().filter(is_meant).collect();
    let Some(kind) = &terms.kind else { return Ok(meant) };
    let known: Vec<(&str, &str)> =
        meant.iter().filter_map(|benchmark| Some((kind_of(benchmark)?, benchmark.benchmark.as_str()))).collect();
    let id = &card.session.id;
    if known.is_empty() {
        let names: Vec<&str> = meant.iter().map(|benchmark| benchmark.benchmark.as_str()).collect();
        return Err(format!(
            "session {id} does not say what kind of work its benchmarks are, as older ones do not\n\
             hint: choose with --benchmark instead: {}",
            names.join(", ")
        ));
    }
    if !known.iter().any(|(of, _)| of == kind) {
        let known: Vec<String> = known.iter().map(|(kind, benchmark)| format!("{kind} ({benchmark})")).collect();
        return Err(format!("session {id} has no benchmark of kind `{kind}`; it has {}", known.join(", ")));
    }
    Ok(meant.into_iter().filter(|benchmark| kind_of(benchmark) == Some(kind.as_str())).collect())
}

/// What kind of work a benchmark is.
fn kind_of(benchmark: &BenchmarkCard) -> Option<&str> {
    benchmark.cells.iter().find_map(|cell| cell.cell.kind.as_deref())
}

/// A workload as the baseline does it, in seconds.
struct HotPath {
    /// All of it, first calls included.
    hot_s: f64,
    iterations: f64,
    /// What these take the baseline in its steady state.
    steady_s: f64,
    /// From the start of the baseline's process until it is ready.
    start_s: f64,
}

impl HotPath {
    /// What the baseline does in so many seconds. None where it has no time.
    fn new(baseline: &CellCard, hot_s: f64) -> Option<HotPath> {
        let timed = baseline.timed.as_ref()?;
        let counts: Vec<f64> = baseline.courses.iter().map(|(_, course)| course.iterations(hot_s * 1e9)).collect();
        let iterations = statistics::median(&counts)?;
        Some(HotPath {
            hot_s,
            iterations,
            steady_s: iterations * timed.median_ns / 1e9,
            start_s: timed.head.start_ns.unwrap_or_default() / 1e9,
        })
    }
}

impl<'a> BenchmarkAdvice<'a> {
    /// None where the baseline has no time, or is alone.
    fn new(card: &'a BenchmarkCard, terms: &Workload) -> Option<BenchmarkAdvice<'a>> {
        let baseline = card.cells.iter().find(|cell| cell.is_baseline)?;
        let work = HotPath::new(baseline, terms.hot_s())?;
        let cells = card.cells.iter().filter(|cell| !cell.is_baseline);
        let cells = cells.filter(|cell| terms.selection.takes(&card.benchmark, &cell.cell.rung));
        let mut rungs: Vec<RungAdvice> =
            cells.filter_map(|cell| RungAdvice::new(cell, baseline, &work, terms)).collect();
        if rungs.is_empty() {
            return None;
        }
        rungs.sort_by(|one, other| other.saved_s.estimate.total_cmp(&one.saved_s.estimate));
        let steps = steps::steps(&rungs);
        let worth = steps::worth(&steps, terms.worth * terms.work_s);
        Some(BenchmarkAdvice { card, baseline, kind: kind_of(card), iterations: work.iterations, rungs, steps, worth })
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
    fn new(cell: &'a CellCard, baseline: &CellCard, work: &HotPath, terms: &Workload) -> Option<RungAdvice<'a>> {
        let timed = cell.timed.as_ref()?;
        let speedup = timed.speedup.filter(|speedup| speedup.estimate > 0.0)?;
        let overhead_s = overhead(cell, timed, work, terms);
        let after = |work: &HotPath, speedup: f64, overhead_s: f64| (work.steady_s / speedup + overhead_s).max(0.0);
        let saved = |speedup: f64, overhead_s: f64| work.hot_s - after(work, speedup, overhead_s);
        let interval = speedup
            .interval
            .map(|sure| Interval { low: saved(sure.low, overhead_s.most), high: saved(sure.high, overhead_s.least) });
        let gained = |hot_s: f64| {
            let work = HotPath::new(baseline, hot_s)?;
            Some(hot_s - after(&work, speedup.estimate, overhead(cell, timed, &work, terms).typical))
        };
        let unusable = match (&cell.cell, &baseline.cell) {
            (cell, _) if cell.native => Some(Unusable::Native),
            (cell, baseline) if baseline.validates && !cell.validates => Some(Unusable::TrustsInput),
            _ => None,
        };
        Some(RungAdvice {
            cell,
            steady_s: work.steady_s / speedup.estimate,
            overhead_s,
            total_s: terms.work_s - work.hot_s + after(work, speedup.estimate, overhead_s.typical),
            saved_s: Saving { estimate: saved(speedup.estimate, overhead_s.typical), interval },
            ahead_s: ahead(gained).map(|hot_s| hot_s / terms.share).filter(|work_s| work_s.is_finite()),
            unusable,
        })
    }

    /// What is saved by going on from this rung to another.
    pub fn to(&self, other: &RungAdvice<'_>) -> Saving {
        let ratio: Option<Speedup> = self
            .cell
            .series
            .as_ref()
            .zip(other.cell.series.as_ref())
            .and_then(|(from, to)| statistics::speedup(from, to));
        let Some(ratio) = ratio else {
            return Saving { estimate: self.total_s - other.total_s, interval: None };
        };
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

/// What comes on top of the steady state, in seconds. A process that starts sooner than the baseline's gains nothing by it,
/// as the program around the hot path starts all the same.
fn overhead(cell: &CellCard, timed: &CellFigures, work: &HotPath, terms: &Workload) -> Overhead {
    let later_s = |start_ns: f64| (start_ns / 1e9 - work.start_s).max(0.0);
    let build_s = cell.cell.build_s.filter(|_| terms.with_build).unwrap_or_default();
    let processes = cell.courses.iter().map(|(_, course)| {
        let warm_up_s = (course.work(work.iterations) - work.iterations * timed.median_ns) / 1e9;
        (warm_up_s, later_s(course.start()) + warm_up_s + build_s)
    });
    let (warm_up_s, all_s): (Vec<f64>, Vec<f64>) = processes.unzip();
    let start_s = later_s(timed.head.start_ns.unwrap_or_default());
    let typical = start_s + statistics::median(&warm_up_s).unwrap_or_default() + build_s;
    Overhead {
        typical,
        least: all_s.iter().copied().fold(typical, f64::min),
        most: all_s.iter().copied().fold(typical, f64::max),
    }
}

/// Times between which somebody may want to know where something begins to be saved, in seconds.
const SHORTEST: f64 = 1e-9;
const LONGEST: f64 = 1e9;

/// From which time on something is saved, as `gained` tells it; 0 from the shortest on, none at the longest.
fn ahead(gained: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let gains = |time: f64| gained(time).is_some_and(|gained| gained > 0.0);
    if !gains(LONGEST) {
        return None;
    }
    let mut high = LONGEST;
    while gains(high / 1.25) {
        high /= 1.25;
        if high < SHORTEST {
            return Some(0.0);
        }
    }
    let mut low = high / 1.25;
    // Thirty halvings of a fifth leave less than nine digits show.
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        if gains(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

#[cfg(test)]
mod tests;
