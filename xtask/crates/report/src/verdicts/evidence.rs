//! The ratio behind a figure or a claim, and what forbids to compare it.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use crate::card::{Card, CellCard, CellStatus};
use published::{Claim, Conditions, PublishedRow, PublishedSource, Quantity, Table};
use records::{CellId, CellRecord};
use statistics::{self, FEWEST, Interval, Speedup};

/// What a session has to say about a figure or a claim.
pub(super) struct FigureEvidence<'a> {
    /// The cell that stands for it.
    pub(super) left: Option<&'a CellCard>,
    /// The cell that its ratio is to.
    pub(super) right: Option<&'a CellCard>,
    /// The ratio, wherever there is one.
    pub(super) ratio: Option<Speedup>,
    /// What it is worth.
    pub(super) evidence: Evidence,
}

/// What a ratio is worth.
pub(super) enum Evidence {
    /// There is none; why.
    Missing(String),
    /// It was made under other conditions; which.
    Incomparable(String),
    /// It has no interval; why.
    Unsettled(String),
    /// It may be judged.
    Sound(Interval),
}

impl<'a> FigureEvidence<'a> {
    fn missing(reason: &str) -> Self {
        FigureEvidence { left: None, right: None, ratio: None, evidence: Evidence::Missing(reason.to_owned()) }
    }

    /// A time that is shown beside no other.
    fn alone(left: &'a CellCard, reason: String) -> Self {
        FigureEvidence { left: Some(left), right: None, ratio: None, evidence: Evidence::Incomparable(reason) }
    }

    /// A ratio, and all that forbids to compare it with what was published, each once.
    fn new(left: &'a CellCard, right: &'a CellCard, forbidden: IndexSet<String>) -> Self {
        let ratio = ratio(left, right);
        let evidence = match forbidden.is_empty() {
            true => evidence_of_ratio(left, right, ratio),
            false => Evidence::Incomparable(joined(forbidden)),
        };
        let ratio = ratio.filter(|_| left.steady().is_some() && right.steady().is_some());
        FigureEvidence { left: Some(left), right: Some(right), ratio, evidence }
    }
}

/// What a ratio is worth that nothing forbids to compare.
fn evidence_of_ratio(left: &CellCard, right: &CellCard, ratio: Option<Speedup>) -> Evidence {
    match unsteady(left).or_else(|| unsteady(right)) {
        Some(reason) => Evidence::Unsettled(reason),
        None => evidence_of_numbers(left, right, ratio),
    }
}

/// What a number is worth that nothing forbids to compare, however steady the cells are.
fn evidence_of_numbers(left: &CellCard, right: &CellCard, ratio: Option<Speedup>) -> Evidence {
    match ratio {
        None => Evidence::Missing(format!("{} and {} have no round in common", title(left), title(right))),
        Some(ratio) => match ratio.interval {
            Some(interval) => Evidence::Sound(interval),
            None => Evidence::Unsettled(format!("fewer than {FEWEST} invocations, so there is no interval")),
        },
    }
}

/// How many times as fast the left cell is.
fn ratio(left: &CellCard, right: &CellCard) -> Option<Speedup> {
    let (own, other) = (left.series.as_ref()?, right.series.as_ref()?);
    match left.cell.benchmark == right.cell.benchmark {
        true => statistics::speedup(other, own),
        false => statistics::speedup_across(other, own),
    }
}

fn unsteady(card: &CellCard) -> Option<String> {
    card.steady().is_none().then(|| format!("{} has no steady state, so that no number stands for it", title(card)))
}

fn title(card: &CellCard) -> &str {
    &card.cell.title
}

fn joined(reasons: IndexSet<String>) -> String {
    reasons.into_iter().collect::<Vec<_>>().join("; ")
}

/// The evidence for a row of a table: its own cell beside the reference's, or those that come near, which may be shown and
/// not compared.
pub(super) fn row_evidence<'a>(
    card: &'a Card,
    source: &PublishedSource,
    table: &Table,
    row: &PublishedRow,
) -> FigureEvidence<'a> {
    if let Some(reason) = &row.absent {
        return FigureEvidence::missing(reason);
    }
    let Some(benchmark) = &table.benchmark else {
        return FigureEvidence::missing("its table is about no benchmark of this project");
    };
    let left = match RowCells::new(card, benchmark, row) {
        Ok(left) => left,
        Err(reason) => return FigureEvidence::missing(&reason),
    };
    let Some(reference) = &table.reference else {
        let reason = "it is printed without a row that it could be compared with";
        return FigureEvidence::alone(left.first.cell, reason.to_owned());
    };
    match RowCells::new(card, benchmark, reference) {
        Ok(right) => beside_reference(&left, &right, source, benchmark),
        Err(reason) => FigureEvidence::missing(&format!("what it is compared with: {reason}")),
    }
}

/// The evidence for a row of whose cells and the reference's one each was timed.
fn beside_reference<'a>(
    row: &RowCells<'a, '_>,
    reference: &RowCells<'a, '_>,
    source: &PublishedSource,
    benchmark: &str,
) -> FigureEvidence<'a> {
    let Some((left, right)) = row.paired(reference) else {
        let (left, right) = (row.first, reference.first);
        let (one, other) = (title(left.cell), title(right.cell));
        let unlike = format!("{one} and {other} differ from what was published in unlike ways, so no ratio is shown");
        return FigureEvidence::alone(left.cell, joined(differences(left, right).chain([unlike]).collect()));
    };
    let conditions = source.conditions.get(benchmark).cloned().unwrap_or_default();
    let conditions = Conditions { any_size: row.row.any_size, ..conditions };
    let mut forbidden: IndexSet<String> = differences(left, right).collect();
    if forbidden.is_empty() {
        forbidden.extend(licence(left.cell, row.row));
    }
    forbidden.extend(threads(left.cell, row.row));
    forbidden.extend(row.row.unlike.clone());
    forbidden.extend(unlike_conditions(&conditions, left.cell));
    forbidden.extend(unlike_builds(left.cell, right.cell));
    FigureEvidence::new(left.cell, right.cell, forbidden)
}

/// In what two cells differ from the published programs.
fn differences(left: RowCell<'_, '_>, right: RowCell<'_, '_>) -> impl Iterator<Item = String> {
    [left.why.map(str::to_owned), right.why.map(str::to_owned)].into_iter().flatten()
}

/// A timed cell that may stand beside a row, and in what it differs from the published program, if it does.
#[derive(Clone, Copy)]
struct RowCell<'a, 'r> {
    cell: &'a CellCard,
    why: Option<&'r str>,
}

/// All of them, the comparable one first.
struct RowCells<'a, 'r> {
    row: &'r PublishedRow,
    first: RowCell<'a, 'r>,
    others: Vec<RowCell<'a, 'r>>,
}

impl<'a, 'r> RowCells<'a, 'r> {
    /// Those of a row, or why there is none.
    fn new(card: &'a Card, benchmark: &str, row: &'r PublishedRow) -> Result<Self, String> {
        let cells: Vec<_> = row.rungs().map(|(rung, why)| (rung, card.cell(CellId { rung, benchmark }), why)).collect();
        let mut timed = cells.iter().filter_map(|(_, cell, why)| {
            let cell = cell.filter(|cell| cell.timed.is_some())?;
            Some(RowCell { cell, why: *why })
        });
        match (timed.next(), cells.first()) {
            (Some(first), _) => Ok(RowCells { row, first, others: timed.collect() }),
            // The row says which: rows that were not selected can be told together.
            (None, Some((_, None, _))) => Err("not selected in this session".to_owned()),
            (None, Some((rung, cell, _))) => Err(untimed(rung, *cell)),
            (None, None) => Err("no cell is named".to_owned()),
        }
    }

    fn all(&self) -> impl Iterator<Item = RowCell<'a, 'r>> {
        [self.first].into_iter().chain(self.others.iter().copied())
    }

    /// The first two cells whose ratio differs from the published one in no more than one thing.
    fn paired(&self, other: &Self) -> Option<(RowCell<'a, 'r>, RowCell<'a, 'r>)> {
        let mut pairs = self.all().flat_map(|own| other.all().map(move |theirs| (own, theirs)));
        pairs.find(|(own, theirs)| match (own.why, theirs.why) {
            (None, None) => true,
            (Some(own), Some(theirs)) => own == theirs,
            (Some(why), None) => !other.knows(why),
            (None, Some(why)) => !self.knows(why),
        })
    }

    /// Whether the row has cells that differ in this, so that it must be one of them where the other's does.
    fn knows(&self, why: &str) -> bool {
        self.row.near.iter().any(|near| near.why == why)
    }
}

/// Why a cell has no time.
fn untimed(rung: &str, cell: Option<&CellCard>) -> String {
    let Some(card) = cell else {
        return format!("{rung} was not selected");
    };
    let reason = card.reason_in_short().unwrap_or("no reason was recorded");
    let what = match card.status {
        CellStatus::Timed | CellStatus::Missing => "is missing",
        CellStatus::Unsupported => "is unsupported",
        CellStatus::Disagrees => "disagrees",
        CellStatus::Failed => "failed",
    };
    format!("{} {what}: {reason}", card.cell.title)
}

/// The evidence for a claim.
pub(super) fn claim_evidence<'a>(card: &'a Card, source: &PublishedSource, claim: &Claim) -> FigureEvidence<'a> {
    let (Some(left), Some(right)) = (&claim.left, &claim.right) else {
        return FigureEvidence::missing(claim.absent.as_deref().unwrap_or("no cell is named"));
    };
    let pairs = match pairs(card, claim, left, right) {
        Ok(pairs) => pairs,
        Err(reason) => return FigureEvidence::missing(&reason),
    };
    let (left, right) = pairs[0];
    let both_refuse = left.cell.validates && right.cell.validates;
    let mut forbidden = IndexSet::new();
    for cell in [left, right] {
        let conditions = source.conditions.get(&cell.cell.benchmark).cloned().unwrap_or_default();
        let despite = both_refuse && claim.despite.is_some() && claim.despite == conditions.contract;
        let conditions = Conditions {
            any_size: claim.any_size.unwrap_or(conditions.any_size),
            validates: conditions.validates || despite,
            ..conditions
        };
        forbidden.extend(unlike_conditions(&conditions, cell));
    }
    forbidden.extend(claim.unlike.clone());
    forbidden.extend(unlike_builds(left, right));
    match claim.quantity {
        Quantity::BytesPerElement => bytes_evidence(left, right, forbidden),
        Quantity::Speed if claim.over.is_empty() => FigureEvidence::new(left, right, forbidden),
        Quantity::Speed => mean_evidence(&pairs, forbidden),
    }
}

/// How many bytes more the left cell's processes hold at their peak than the right one's, for each element of the input: the mean
/// over the invocations that both were measured in. How steady their times are tells nothing of that.
fn bytes_evidence<'a>(left: &'a CellCard, right: &'a CellCard, forbidden: IndexSet<String>) -> FigureEvidence<'a> {
    let elements = left.cell.size.parse::<f64>().ok().filter(|elements| *elements >= 1.0);
    let common = left.peaks.iter().filter_map(|(invocation, own)| Some((*own, *right.peaks.get(invocation)?)));
    let more: Vec<f64> = elements
        .map(|elements| common.map(|(own, other)| (own as f64 - other as f64) / elements).collect())
        .unwrap_or_default();
    let interval = statistics::interval(&more, statistics::CONFIDENCE);
    let found = statistics::mean(&more);
    let ratio = found.map(|estimate| Speedup { estimate, interval, invocations: more.len(), paired: true });
    let evidence = match (forbidden.is_empty(), elements) {
        (false, _) => Evidence::Incomparable(joined(forbidden)),
        (true, None) => Evidence::Missing(format!("the input {} is no number of elements", left.cell.size)),
        (true, Some(_)) => evidence_of_numbers(left, right, ratio),
    };
    FigureEvidence { left: Some(left), right: Some(right), ratio, evidence }
}

/// The cells of a claim, two by two: the named ones, or those of each benchmark of its mean. At least one pair.
fn pairs<'a>(
    card: &'a Card,
    claim: &Claim,
    left: &CellId,
    right: &CellId,
) -> Result<Vec<(&'a CellCard, &'a CellCard)>, String> {
    let pair = |left: &CellId, right: &CellId| Ok((timed_cell(card, left)?, timed_cell(card, right)?));
    if claim.over.is_empty() {
        return Ok(vec![pair(left, right)?]);
    }
    let on = |cell: &CellId, benchmark: &String| CellId::new(cell.rung.clone(), benchmark.clone());
    let found: Vec<_> = claim.over.iter().map(|benchmark| pair(&on(left, benchmark), &on(right, benchmark))).collect();
    let timed = found.iter().filter(|pair| pair.is_ok()).count();
    let all: Result<Vec<_>, String> = found.into_iter().collect();
    all.map_err(|reason| format!("{timed} of the mean's {} benchmarks were timed for both: {reason}", claim.over.len()))
}

/// The geometric mean of the ratios of all pairs, of their first invocations, of their second ones, and so on. Not by their numbers:
/// an invocation that was cut off is made again under a number of its own.
fn mean_evidence<'a>(pairs: &[(&'a CellCard, &'a CellCard)], forbidden: IndexSet<String>) -> FigureEvidence<'a> {
    let (left, right) = pairs[0];
    let mut logs: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (left, right) in pairs {
        let Some((own, other)) = left.series.as_ref().zip(right.series.as_ref()) else { continue };
        for (place, ratio) in statistics::ratios(other, own).into_values().enumerate() {
            logs.entry(place).or_default().push(ratio.ln());
        }
    }
    let common = logs.values().filter(|logs| logs.len() == pairs.len());
    let means: Vec<f64> = common.filter_map(|logs| Some(statistics::mean(logs)?.exp())).collect();
    let ratio = statistics::typical(&means).map(|(estimate, interval)| {
        let paired = pairs.iter().any(|(left, right)| self::ratio(left, right).is_some_and(|ratio| ratio.paired));
        Speedup { estimate, interval, invocations: means.len(), paired }
    });
    let unsteady = pairs.iter().find_map(|(left, right)| unsteady(left).or_else(|| unsteady(right)));
    let evidence = match (forbidden.is_empty(), unsteady) {
        (false, _) => Evidence::Incomparable(joined(forbidden)),
        (true, Some(reason)) => Evidence::Unsettled(reason),
        (true, None) => evidence_of_ratio(left, right, ratio),
    };
    FigureEvidence { left: Some(left), right: Some(right), ratio, evidence }
}

/// How far a control may be from the cell that it is like.
const CONTROL: Interval = Interval { low: 0.95, high: 1.05 };

/// How many times as fast a claim's control is as its left cell, or why the claim counts for nothing; none where it has no control.
pub(super) fn control(card: &Card, claim: &Claim) -> Option<Result<Speedup, String>> {
    let (control, left) = (claim.control.as_ref()?, claim.left.as_ref()?);
    let withdrawn = |why: String| Some(Err(format!("withdrawn, as its control {why}")));
    let ratio = match (timed_cell(card, control), timed_cell(card, left)) {
        (Ok(control), Ok(left)) => ratio(control, left),
        (Err(reason), _) | (_, Err(reason)) => return withdrawn(format!("cannot be told: {reason}")),
    };
    let Some(ratio) = ratio else { return withdrawn("has no round in common with it".to_owned()) };
    let is_near = CONTROL.low <= ratio.estimate && ratio.estimate <= CONTROL.high;
    let may_be_one = ratio.interval.is_some_and(|interval| interval.low <= 1.0 && 1.0 <= interval.high);
    if is_near || may_be_one {
        return Some(Ok(ratio));
    }
    withdrawn(format!("is {:.3} times as fast as the same without it", ratio.estimate))
}

/// A cell that a claim is about, or why it has no time.
fn timed_cell<'a>(card: &'a Card, id: &CellId) -> Result<&'a CellCard, String> {
    let cell = card.cell(id.borrowed());
    cell.filter(|cell| cell.timed.is_some()).ok_or_else(|| untimed(&id.rung, cell))
}

/// What a cell's input and contract differ in from those of a source.
fn unlike_conditions(conditions: &Conditions, card: &CellCard) -> Vec<String> {
    let cell = &card.cell;
    let mut differences = Vec::new();
    if let Some(size) = conditions.size.as_ref().filter(|size| !conditions.any_size && **size != cell.size) {
        differences.push(format!("the published input is {size}, not {}", cell.size));
    }
    if cell.validates && !conditions.validates {
        let known = conditions.contract.as_deref();
        differences.push(known.unwrap_or("ours refuses malformed input, which the published one did not").to_owned());
    }
    differences
}

fn licence(card: &CellCard, row: &PublishedRow) -> Option<String> {
    match (row.fast_math, card.cell.fast_math) {
        (true, false) => Some("the published one had fast-math, ours has not".to_owned()),
        (false, true) => Some("ours has fast-math, the published one had not".to_owned()),
        _ => None,
    }
}

fn threads(card: &CellCard, row: &PublishedRow) -> Option<String> {
    match (row.parallel, card.cell.threads > 1) {
        (true, false) => Some("the published one used several threads, ours uses one".to_owned()),
        (false, true) => Some("ours uses several threads, the published one used one".to_owned()),
        _ => None,
    }
}

/// Interpreters of one kind alone are compared with each other.
fn unlike_builds(left: &CellCard, right: &CellCard) -> Option<String> {
    let (one, other) = (&left.cell, &right.cell);
    if let (Some(kind), Some(other_kind)) = (&one.build_kind, &other.build_kind)
        && kind != other_kind
    {
        let (one, other) = (&one.title, &other.title);
        return Some(format!("the interpreters were not built alike: {one} ({kind}), {other} ({other_kind})"));
    }
    match (is_optimised(one), is_optimised(other)) {
        (true, false) => Some(other),
        (false, true) => Some(one),
        _ => None,
    }
    .map(|plain| format!("the interpreter of {} was built without optimisation", plain.title))
}

fn is_optimised(cell: &CellRecord) -> bool {
    cell.optimised.unwrap_or(true)
}
