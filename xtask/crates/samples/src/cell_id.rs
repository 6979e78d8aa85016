//! The name of a cell: a rung on a benchmark; and what the usual group of benchmarks is called.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The group of benchmarks that everything is about unless it is said: what it is called.
pub const LADDER: &str = "ladder";

/// Names a cell. It owns its names, or borrows them (`CellId<&str>`) where many records are looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellId<S = String> {
    /// The rung's identifier.
    pub rung: S,
    /// The benchmark's identifier.
    pub benchmark: S,
}

impl CellId {
    /// The cell of these names.
    pub fn new(rung: impl Into<String>, benchmark: impl Into<String>) -> CellId {
        CellId { rung: rung.into(), benchmark: benchmark.into() }
    }
}

impl<S: Borrow<str>> CellId<S> {
    /// The same cell by borrowed names.
    pub fn borrowed(&self) -> CellId<&str> {
        CellId { rung: self.rung.borrow(), benchmark: self.benchmark.borrow() }
    }

    /// The same cell by names of its own.
    pub fn owned(&self) -> CellId {
        CellId::new(self.rung.borrow(), self.benchmark.borrow())
    }
}

/// As people write it: `cython/nbody`.
impl<S: fmt::Display> fmt::Display for CellId<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.rung, self.benchmark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_written_with_its_rung_first() {
        let cell = CellId::new("cython", "nbody");
        assert_eq!(cell.to_string(), "cython/nbody");
        assert_eq!(cell.borrowed().to_string(), "cython/nbody");
        assert_eq!(cell.borrowed().owned(), cell);
    }

    #[test]
    fn records_keep_the_two_names_apart() {
        let text = r#"{"rung":"cython","benchmark":"nbody"}"#;
        let cell: CellId = serde_json::from_str(text).expect("a cell");
        assert_eq!(cell, CellId::new("cython", "nbody"));
        assert_eq!(serde_json::to_string(&cell).expect("JSON"), text);
    }
}
