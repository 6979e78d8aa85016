//! Shapes that several JSON documents share. They borrow, and compute nothing.

use serde::Serialize;

use crate::card::flags::Flag;
use crate::card::{Card, CellCard};
use statistics::{Change, Interval, Speedup};

/// A document as text for programs. What steers a screen is said in ASCII, which means the same.
///
/// # Errors
/// None but what writing JSON to memory may meet.
pub(crate) fn pretty(document: &impl Serialize) -> serde_json::Result<String> {
    Ok(plain::json(&serde_json::to_string_pretty(document)?))
}

/// An estimate with the ends of its interval, which are absent where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The best estimate.
    pub estimate: f64,
    /// The lower end of the interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

impl Estimate {
    /// An estimate and its interval, if it has one.
    pub fn new(estimate: f64, interval: Option<Interval>) -> Estimate {
        Estimate { estimate, low: interval.map(|interval| interval.low), high: interval.map(|interval| interval.high) }
    }
}

impl From<Speedup> for Estimate {
    fn from(speedup: Speedup) -> Self {
        Estimate::new(speedup.estimate, speedup.interval)
    }
}

impl From<Change> for Estimate {
    fn from(change: Change) -> Self {
        Estimate::new(change.estimate, change.interval)
    }
}

/// How every session begins.
#[derive(Serialize)]
pub(crate) struct SessionHead<'a> {
    id: &'a str,
    profile: &'a str,
    started: &'a str,
}

impl<'a> SessionHead<'a> {
    pub(crate) fn new(card: &'a Card) -> SessionHead<'a> {
        let session = &card.session;
        SessionHead { id: &session.id, profile: &session.profile, started: &session.started }
    }
}

/// How every cell of a benchmark begins.
#[derive(Serialize)]
pub(crate) struct CellHead<'a> {
    pub(crate) rung: &'a str,
    pub(crate) title: &'a str,
}

impl<'a> CellHead<'a> {
    pub(crate) fn new(card: &'a CellCard) -> CellHead<'a> {
        CellHead { rung: &card.cell.rung, title: &card.cell.title }
    }
}

/// The codes of a cell's or a session's flags.
pub(crate) fn flag_codes(flags: &[Flag]) -> Vec<&'static str> {
    flags.iter().map(|flag| flag.kind.code).collect()
}
