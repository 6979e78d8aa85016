//! How much slower or faster the cells of a later session are than those of an earlier one.
//!
//! Two sessions are two blocks in time, and between blocks machines drift by more than most changes are worth. So what
//! is compared is not a cell's time but its time **relative to the baseline's in the same round**, provided that the
//! baseline is one and the same build in both sessions: what slows the whole machine falls out. METHODOLOGY.md says what
//! is left. `alike` tells what may be compared at all; `terminal` and `json` show the outcome and compute nothing.

mod gate;
mod json;
mod terminal;

use crate::alike;
use crate::card::{BenchmarkCard, Card, CellCard, CellFigures, CellSelection, CellStatus};
use indexmap::IndexSet;
use statistics::{self, Change};

pub use crate::alike::BuildChange;
pub use gate::{CellLimit, GateLimits, GateVerdict, NamedLimit};
pub use json::render as json;
pub use terminal::render as terminal;

/// What adding and dividing may get wrong, where times are equal to the nanosecond.
const ROUNDING: f64 = 1e-9;

/// What the reader allows and asks for.
#[derive(Debug, Clone, Default)]
pub struct ComparisonTerms {
    /// The cells that are asked for.
    pub selection: CellSelection,
    /// Whether sessions of different machines may be compared.
    pub other_machine: bool,
    /// By how much cells may change.
    pub limits: GateLimits,
}

/// Two sessions side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// The earlier one.
    pub before: &'a Card,
    /// The later one.
    pub after: &'a Card,
    /// Why they cannot be compared at all; then there are no benchmarks.
    pub refusals: Vec<String>,
    /// What a reader should know all the same.
    pub notes: Vec<String>,
    /// The benchmarks that either session has, in the order of the later one.
    pub benchmarks: Vec<BenchmarkComparison>,
    /// The limit of cells that are not named.
    pub limit: Option<f64>,
    /// Whether any cell is limited.
    is_limited: bool,
}

/// One benchmark in two sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchmarkComparison {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// For people.
    pub title: String,
    /// The timed input, for people.
    pub size: String,
    /// Why it cannot be compared; then no cell of it is.
    pub refusal: Option<String>,
    /// The baseline's title, and how much longer it took: the machine's doing, which is taken out.
    pub baseline: Option<(String, Change)>,
    /// The cells that were asked for and timed in at least one of the sessions.
    pub cells: Vec<CellComparison>,
}

/// One cell in two sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct CellComparison {
    /// The rung's identifier.
    pub rung: String,
    /// The rung's title.
    pub title: String,
    /// What has changed in how it is built.
    pub build: BuildChange,
    /// Declarations that differ, such as `threads: 1, now 2`.
    pub declared: Vec<String>,
    /// By how much it may change.
    pub limit: CellLimit,
    /// Whether both sessions selected it.
    pub is_of_both: bool,
    /// What came of it.
    pub outcome: ComparisonOutcome,
}

/// What came of comparing a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum ComparisonOutcome {
    /// The figures.
    Compared(CellChange),
    /// It disagreed or failed in one of the sessions, so that its times say nothing; which, and why.
    Refused(String),
    /// One session alone has a number for it; which, and why.
    Alone(String),
}

/// The figures of a cell that was timed in both sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellChange {
    /// The median time of an iteration in the earlier session.
    pub before_ns: f64,
    /// The same in the later one.
    pub after_ns: f64,
    /// Of the time relative to the baseline.
    pub change: Change,
    /// The invocations behind it, in the earlier and in the later session.
    pub invocations: (usize, usize),
    /// Whether whole invocations were paired with the baseline's instead of rounds, in the earlier and in the later
    /// session: a slow cell is visited once, without warm-up.
    pub paired: (bool, bool),
    /// What the interval says.
    pub kind: ChangeKind,
}

/// What an interval of a change says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// By more than the limit.
    TooSlow,
    /// Faster by more than the limit.
    TooFast,
    /// The whole interval lies above 1.
    Slower,
    /// The whole interval lies below 1.
    Faster,
    /// The interval contains 1.
    Unresolved,
    /// Too few invocations for an interval.
    NoInterval,
}

impl CellChange {
    /// Whether both sessions measured it in the same way.
    pub fn is_measured_alike(&self) -> bool {
        self.paired.0 == self.paired.1
    }
}

impl Comparison<'_> {
    /// The compared cells.
    pub fn compared(&self) -> impl Iterator<Item = (&CellComparison, &CellChange)> {
        let cells = self.benchmarks.iter().flat_map(|benchmark| &benchmark.cells);
        cells.filter_map(|cell| match &cell.outcome {
            ComparisonOutcome::Compared(compared) => Some((cell, compared)),
            ComparisonOutcome::Refused(_) | ComparisonOutcome::Alone(_) => None,
        })
    }

    /// Whether a cell is slower or faster by more than its limit.
    pub fn is_beyond_limits(&self) -> bool {
        self.compared().any(|(_, change)| matches!(change.kind, ChangeKind::TooSlow | ChangeKind::TooFast))
    }

    /// Whether anything that was asked for is not comparable.
    pub fn refuses(&self) -> bool {
        !self.refusals.is_empty() || self.benchmarks.iter().any(BenchmarkComparison::refuses)
    }

    /// Of the cells that were built and measured alike in both sessions and have an interval: how many there are, and how
    /// many of them differ all the same. Chance alone would have it say so of one in twenty.
    pub fn unchanged(&self) -> (usize, usize) {
        let unchanged =
            self.compared().filter(|(cell, change)| cell.is_unchanged(change)).map(|(_, change)| change.kind);
        let unchanged: Vec<ChangeKind> = unchanged.filter(|kind| *kind != ChangeKind::NoInterval).collect();
        let differ = unchanged.iter().filter(|kind| **kind != ChangeKind::Unresolved).count();
        (unchanged.len(), differ)
    }
}

impl BenchmarkComparison {
    fn refuses(&self) -> bool {
        let mut outcomes = self.cells.iter().map(|cell| &cell.outcome);
        self.refusal.is_some() || outcomes.any(|outcome| matches!(outcome, ComparisonOutcome::Refused(_)))
    }
}

impl CellComparison {
    /// Whether it was built and measured alike in both sessions.
    fn is_unchanged(&self, change: &CellChange) -> bool {
        self.build == BuildChange::Same && self.declared.is_empty() && change.is_measured_alike()
    }
}

/// Compares two sessions.
pub fn compare<'a>(before: &'a Card, after: &'a Card, terms: &ComparisonTerms) -> Comparison<'a> {
    let mut refusals = alike::refusals(before, after, terms.other_machine);
    let notes = alike::notes(before, after, terms.other_machine);
    let benchmarks = match refusals.is_empty() {
        true => SessionPair { before, after, terms }.benchmarks(),
        false => Vec::new(),
    };
    if refusals.is_empty() {
        refusals.extend(nothing_in_common(&benchmarks));
    }
    let limit = terms.limits.others.slower;
    Comparison { before, after, refusals, notes, benchmarks, limit, is_limited: terms.limits.is_any() }
}

/// Why there is nothing to compare, where that is so.
fn nothing_in_common(benchmarks: &[BenchmarkComparison]) -> Option<String> {
    let is_alone = |benchmark: &BenchmarkComparison| {
        benchmark.refusal.is_none() && !benchmark.cells.iter().any(|cell| cell.is_of_both)
    };
    benchmarks.iter().all(is_alone).then(|| "they have no cell to compare but the baseline".to_owned())
}

/// A cell in the earlier and in the later session, at least one of which has it.
type CellPair<'a> = (Option<&'a CellCard>, Option<&'a CellCard>);

/// The two sessions and what is asked of them.
struct SessionPair<'a> {
    before: &'a Card,
    after: &'a Card,
    terms: &'a ComparisonTerms,
}

impl<'a> SessionPair<'a> {
    fn benchmarks(&self) -> Vec<BenchmarkComparison> {
        let benchmarks = self.after.benchmarks.iter().chain(&self.before.benchmarks);
        let ids: IndexSet<&str> = benchmarks.map(|benchmark| benchmark.benchmark.as_str()).collect();
        ids.into_iter().filter_map(|id| self.benchmark(id)).collect()
    }

    /// None where nothing was asked for or nothing was timed.
    fn benchmark(&self, id: &str) -> Option<BenchmarkComparison> {
        let (before, after) = (self.before.benchmark(id), self.after.benchmark(id));
        let any = after.or(before)?;
        let pairs = self.pairs(before, after);
        if pairs.is_empty() {
            return None;
        }
        let refusal = alike::benchmark_refusal(self.before, self.after, id, self.terms.other_machine);
        let cells = match refusal {
            Some(_) => Vec::new(),
            None => pairs.into_iter().filter_map(|pair| self.cell(pair)).collect(),
        };
        Some(BenchmarkComparison {
            benchmark: id.to_owned(),
            title: any.title.clone(),
            size: any.size.clone(),
            baseline: baseline_change(before, after).filter(|_| refusal.is_none()),
            refusal,
            cells,
        })
    }

    /// The cells that were asked for and timed somewhere, all but the baseline.
    fn pairs(&self, before: Option<&'a BenchmarkCard>, after: Option<&'a BenchmarkCard>) -> Vec<CellPair<'a>> {
        let cells = |benchmark: Option<&'a BenchmarkCard>| benchmark.map_or(&[][..], |benchmark| &benchmark.cells);
        let (before, after) = (cells(before), cells(after));
        let named = |cells: &'a [CellCard], rung: &str| cells.iter().find(|card| card.cell.rung == rung);
        let mut pairs: Vec<CellPair> = after.iter().map(|card| (named(before, &card.cell.rung), Some(card))).collect();
        let only_before = before.iter().filter(|card| named(after, &card.cell.rung).is_none());
        pairs.extend(only_before.map(|card| (Some(card), None)));
        pairs.retain(|pair| self.is_wanted(*pair));
        pairs
    }

    fn is_wanted(&self, (before, after): CellPair<'a>) -> bool {
        let cards: Vec<&CellCard> = [before, after].into_iter().flatten().collect();
        cards.iter().any(|card| card.timed.is_some())
            && cards.iter().all(|card| !card.is_baseline)
            && cards.iter().all(|card| self.terms.selection.takes(&card.cell))
    }

    fn cell(&self, (before, after): CellPair<'a>) -> Option<CellComparison> {
        let cell = &after.or(before)?.cell;
        let limit = self.terms.limits.of(cell);
        let declared = before.zip(after).map(|(one, other)| alike::declared_changes(&one.cell, &other.cell));
        Some(CellComparison {
            rung: cell.rung.clone(),
            title: cell.title.clone(),
            build: alike::build_change(self.before, self.after, cell.id()),
            declared: declared.unwrap_or_default(),
            limit,
            is_of_both: before.is_some() && after.is_some(),
            outcome: outcome(before, after, limit),
        })
    }
}

/// How much longer the baseline took, whose build is the same.
fn baseline_change(before: Option<&BenchmarkCard>, after: Option<&BenchmarkCard>) -> Option<(String, Change)> {
    let (before, after) = (before?.baseline()?, after?.baseline()?);
    let times = |card: &CellCard| card.by_invocation.iter().map(|one| one.time_ns).collect::<Vec<f64>>();
    Some((after.cell.title.clone(), statistics::change(&times(before), &times(after))?))
}

fn outcome(before: Option<&CellCard>, after: Option<&CellCard>, limit: CellLimit) -> ComparisonOutcome {
    let cards = [(before, "earlier"), (after, "later")].map(|(card, which)| Some((card?, which)));
    if let Some(reason) = cards.iter().flatten().find_map(|(card, which)| unwell(card, which)) {
        return ComparisonOutcome::Refused(reason);
    }
    if let Some(reason) = cards.iter().flatten().find_map(|(card, which)| unsteady(card, which)) {
        return ComparisonOutcome::Alone(reason);
    }
    match (before.filter(|card| card.timed.is_some()), after.filter(|card| card.timed.is_some())) {
        (Some(before), Some(after)) => match cell_change(before, after, limit) {
            Some(change) => ComparisonOutcome::Compared(change),
            None => {
                ComparisonOutcome::Alone("has no round in common with the baseline in one of the sessions".to_owned())
            }
        },
        (_, None) => ComparisonOutcome::Alone(alone("earlier", after)),
        (None, _) => ComparisonOutcome::Alone(alone("later", before)),
    }
}

/// Why a cell's times say nothing, where it disagrees or failed.
fn unwell(card: &CellCard, which: &str) -> Option<String> {
    let what = match card.status {
        CellStatus::Disagrees => "disagrees",
        CellStatus::Failed => "failed",
        CellStatus::Timed | CellStatus::Missing | CellStatus::Unsupported => return None,
    };
    Some(format!("{what} in the {which} session{}", because(card)))
}

fn unsteady(card: &CellCard, which: &str) -> Option<String> {
    let is_unsteady = card.timed.is_some() && card.steady().is_none();
    is_unsteady.then(|| format!("has no steady state in the {which} session, so that no number stands for it"))
}

fn alone(which: &str, other: Option<&CellCard>) -> String {
    let reason = other.map_or_else(|| ": the other did not select it".to_owned(), because);
    format!("timed in the {which} session alone{reason}")
}

fn because(card: &CellCard) -> String {
    card.reason_in_short().map(|reason| format!(": {reason}")).unwrap_or_default()
}

fn cell_change(before: &CellCard, after: &CellCard, limit: CellLimit) -> Option<CellChange> {
    let (relative_before, relative_after) = (relative_times(before), relative_times(after));
    let change = statistics::change(&relative_before, &relative_after)?;
    let (timed_before, timed_after) = before.timed.as_ref().zip(after.timed.as_ref())?;
    let is_paired = |timed: &CellFigures| timed.speedup.is_some_and(|speedup| speedup.paired);
    Some(CellChange {
        before_ns: timed_before.median_ns,
        after_ns: timed_after.median_ns,
        change,
        invocations: (relative_before.len(), relative_after.len()),
        paired: (is_paired(timed_before), is_paired(timed_after)),
        kind: limit.exceeded(&change).unwrap_or_else(|| change_kind(&change)),
    })
}

/// A cell's times relative to the baseline's, invocation by invocation. The ratio of an invocation is that of a speedup,
/// baseline over cell.
fn relative_times(card: &CellCard) -> Vec<f64> {
    card.by_invocation.iter().filter_map(|figures| Some(1.0 / figures.ratio?)).collect()
}

fn change_kind(change: &Change) -> ChangeKind {
    match change.interval {
        None => ChangeKind::NoInterval,
        Some(interval) if interval.low > 1.0 + ROUNDING => ChangeKind::Slower,
        Some(interval) if interval.high < 1.0 - ROUNDING => ChangeKind::Faster,
        Some(_) => ChangeKind::Unresolved,
    }
}

#[cfg(test)]
mod tests;
