//! The answer in short: of each benchmark the baseline's time, and its fastest rungs, with nothing written and with anything.
//!
//! A rung that does not refuse malformed input is not among them: part of its speedup is work that it leaves out. The
//! first by its estimate need not be the fastest, so whatever it does not surely beat stands beside it.

pub(crate) mod terminal;

use crate::card::flags::TRUSTS_INPUT;
use crate::card::{BenchmarkCard, Card, CellCard};
use statistics::{self, Speedup};

/// What is known of a benchmark in short.
pub(crate) struct BenchmarkAnswer<'a> {
    pub(crate) benchmark: &'a BenchmarkCard,
    pub(crate) baseline: &'a CellCard,
    pub(crate) baseline_ns: f64,
    /// The fastest that takes no new line of code.
    pub(crate) unwritten: Option<FastestRung<'a>>,
    /// The fastest whose results are Python objects.
    pub(crate) hosted: Option<FastestRung<'a>>,
    /// The fastest of all.
    pub(crate) fastest: Option<FastestRung<'a>>,
}

/// The first of some rungs by its estimate.
pub(crate) struct FastestRung<'a> {
    pub(crate) card: &'a CellCard,
    pub(crate) speedup: Speedup,
    /// The others that it does not surely beat.
    pub(crate) rivals: Vec<&'a CellCard>,
}

/// The answer of every benchmark that has a baseline.
pub(crate) fn answers(card: &Card) -> Vec<BenchmarkAnswer<'_>> {
    card.benchmarks.iter().filter_map(BenchmarkAnswer::new).collect()
}

impl<'a> BenchmarkAnswer<'a> {
    /// None without a baseline.
    pub(crate) fn new(benchmark: &'a BenchmarkCard) -> Option<BenchmarkAnswer<'a>> {
        let fastest = |among: fn(&CellCard) -> bool| {
            let cells = benchmark.cells.iter().filter(|card| among(card) && refuses_malformed(card));
            FastestRung::new(&cells.collect::<Vec<_>>())
        };
        let baseline = benchmark.baseline()?;
        Some(BenchmarkAnswer {
            benchmark,
            baseline,
            baseline_ns: baseline.timed?.median_ns,
            unwritten: fastest(is_unwritten),
            hosted: fastest(|card| !card.cell.native),
            fastest: fastest(|_| true),
        })
    }
}

impl<'a> BenchmarkAnswer<'a> {
    /// Whether one without Python objects is faster than those with.
    pub(crate) fn has_a_faster_native(&self) -> bool {
        let rung = |way: &Option<FastestRung<'a>>| way.as_ref().map(|found| found.card.cell.rung.clone());
        rung(&self.hosted) != rung(&self.fastest)
    }

    /// The fastest rungs that there are.
    pub(crate) fn ways(&self) -> impl Iterator<Item = &FastestRung<'a>> {
        [&self.unwritten, &self.hosted, &self.fastest].into_iter().flatten()
    }
}

impl<'a> FastestRung<'a> {
    /// None where none of the cells has a speedup.
    fn new(cells: &[&'a CellCard]) -> Option<FastestRung<'a>> {
        let with_speedup = cells.iter().filter_map(|card| Some((*card, card.speedup()?)));
        let (card, speedup) = with_speedup.max_by(|(_, one), (_, other)| one.estimate.total_cmp(&other.estimate))?;
        let others = cells.iter().copied().filter(|other| other.cell.rung != card.cell.rung);
        Some(FastestRung { card, speedup, rivals: others.filter(|other| may_be_as_fast(other, card)).collect() })
    }
}

/// Whether the interval of the ratio of two rungs leaves it open which is the faster. Without an interval nothing is
/// known of it; the flag of the first says so.
fn may_be_as_fast(one: &CellCard, first: &CellCard) -> bool {
    let ratio = one.series.as_ref().zip(first.series.as_ref()).filter(|_| one.steady().is_some());
    let ratio = ratio.and_then(|(one, first)| statistics::speedup(one, first));
    ratio.and_then(|ratio| ratio.interval).is_some_and(|interval| interval.low <= 1.0)
}

/// Whether it refuses malformed input, as the baseline does.
fn refuses_malformed(card: &CellCard) -> bool {
    !card.flags.iter().any(|flag| *flag.kind == TRUSTS_INPUT)
}

/// Whether it takes no new line of code.
fn is_unwritten(card: &CellCard) -> bool {
    card.cell.effort.as_ref().is_some_and(|effort| effort.lines_added == 0)
}
