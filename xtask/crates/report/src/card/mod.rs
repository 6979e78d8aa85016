//! What is said about a session: computed anew from its records, at any time, on any machine. Prints nothing.
//!
//! `samples`, `start`, `figures`, `shares` and `flags` know parts of it; the types here hold all of it. `summary` makes them
//! from records by way of `observed` and `measured`; `builds` and `selection` read them.

pub(crate) mod builds;
mod figures;
pub(crate) mod flags;
mod measured;
mod observed;
mod order;
mod rebased;
mod selection;
mod shares;
mod start;
mod summary;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::text::unquoted;
use flags::Flag;
use published::PublishedSource;
use records::{CellId, CellRecord, Counted, End, LADDER, Session};
use statistics::{CostCurve, Series, Speedup, Spread};

pub use figures::{CellFigures, Percentiles};
pub use order::RowOrder;
pub use rebased::rebased;
pub use selection::CellSelection;
pub use shares::CpuShares;
pub use start::{BreakEven, StartCosts};
pub use summary::summarise;

/// All that a report says of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What was planned.
    pub session: Session,
    /// When and why it ended; absent while it is under way, or when it was killed.
    pub end: Option<End>,
    /// How long it was measured, by a clock that nobody sets, in milliseconds; absent where no record tells.
    pub took_ms: Option<u64>,
    /// How many times it went on after it had been interrupted or killed.
    pub resumed: usize,
    /// How many invocations were cut off by that, and are in no figure.
    pub cut_off: usize,
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
    /// The columns of what one of them printed; absent where no source has any.
    pub column: Option<PublishedColumn>,
}

impl Card {
    /// The same with titles as they stand where nothing marks code.
    pub(crate) fn with_plain_titles(&self) -> Card {
        let mut card = self.clone();
        for benchmark in &mut card.benchmarks {
            benchmark.title = unquoted(&benchmark.title);
            for CellCard { cell, .. } in &mut benchmark.cells {
                (cell.title, cell.benchmark_title) = (unquoted(&cell.title), unquoted(&cell.benchmark_title));
            }
        }
        card
    }

    /// All cells, in the order of the records.
    pub fn cells(&self) -> impl Iterator<Item = &CellCard> + Clone {
        self.benchmarks.iter().flat_map(|benchmark| &benchmark.cells)
    }

    /// The benchmark of this name, if the session selected any of its cells.
    pub fn benchmark(&self, id: &str) -> Option<&BenchmarkCard> {
        self.benchmarks.iter().find(|card| card.benchmark == id)
    }

    /// Whether every timed cell has an interval whose half-width is at most this share of its estimate, after enough
    /// invocations to believe it.
    pub fn is_settled(&self, width: f64) -> bool {
        let mut timed = self.cells().filter(|cell| !cell.was_changed()).filter_map(|cell| cell.timed.as_ref());
        timed.all(|timed| !timed.has_one_number() || timed.speedup.is_some_and(|speedup| speedup.is_settled(width)))
    }

    /// Of each benchmark, the timed cell with the widest interval that is wider than this share of its estimate, and
    /// where its ratios vary.
    pub fn widest(&self, width: f64) -> Vec<(&CellRecord, Spread)> {
        self.benchmarks.iter().filter_map(|benchmark| widest_cell(benchmark, width)).collect()
    }

    /// Slow cells whose intervals are at most this share of their estimates wide, after enough invocations to believe it,
    /// and which are not the baseline: another visit would cost much and tell little.
    pub fn slow_and_settled(&self, width: f64) -> Vec<&CellRecord> {
        let cells = self.cells().filter(|cell| cell.is_slow && !cell.is_baseline);
        let settled = cells.filter(|cell| cell.speedup().is_some_and(|speedup| speedup.is_settled(width)));
        settled.map(|cell| &cell.cell).collect()
    }

    /// The cell of this name, if the session selected it.
    pub fn cell(&self, id: CellId<&str>) -> Option<&CellCard> {
        self.benchmark(id.benchmark)?.cells.iter().find(|card| card.cell.rung == id.rung)
    }

    /// The cells that disagreed or failed, or were changed on the way, as `rung/benchmark`; what is missing or unsupported is well.
    pub fn unwell(&self) -> Vec<String> {
        let is_unwell = |status| matches!(status, CellStatus::Disagrees | CellStatus::Failed);
        let cells = self.cells().filter(|cell| is_unwell(cell.status) || cell.was_changed());
        cells.map(|cell| cell.id().to_string()).collect()
    }
}

fn widest_cell(benchmark: &BenchmarkCard, width: f64) -> Option<(&CellRecord, Spread)> {
    let wide = benchmark.cells.iter().filter(|cell| !cell.was_changed()).filter_map(|cell| {
        let half = cell.speedup()?.half_width().filter(|half| *half > width)?;
        Some((half, &cell.cell, cell.timed?.spread?))
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

impl BenchmarkCard {
    /// The group of benchmarks that it was selected as one of.
    pub fn group(&self) -> &str {
        self.cells.first().map_or(LADDER, |card| card.cell.group())
    }

    /// The session's baseline on this benchmark, where it was timed and has one number.
    pub fn baseline(&self) -> Option<&CellCard> {
        self.cells.iter().find(|card| card.is_baseline)
    }

    /// The cells with one number from which this one cannot be told apart: the interval of their ratio has 1 in it.
    pub fn ties(&self, cell: &CellCard) -> Vec<&CellCard> {
        let Some(own) = cell.steady().and(cell.series.as_ref()) else { return Vec::new() };
        let ties = |other: &&CellCard| {
            let theirs = other.steady().and(other.series.as_ref()).filter(|_| other.cell.rung != cell.cell.rung);
            let ratio = theirs.and_then(|theirs| statistics::speedup(theirs, own));
            ratio.and_then(|ratio| ratio.interval).is_some_and(|interval| interval.contains(1.0))
        };
        self.cells.iter().filter(ties).collect()
    }

    /// The cells that were timed, with their numbers.
    pub fn timed(&self) -> impl Iterator<Item = (&CellCard, &CellFigures)> {
        self.cells.iter().filter_map(|cell| Some((cell, cell.timed.as_ref()?)))
    }
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
    pub cost_curves: Vec<(u32, CostCurve)>,
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
    /// The same of each invocation by itself, by its number.
    pub peaks: BTreeMap<u32, u64>,
    /// How large what its runner loads is.
    pub artefact_bytes: Option<u64>,
    /// What the processor counted of its processes in their rounds, where it does.
    pub counted: Option<Counted>,
}

impl CellCard {
    /// Its name.
    pub fn id(&self) -> CellId<&str> {
        self.cell.id()
    }

    /// Its speedup against the baseline, where it has one.
    pub fn speedup(&self) -> Option<Speedup> {
        self.timed?.speedup
    }

    /// Its numbers, where one of them can stand for the cell.
    pub fn steady(&self) -> Option<&CellFigures> {
        self.timed.as_ref().filter(|timed| timed.has_one_number())
    }

    /// Whether a file of its own was changed while it was measured, so that it is not measured any more.
    pub fn was_changed(&self) -> bool {
        self.flags.iter().any(|flag| *flag.kind == flags::CHANGED)
    }

    /// The first line of why it was not timed.
    pub fn reason_in_short(&self) -> Option<&str> {
        self.reason.as_deref().and_then(|reason| reason.lines().next())
    }
}

/// How the columns of published figures are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedColumn {
    /// The source in a word; absent in older records.
    pub short: Option<String>,
    /// What is said of them below a table.
    pub legend: String,
}

impl PublishedColumn {
    /// The columns of a source.
    pub fn new(source: &PublishedSource) -> PublishedColumn {
        let legend = source.legend.clone();
        let legend = legend.unwrap_or_else(|| {
            format!("as {} prints it: another machine, another baseline, and its own input size", source.title)
        });
        PublishedColumn { short: source.short.clone(), legend }
    }

    /// What its columns' headings begin with: `game's` or `published`.
    pub fn owner(&self) -> String {
        self.short.as_ref().map_or_else(|| "published".to_owned(), |short| format!("{short}'s"))
    }

    /// What stands beside a cell's figures in a list: `the game` or `published`.
    pub fn label(&self) -> String {
        self.short.as_ref().map_or_else(|| "published".to_owned(), |short| format!("the {short}"))
    }
}

/// What the source with a column printed about a cell.
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
