//! From records to the card: what each cell's numbers are, and why a cell has none.
//!
//! Computes, and prints nothing. Samples of other phases than `measure`, and all samples of a cell that failed or
//! disagreed, are kept out of every number here.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::card::flags::{self, Flag};
use crate::card::head::{Beginning, BreakEven, StartCosts};
use crate::card::shares::CpuShares;
use records::Recorded;
use records::published::{self, PublishedSource};
use records::{CellRecord, End, Failure, Phase, Sample, Session, Standing, Start, Stop};
use statistics::steady::State;
use statistics::{self, CostCurve, Interval, Series, Speedup, Spread, Timing};

/// All that a report says of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What was planned.
    pub session: Session,
    /// When and why it ended; absent while it is under way, or when it was killed.
    pub end: Option<End>,
    /// The environment, where it was recorded.
    pub environment: Option<serde_json::Value>,
    /// What had to be passed over, for people.
    pub warnings: Vec<String>,
    /// Who had the CPU while it was measured, as far as the records tell.
    pub shares: CpuShares,
    /// Why all of its numbers should be doubted.
    pub flags: Vec<Flag>,
    /// One card a benchmark, in the order of the records.
    pub benchmarks: Vec<BenchmarkCard>,
    /// What others printed about the cells.
    pub published: Vec<PublishedSource>,
}

impl Card {
    /// Whether every timed cell has an interval whose half-width is at most this share of its estimate, after enough
    /// invocations to believe it.
    pub fn is_settled(&self, width: f64) -> bool {
        let mut timed =
            self.benchmarks.iter().flat_map(|benchmark| &benchmark.cells).filter_map(|cell| cell.timed.as_ref());
        timed.all(|timed| !timed.has_one_number() || timed.speedup.is_some_and(|speedup| speedup.is_settled(width)))
    }

    /// Of each benchmark, the timed cell with the widest interval that is wider than this share of its estimate, and
    /// where its ratios vary.
    pub fn widest(&self, width: f64) -> Vec<(&CellRecord, Spread)> {
        self.benchmarks.iter().filter_map(|benchmark| widest_of(benchmark, width)).collect()
    }

    /// Slow cells whose intervals are at most this share of their estimates wide, after enough invocations to believe it,
    /// and which are not the baseline: another visit would cost much and tell little.
    pub fn slow_and_settled(&self, width: f64) -> Vec<&CellRecord> {
        let is_done = |cell: &&CellCard| {
            let speedup = cell.timed.as_ref().and_then(|timed| timed.speedup);
            cell.is_slow && speedup.is_some_and(|speedup| speedup.is_settled(width)) && !cell.is_baseline
        };
        let cells = self.benchmarks.iter().flat_map(|benchmark| &benchmark.cells);
        cells.filter(is_done).map(|cell| &cell.cell).collect()
    }

    /// The cell of this name, if the session selected it.
    pub fn cell(&self, benchmark: &str, rung: &str) -> Option<&CellCard> {
        let benchmark = self.benchmarks.iter().find(|card| card.benchmark == benchmark)?;
        benchmark.cells.iter().find(|card| card.cell.rung == rung)
    }

    /// Whether nothing disagreed or failed; what is missing or unsupported is well.
    pub fn all_well(&self) -> bool {
        let cells = self.benchmarks.iter().flat_map(|benchmark| &benchmark.cells);
        cells.into_iter().all(|cell| !matches!(cell.status, CellStatus::Disagrees | CellStatus::Failed))
    }
}

fn widest_of(benchmark: &BenchmarkCard, width: f64) -> Option<(&CellRecord, Spread)> {
    let wide = benchmark.cells.iter().filter_map(|cell| {
        let timed = cell.timed.as_ref()?;
        let half = timed.speedup.as_ref()?.half_width().filter(|half| *half > width)?;
        Some((half, &cell.cell, timed.spread?))
    });
    wide.max_by(|(one, ..), (other, ..)| one.total_cmp(other)).map(|(_, cell, spread)| (cell, spread))
}

/// One benchmark's cells.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchmarkCard {
    /// The benchmark's identifier.
    pub benchmark: String,
    /// For people.
    pub title: String,
    /// The timed input, for people.
    pub size: String,
    /// Whether the session's baseline was timed on this benchmark and has one number; without it there are no speedups.
    pub has_baseline: bool,
    /// In the order of the records, which is that of the ladder.
    pub cells: Vec<CellCard>,
}

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellStatus {
    /// It was measured.
    Timed,
    /// A toolchain is missing, or the session ended too early.
    Missing,
    /// The rung cannot do this benchmark.
    Unsupported,
    /// Its output differs from the oracle's.
    Disagrees,
    /// It could not be built, or its runner failed.
    Failed,
}

/// One rung on one benchmark.
#[derive(Debug, Clone, PartialEq)]
pub struct CellCard {
    /// What was selected, and what the ladder says of it.
    pub cell: CellRecord,
    /// What became of it.
    pub status: CellStatus,
    /// Why it was not timed.
    pub reason: Option<String>,
    /// What a person can do about it.
    pub fix: Option<String>,
    /// Whether its speedup is 1 by definition.
    pub is_baseline: bool,
    /// Whether it is visited once per invocation.
    pub is_slow: bool,
    /// Its numbers; present if and only if the status is `Timed`.
    pub timed: Option<CellFigures>,
    /// Its turns, for ratios to other cells than the baseline; present if and only if the status is `Timed`.
    pub series: Option<Series>,
    /// How the time of each of its processes grows with its work, by invocation; empty unless the status is `Timed`.
    pub courses: Vec<(u32, CostCurve)>,
    /// What was printed about it.
    pub printed: Option<PublishedFigure>,
    /// What each of its invocations says, in their order.
    pub by_invocation: Vec<InvocationFigures>,
    /// SHA-256 of the canonical JSON of its output at the timed size, once one has agreed.
    pub output_sha256: Option<String>,
    /// Why its numbers should be doubted.
    pub flags: Vec<Flag>,
    /// The highest peak of resident memory of its runners.
    pub peak_bytes: Option<u64>,
}

/// What the first of the sources printed about a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedFigure {
    /// The time in milliseconds.
    pub ms: Option<f64>,
    /// The ratio to the source's own reference.
    pub speedup: Option<f64>,
}

/// One invocation of a timed cell: what the figures are averages of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvocationFigures {
    /// Counted from 0.
    pub invocation: u32,
    /// Time of one iteration: the geometric mean over the rounds.
    pub time_ns: f64,
    /// How many times as fast as the baseline; absent where they have no round in common.
    pub ratio: Option<f64>,
}

/// The numbers of a timed cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellFigures {
    /// Median over all measured samples of wall time per iteration.
    pub median_ns: f64,
    /// CPU time of all measured samples over their wall time.
    pub cpu_over_wall: Option<f64>,
    /// Against the baseline, if it was timed.
    pub speedup: Option<Speedup>,
    /// The baseline's shortest time per iteration over the cell's.
    pub minimum_ratio: Option<f64>,
    /// See `statistics::drift`.
    pub drift: Option<Interval>,
    /// Where its log ratios to the baseline vary; absent for the baseline and for slow cells.
    pub spread: Option<Spread>,
    /// What comes before the steady state.
    pub head: StartCosts,
    /// From when on the cell has taken less time than the baseline; absent for the baseline, and where that is never so.
    pub break_even: Option<BreakEven>,
    /// How its times behave from the first iteration on, where enough of them are known.
    pub state: Option<State>,
    /// The invocations with a measured sample.
    pub invocations: usize,
    /// The measured samples.
    pub samples: usize,
}

impl CellFigures {
    /// Whether one number can stand for the cell; where it cannot, there is no speedup, and the median is not shown.
    pub fn has_one_number(&self) -> bool {
        self.state.is_none_or(State::has_one_number)
    }
}

/// Computes the card of a session, finished or not.
pub fn summarise(recorded: &Recorded) -> Card {
    let mut observed = CellObservations::group(recorded);
    let mut warnings = recorded.warnings.clone();
    let mut benchmarks: Vec<BenchmarkCard> = Vec::new();
    for cell in &recorded.cells {
        if !benchmarks.iter().any(|known| known.benchmark == cell.benchmark) {
            benchmarks.push(benchmark_card(recorded, &cell.benchmark, &mut observed));
        }
    }
    let strangers: usize = observed.values().map(|observed| observed.samples.len()).sum();
    if strangers > 0 {
        warnings.push(format!("{strangers} samples were passed over: no record names their cell"));
    }
    let shares = CpuShares::new(&recorded.loads);
    Card {
        flags: flags::of_session(recorded, shares),
        shares,
        session: recorded.session.clone(),
        end: recorded.end.clone(),
        environment: recorded.environment.clone(),
        warnings,
        benchmarks,
        published: recorded.published.clone(),
    }
}

/// What the first source printed about a cell: the one that the columns beside the measured ones are for.
fn printed(sources: &[PublishedSource], cell: &CellRecord) -> Option<PublishedFigure> {
    let tables = sources.first().into_iter().flat_map(|source| &source.tables);
    let tables = tables.filter(|table| table.benchmark.as_ref() == Some(&cell.benchmark));
    let mut rows = tables.flat_map(|table| table.reference.iter().chain(&table.figures));
    let row = rows.find(|row| row.rungs().any(|(rung, _)| rung == cell.rung))?;
    let ms = row.time.as_deref().and_then(published::milliseconds);
    let speedup = row.ratio.as_deref().and_then(published::ratio);
    Some(PublishedFigure { ms: ms.map(|number| number.value), speedup: speedup.map(|number| number.value) })
}

/// What was observed of one cell.
#[derive(Default)]
struct CellObservations<'a> {
    /// The samples that count.
    samples: Vec<&'a Sample>,
    /// Those taken before the first round, the first call among them, in their order.
    early: Vec<&'a Sample>,
    starts: Vec<&'a Start>,
    peak_bytes: Option<u64>,
    output_sha256: Option<&'a str>,
    failure: Option<&'a Failure>,
}

/// A cell: benchmark and rung.
type Place<'a> = (&'a str, &'a str);

impl<'a> CellObservations<'a> {
    fn group(recorded: &'a Recorded) -> HashMap<Place<'a>, CellObservations<'a>> {
        let mut cells: HashMap<Place, CellObservations> = HashMap::new();
        let agreed = agreed(recorded);
        let counts = |sample: &&Sample| {
            sample.phase != Phase::Resume
                && sample.iterations > 0
                && agreed.contains(&(sample.benchmark.as_str(), sample.rung.as_str(), sample.invocation))
        };
        for sample in recorded.samples.iter().filter(counts) {
            let cell = cells.entry((&sample.benchmark, &sample.rung)).or_default();
            if sample.phase == Phase::Measure { cell.samples.push(sample) } else { cell.early.push(sample) }
        }
        for start in &recorded.starts {
            cells.entry((&start.benchmark, &start.rung)).or_default().starts.push(start);
        }
        for memory in &recorded.memory {
            let cell = cells.entry((&memory.benchmark, &memory.rung)).or_default();
            cell.peak_bytes = cell.peak_bytes.max(Some(memory.peak_bytes));
        }
        for output in &recorded.outputs {
            cells.entry((&output.benchmark, &output.rung)).or_default().output_sha256.get_or_insert(&output.sha256);
        }
        for failure in &recorded.failures {
            // The first failure is the cause; whatever follows it may be its consequence.
            cells.entry((&failure.benchmark, &failure.rung)).or_default().failure.get_or_insert(failure);
        }
        cells
    }
}

/// The invocations of cells whose output was found to agree. What was timed and never compared, because the session was
/// killed in between, does not count.
pub(crate) fn agreed(recorded: &Recorded) -> HashSet<(&str, &str, u32)> {
    let named = recorded.outputs.iter();
    named.map(|output| (output.benchmark.as_str(), output.rung.as_str(), output.invocation)).collect()
}

fn benchmark_card<'a>(
    recorded: &'a Recorded,
    benchmark: &str,
    observed: &mut HashMap<Place<'a>, CellObservations<'a>>,
) -> BenchmarkCard {
    let of_benchmark = recorded.cells.iter().filter(|cell| cell.benchmark == benchmark);
    let cells: Vec<(&CellRecord, CellObservations, Option<CellMeasurements>)> = of_benchmark
        .map(|cell| {
            let observed = observed.remove(&(cell.benchmark.as_str(), cell.rung.as_str())).unwrap_or_default();
            let measured = CellMeasurements::new(cell, &observed);
            (cell, observed, measured)
        })
        .collect();
    let named = |cell: &CellRecord| Some(&cell.rung) == recorded.session.baseline.as_ref();
    let baseline = cells.iter().find_map(|(cell, _, measured)| {
        Some((*cell, measured.as_ref().filter(|measured| named(cell) && measured.has_one_number())?))
    });
    BenchmarkCard {
        benchmark: benchmark.to_owned(),
        title: cells.first().map_or_else(String::new, |(cell, ..)| cell.benchmark_title.clone()),
        size: cells.first().map_or_else(String::new, |(cell, ..)| cell.size.clone()),
        has_baseline: baseline.is_some(),
        cells: cells
            .iter()
            .map(|(cell, observed, measured)| cell_card(recorded, cell, observed, measured.as_ref(), baseline))
            .collect(),
    }
}

fn cell_card(
    recorded: &Recorded,
    cell: &CellRecord,
    observed: &CellObservations,
    measured: Option<&CellMeasurements>,
    baseline: Option<(&CellRecord, &CellMeasurements)>,
) -> CellCard {
    let is_baseline = baseline.is_some_and(|(baseline, _)| baseline.rung == cell.rung);
    let timed = measured.map(|measured| measured.timed(baseline.map(|(_, measured)| measured), is_baseline));
    let (status, reason) = match (&timed, observed.failure) {
        (Some(_), _) => (CellStatus::Timed, None),
        (None, Some(failure)) => (status(failure.standing), Some(failure.message.clone())),
        (None, None) if cell.standing == Standing::Ready => unmeasured(recorded.end.as_ref()),
        (None, None) => (status(cell.standing), cell.reason.clone()),
    };
    let beside = baseline.map(|(baseline, _)| baseline);
    let by_invocation = |measured: &CellMeasurements| measured.by_invocation(baseline.map(|(_, measured)| measured));
    CellCard {
        flags: timed.iter().flat_map(|timed| flags::of(cell, timed, beside, &recorded.session)).collect(),
        fix: cell.fix.clone().filter(|_| timed.is_none()),
        cell: cell.clone(),
        status,
        reason,
        is_baseline,
        is_slow: observed.samples.iter().any(|sample| sample.slow),
        timed,
        series: measured.map(|measured| measured.series.clone()),
        courses: measured.map(|measured| measured.beginning.courses.clone()).unwrap_or_default(),
        printed: printed(&recorded.published, cell),
        peak_bytes: observed.peak_bytes,
        by_invocation: measured.map(by_invocation).unwrap_or_default(),
        output_sha256: observed.output_sha256.map(str::to_owned),
    }
}

/// What a standing means for a cell that was not timed.
fn status(standing: Standing) -> CellStatus {
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
fn unmeasured(end: Option<&End>) -> (CellStatus, Option<String>) {
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

/// What the samples of one cell say by themselves.
struct CellMeasurements {
    series: Series,
    median_ns: f64,
    fastest_ns: f64,
    cpu_over_wall: Option<f64>,
    beginning: Beginning,
    build_ns: f64,
    invocations: usize,
    samples: usize,
}

impl CellMeasurements {
    /// None for a cell that may not be reported, or has nothing to report.
    fn new(cell: &CellRecord, observed: &CellObservations) -> Option<Self> {
        if cell.standing != Standing::Ready || observed.failure.is_some() {
            return None;
        }
        let samples = &observed.samples;
        let times: Vec<f64> = samples.iter().map(|sample| time(sample)).collect();
        let sum = |part: fn(&Sample) -> u64| samples.iter().map(|sample| part(sample) as f64).sum::<f64>();
        let wall = sum(|sample| sample.wall_ns);
        let timing =
            |sample: &&Sample| Timing { invocation: sample.invocation, round: sample.round, time: time(sample) };
        let median_ns = statistics::median(&times)?;
        let beginning = Beginning::new(&observed.starts, &observed.early, samples, median_ns);
        Some(CellMeasurements {
            series: Series::new(samples.iter().map(timing), samples.iter().any(|sample| sample.slow)),
            median_ns,
            beginning,
            build_ns: cell.build_s.unwrap_or_default() * 1e9,
            fastest_ns: times.iter().copied().fold(f64::INFINITY, f64::min),
            cpu_over_wall: (wall > 0.0).then(|| sum(|sample| sample.cpu_ns) / wall),
            invocations: samples.iter().map(|sample| sample.invocation).collect::<BTreeSet<u32>>().len(),
            samples: samples.len(),
        })
    }

    fn by_invocation(&self, baseline: Option<&CellMeasurements>) -> Vec<InvocationFigures> {
        let ratios = baseline.map(|baseline| statistics::ratios(&baseline.series, &self.series)).unwrap_or_default();
        let of =
            |(invocation, time_ns)| InvocationFigures { invocation, time_ns, ratio: ratios.get(&invocation).copied() };
        self.series.times().into_iter().map(of).collect()
    }

    fn has_one_number(&self) -> bool {
        self.beginning.state.is_none_or(State::has_one_number)
    }

    fn timed(&self, baseline: Option<&CellMeasurements>, is_baseline: bool) -> CellFigures {
        let speedup = match is_baseline {
            true => Some(Speedup::unit(self.invocations)),
            false if !self.has_one_number() => None,
            false => baseline.and_then(|baseline| statistics::speedup(&baseline.series, &self.series)),
        };
        CellFigures {
            median_ns: self.median_ns,
            cpu_over_wall: self.cpu_over_wall,
            speedup,
            minimum_ratio: baseline
                .filter(|_| self.fastest_ns > 0.0)
                .map(|baseline| baseline.fastest_ns / self.fastest_ns),
            drift: baseline.and_then(|baseline| statistics::drift(&baseline.series, &self.series)),
            spread: baseline
                .filter(|_| !is_baseline)
                .and_then(|baseline| statistics::spread(&baseline.series, &self.series)),
            head: self.beginning.head,
            break_even: baseline
                .filter(|_| !is_baseline && self.has_one_number())
                .and_then(|baseline| BreakEven::new(&baseline.beginning, &self.beginning, self.build_ns)),
            state: self.beginning.state,
            invocations: self.invocations,
            samples: self.samples,
        }
    }
}

/// Wall time per iteration, in nanoseconds.
pub(crate) fn time(sample: &Sample) -> f64 {
    sample.wall_ns as f64 / sample.iterations as f64
}

#[cfg(test)]
mod tests;
