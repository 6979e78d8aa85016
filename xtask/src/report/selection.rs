//! Which cells of a session a reader asks for, by names or patterns.

use glob::Pattern;

use super::summary::{Card, CellCard};

/// Patterns of benchmarks and rungs; none of a kind means all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    benchmarks: Vec<Pattern>,
    rungs: Vec<Pattern>,
}

impl Selection {
    /// Reads the patterns.
    ///
    /// # Errors
    /// When one is no pattern, in words for its author.
    pub fn new(benchmarks: &[String], rungs: &[String]) -> Result<Selection, String> {
        let read = |patterns: &[String]| patterns.iter().map(|pattern| read(pattern)).collect::<Result<Vec<_>, _>>();
        Ok(Selection { benchmarks: read(benchmarks)?, rungs: read(rungs)? })
    }

    /// Whether a cell is asked for.
    pub fn takes(&self, benchmark: &str, rung: &str) -> bool {
        let any = |patterns: &[Pattern], name| patterns.is_empty() || patterns.iter().any(|one| one.matches(name));
        any(&self.benchmarks, benchmark) && any(&self.rungs, rung)
    }

    /// Why it takes none of a session's cells; absent if it takes one.
    pub fn takes_none_of(&self, card: &Card) -> Option<String> {
        let cells = || card.benchmarks.iter().flat_map(|benchmark| &benchmark.cells);
        if cells().any(|card| self.takes(&card.cell.benchmark, &card.cell.rung)) {
            return None;
        }
        let names = |of: fn(&CellCard) -> &str| {
            let mut names: Vec<&str> = Vec::new();
            for name in cells().map(of) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names.join(", ")
        };
        let (benchmarks, rungs) = (names(|card| &card.cell.benchmark), names(|card| &card.cell.rung));
        let id = &card.session.id;
        Some(format!("no such cell in session {id}, which has the benchmarks {benchmarks} and the rungs {rungs}"))
    }
}

fn read(pattern: &str) -> Result<Pattern, String> {
    Pattern::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))
}
