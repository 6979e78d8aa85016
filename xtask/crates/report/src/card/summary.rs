//! From records to the card: what each cell's numbers are, and why a cell has none.
//!
//! Computes, and prints nothing. Samples of other phases than `measure`, and all samples of a cell that failed or
//! disagreed, are kept out of every number here.

use std::collections::HashMap;

use serde_json::Value;

use super::builds::built;
use super::flags::{Flag, HeldBackSamples, cell_flags, session_flags, witnessed_flags};
use super::measured::CellMeasurements;
use super::observed::{CellObservations, observations_by_cell};
use super::shares::CpuShares;
use super::{BenchmarkCard, Card, CellCard, CellFigures, CellStatus, PublishedColumn, PublishedFigure};
use published::PublishedSource;
use records::Recorded;
use records::{CellId, CellRecord, End, Standing, Stop, Throttled};
use statistics::{Drifts, Series, joint};

/// Computes the card of a session, finished or not.
pub fn summarise(recorded: &Recorded) -> Card {
    let mut observed = observations_by_cell(recorded);
    let mut warnings = recorded.warnings.clone();
    let mut benchmarks: Vec<BenchmarkCard> = Vec::new();
    for cell in &recorded.cells {
        if !benchmarks.iter().any(|known| known.benchmark == cell.benchmark) {
            benchmarks.push(benchmark_card(recorded, &cell.benchmark, &mut observed));
        }
    }
    let strangers: usize =
        observed.values().map(|observed| observed.counted(Throttled::ByCpuTime).measured.len()).sum();
    if strangers > 0 {
        warnings.push(format!("{strangers} samples were passed over: no record names their cell"));
    }
    let shares = CpuShares::new(recorded);
    Card {
        flags: session_flags(recorded, shares),
        shares,
        session: recorded.session.clone(),
        end: recorded.end.clone(),
        took_ms: recorded.loads.iter().map(|load| load.at_ms).max(),
        resumed: recorded.resumed.len(),
        cut_off: recorded.cut_off(),
        environment: recorded.environment.clone(),
        warnings,
        benchmarks,
        published: recorded.published.clone(),
        column: published::with_column(&recorded.published).map(PublishedColumn::new),
    }
}

/// All that is known of one cell by itself.
struct EvaluatedCell<'a> {
    record: &'a CellRecord,
    observed: CellObservations<'a>,
    measured: Option<CellMeasurements>,
    is_slow: bool,
    held_back: HeldBackSamples,
}

/// A kernel that computes in one thread has its own time in its CPU time.
fn of_throttled(cell: &CellRecord) -> Throttled {
    if cell.threads == 1 && cell.helpers.is_none() { Throttled::ByCpuTime } else { Throttled::LeftOut }
}

impl<'a> EvaluatedCell<'a> {
    fn new(record: &'a CellRecord, observed: CellObservations<'a>) -> EvaluatedCell<'a> {
        let counted = observed.counted(of_throttled(record));
        let measured = CellMeasurements::new(record, &observed, &counted);
        let (is_slow, held_back) = (counted.is_slow(), HeldBackSamples::of(&counted));
        EvaluatedCell { measured, record, observed, is_slow, held_back }
    }

    /// Its measurements, if it is the session's baseline and has one number.
    fn as_baseline(&self, recorded: &Recorded) -> Option<(&'a CellRecord, &CellMeasurements)> {
        let is_baseline = recorded.session.baseline.as_ref() == Some(&self.record.rung);
        let measured = self.measured.as_ref().filter(|measured| is_baseline && measured.has_one_number())?;
        Some((self.record, measured))
    }
}

fn benchmark_card<'a>(
    recorded: &'a Recorded,
    benchmark: &str,
    observed: &mut HashMap<CellId<&'a str>, CellObservations<'a>>,
) -> BenchmarkCard {
    let records = recorded.cells.iter().filter(|cell| cell.benchmark == benchmark);
    let cells: Vec<EvaluatedCell> =
        records.map(|cell| EvaluatedCell::new(cell, observed.remove(&cell.id()).unwrap_or_default())).collect();
    let mut cells = cells;
    judge_rounds(&mut cells);
    put_into_one_model(&mut cells);
    let baseline = cells.iter().find_map(|cell| cell.as_baseline(recorded));
    let comparisons = comparisons(&cells);
    let others = cells.iter().filter(|cell| Some(cell.record) != baseline.map(|(record, _)| record));
    let series: Vec<&Series> = others.filter_map(|cell| Some(&cell.measured.as_ref()?.series)).collect();
    let drifts = baseline.and_then(|(_, measured)| statistics::drifts(&measured.series, &series));
    BenchmarkCard {
        benchmark: benchmark.to_owned(),
        title: cells.first().map_or_else(String::new, |cell| cell.record.benchmark_title.clone()),
        size: cells.first().map_or_else(String::new, |cell| cell.record.size.clone()),
        has_baseline: baseline.is_some(),
        cells: cells
            .iter()
            .zip(comparisons)
            .map(|(cell, own)| cell_card(recorded, cell, baseline, (own, drifts)))
            .collect(),
    }
}

/// Has the rounds of what compiles while it runs tell whether it is steady. What is compiled ahead of time has nothing to reach, and
/// the machine changes from one round to the next.
fn judge_rounds(cells: &mut [EvaluatedCell<'_>]) {
    let series: Vec<&Series> = cells.iter().filter_map(|cell| Some(&cell.measured.as_ref()?.series)).collect();
    let shared = statistics::shared_by_rounds(&series);
    for cell in cells.iter_mut().filter(|cell| cell.record.compiles) {
        if let Some(measured) = &mut cell.measured {
            measured.beginning.judge_rounds(&shared);
        }
    }
}

/// Has one model of all cells that have one number tell what they share.
fn put_into_one_model(cells: &mut [EvaluatedCell<'_>]) {
    let mut own: Vec<&mut CellMeasurements> = cells
        .iter_mut()
        .filter_map(|cell| cell.measured.as_mut())
        .filter(|measured| measured.has_one_number())
        .collect();
    let fits = joint::fit(&own.iter().map(|measured| &measured.series).collect::<Vec<_>>());
    own.iter_mut().zip(fits.into_iter().flatten()).for_each(|(measured, fit)| measured.series.take(fit));
}

/// How far the level of each cell may be off beside those of the others.
fn comparisons(cells: &[EvaluatedCell<'_>]) -> Vec<Option<f64>> {
    let series = |cell: &EvaluatedCell<'_>| cell.measured.as_ref().map(|measured| measured.series.clone());
    let all: Vec<Option<Series>> = cells.iter().map(series).collect();
    let half = |(place, own): (usize, &Option<Series>)| {
        let others = all.iter().enumerate().filter(|(other, _)| *other != place);
        let others: Vec<&Series> = others.filter_map(|(_, other)| other.as_ref()).collect();
        own.as_ref()?.comparison_half_width(&others)
    };
    all.iter().enumerate().map(half).collect()
}

fn cell_card(
    recorded: &Recorded,
    cell: &EvaluatedCell,
    baseline: Option<(&CellRecord, &CellMeasurements)>,
    (comparison, drifts): (Option<f64>, Option<Drifts>),
) -> CellCard {
    let EvaluatedCell { record, observed, measured, is_slow, held_back } = cell;
    let (baseline, measured_baseline) = baseline.unzip();
    let is_baseline = baseline.is_some_and(|baseline| baseline.rung == record.rung);
    let timed = measured.as_ref().map(|measured| measured.figures(measured_baseline, is_baseline, drifts));
    let timed = timed.map(|timed| CellFigures { comparison, ..timed });
    let (status, reason) = match timed {
        Some(_) => (CellStatus::Timed, None),
        None if record.standing == Standing::Ready && observed.failure.is_none() && held_back.left_out > 0 => {
            (CellStatus::Missing, Some(held_back.reason()))
        }
        None => untimed_status(record, observed, recorded.end.as_ref()),
    };
    CellCard {
        flags: timed.map_or_else(Vec::new, |timed| flags(cell, &timed, baseline, recorded)),
        fix: record.fix.clone().filter(|_| timed.is_none()),
        cell: (*record).clone(),
        status,
        reason,
        is_baseline,
        is_slow: *is_slow,
        timed,
        series: measured.as_ref().map(|measured| measured.series.clone()),
        cost_curves: measured.as_ref().map(|measured| measured.beginning.cost_curves.clone()).unwrap_or_default(),
        printed: published_figure(&recorded.published, record),
        peak_bytes: observed.peak_bytes,
        peaks: observed.peaks(),
        artefact_bytes: recorded.environment.as_ref().and_then(|environment| artefact_bytes(environment, record.id())),
        counted: observed.counters(),
        by_invocation: measured.as_ref().map(|one| one.by_invocation(measured_baseline)).unwrap_or_default(),
        output_sha256: observed.output_sha256.map(str::to_owned),
    }
}

/// How large what a cell's runner loads is, as `environment.json` has it.
fn artefact_bytes(environment: &Value, id: CellId<&str>) -> Option<u64> {
    built(environment, id)?.get("artefact_bytes")?.as_u64()
}

/// The flags of a timed cell.
fn flags(
    EvaluatedCell { record, observed, held_back, .. }: &EvaluatedCell<'_>,
    timed: &CellFigures,
    baseline: Option<&CellRecord>,
    recorded: &Recorded,
) -> Vec<Flag> {
    let mut flags = witnessed_flags(record, &observed.runners, observed.changed);
    flags.extend(held_back.flag());
    flags.extend(cell_flags(record, timed, baseline, recorded));
    flags
}

/// What became of a cell that was not timed, and why.
fn untimed_status(record: &CellRecord, observed: &CellObservations, end: Option<&End>) -> (CellStatus, Option<String>) {
    match observed.failure {
        Some(failure) => (status_by_standing(failure.standing), Some(failure.message.clone())),
        None if record.standing == Standing::Ready => status_without_samples(end),
        None => (status_by_standing(record.standing), record.reason.clone()),
    }
}

/// What a standing means for a cell that was not timed.
fn status_by_standing(standing: Standing) -> CellStatus {
    match standing {
        Standing::Missing => CellStatus::Missing,
        Standing::Unsupported => CellStatus::Unsupported,
        Standing::Disagrees => CellStatus::Disagrees,
        Standing::Ready | Standing::Failed => CellStatus::Failed,
    }
}

/// What became of a cell that was ready and has no measured sample.
///
/// A session that ended too early is nobody's fault, least of all the rung's: its number is missing. A session that
/// claims to have measured everything should have measured this cell, too.
fn status_without_samples(end: Option<&End>) -> (CellStatus, Option<String>) {
    let (status, reason) = match end.map(|end| end.stop) {
        Some(Stop::Interrupted) => (CellStatus::Missing, "not reached before the session was interrupted"),
        Some(Stop::Budget) => (CellStatus::Missing, "not reached before the budget was spent"),
        None => (CellStatus::Missing, "not reached yet: the session is under way, or it was killed"),
        Some(Stop::Complete | Stop::Narrow | Stop::Nothing) => {
            (CellStatus::Failed, "the session ended without a measured sample of it")
        }
    };
    (status, Some(reason.to_owned()))
}

/// What the source printed about a cell that the columns beside the measured ones are for.
fn published_figure(sources: &[PublishedSource], cell: &CellRecord) -> Option<PublishedFigure> {
    let tables = published::with_column(sources).into_iter().flat_map(|source| &source.tables);
    let tables = tables.filter(|table| table.benchmark.as_ref() == Some(&cell.benchmark));
    let mut rows = tables.flat_map(|table| table.reference.iter().chain(&table.figures));
    let row = rows.find(|row| row.rungs().any(|(rung, _)| rung == cell.rung))?;
    let ms = row.time.as_deref().and_then(published::milliseconds);
    let speedup = row.ratio.as_deref().and_then(published::ratio);
    Some(PublishedFigure { ms: ms.map(|number| number.value), speedup: speedup.map(|number| number.value) })
}

#[cfg(test)]
mod tests;
