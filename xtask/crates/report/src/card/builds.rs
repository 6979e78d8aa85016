//! How the interpreters behind a card were built: versions of one kind of build may be compared, others not.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::card::Card;
use records::CellId;

/// What `environment.json` says of how a cell was built.
pub(crate) fn built<'a>(environment: &'a Value, id: CellId<&str>) -> Option<&'a Value> {
    let cells = environment.get("cells")?.as_array()?;
    cells.iter().find(|cell| cell["benchmark"] == id.benchmark && cell["rung"] == id.rung)
}

/// Interpreters that were built alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuildGroup {
    /// Who built them, and how, in words that are equal where the builds are alike.
    pub build_kind: String,
    /// The identifiers of their toolchains, each once, in the order of the ladder.
    pub toolchains: Vec<String>,
}

/// The interpreters of the timed cells, by the kind of their build, in the order of the ladder.
pub(crate) fn builds(card: &Card) -> Vec<BuildGroup> {
    let cells = card.cells().filter(|cell| cell.timed.is_some());
    let mut known = BTreeSet::new();
    let mut builds: Vec<BuildGroup> = Vec::new();
    for cell in cells.map(|cell| &cell.cell) {
        let (Some(kind), Some(toolchain)) = (&cell.build_kind, &cell.toolchain) else { continue };
        if !known.insert((kind, toolchain)) {
            continue;
        }
        match builds.iter_mut().find(|build| build.build_kind == *kind) {
            Some(build) => build.toolchains.push(toolchain.clone()),
            None => builds.push(BuildGroup { build_kind: kind.clone(), toolchains: vec![toolchain.clone()] }),
        }
    }
    builds
}

/// The sentence for people; none where all were built alike.
pub(crate) fn unlike_builds(card: &Card) -> Option<String> {
    let builds = builds(card).into_iter();
    let named = builds.map(|build| format!("{} ({})", build.toolchains.join(", "), build.build_kind));
    let named: Vec<String> = named.collect();
    (named.len() > 1).then(|| {
        format!("interpreters were not built alike: {}; compare versions within one kind alone", named.join("; "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{cell, recorded, samples, summarise};
    use records::{CellRecord, Standing};

    fn hosted(rung: &str, toolchain: &str, kind: Option<&str>) -> CellRecord {
        CellRecord { toolchain: Some(toolchain.to_owned()), build_kind: kind.map(str::to_owned), ..cell(rung) }
    }

    fn card(cells: Vec<CellRecord>) -> Card {
        let mut recorded = recorded();
        recorded.samples = cells.iter().flat_map(|cell| samples(&cell.rung, &[10; 6])).collect();
        recorded.cells = cells;
        summarise(&recorded)
    }

    #[test]
    fn interpreters_are_grouped_by_the_kind_of_their_build() {
        let other = CellRecord { benchmark: "spectral-norm".to_owned(), ..hosted("a", "cpython-3.11", Some("Debian")) };
        let lost = CellRecord { standing: Standing::Failed, ..hosted("z", "cpython-3.9", Some("pyenv")) };
        let card = card(vec![
            hosted("a", "cpython-3.11", Some("Debian")),
            hosted("b", "cpython-3.12", Some("source, plain")),
            hosted("c", "cpython-3.14", Some("Debian")),
            hosted("numba", "cpython-3.14", Some("Debian")),
            hosted("pypy", "pypy", None),
            lost,
            other,
        ]);
        let found: Vec<(String, Vec<String>)> =
            builds(&card).into_iter().map(|build| (build.build_kind, build.toolchains)).collect();
        let debian = ("Debian".to_owned(), vec!["cpython-3.11".to_owned(), "cpython-3.14".to_owned()]);
        assert_eq!(found, [debian, ("source, plain".to_owned(), vec!["cpython-3.12".to_owned()])]);
        let sentence = "interpreters were not built alike: cpython-3.11, cpython-3.14 (Debian); cpython-3.12 (source, \
                        plain); compare versions within one kind alone";
        assert_eq!(unlike_builds(&card).as_deref(), Some(sentence));
    }

    #[test]
    fn nothing_is_said_of_builds_that_are_alike() {
        let cells = vec![hosted("a", "cpython-3.11", Some("Debian")), hosted("c", "cpython-3.14", Some("Debian"))];
        assert_eq!(unlike_builds(&card(cells)), None);
    }
}
