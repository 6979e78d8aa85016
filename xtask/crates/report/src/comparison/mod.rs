//! How much slower or faster the cells of a later session are than those of an earlier one.
//!
//! Two sessions are two blocks in time, and between blocks machines drift by more than most changes are worth. So what
//! is compared is not a cell's time but its time **relative to the baseline's in the same round**, provided that the
//! baseline is one and the same build in both sessions: what slows the whole machine falls out. METHODOLOGY.md says what
//! is left. `alike` tells what may be compared at all; `terminal` and `json` show the outcome and compute nothing.

mod json;
mod terminal;

use crate::alike;
use crate::card::selection::CellSelection;
use crate::card::summary::{BenchmarkCard, Card, CellCard, CellFigures, CellStatus, InvocationFigures};
use statistics::{self, Change};

pub use crate::alike::BuildChange;
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
    /// The share of its former time by which no cell may be slower: 0.05 is five per cent.
    pub limit: Option<f64>,
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
    /// As in `ComparisonTerms`.
    pub limit: Option<f64>,
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
    pub verdict: ChangeKind,
}

/// What an interval of a change says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// By more than the limit.
    TooSlow,
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

    /// Whether a cell is slower by more than the limit.
    pub fn is_too_slow(&self) -> bool {
        self.compared().any(|(_, compared)| compared.verdict == ChangeKind::TooSlow)
    }

    /// Whether anything that was asked for is not comparable.
    pub fn refuses(&self) -> bool {
        let refused = |cell: &CellComparison| matches!(cell.outcome, ComparisonOutcome::Refused(_));
        let benchmark = |one: &BenchmarkComparison| one.refusal.is_some() || one.cells.iter().any(refused);
        !self.refusals.is_empty() || self.benchmarks.iter().any(benchmark)
    }

    /// Of the cells that were built and measured alike in both sessions and have an interval: how many there are, and how
    /// many of them differ all the same. Chance alone would have it say so of one in twenty.
    pub fn unchanged(&self) -> (usize, usize) {
        let with_interval = |(cell, compared): &(&CellComparison, &CellChange)| {
            let is_alike = cell.build == BuildChange::Same && cell.declared.is_empty() && compared.is_measured_alike();
            is_alike && compared.verdict != ChangeKind::NoInterval
        };
        let unchanged: Vec<ChangeKind> = self.compared().filter(with_interval).map(|(_, one)| one.verdict).collect();
        let differ = unchanged.iter().filter(|verdict| **verdict != ChangeKind::Unresolved).count();
        (unchanged.len(), differ)
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
    if refusals.is_empty() && benchmarks.is_empty() {
        refusals.push("they have no cell to compare but the baseline".to_owned());
    }
    Comparison { before, after, refusals, notes, benchmarks, limit: terms.limit }
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
        let mut ids: Vec<&str> = Vec::new();
        for benchmark in self.after.benchmarks.iter().chain(&self.before.benchmarks) {
            if !ids.contains(&benchmark.benchmark.as_str()) {
                ids.push(&benchmark.benchmark);
            }
        }
        ids.into_iter().filter_map(|id| self.benchmark(id)).collect()
    }

    /// None where nothing was asked for or nothing was timed.
    fn benchmark(&self, id: &str) -> Option<BenchmarkComparison> {
        let of = |card: &'a Card| card.benchmarks.iter().find(|benchmark| benchmark.benchmark == id);
        let (before, after) = (of(self.before), of(self.after));
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
        pairs.retain(|pair| {
            let cards = || [pair.0, pair.1].into_iter().flatten();
            cards().any(|card| card.timed.is_some())
                && cards().all(|card| !card.is_baseline)
                && cards().all(|card| self.terms.selection.takes(&card.cell.benchmark, &card.cell.rung))
        });
        pairs
    }

    fn cell(&self, (before, after): CellPair<'a>) -> Option<CellComparison> {
        let cell = &after.or(before)?.cell;
        Some(CellComparison {
            rung: cell.rung.clone(),
            title: cell.title.clone(),
            build: alike::build(self.before, self.after, alike::place(cell)),
            declared: before.zip(after).map_or_else(Vec::new, |(one, other)| alike::declared(&one.cell, &other.cell)),
            outcome: outcome(before, after, self.terms.limit),
        })
    }
}

/// How much longer the baseline took, whose build is the same.
fn baseline_change(before: Option<&BenchmarkCard>, after: Option<&BenchmarkCard>) -> Option<(String, Change)> {
    let of = |benchmark: Option<&BenchmarkCard>| {
        let card = benchmark?.cells.iter().find(|card| card.is_baseline)?;
        let times: Vec<f64> = card.by_invocation.iter().map(|one| one.time_ns).collect();
        Some((card.cell.title.clone(), times))
    };
    let ((_, before), (title, after)) = (of(before)?, of(after)?);
    Some((title, statistics::change(&before, &after)?))
}

fn outcome(before: Option<&CellCard>, after: Option<&CellCard>, limit: Option<f64>) -> ComparisonOutcome {
    for (card, which) in [(before, "earlier"), (after, "later")] {
        if let Some(card) = card.filter(|card| matches!(card.status, CellStatus::Disagrees | CellStatus::Failed)) {
            let what = if card.status == CellStatus::Disagrees { "disagrees" } else { "failed" };
            return ComparisonOutcome::Refused(format!("{what} in the {which} session{}", because(card)));
        }
    }
    for (card, which) in [(before, "earlier"), (after, "later")] {
        let timed = card.and_then(|card| card.timed.as_ref());
        if timed.is_some_and(|timed| !timed.has_one_number()) {
            return ComparisonOutcome::Alone(format!(
                "has no steady state in the {which} session, so that no number stands for it"
            ));
        }
    }
    match (before.filter(|card| card.timed.is_some()), after.filter(|card| card.timed.is_some())) {
        (Some(before), Some(after)) => match compared(before, after, limit) {
            Some(compared) => ComparisonOutcome::Compared(compared),
            None => {
                ComparisonOutcome::Alone("has no round in common with the baseline in one of the sessions".to_owned())
            }
        },
        (_, None) => ComparisonOutcome::Alone(alone("earlier", after)),
        (None, _) => ComparisonOutcome::Alone(alone("later", before)),
    }
}

fn alone(which: &str, other: Option<&CellCard>) -> String {
    let reason = other.map_or_else(|| ": the other did not select it".to_owned(), because);
    format!("timed in the {which} session alone{reason}")
}

fn because(card: &CellCard) -> String {
    let first = card.reason.as_deref().and_then(|reason| reason.lines().next());
    first.map(|reason| format!(": {reason}")).unwrap_or_default()
}

fn compared(before: &CellCard, after: &CellCard, limit: Option<f64>) -> Option<CellChange> {
    // The ratio of an invocation is that of a speedup, baseline over cell; here the cell's relative time is wanted.
    let relative = |card: &CellCard| -> Vec<f64> {
        card.by_invocation.iter().filter_map(|InvocationFigures { ratio, .. }| Some(1.0 / (*ratio)?)).collect()
    };
    let (relative_before, relative_after) = (relative(before), relative(after));
    let change = statistics::change(&relative_before, &relative_after)?;
    let (timed_before, timed_after) = before.timed.as_ref().zip(after.timed.as_ref())?;
    let is_paired = |timed: &CellFigures| timed.speedup.is_some_and(|speedup| speedup.paired);
    Some(CellChange {
        before_ns: timed_before.median_ns,
        after_ns: timed_after.median_ns,
        change,
        invocations: (relative_before.len(), relative_after.len()),
        paired: (is_paired(timed_before), is_paired(timed_after)),
        verdict: verdict(&change, limit),
    })
}

fn verdict(change: &Change, limit: Option<f64>) -> ChangeKind {
    match change.interval {
        None => ChangeKind::NoInterval,
        Some(interval) if limit.is_some_and(|limit| interval.low > 1.0 + limit + ROUNDING) => ChangeKind::TooSlow,
        Some(interval) if interval.low > 1.0 + ROUNDING => ChangeKind::Slower,
        Some(interval) if interval.high < 1.0 - ROUNDING => ChangeKind::Faster,
        Some(_) => ChangeKind::Unresolved,
    }
}

#[cfg(test)]
mod tests;
