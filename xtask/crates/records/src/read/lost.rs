//! Lines that were damaged: which cells they may have been about.

use std::path::Path;

use super::{Damage, ReadError, broken};
use crate::{CellId, CellRecord};

/// A line that was passed over.
#[derive(Debug, Clone, PartialEq)]
pub struct LostLine {
    /// Counted from 1.
    pub line: usize,
    /// Why it could not be taken.
    pub reason: String,
    /// The cells that it names; none where it cannot be told which it is about, so that it may be any.
    pub cells: Vec<CellId>,
}

/// A line that was passed over, before all cells of the session are known.
pub(super) struct DamagedLine {
    line: usize,
    reason: String,
    benchmark: Option<String>,
    rung: Option<String>,
}

impl DamagedLine {
    pub(super) fn new(line: usize, text: &[u8], reason: String) -> DamagedLine {
        let text = String::from_utf8_lossy(text);
        DamagedLine { line, reason, benchmark: named(&text, "benchmark"), rung: named(&text, "rung") }
    }

    /// The line, if such lines are passed over.
    pub(super) fn passed_over(self, file: &Path, damage: Damage) -> Result<DamagedLine, ReadError> {
        match damage {
            Damage::Refused => Err(broken(file, self.line, &self.reason)),
            Damage::PassedOver => Ok(self),
        }
    }

    /// What is lost by it, in a session of these cells. A name that none of them has was damaged itself.
    pub(super) fn among(self, cells: &[CellRecord]) -> LostLine {
        let DamagedLine { line, reason, benchmark, rung } = self;
        let is_meant = |cell: &&CellRecord| {
            benchmark.as_ref() == Some(&cell.benchmark) && rung.as_ref().is_none_or(|rung| *rung == cell.rung)
        };
        LostLine { line, reason, cells: cells.iter().filter(is_meant).map(|cell| cell.id().owned()).collect() }
    }
}

/// Blank lines one after another: at the end of a file they are nothing, as whoever edits it may leave some. Anywhere else the
/// first one is damage.
#[derive(Default)]
pub(super) struct BlankLines(Option<(usize, usize)>);

impl BlankLines {
    /// Takes note of one more; the first of those before it, where something stands between.
    pub(super) fn another(&mut self, number: usize) -> Option<usize> {
        match self.0 {
            Some((first, last)) if last + 1 == number => {
                self.0 = Some((first, number));
                None
            }
            before => {
                self.0 = Some((number, number));
                before.map(|(first, _)| first)
            }
        }
    }

    /// Something else comes: the first of those before it.
    pub(super) fn are_over(&mut self) -> Option<usize> {
        self.0.take().map(|(first, _)| first)
    }

    /// The first of those that do not reach up to the last line of the file.
    pub(super) fn before_the_end(self, last_line: usize) -> Option<usize> {
        self.0.filter(|(_, last)| *last != last_line).map(|(first, _)| first)
    }
}

/// The text that a field has, as far as the line can still be read.
fn named(text: &str, field: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("\"{field}\":\""))?;
    rest.split_once('"').map(|(name, _)| name.to_owned())
}
