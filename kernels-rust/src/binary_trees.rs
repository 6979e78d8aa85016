//! binary-trees: perfect binary trees, made, counted and forgotten, beside one that is kept.
//!
//! Source: the binary-trees problem of the Computer Language Benchmarks Game, written anew. A tree of depth d has
//! 2^(d+1) - 1 nodes; each is allocated and freed by itself. Counts without a unit.

const SHALLOWEST: u32 = 4;

/// A node with its subtrees: both, or none.
pub(crate) struct Node {
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
}

/// The nodes that were counted: of one tree that is a level deeper; of all trees of each second depth; of the one kept.
pub fn binary_trees(n: u32) -> Vec<i64> {
    count_all(n, |depth, trees| (0..trees).map(|_| make(depth).count()).sum())
}

/// The same, where somebody says how so many trees of a depth are made and counted.
pub(crate) fn count_all(n: u32, count_trees: impl Fn(u32, u64) -> i64) -> Vec<i64> {
    let deepest = n.max(SHALLOWEST + 2);
    let mut counted = vec![make(deepest + 1).count()];
    let kept = make(deepest);
    let depths = (SHALLOWEST..=deepest).step_by(2);
    counted.extend(depths.map(|depth| count_trees(depth, 1 << (deepest - depth + SHALLOWEST))));
    counted.push(kept.count());
    counted
}

/// A tree of this depth.
pub(crate) fn make(depth: u32) -> Box<Node> {
    let below = || depth.checked_sub(1).map(make);
    Box::new(Node { left: below(), right: below() })
}

impl Node {
    pub(crate) fn count(&self) -> i64 {
        match (&self.left, &self.right) {
            (Some(left), Some(right)) => 1 + left.count() + right.count(),
            _ => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tree_of_depth_d_has_two_to_the_d_plus_1_nodes_less_one() {
        assert_eq!(super::binary_trees(10), [4095, 31744, 32512, 32704, 32752, 2047]);
        assert_eq!(super::binary_trees(0), super::binary_trees(6));
    }
}
