//! What becomes of published figures and claims here: a verdict for each, with the reason.
//!
//! Judged are ratios, on intervals: noise never earns a `reproduced`, and what was made under other conditions is not
//! compared at all. Times of another machine are shown and not judged. `evidence` finds the ratio and says why it may not
//! be compared; `terminal` shows the verdicts and computes nothing.

mod evidence;
mod terminal;

use indexmap::IndexMap;
use serde::Serialize;

use crate::card::{BenchmarkCard, Card, CellCard};
use crate::wire::{self, Estimate};
use evidence::{Evidence, FigureEvidence};
use published::{Allowances, Bounds, Claim, PublishedRow, PublishedSource, Quantity, SeriesPoint, Table};
use statistics::{Interval, Speedup};
pub(crate) use terminal::{
    CLAIM_VERDICTS, VERDICTS, agreeing, chapters, claim_verdict_word, control_text, estimate_text, range_text,
    ratios_to, spread_text, verdict_word,
};
pub use terminal::{brief, render, summary};

/// The version of the JSON's shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// What becomes of a published figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval lies within what was printed, or no more beside it than the source's bounds allow as near.
    Reproduced,
    /// The whole interval lies no more beside it than they allow as of the same order.
    SameOrder,
    /// The whole interval lies further away.
    Differs,
    /// The interval lies on both sides of a border, or there is none: time is lacking, or the machine is.
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
    /// What counts as reproduced, and what as of the same order.
    pub allowed: Option<[RatioRange; 2]>,
    /// The median time here, in nanoseconds.
    pub median_ns: Option<f64>,
    /// The ratio here; also where it may not be compared.
    pub measured: Option<Estimate>,
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
    /// What its numbers are; absent where they are ratios of speeds.
    #[serde(skip_serializing_if = "Quantity::is_speed")]
    pub quantity: Quantity,
    /// The numbers that fulfil it; absent where no cell can test it.
    pub expected: Option<RatioRange>,
    /// The number here; also where it may not be compared.
    pub measured: Option<Estimate>,
    /// How many times as fast the control is as the left cell; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Estimate>,
    /// What becomes of it.
    pub outcome: ClaimVerdict,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// In what the cells differ from what was meant, and are taken all the same.
    pub despite: Option<String>,
    /// What is known to make it fail; absent where it holds.
    pub cause: Option<String>,
    /// Which series it is a point of; absent where it stands alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesPoint>,
}

/// From the least to the greatest; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatioRange {
    /// The least.
    pub low: Option<f64>,
    /// The greatest.
    pub high: Option<f64>,
}

impl From<Bounds> for RatioRange {
    fn from(Bounds { low, high }: Bounds) -> RatioRange {
        RatioRange { low: Some(low), high: Some(high) }
    }
}

/// The verdicts on everything that a session carries, source by source.
pub fn judge(card: &Card) -> Vec<JudgedSource> {
    card.published.iter().map(|source| judge_source(card, source)).collect()
}

/// The verdicts as one JSON document, indented, ending in a line feed: `session` and `published`, as in the report's.
///
/// # Errors
/// When a number cannot be written.
pub fn json(card: &Card) -> serde_json::Result<String> {
    let document = serde_json::json!({ "version": VERSION, "session": card.session.id, "published": judge(card) });
    Ok(wire::pretty(&document)? + "\n")
}

/// The measured claims of each series that has at least two of them, by the name of the series, in the source's order.
pub(crate) fn series(claims: &[JudgedClaim]) -> Vec<(&str, Vec<&JudgedClaim>)> {
    let mut series: IndexMap<&str, Vec<&JudgedClaim>> = IndexMap::new();
    for claim in claims.iter().filter(|claim| claim.measured.is_some()) {
        if let Some(point) = &claim.series {
            series.entry(&point.name).or_default().push(claim);
        }
    }
    series.into_iter().filter(|(_, points)| points.len() > 1).collect()
}

/// The claims that are about these benchmarks alone, with what becomes of each.
pub(crate) fn claims_about(card: &Card, benchmarks: &[&BenchmarkCard]) -> Vec<JudgedClaim> {
    let is_here = |cell: &Option<String>| {
        let benchmark = cell.as_ref().and_then(|cell| cell.split_once('/')).map(|(_, benchmark)| benchmark);
        benchmark.is_some_and(|id| benchmarks.iter().any(|card| card.benchmark == id))
    };
    let claims = judge(card).into_iter().flat_map(|source| source.claims);
    claims.filter(|claim| is_here(&claim.left) && is_here(&claim.right)).collect()
}

fn judge_source(card: &Card, source: &PublishedSource) -> JudgedSource {
    let figures = source.tables.iter().flat_map(|table| table.figures.iter().map(move |row| (table, row)));
    JudgedSource {
        title: source.title.clone(),
        source: source.source.clone(),
        edition: source.edition.clone(),
        machine: source.machine.clone(),
        method: source.method.clone(),
        figures: figures.map(|(table, row)| judge_figure(card, source, table, row)).collect(),
        claims: source.claims.iter().map(|claim| judge_claim(card, source, claim)).collect(),
    }
}

fn judge_figure(card: &Card, source: &PublishedSource, table: &Table, row: &PublishedRow) -> JudgedFigure {
    let expected = table.expected(row);
    let FigureEvidence { left, right, ratio, evidence } = evidence::row_evidence(card, source, table, row);
    let allowed = expected.map(|printed| AllowedRatios::new(source, printed));
    let (verdict, reason) = figure_verdict(evidence, allowed, ratio);
    let cause = match verdict {
        Verdict::Reproduced | Verdict::NotMeasured => None,
        // What the reason says already is not said twice.
        _ => row.cause.clone().filter(|cause| !reason.as_ref().is_some_and(|reason| reason.contains(cause.as_str()))),
    };
    JudgedFigure {
        table: table.title.clone(),
        row: row.row.clone(),
        sections: row.sections.clone(),
        benchmark: table.benchmark.clone(),
        rung: left.map(|card| card.cell.rung.clone()),
        against: right.map(|card| card.cell.rung.clone()),
        time: row.time.clone(),
        ratio: row.ratio.clone(),
        expected: expected.map(RatioRange::from),
        allowed: allowed.map(|AllowedRatios { near, order }| [near, order].map(RatioRange::from)),
        median_ns: left.and_then(CellCard::steady).map(|timed| timed.median_ns),
        measured: ratio.map(Estimate::from),
        verdict,
        reason,
        cause,
    }
}

/// Ratios that count as what was printed.
#[derive(Debug, Clone, Copy, PartialEq)]
struct AllowedRatios {
    near: Bounds,
    order: Bounds,
}

impl AllowedRatios {
    fn new(source: &PublishedSource, printed: Bounds) -> AllowedRatios {
        let Allowances { near, order, .. } = source.bounds.clone().unwrap_or_default();
        AllowedRatios { near: near.around(printed), order: order.around(printed) }
    }
}

/// What becomes of a figure, and why where it is not judged.
fn figure_verdict(
    evidence: Evidence,
    allowed: Option<AllowedRatios>,
    ratio: Option<Speedup>,
) -> (Verdict, Option<String>) {
    match (evidence, allowed) {
        (Evidence::Missing(reason), _) => (Verdict::NotMeasured, Some(reason)),
        (Evidence::Incomparable(reason), _) => (Verdict::NotComparable, Some(reason)),
        (Evidence::Unsettled(reason), _) => (Verdict::NotResolved, Some(reason)),
        (Evidence::Sound(interval), Some(allowed)) => {
            let verdict = verdict_of_interval(interval, allowed);
            let lacking = || lacking(ratio?, &[allowed.order.low, allowed.order.high]);
            (verdict, Some(()).filter(|()| verdict == Verdict::NotResolved).and_then(|()| lacking()))
        }
        (Evidence::Sound(_), None) => (Verdict::NotComparable, Some("no ratio was printed".to_owned())),
    }
}

/// What an interval says of what was printed.
fn verdict_of_interval(measured: Interval, allowed: AllowedRatios) -> Verdict {
    let within = |bounds: Bounds| bounds.low <= measured.low && measured.high <= bounds.high;
    let is_outside = measured.high < allowed.order.low || allowed.order.high < measured.low;
    match () {
        () if within(allowed.near) => Verdict::Reproduced,
        () if within(allowed.order) => Verdict::SameOrder,
        () if is_outside => Verdict::Differs,
        () => Verdict::NotResolved,
    }
}

/// More times as many invocations as there are is more than anybody waits for.
const PATIENCE: f64 = 10.0;

/// What it would take to tell on which side of the nearest border a ratio lies, where its interval lies on both: time, or
/// another machine.
fn lacking(ratio: Speedup, borders: &[f64]) -> Option<String> {
    let interval = ratio.interval?;
    let crossed = borders.iter().copied().filter(|border| interval.contains(*border));
    let apart = |border: &f64| (ratio.estimate / border).ln().abs();
    let border = crossed.min_by(|one, other| apart(one).total_cmp(&apart(other)))?;
    let half = (interval.high / interval.low).ln() / 2.0;
    let more = (half / apart(&border)).powi(2);
    Some(match more <= PATIENCE {
        true => {
            let wanted = (more * ratio.invocations as f64).ceil();
            format!("time is lacking: about {wanted} invocations would tell, of which there were {}", ratio.invocations)
        }
        false => format!(
            "the machine is lacking: the ratio lies so near to the border at {} that no time would tell here",
            crate::text::units::significant(border)
        ),
    })
}

fn judge_claim(card: &Card, source: &PublishedSource, claim: &Claim) -> JudgedClaim {
    let FigureEvidence { ratio, evidence, .. } = evidence::claim_evidence(card, source, claim);
    let (outcome, reason) = match evidence {
        Evidence::Missing(reason) | Evidence::Incomparable(reason) => (ClaimVerdict::NotTestable, Some(reason)),
        Evidence::Unsettled(reason) => (ClaimVerdict::NotResolved, Some(reason)),
        Evidence::Sound(interval) => {
            let verdict = claim_verdict(interval, claim);
            let borders: Vec<f64> = claim.low.iter().chain(&claim.high).copied().collect();
            let is_open = verdict == ClaimVerdict::NotResolved && claim.quantity.is_speed();
            let lacking = ratio.filter(|_| is_open).and_then(|ratio| lacking(ratio, &borders));
            (verdict, lacking)
        }
    };
    let control = evidence::control(card, claim);
    let (outcome, reason) = match (outcome, &control) {
        (ClaimVerdict::Holds | ClaimVerdict::DoesNotHold, Some(Err(withdrawn))) => {
            (ClaimVerdict::NotResolved, Some(withdrawn.clone()))
        }
        _ => (outcome, reason),
    };
    JudgedClaim {
        control: control.and_then(Result::ok).map(Estimate::from),
        says: claim.says.clone(),
        section: claim.section.clone(),
        left: claim.left.as_ref().map(ToString::to_string),
        right: claim.right.as_ref().map(ToString::to_string),
        quantity: claim.quantity,
        expected: claim.left.as_ref().map(|_| RatioRange { low: claim.low, high: claim.high }),
        measured: ratio.map(Estimate::from),
        outcome,
        reason,
        despite: claim.despite.clone().filter(|_| claim.left.is_some()),
        cause: claim.cause.clone().filter(|_| !matches!(outcome, ClaimVerdict::Holds | ClaimVerdict::NotTestable)),
        series: claim.series.clone(),
    }
}

/// What an interval says of a claim, whose bounds fulfil it.
fn claim_verdict(measured: Interval, claim: &Claim) -> ClaimVerdict {
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
