//! The ladder of a benchmark as rows of a chart: a rung, its speedup with the interval, and what was published beside it.

use super::plot::LogScale;
use crate::card::{BenchmarkCard, Card, CellCard};
use crate::text::units::{self, NONE};
use published::{PublishedSource, with_column};
use statistics::Speedup;

/// The ladder of one benchmark.
pub(crate) struct LadderChart<'a> {
    /// What speedups are relative to.
    pub(crate) baseline: &'a str,
    /// In the order of the card.
    pub(crate) rows: Vec<LadderRow<'a>>,
    /// The axis that holds all of them, and 1.
    pub(crate) scale: LogScale,
    /// Who published what stands beside the rows; absent where nothing does.
    pub(crate) source: Option<&'a PublishedSource>,
}

/// A rung that has something to show.
pub(crate) struct LadderRow<'a> {
    pub(crate) card: &'a CellCard,
    pub(crate) speedup: Option<Speedup>,
    pub(crate) published: Option<f64>,
}

impl<'a> LadderChart<'a> {
    /// Of these rungs of a benchmark; none where no rung has a speedup.
    pub(crate) fn new(
        card: &'a Card,
        benchmark: &'a BenchmarkCard,
        takes: fn(&CellCard) -> bool,
    ) -> Option<LadderChart<'a>> {
        let cells = benchmark.cells.iter().filter(|cell| takes(cell));
        let rows: Vec<LadderRow> = cells.map(LadderRow::new).filter(LadderRow::shows_something).collect();
        let scale = LogScale::around(rows.iter().flat_map(LadderRow::values).chain([1.0]));
        let scale = scale.filter(|_| rows.iter().any(|row| row.speedup.is_some()))?;
        let is_published = rows.iter().any(|row| row.published.is_some());
        let source = with_column(&card.published).filter(|_| is_published);
        Some(LadderChart { baseline: baseline(card, benchmark), rows, scale, source })
    }

    /// Leaves so many rows, the fastest and the baseline, in their order, where there are more.
    pub(crate) fn keep_fastest(&mut self, most: usize) {
        let rank = |row: &LadderRow<'_>| match row.speedup {
            _ if row.card.is_baseline => f64::INFINITY,
            Some(speedup) => speedup.estimate,
            None => 0.0,
        };
        let mut ranks: Vec<f64> = self.rows.iter().map(rank).collect();
        ranks.sort_by(|one, other| other.total_cmp(one));
        if let Some(least) = ranks.get(most.saturating_sub(1)).copied().filter(|_| ranks.len() > most) {
            self.rows.retain(|row| rank(row) >= least);
        }
    }

    /// The slowest and the fastest rung that were measured.
    fn ends(&self) -> Option<[(&'a CellCard, Speedup); 2]> {
        let mut measured: Vec<(&CellCard, Speedup)> =
            self.rows.iter().filter_map(|row| Some((row.card, row.speedup?))).collect();
        measured.sort_by(|(_, one), (_, other)| one.estimate.total_cmp(&other.estimate));
        Some([*measured.first()?, *measured.last()?])
    }

    /// The picture in words.
    pub(crate) fn in_words(&self) -> String {
        let count = self.rows.iter().filter(|row| row.speedup.is_some()).count();
        let ends = self.ends().map(|[slowest, fastest]| {
            format!(", from {} to {}", title_and_speedup(&slowest), title_and_speedup(&fastest))
        });
        format!("{count} speedups with their intervals on a logarithmic axis{}.", ends.unwrap_or_default())
    }
}

fn baseline<'a>(card: &'a Card, benchmark: &'a BenchmarkCard) -> &'a str {
    let title = benchmark.baseline().map(|card| card.cell.title.as_str());
    title.or(card.session.baseline.as_deref()).unwrap_or(NONE)
}

fn title_and_speedup((card, speedup): &(&CellCard, Speedup)) -> String {
    format!("{} at {}", card.cell.title, units::speedup(speedup.estimate))
}

impl<'a> LadderRow<'a> {
    fn new(card: &'a CellCard) -> LadderRow<'a> {
        let published = card.printed.and_then(|printed| printed.speedup);
        LadderRow { card, speedup: card.speedup(), published }
    }

    /// Whether it was timed, or something was published that could have been.
    fn shows_something(&self) -> bool {
        self.card.timed.is_some() || self.published.is_some()
    }

    fn values(&self) -> impl Iterator<Item = f64> + use<> {
        let ends = self.speedup.and_then(|speedup| speedup.interval).map(|interval| [interval.low, interval.high]);
        ends.into_iter().flatten().chain(self.speedup.map(|speedup| speedup.estimate)).chain(self.published)
    }
}
