//! What somebody printed about the ladder's cells: figures, with what rounding leaves open, and claims. Data that judges
//! nothing.
//!
//! `manifest` reads it from the files that `ladder.toml` names, `records` carries it with every session, and `report` gives
//! the verdicts, so that those need nothing but the records. docs/published-figures.md describes the files.

mod printed;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use printed::{PrintedNumber, milliseconds, ratio};
use samples::CellId;

/// Somebody's figures and claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedSource {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub source: String,
    /// Which edition was read.
    pub edition: String,
    /// The machine that its figures come from; absent where it prints none.
    pub machine: Option<String>,
    /// How its figures were made.
    pub method: Option<String>,
    /// What tables call it, in a word such as `game`; absent where nothing needs one, and in older records.
    pub short: Option<String>,
    /// Whether its figures stand in columns beside the measured ones; absent in older records, which do not say.
    pub column: Option<bool>,
    /// What is said of these columns below a table; absent where it has none, and in older records.
    pub legend: Option<String>,
    /// How far from what is printed a ratio may lie, and since when; absent in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Allowances>,
    /// How it ran our benchmarks, by their identifiers.
    pub conditions: IndexMap<String, Conditions>,
    /// Its figures.
    pub tables: Vec<Table>,
    /// What it says beside them.
    pub claims: Vec<Claim>,
}

impl PublishedSource {
    /// The cells that its figures and claims are about; those that merely come near are not.
    pub fn cells(&self) -> impl Iterator<Item = CellId<&str>> {
        self.tables.iter().flat_map(Table::cells).chain(self.claims.iter().flat_map(Claim::cells))
    }
}

/// The source whose figures stand in columns beside the measured ones. Older records do not say which, and mean the first.
pub fn with_column(sources: &[PublishedSource]) -> Option<&PublishedSource> {
    match sources.iter().any(|source| source.column.is_some()) {
        true => sources.iter().find(|source| source.column == Some(true)),
        false => sources.first(),
    }
}

/// Adds to sources of older records how they are shown, where a ladder at hand has the same source.
pub fn complete_older(sources: &mut [PublishedSource], known: &[PublishedSource]) {
    for source in sources.iter_mut().filter(|source| source.column.is_none()) {
        if let Some(same) = known.iter().find(|known| known.source == source.source) {
            (source.short, source.column, source.legend) = (same.short.clone(), same.column, same.legend.clone());
        }
    }
}

/// How far from the printed ratios measured ones may lie, on the logarithmic scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allowances {
    /// The day from which on they have not been changed: what was measured later judges them, and they do not follow it.
    pub frozen: String,
    /// Of a ratio that is reproduced.
    pub near: RatioAllowance,
    /// Of one of the same order.
    pub order: RatioAllowance,
}

/// A factor to each side of a ratio that is less the nearer the ratio is to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RatioAllowance {
    /// A share of the ratio's logarithm.
    pub share: f64,
    /// At least this factor.
    pub least: f64,
    /// At most this one.
    pub most: f64,
}

impl RatioAllowance {
    /// The same factor for all ratios.
    pub const fn flat(factor: f64) -> RatioAllowance {
        RatioAllowance { share: 1.0, least: factor, most: factor }
    }

    /// The factor beside a printed ratio.
    fn beside(self, ratio: f64) -> f64 {
        (self.share * ratio.ln().abs()).exp().clamp(self.least, self.most)
    }

    /// What is allowed beside a printed interval. Where that leaves out 1, so does this: what is faster in print is not alike where
    /// it is slower.
    pub fn around(self, printed: Bounds) -> Bounds {
        let Bounds { low, high } = printed;
        let wide = Bounds { low: low / self.beside(low), high: high * self.beside(high) };
        Bounds {
            low: if low > 1.0 { wide.low.max(1.0) } else { wide.low },
            high: if high < 1.0 { wide.high.min(1.0) } else { wide.high },
        }
    }
}

impl Default for Allowances {
    /// As older records mean it.
    fn default() -> Self {
        Allowances { frozen: String::new(), near: RatioAllowance::flat(1.15), order: RatioAllowance::flat(1.5) }
    }
}

/// How a source ran a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conditions {
    /// The input, as sessions call it: `500000`, or a data file's name; absent where it is not said.
    pub size: Option<String>,
    /// Whether ratios are the same at any size, because the work per step is.
    pub any_size: bool,
    /// Whether malformed input was refused.
    pub validates: bool,
    /// What is to be said of our contract on input where it was not. A claim that stands despite it may compare cells that
    /// refuse malformed input.
    pub contract: Option<String>,
}

impl Default for Conditions {
    /// Of a benchmark that a source says nothing about.
    fn default() -> Self {
        Conditions { size: None, any_size: false, validates: true, contract: None }
    }
}

/// Figures that belong together: ratios to the same row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// For people.
    pub title: String,
    /// Our benchmark; absent where it is none.
    pub benchmark: Option<String>,
    /// The row whose ratio is 1; absent where no cell can be set beside the rows.
    pub reference: Option<PublishedRow>,
    /// The other rows.
    pub figures: Vec<PublishedRow>,
}

impl Table {
    /// The cells that its figures are about.
    fn cells(&self) -> impl Iterator<Item = CellId<&str>> {
        let rungs = self.reference.iter().chain(&self.figures).filter_map(|row| row.rung.as_deref());
        rungs.filter_map(|rung| Some(CellId { rung, benchmark: self.benchmark.as_deref()? }))
    }

    /// What a row's printed texts leave open for its ratio: by the two times where both are printed, else by the ratio.
    pub fn expected(&self, row: &PublishedRow) -> Option<Bounds> {
        let time = |row: &PublishedRow| milliseconds(row.time.as_deref()?);
        match (self.reference.as_ref().and_then(time), time(row)) {
            (Some(reference), Some(time)) => Some(reference.bounds.over(time.bounds)),
            _ => Some(ratio(row.ratio.as_deref()?)?.bounds),
        }
    }
}

/// A row of a table: its printed texts, and the cell that they are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedRow {
    /// What it is called there.
    pub row: String,
    /// The sections that print it.
    pub sections: Vec<String>,
    /// The printed time, such as `1,242ms`.
    pub time: Option<String>,
    /// The printed ratio, such as `0.75x`.
    pub ratio: Option<String>,
    /// The rung that was built like the published one; absent where there is none.
    pub rung: Option<String>,
    /// Rungs that may stand beside it, and why they cannot be compared with it.
    pub near: Vec<Near>,
    /// Why there is no cell at all.
    pub absent: Option<String>,
    /// Whether ratios are the same at any size.
    pub any_size: bool,
    /// Whether floating-point operations might be reordered.
    pub fast_math: bool,
    /// Whether it used several threads.
    pub parallel: bool,
    /// Why its cell is not like the published one, whatever its kernel; absent where it is, and in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlike: Option<String>,
    /// What is known to make it differ.
    pub cause: Option<String>,
}

impl PublishedRow {
    /// The rungs that may stand beside it, the comparable one first, each with why it is not comparable.
    pub fn rungs(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let own = self.rung.as_deref().map(|rung| (rung, None));
        own.into_iter().chain(self.near.iter().map(|near| (near.rung.as_str(), Some(near.why.as_str()))))
    }
}

/// A rung that does nearly what a published row did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// Its identifier.
    pub rung: String,
    /// In what it differs, in a sentence.
    pub why: String,
}

/// A sentence in numbers: one cell is so many times as fast as another, or holds so many bytes more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// In our words.
    pub says: String,
    /// Where it stands.
    pub section: String,
    /// The cell that is said to be faster or slower; absent where no cell can test it.
    pub left: Option<CellId>,
    /// The cell that it is compared with.
    pub right: Option<CellId>,
    /// The cell that must be as fast as the left one, or the ratio counts for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<CellId>,
    /// The benchmarks over which the geometric mean of the two rungs' ratios is judged; none where one ratio is, and in older records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<String>,
    /// What its numbers are; speed in older records.
    #[serde(default, skip_serializing_if = "Quantity::is_speed")]
    pub quantity: Quantity,
    /// The least ratio, or number of bytes, that fulfils it; absent where there is none.
    pub low: Option<f64>,
    /// The greatest one that fulfils it; absent where there is none.
    pub high: Option<f64>,
    /// Why no cell can test it.
    pub absent: Option<String>,
    /// Whether its ratio is the same at any size; where absent, its benchmarks' conditions say so.
    pub any_size: Option<bool>,
    /// In what both cells differ from what was meant, and are taken all the same.
    pub despite: Option<String>,
    /// Why one of its cells is not like the published one; absent where both are, and in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlike: Option<String>,
    /// What is known to make it fail.
    pub cause: Option<String>,
    /// Which series it is a point of; absent where it stands alone, and in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesPoint>,
}

/// The place of a claim among others whose figures make a curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesPoint {
    /// What the curve is of, for people; the same for all of its claims.
    pub name: String,
    /// Where on it the claim stands, such as `in memory`.
    pub at: String,
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// How many times as fast the left cell is as the right one.
    #[default]
    Speed,
    /// How many bytes more than one of the right cell a process of the left cell holds at its peak, for each element of the input.
    BytesPerElement,
}

impl Quantity {
    /// Whether it is what claims are about as a rule.
    pub fn is_speed(&self) -> bool {
        *self == Quantity::Speed
    }
}

impl Claim {
    /// The cells that it is about, and its control.
    fn cells(&self) -> impl Iterator<Item = CellId<&str>> {
        let both = || self.left.iter().chain(&self.right);
        let over = self.over.iter().flat_map(move |benchmark| {
            both().map(|cell| CellId { rung: cell.rung.as_str(), benchmark: benchmark.as_str() })
        });
        both().chain(&self.control).map(CellId::borrowed).chain(over)
    }
}

/// What rounding leaves open; both ends are possible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Bounds {
    /// What is left open of one divided by the other.
    pub fn over(self, other: Bounds) -> Bounds {
        Bounds { low: self.low / other.high, high: self.high / other.low }
    }

    /// Whether any value is possible for both.
    pub fn meets(self, other: Bounds) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(time: Option<&str>, ratio: Option<&str>) -> PublishedRow {
        PublishedRow {
            row: "a".to_owned(),
            sections: Vec::new(),
            time: time.map(str::to_owned),
            ratio: ratio.map(str::to_owned),
            rung: None,
            near: Vec::new(),
            absent: None,
            any_size: false,
            fast_math: false,
            parallel: false,
            unlike: None,
            cause: None,
        }
    }

    #[test]
    fn what_is_allowed_is_less_for_ratios_near_one_and_never_beyond_it() {
        let order = RatioAllowance { share: 1.0 / 3.0, least: 1.05, most: 1.5 };
        let around = |low, high| order.around(Bounds { low, high });
        let near = |found: Bounds, low: f64, high: f64| {
            assert!((found.low - low).abs() < 1e-9 && (found.high - high).abs() < 1e-9, "{found:?}");
        };
        near(around(8.0, 27.0), 8.0 / 1.5, 27.0 * 1.5);
        near(around(2.0, 2.0), 2.0 / 2.0_f64.cbrt(), 2.0 * 2.0_f64.cbrt());
        near(around(1.02, 1.1), 1.0, 1.1 * 1.05);
        near(around(0.75, 0.76), 0.75 / 0.75_f64.cbrt().recip(), 0.76 * 0.76_f64.cbrt().recip());
        near(around(0.9, 0.99), 0.9 / 1.05, 1.0);
        near(RatioAllowance::flat(1.5).around(Bounds { low: 1.1, high: 1.2 }), 1.0, 1.8);
    }

    fn expected(reference: Option<&str>, time: Option<&str>, ratio: Option<&str>) -> Option<(f64, f64)> {
        let reference = reference.map(|time| row(Some(time), Some("1.0x")));
        let table = Table { title: String::new(), benchmark: None, reference, figures: Vec::new() };
        table.expected(&row(time, ratio)).map(|bounds| (bounds.low, bounds.high))
    }

    fn source(address: &str, column: Option<bool>) -> PublishedSource {
        PublishedSource {
            title: address.to_owned(),
            source: address.to_owned(),
            edition: String::new(),
            machine: None,
            method: None,
            short: column.map(|_| "short".to_owned()),
            column,
            legend: column.map(|_| "legend".to_owned()),
            bounds: None,
            conditions: IndexMap::new(),
            tables: Vec::new(),
            claims: Vec::new(),
        }
    }

    fn column(sources: &[PublishedSource]) -> Option<&str> {
        with_column(sources).map(|source| source.source.as_str())
    }

    #[test]
    fn the_source_that_says_so_has_the_column_and_in_older_records_the_first_has() {
        assert_eq!(column(&[source("a", Some(false)), source("b", Some(true))]), Some("b"));
        assert_eq!(column(&[source("a", Some(false)), source("b", Some(false))]), None);
        assert_eq!(column(&[source("a", None), source("b", None)]), Some("a"));
        assert_eq!(column(&[]), None);
        let older = r#"{"title":"a","source":"a","edition":"","machine":null,"method":null,"conditions":{},"tables":[],"claims":[]}"#;
        assert_eq!(serde_json::from_str::<PublishedSource>(older).expect("a source"), source("a", None));
    }

    #[test]
    fn older_records_take_from_a_ladder_how_their_sources_are_shown() {
        let ladder = [source("b", Some(true)), source("a", Some(false))];
        let mut older = [source("a", None), source("b", None), source("c", None)];
        complete_older(&mut older, &ladder);
        assert_eq!(older, [source("a", Some(false)), source("b", Some(true)), source("c", None)]);
        assert_eq!(column(&older), Some("b"));
        let mut newer = [source("a", Some(true))];
        complete_older(&mut newer, &ladder);
        assert_eq!(newer, [source("a", Some(true))], "what a record says counts");
    }

    #[test]
    fn two_printed_times_leave_open_what_their_last_digits_do() {
        let (low, high) = expected(Some("1,242ms"), Some("10ms"), Some("124x")).expect("bounds");
        assert!((low - 1241.5 / 10.5).abs() < 1e-9 && (high - 1242.5 / 9.5).abs() < 1e-9, "{low}..{high}");
        assert_eq!((low.round(), high.round()), (118.0, 131.0));
        let (low, high) = expected(Some("372s"), Some("2100ms"), None).expect("units may differ");
        assert!((low - 371_500.0 / 2100.5).abs() < 1e-9 && (high - 372_500.0 / 2099.5).abs() < 1e-9, "{low}..{high}");
    }

    #[test]
    fn a_printed_ratio_counts_where_a_time_is_lacking() {
        assert_eq!(expected(Some("1,242ms"), None, Some("10.5x")), Some((10.45, 10.55)));
        assert_eq!(expected(None, Some("10ms"), Some("124x")), Some((123.5, 124.5)));
        assert_eq!(expected(Some("1,242ms"), None, None), None);
        assert_eq!(expected(None, Some("57ms"), None), None);
    }
}
