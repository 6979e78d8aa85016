//! Which cells of a session a reader asks for, by names or patterns.

use glob::Pattern;

use indexmap::IndexSet;

use super::Card;
use records::{CellId, CellRecord};

/// Patterns of groups, of benchmarks, of rungs and of cells; none of a kind means all.
#[derive(Debug, Clone, Default)]
pub struct CellSelection {
    groups: Vec<Pattern>,
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
        let (benchmarks, rungs) = (read_all(benchmarks)?, read_all(rungs)?);
        Ok(CellSelection { benchmarks, rungs, ..CellSelection::default() })
    }

    /// The same, of benchmarks of groups alone, by patterns.
    ///
    /// # Errors
    /// When one is no pattern, in words for its author.
    pub fn of_groups(self, groups: &[String]) -> Result<CellSelection, String> {
        Ok(CellSelection { groups: read_all(groups)?, ..self })
    }

    /// Reads names of cells: rung and benchmark in either order with a stroke between them, or one of the two alone.
    ///
    /// # Errors
    /// When one is no pattern, in words for its author.
    pub fn of_cells(names: &[String]) -> Result<CellSelection, String> {
        let cells = names.iter().map(|name| CellPattern::read(name)).collect::<Result<_, String>>()?;
        Ok(CellSelection { cells, ..CellSelection::default() })
    }

    /// Whether a cell is asked for.
    pub fn takes(&self, cell: &CellRecord) -> bool {
        matches_any(&self.groups, cell.group()) && self.takes_name(cell.id())
    }

    /// Whether a cell of this name is asked for, if its benchmark's group is.
    pub fn takes_name(&self, id: CellId<&str>) -> bool {
        let is_named = self.cells.is_empty() || self.cells.iter().any(|cell| cell.names(id));
        matches_any(&self.benchmarks, id.benchmark) && matches_any(&self.rungs, id.rung) && is_named
    }

    /// The card with those cells alone that are asked for. What others printed is judged over all cells, and is left out.
    pub fn narrowed(&self, mut card: Card) -> Card {
        for benchmark in &mut card.benchmarks {
            benchmark.cells.retain(|card| self.takes(&card.cell));
        }
        card.benchmarks.retain(|benchmark| !benchmark.cells.is_empty());
        card.published.clear();
        card
    }

    /// Why it takes none of a session's cells; absent if it takes one.
    pub fn takes_none_of(&self, card: &Card) -> Option<String> {
        if card.cells().any(|card| self.takes(&card.cell)) {
            return None;
        }
        let benchmarks: IndexSet<&str> = card.cells().map(|card| card.id().benchmark).collect();
        let rungs: IndexSet<&str> = card.cells().map(|card| card.id().rung).collect();
        let groups: IndexSet<&str> = card.cells().map(|card| card.cell.group()).collect();
        let meant = nearest(&self.groups, &groups).or_else(|| self.meant(&benchmarks, &rungs));
        let meant = meant.map(|name| format!("; did you mean `{name}`?"));
        let of_groups =
            if self.groups.is_empty() { String::new() } else { format!("the groups {}, ", listed(&groups)) };
        Some(format!(
            "no such cell in session {}, which has {of_groups}the benchmarks {} and the rungs {}{}",
            card.session.id,
            listed(&benchmarks),
            listed(&rungs),
            meant.unwrap_or_default()
        ))
    }

    /// The name that a pattern nearly is which is the pattern of none.
    fn meant<'n>(&self, benchmarks: &IndexSet<&'n str>, rungs: &IndexSet<&'n str>) -> Option<&'n str> {
        let parts_of_cells: Vec<Pattern> = self.cells.iter().flat_map(CellPattern::parts).cloned().collect();
        nearest(&self.benchmarks, benchmarks)
            .or_else(|| nearest(&self.rungs, rungs))
            .or_else(|| nearest(&parts_of_cells, &benchmarks.union(rungs).copied().collect()))
    }
}

impl CellPattern {
    fn read(name: &str) -> Result<CellPattern, String> {
        Ok(match name.split_once('/') {
            Some((one, other)) => CellPattern::Both(read(one)?, read(other)?),
            None => CellPattern::Either(read(name)?),
        })
    }

    fn names(&self, CellId { rung, benchmark }: CellId<&str>) -> bool {
        match self {
            CellPattern::Both(one, other) => {
                one.matches(rung) && other.matches(benchmark) || one.matches(benchmark) && other.matches(rung)
            }
            CellPattern::Either(one) => one.matches(rung) || one.matches(benchmark),
        }
    }

    fn parts(&self) -> Vec<&Pattern> {
        match self {
            CellPattern::Both(one, other) => vec![one, other],
            CellPattern::Either(one) => vec![one],
        }
    }
}

/// Whether one of the patterns is that of a name; where there is none, every name will do.
fn matches_any(patterns: &[Pattern], name: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.matches(name))
}

/// The name nearest to the first pattern that is that of no name.
fn nearest<'n>(patterns: &[Pattern], names: &IndexSet<&'n str>) -> Option<&'n str> {
    let unknown = patterns.iter().find(|pattern| !names.iter().any(|name| pattern.matches(name)))?;
    suggest::nearest(unknown.as_str(), names.iter().copied())
}

fn listed(names: &IndexSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

fn read_all(patterns: &[String]) -> Result<Vec<Pattern>, String> {
    patterns.iter().map(|pattern| read(pattern)).collect()
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
        recorded.samples = [samples("python", &[40; 6]), samples("cython", &[10; 6])].concat().into();
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
        let cell = CellId { rung: "cython", benchmark: "nbody" };
        let takes = |name: &str| CellSelection::of_cells(&[name.to_owned()]).expect("a pattern").takes_name(cell);
        for name in ["cython/nbody", "nbody/cython", "cython", "nbody", "cy*/n*", "*/nbody", "*"] {
            assert!(takes(name), "{name}");
        }
        for name in ["cython/spectral-norm", "numba", "nbody/nbody", "cython/cython", ""] {
            assert!(!takes(name), "{name}");
        }
        assert!(CellSelection::of_cells(&["[".to_owned()]).is_err());
    }

    #[test]
    fn a_group_is_asked_for_by_the_one_that_a_cell_was_selected_as_one_of() {
        let of = |groups: &str| CellSelection::default().of_groups(&[groups.to_owned()]).expect("a pattern");
        let game = CellRecord { group: Some("games".to_owned()), ..cell("cython") };
        assert!(of("games").takes(&game) && of("g*").takes(&game) && !of("ladder").takes(&game));
        assert!(of("ladder").takes(&cell("cython")) && !of("games").takes(&cell("cython")));
        let mut recorded = recorded();
        recorded.cells = vec![game];
        let said = of("game").takes_none_of(&summarise(&recorded)).expect("a reason");
        assert!(said.contains("which has the groups games, the benchmarks nbody"), "{said}");
        assert!(said.ends_with("did you mean `games`?"), "{said}");
    }

    #[test]
    fn a_name_that_is_nearly_right_is_asked_about() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("cython")];
        let card = summarise(&recorded);
        let said = |selection: Result<CellSelection, String>| selection.expect("patterns").takes_none_of(&card);
        let names =
            "no such cell in session 20260102T030405Z, which has the benchmarks nbody and the rungs python, cython";
        let meant = |name: &str| Some(format!("{names}; did you mean `{name}`?"));
        assert_eq!(said(CellSelection::new(&[], &["cyton".to_owned()])), meant("cython"));
        assert_eq!(said(CellSelection::new(&["n-body".to_owned()], &["cyton".to_owned()])), meant("nbody"));
        assert_eq!(said(CellSelection::of_cells(&["nbody/cyton".to_owned()])), meant("cython"));
        assert_eq!(said(CellSelection::of_cells(&["codon/*".to_owned()])), Some(names.to_owned()));
        assert_eq!(said(CellSelection::of_cells(&["cy*".to_owned()])), None);
    }
}
