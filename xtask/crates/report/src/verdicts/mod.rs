//! What becomes of published figures and claims here: a verdict for each, with the reason.
//!
//! Judged are ratios, on intervals: noise never earns a `reproduced`, and what was made under other conditions is not
//! compared at all. Times of another machine are shown and not judged. `evidence` finds the ratio and says why it may not
//! be compared; `terminal` shows the verdicts and computes nothing.

mod evidence;
mod terminal;

use serde::Serialize;

use crate::card::summary::Card;
use evidence::{Evidence, FigureEvidence};
use records::published::{Bounds, Claim, PublishedRow, PublishedSource, Table};
use statistics::{Interval, Speedup};
pub(super) use terminal::{OUTCOMES, VERDICTS, estimate, outcome_word, range, ratios_to, spread, word};
pub use terminal::{brief, render, summary};

/// The version of the JSON's shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// How far from the printed bounds a reproduced ratio may lie, as a factor.
pub(super) const NEAR: f64 = 1.15;

/// How far from the printed bounds a ratio of the same order may lie, as a factor.
pub(super) const ORDER: f64 = 1.5;

/// What becomes of a published figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval lies within what was printed, or no more than `NEAR` beside it.
    Reproduced,
    /// The whole interval lies no more than `ORDER` beside it.
    SameOrder,
    /// The whole interval lies further away.
    Differs,
    /// The interval lies on both sides of a border, or there is none.
    NotResolved,
    /// It was made under other conditions.
    NotComparable,
    /// There is no cell, or the session has no time for it.
    NotMeasured,
}

/// What becomes of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimVerdict {
    /// The whole interval fulfils it.
    Holds,
    /// The whole interval contradicts it.
    DoesNotHold,
    /// Some of the interval fulfils it, or there is none.
    NotResolved,
    /// No cell can test it, or the session has no time for one, or other conditions forbid it.
    NotTestable,
}

/// A source with its verdicts: complete, to be shown or written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgedSource {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub source: String,
    /// Which edition was read.
    pub edition: String,
    /// The machine that its figures come from.
    pub machine: Option<String>,
    /// How its figures were made.
    pub method: Option<String>,
    /// A verdict for each row but the references, in the source's order.
    pub figures: Vec<JudgedFigure>,
    /// An outcome for each claim, in the source's order.
    pub claims: Vec<JudgedClaim>,
}

/// A published figure and its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgedFigure {
    /// The title of its table.
    pub table: String,
    /// What its row is called.
    pub row: String,
    /// The sections that print it.
    pub sections: Vec<String>,
    /// Our benchmark, where it is one.
    pub benchmark: Option<String>,
    /// The rung that stands beside it here: the one that was built like it, or one that comes near.
    pub rung: Option<String>,
    /// The rung that its ratio is to.
    pub against: Option<String>,
    /// The printed time, for information: of another machine.
    pub time: Option<String>,
    /// The printed ratio.
    pub ratio: Option<String>,
    /// What the printed digits leave open for the ratio.
    pub expected: Option<RatioRange>,
    /// The median time here, in nanoseconds.
    pub median_ns: Option<f64>,
    /// The ratio here; also where it may not be compared.
    pub measured: Option<Measured>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// What is known to make it differ; absent where it is reproduced.
    pub cause: Option<String>,
}

/// A claim and its outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgedClaim {
    /// In our words.
    pub says: String,
    /// Where it stands.
    pub section: String,
    /// The cell that is said to be faster or slower, as `rung/benchmark`.
    pub left: Option<String>,
    /// The cell that it is compared with.
    pub right: Option<String>,
    /// The ratios that fulfil it; absent where no cell can test it.
    pub expected: Option<RatioRange>,
    /// The ratio here; also where it may not be compared.
    pub measured: Option<Measured>,
    /// What becomes of it.
    pub outcome: ClaimVerdict,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// In what the cells differ from what was meant, and are taken all the same.
    pub despite: Option<String>,
    /// What is known to make it fail; absent where it holds.
    pub cause: Option<String>,
}

/// From the least to the greatest; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatioRange {
    /// The least.
    pub low: Option<f64>,
    /// The greatest.
    pub high: Option<f64>,
}

/// How many times as fast one cell is as another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The geometric mean over invocations.
    pub estimate: f64,
    /// The lower end of the interval; absent under three invocations.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

impl From<Speedup> for Measured {
    fn from(Speedup { estimate, interval, .. }: Speedup) -> Self {
        Measured { estimate, low: interval.map(|interval| interval.low), high: interval.map(|interval| interval.high) }
    }
}

/// The verdicts on everything that a session carries, source by source.
pub fn judge(card: &Card) -> Vec<JudgedSource> {
    card.published.iter().map(|source| of_source(card, source)).collect()
}

/// The verdicts as one JSON document, indented, ending in a line feed: `session` and `published`, as in the report's.
///
/// # Errors
/// When a number cannot be written.
pub fn json(card: &Card) -> serde_json::Result<String> {
    let document = serde_json::json!({ "version": VERSION, "session": card.session.id, "published": judge(card) });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn of_source(card: &Card, source: &PublishedSource) -> JudgedSource {
    let figures = source.tables.iter().flat_map(|table| table.figures.iter().map(move |row| (table, row)));
    JudgedSource {
        title: source.title.clone(),
        source: source.source.clone(),
        edition: source.edition.clone(),
        machine: source.machine.clone(),
        method: source.method.clone(),
        figures: figures.map(|(table, row)| of_figure(card, source, table, row)).collect(),
        claims: source.claims.iter().map(|claim| of_claim(card, source, claim)).collect(),
    }
}

fn of_figure(card: &Card, source: &PublishedSource, table: &Table, row: &PublishedRow) -> JudgedFigure {
    let expected = table.expected(row);
    let found = evidence::of_row(card, source, table, row);
    let (verdict, reason) = match &found.evidence {
        Evidence::Missing(reason) => (Verdict::NotMeasured, Some(reason.clone())),
        Evidence::Incomparable(reason) => (Verdict::NotComparable, Some(reason.clone())),
        Evidence::Unsettled(reason) => (Verdict::NotResolved, Some(reason.clone())),
        Evidence::Sound(interval) => match expected {
            Some(expected) => (verdict(*interval, expected), None),
            None => (Verdict::NotComparable, Some("no ratio was printed".to_owned())),
        },
    };
    let FigureEvidence { left, right, ratio, .. } = found;
    let said = reason.clone().unwrap_or_default();
    let wants_cause = !matches!(verdict, Verdict::Reproduced | Verdict::NotMeasured);
    JudgedFigure {
        table: table.title.clone(),
        row: row.row.clone(),
        sections: row.sections.clone(),
        benchmark: table.benchmark.clone(),
        rung: left.map(|card| card.cell.rung.clone()),
        against: right.map(|card| card.cell.rung.clone()),
        time: row.time.clone(),
        ratio: row.ratio.clone(),
        expected: expected.map(|Bounds { low, high }| RatioRange { low: Some(low), high: Some(high) }),
        median_ns: left.and_then(|card| card.timed).filter(|timed| timed.has_one_number()).map(|timed| timed.median_ns),
        measured: ratio.map(Measured::from),
        verdict,
        reason,
        cause: row.cause.clone().filter(|cause| wants_cause && !said.contains(cause.as_str())),
    }
}

/// What an interval says of what was printed.
fn verdict(measured: Interval, printed: Bounds) -> Verdict {
    let within = |factor: f64| printed.low / factor <= measured.low && measured.high <= printed.high * factor;
    let outside = |factor: f64| measured.high < printed.low / factor || printed.high * factor < measured.low;
    match () {
        () if within(NEAR) => Verdict::Reproduced,
        () if within(ORDER) => Verdict::SameOrder,
        () if outside(ORDER) => Verdict::Differs,
        () => Verdict::NotResolved,
    }
}

fn of_claim(card: &Card, source: &PublishedSource, claim: &Claim) -> JudgedClaim {
    let found = evidence::of_claim(card, source, claim);
    let (outcome, reason) = match &found.evidence {
        Evidence::Missing(reason) | Evidence::Incomparable(reason) => (ClaimVerdict::NotTestable, Some(reason.clone())),
        Evidence::Unsettled(reason) => (ClaimVerdict::NotResolved, Some(reason.clone())),
        Evidence::Sound(interval) => (outcome(*interval, claim), None),
    };
    JudgedClaim {
        says: claim.says.clone(),
        section: claim.section.clone(),
        left: claim.left.as_ref().map(ToString::to_string),
        right: claim.right.as_ref().map(ToString::to_string),
        expected: claim.left.as_ref().map(|_| RatioRange { low: claim.low, high: claim.high }),
        measured: found.ratio.map(Measured::from),
        outcome,
        reason,
        despite: claim.despite.clone().filter(|_| claim.left.is_some()),
        cause: claim.cause.clone().filter(|_| !matches!(outcome, ClaimVerdict::Holds | ClaimVerdict::NotTestable)),
    }
}

/// What an interval says of a claim, whose bounds fulfil it.
fn outcome(measured: Interval, claim: &Claim) -> ClaimVerdict {
    let low = claim.low.unwrap_or(0.0);
    let high = claim.high.unwrap_or(f64::INFINITY);
    match () {
        () if low <= measured.low && measured.high <= high => ClaimVerdict::Holds,
        () if measured.high < low || high < measured.low => ClaimVerdict::DoesNotHold,
        () => ClaimVerdict::NotResolved,
    }
}

#[cfg(test)]
mod tests;
