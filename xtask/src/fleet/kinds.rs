//! Nodes of one kind should be alike: which are not, and in what.

use std::collections::BTreeMap;

use report::Card;
use statistics::median;

/// Of each node with others of its kind: the cells whose interval leaves out the middle one of the others' speedups. Of nodes that are
/// alike, about one cell in twenty does.
pub fn unlike_their_kind(nodes: &[(String, String, Card)]) -> Vec<String> {
    let mut kinds: BTreeMap<&str, Vec<&(String, String, Card)>> = BTreeMap::new();
    for node in nodes {
        kinds.entry(&node.1).or_default().push(node);
    }
    let mut said = Vec::new();
    for (kind, nodes) in kinds.into_iter().filter(|(_, nodes)| nodes.len() > 1) {
        for (place, (node, _, card)) in nodes.iter().enumerate() {
            let others = || nodes.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, (_, _, card))| card);
            let (mut all, mut unlike) = (0, Vec::new());
            for cell in card.cells().filter(|cell| !cell.is_baseline) {
                let Some(interval) = cell.speedup().and_then(|speedup| speedup.interval) else { continue };
                let theirs = others().flat_map(Card::cells).filter(|other| other.id() == cell.id());
                let theirs: Vec<f64> = theirs.filter_map(|other| Some(other.speedup()?.estimate)).collect();
                let Some(middle) = median(&theirs) else { continue };
                all += 1;
                if !interval.contains(middle) {
                    unlike.push(format!("{} ({:.1} % off)", cell.id(), (interval.midpoint() / middle - 1.0) * 100.0));
                }
            }
            if !unlike.is_empty() {
                let count = unlike.len();
                said.push(format!(
                    "{node} differs from other nodes of its kind ({kind}) in {count} of {all} cells: {}",
                    unlike.join(", ")
                ));
            }
        }
    }
    said
}
