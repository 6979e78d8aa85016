//! fannkuch-redux, divided among the threads of rayon's pool: blocks of permutations that begin at a place of their own.

use rayon::prelude::*;

use crate::fannkuch_redux::{MOST_ELEMENTS, Permutation};

/// The checksum and the most flips, over all permutations of n elements, of which there are from 1 to 16.
///
/// # Panics
/// When there are others.
pub fn fannkuch_redux(n: usize) -> (i64, i64) {
    assert!((1..=MOST_ELEMENTS).contains(&n), "n must be a number from 1 to 16");
    let all: u64 = (1..=n as u64).product();
    // Even, so that every block begins with a permutation whose flips are added.
    let block = (all / 1024).next_multiple_of(2).max(2);
    (0..all.div_ceil(block))
        .into_par_iter()
        .map(|index| block_of(n, index * block, block.min(all - index * block)))
        .reduce(|| (0, 0), |one, other| (one.0 + other.0, one.1.max(other.1)))
}

/// The same of so many permutations from a place on.
fn block_of(n: usize, place: u64, permutations: u64) -> (i64, i64) {
    let mut permutation = at(n, place);
    let (mut checksum, mut most, mut sign) = (0, 0, 1);
    for _ in 0..permutations {
        let flips = permutation.count_flips();
        checksum += sign * flips;
        most = most.max(flips);
        sign = -sign;
        permutation.advance(n);
    }
    (checksum, most)
}

/// The permutation at a place of the order: the place's digits in the factorial system say how its beginnings were rotated.
fn at(n: usize, place: u64) -> Permutation {
    let mut permutation = Permutation::first(n);
    let (mut rest, mut weight): (u64, u64) = (place, (1..=n as u64).product());
    for last in (1..n).rev() {
        weight /= last as u64 + 1;
        let rotations = rest / weight;
        rest %= weight;
        permutation.elements[..=last].rotate_left(rotations as usize);
        permutation.rotations[last] = rotations as u8;
    }
    permutation
}

#[cfg(test)]
mod tests {
    #[test]
    fn blocks_come_to_the_same_as_the_whole() {
        for n in 1..=8 {
            assert_eq!(super::fannkuch_redux(n), crate::fannkuch_redux::fannkuch_redux(n), "n = {n}");
        }
    }
}
