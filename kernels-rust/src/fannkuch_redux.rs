//! fannkuch-redux: how often the first elements of every permutation can be reversed, as the first one says.
//!
//! Source: the fannkuch-redux problem of the Computer Language Benchmarks Game, written anew. A flip reverses as many elements
//! as the first one's number says; it ends when that is the lowest. Counts without a unit. Permutations come in the problem's
//! order; the flips of every second one are taken away from the checksum.

/// The elements of a permutation: room for more than anybody has the time for.
pub(crate) const MOST_ELEMENTS: usize = 16;

/// The checksum and the most flips, over all permutations of n elements, of which there are from 1 to 16.
///
/// # Panics
/// When there are others.
pub fn fannkuch_redux(n: usize) -> (i64, i64) {
    assert!((1..=MOST_ELEMENTS).contains(&n), "n must be a number from 1 to 16");
    let mut permutation = Permutation::first(n);
    let (mut checksum, mut most, mut sign) = (0, 0, 1);
    loop {
        let flips = permutation.count_flips();
        checksum += sign * flips;
        most = most.max(flips);
        sign = -sign;
        if !permutation.advance(n) {
            return (checksum, most);
        }
    }
}

/// A permutation, and how often its beginnings were rotated.
pub(crate) struct Permutation {
    pub(crate) elements: [u8; MOST_ELEMENTS],
    pub(crate) rotations: [u8; MOST_ELEMENTS],
}

impl Permutation {
    /// The first one: each element at its place.
    pub(crate) fn first(n: usize) -> Permutation {
        let mut elements = [0; MOST_ELEMENTS];
        for (place, element) in (0..).zip(&mut elements[..n]) {
            *element = place;
        }
        Permutation { elements, rotations: [0; MOST_ELEMENTS] }
    }

    /// How often the first elements can be reversed until the lowest one is the first.
    pub(crate) fn count_flips(&self) -> i64 {
        let mut elements = self.elements;
        let mut flips = 0;
        while elements[0] != 0 {
            // Not `reverse`: with it the optimised loop of rustc 1.95.0 does not end, while the one for tests is right.
            let (mut low, mut high) = (0, usize::from(elements[0]) % MOST_ELEMENTS);
            while low < high {
                elements.swap(low, high);
                low += 1;
                high -= 1;
            }
            flips += 1;
        }
        flips
    }

    /// The next one: the first two are rotated; after as many rotations as there are elements the first three; and so on.
    pub(crate) fn advance(&mut self, n: usize) -> bool {
        for last in 1..n {
            self.elements[..=last].rotate_left(1);
            self.rotations[last] += 1;
            if usize::from(self.rotations[last]) <= last {
                return true;
            }
            self.rotations[last] = 0;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::fannkuch_redux;

    #[test]
    fn the_flips_are_those_of_the_problem() {
        for (n, expected) in [(1, (0, 0)), (2, (-1, 1)), (3, (2, 2)), (7, (228, 16))] {
            assert_eq!(fannkuch_redux(n), expected, "n = {n}");
        }
    }
}
