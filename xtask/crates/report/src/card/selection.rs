//! Which cells of a session a reader asks for, by names or patterns.

use glob::Pattern;

use crate::card::{Card, CellCard};

/// Patterns of benchmarks, of rungs and of cells; none of a kind means all.
#[derive(Debug, Clone, Default)]
pub struct CellSelection {
    benchmarks: Vec<Pattern>,
    rungs: Vec<Pattern>,
    cells: Vec<CellPattern>,
}

/// A cell as people name it.
#[derive(Debug, Clone)]
enum CellPattern {
    /// `cython/nbody` or `nbody/cython`.
    Both(Pattern, Pattern),
    /// `cython` or `nbody`: all cells of it.
    Either(Pattern),
}

impl CellSelection {
    /// Reads patterns of benchmarks and of rungs.
    ///
    /// # Errors
    /// When one is no pattern, in words for its author.
    pub fn new(benchmarks: &[String], rungs: &[String]) -> Result<CellSelection, String> {
        let read = |patterns: &[String]| patterns.iter().map(|pattern| read(pattern)).collect::<Result<Vec<_>, _>>();
        Ok(CellSelection { benchmarks: read(benchmarks)?, rungs: read(rungs)?, cells: Vec::new() })
    }

    /// Reads names of cells: rung and benchmark in either order with a stroke between them, or one of the two alone.
    ///
    /// # Errors
    /// When one is no pattern, in words for its author.
    pub fn of_cells(names: &[String]) -> Result<CellSelection, String> {
        let cell = |name: &String| match name.split_once('/') {
            Some((one, other)) => Ok(CellPattern::Both(read(one)?, read(other)?)),
            None => Ok(CellPattern::Either(read(name)?)),
        };
        let cells = names.iter().map(cell).collect::<Result<_, String>>()?;
        Ok(CellSelection { cells, ..CellSelection::default() })
    }

    /// Whether a cell is asked for.
    pub fn takes(&self, benchmark: &str, rung: &str) -> bool {
        let any = |patterns: &[Pattern], name| patterns.is_empty() || patterns.iter().any(|one| one.matches(name));
        let named = |cell: &CellPattern| match cell {
            CellPattern::Both(one, other) => {
                one.matches(rung) && other.matches(benchmark) || one.matches(benchmark) && other.matches(rung)
            }
            CellPattern::Either(one) => one.matches(rung) || one.matches(benchmark),
        };
        let is_named = self.cells.is_empty() || self.cells.iter().any(named);
        any(&self.benchmarks, benchmark) && any(&self.rungs, rung) && is_named
    }

    /// The card with those cells alone that are asked for. What others printed is judged over all cells, and is left out.
    pub fn narrowed(&self, mut card: Card) -> Card {
        for benchmark in &mut card.benchmarks {
            benchmark.cells.retain(|card| self.takes(&card.cell.benchmark, &card.cell.rung));
        }
        card.benchmarks.retain(|benchmark| !benchmark.cells.is_empty());
        card.published.clear();
        card
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, published, recorded, samples, summarise};

    #[test]
    fn a_narrowed_card_has_the_cells_that_were_asked_for_with_their_own_figures() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("cython"), cell("numba")];
        recorded.samples = [samples("python", &[40; 6]), samples("cython", &[10; 6])].concat();
        recorded.published = vec![published(&[("python", "4ms", "1x"), ("cython", "1ms", "4x")])];
        let whole = summarise(&recorded);
        let selection = CellSelection::new(&["n*".to_owned()], &["cython".to_owned()]).expect("patterns");
        let card = selection.narrowed(whole.clone());
        assert_eq!(card.benchmarks[0].cells, [whole.benchmarks[0].cells[1].clone()]);
        assert!(card.benchmarks[0].has_baseline && card.published.is_empty());
        let none = CellSelection::new(&["other".to_owned()], &[]).expect("a pattern");
        assert!(none.narrowed(whole).benchmarks.is_empty());
    }

    #[test]
    fn a_cell_may_be_named_in_either_order_in_part_or_by_patterns() {
        let takes =
            |name: &str| CellSelection::of_cells(&[name.to_owned()]).expect("a pattern").takes("nbody", "cython");
        for name in ["cython/nbody", "nbody/cython", "cython", "nbody", "cy*/n*", "*/nbody", "*"] {
            assert!(takes(name), "{name}");
        }
        for name in ["cython/spectral-norm", "numba", "nbody/nbody", "cython/cython", ""] {
            assert!(!takes(name), "{name}");
        }
        assert!(CellSelection::of_cells(&["[".to_owned()]).is_err());
    }
}
