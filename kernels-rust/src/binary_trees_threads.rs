//! binary-trees, the trees of each depth divided among the threads of rayon's pool.

use rayon::prelude::*;

use crate::binary_trees::{count_all, make};

/// The nodes that were counted: of one tree that is a level deeper; of all trees of each second depth; of the one kept.
pub fn binary_trees(n: u32) -> Vec<i64> {
    count_all(n, |depth, trees| (0..trees).into_par_iter().map(|_| make(depth).count()).sum())
}

#[cfg(test)]
mod tests {
    #[test]
    fn trees_come_to_the_same_whoever_makes_them() {
        assert_eq!(super::binary_trees(8), crate::binary_trees::binary_trees(8));
    }
}
