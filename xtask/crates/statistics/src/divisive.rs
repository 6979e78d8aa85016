//! Where a series of values changes its level: E-divisive (Matteson and James, *A nonparametric approach for multiple change point
//! analysis of multivariate data*, Journal of the American Statistical Association 109, 2014).
//!
//! The place of a change is where the two sides differ the most by their energy distance, which asks for no distribution. Whether it
//! is one is decided by permutation: how often do the same values in another order have a place at which they differ as much? Then
//! each side is looked at by itself.

/// Permutations by which chance is judged.
const PERMUTATIONS: u32 = 499;

/// The chance of a change in a series without any, at most.
const CHANCE: f64 = 0.01;

/// The fewest values of a level: one or two values that stand apart are no level yet.
pub const FEWEST_OF_A_LEVEL: usize = 3;

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChangePoint {
    /// The place of the first value of the new level.
    pub place: usize,
    /// How probable so large a difference would be if the values around it were of one level.
    pub chance: f64,
}

/// The places at which the level of a series changes, in order. The same values have the same ones whenever they are asked for. Values
/// that are not finite have no place in a series: nothing is found where there is one.
pub fn change_points(values: &[f64]) -> Vec<ChangePoint> {
    let mut found = Vec::new();
    if values.iter().all(|value| value.is_finite()) {
        divide(values, 0, &mut Shuffles(0x9E37_79B9_7F4A_7C15), &mut found);
    }
    found.sort_by_key(|point| point.place);
    found
}

fn divide(values: &[f64], from: usize, shuffles: &mut Shuffles, found: &mut Vec<ChangePoint>) {
    let segment = Segment::new(values);
    let own: Vec<usize> = (0..values.len()).collect();
    let Some((place, distance)) = segment.best_split(&own) else { return };
    let Some(chance) = segment.chance_of(distance, own, shuffles) else { return };
    found.push(ChangePoint { place: from + place, chance });
    divide(&values[..place], from, shuffles, found);
    divide(&values[place..], from + place, shuffles, found);
}

/// Values that are put into one order after another.
struct Segment<'v> {
    values: &'v [f64],
    /// The place of each value among all of them by size, from 1 on; equal ones share the lowest.
    ranks: Vec<usize>,
    /// The sum of each value's differences to all others.
    to_all: Vec<f64>,
    /// The sum of the differences of all pairs.
    all: f64,
}

impl<'v> Segment<'v> {
    fn new(values: &'v [f64]) -> Segment<'v> {
        let sorted = times::sorted(values);
        let mut below = vec![0.0];
        for value in &sorted {
            below.push(below[below.len() - 1] + value);
        }
        let total = below[sorted.len()];
        let (mut ranks, mut to_all) = (Vec::new(), Vec::new());
        for value in values {
            let less = sorted.partition_point(|other| other < value);
            ranks.push(less + 1);
            let (smaller, larger) = (less as f64, (sorted.len() - less) as f64);
            to_all.push(value * smaller - below[less] + (total - below[less]) - value * larger);
        }
        let all = to_all.iter().sum::<f64>() / 2.0;
        Segment { values, ranks, to_all, all }
    }

    /// How often other orders of the values are as far apart; none as soon as that is more often than `CHANCE` allows.
    fn chance_of(&self, distance: f64, mut order: Vec<usize>, shuffles: &mut Shuffles) -> Option<f64> {
        let mut as_far = 0;
        for _ in 0..PERMUTATIONS {
            shuffles.shuffle(&mut order);
            as_far += u32::from(self.best_split(&order).is_some_and(|(_, other)| other >= distance));
            if f64::from(as_far + 1) > CHANCE * f64::from(PERMUTATIONS + 1) {
                return None;
            }
        }
        Some(f64::from(as_far + 1) / f64::from(PERMUTATIONS + 1))
    }

    /// The place that parts the values, in this order, into the two sides that are the farthest apart, and how far: the energy
    /// distance 2 E|X - Y| - E|X - X'| - E|Y - Y'|, times mn / (m + n). None of values that are too few or all equal.
    ///
    /// The sums of those to the left that are below a value are kept by rank, in a tree of Fenwick's (*A new data structure for
    /// cumulative frequency tables*, 1994).
    fn best_split(&self, order: &[usize]) -> Option<(usize, f64)> {
        let last = order.len().checked_sub(FEWEST_OF_A_LEVEL)?;
        let mut below = vec![(0.0, 0.0); order.len() + 1];
        let (mut count, mut total, mut within_left, mut within_right) = (0.0, 0.0, 0.0, self.all);
        let mut best: Option<(usize, f64)> = None;
        for (index, &own) in order[..last].iter().enumerate() {
            let (value, rank) = (self.values[own], self.ranks[own]);
            let (mut less, mut sum_of_less, mut node) = (0.0, 0.0, rank - 1);
            while node > 0 {
                less += below[node].0;
                sum_of_less += below[node].1;
                node &= node - 1;
            }
            let to_left = value * less - sum_of_less + (total - sum_of_less) - value * (count - less);
            within_left += to_left;
            within_right -= self.to_all[own] - to_left;
            node = rank;
            while node < below.len() {
                below[node].0 += 1.0;
                below[node].1 += value;
                node += node & node.wrapping_neg();
            }
            count += 1.0;
            total += value;
            if index + 1 < FEWEST_OF_A_LEVEL {
                continue;
            }
            let (left, right) = (count, order.len() as f64 - count);
            let between = self.all - within_left - within_right;
            let pairs = |n: f64| n * (n - 1.0) / 2.0;
            let energy = 2.0 * between / (left * right) - within_left / pairs(left) - within_right / pairs(right);
            let distance = energy * left * right / (left + right);
            // Equal values differ by what adding gets wrong.
            if distance > best.map_or(ROUNDING * self.all, |(_, best)| best) {
                best = Some((index + 1, distance));
            }
        }
        best
    }
}

/// What adding many numbers may get wrong, as a share of their sum.
const ROUNDING: f64 = 1e-12;

/// Orders drawn at random, the same ones for everybody: splitmix64 (Steele, Lea and Flood, OOPSLA 2014) and Fisher and Yates.
struct Shuffles(u64);

impl Shuffles {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * bound as u128) >> 64) as usize
    }

    fn shuffle(&mut self, values: &mut [usize]) {
        for place in (1..values.len()).rev() {
            values.swap(place, self.below(place + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A series that jitters around each of the levels for so many values, never twice the same.
    fn series(levels: &[(f64, usize)]) -> Vec<f64> {
        let mut dice = Shuffles(7);
        let mut jitter = move || dice.below(1000) as f64 / 1000.0 - 0.5;
        levels.iter().flat_map(|(level, count)| vec![*level; *count]).map(|level| level + jitter()).collect()
    }

    fn places(values: &[f64]) -> Vec<usize> {
        change_points(values).iter().map(|point| point.place).collect()
    }

    #[test]
    fn changes_are_found_where_they_are_and_nowhere_else() {
        assert_eq!(places(&series(&[(1.0, 20), (3.0, 20)])), [20]);
        assert_eq!(places(&series(&[(1.0, 12), (4.0, 9), (2.0, 15)])), [12, 21]);
        assert_eq!(places(&series(&[(1.0, 40)])), [0; 0]);
        assert_eq!(places(&series(&[(1.0, 500), (1.5, 500)])).len(), 1);
    }

    #[test]
    fn a_value_that_stands_apart_is_no_level() {
        let mut values = series(&[(1.0, 30)]);
        values[15] = 9.0;
        assert_eq!(places(&values), [0; 0]);
        values[29] = 9.0;
        assert_eq!(places(&values), [0; 0]);
    }

    /// The energy distance at a place, by its definition.
    fn distance_at(values: &[f64], place: usize) -> f64 {
        let (left, right) = values.split_at(place);
        let mean = |one: &[f64], other: &[f64], pairs: f64| {
            one.iter().flat_map(|a| other.iter().map(move |b| (a - b).abs())).sum::<f64>() / pairs
        };
        let (m, n) = (left.len() as f64, right.len() as f64);
        let within = mean(left, left, m * (m - 1.0)) + mean(right, right, n * (n - 1.0));
        (2.0 * mean(left, right, m * n) - within) * m * n / (m + n)
    }

    #[test]
    fn the_best_split_is_the_one_of_all_places_by_the_definition() {
        for values in
            [series(&[(1.0, 9), (1.4, 8)]), series(&[(0.0, 30)]), vec![2.0, 2.0, 2.0, 1.0, 1.0, 3.0, 2.0, 1.0]]
        {
            let all = (3..=values.len() - 3).map(|place| (place, distance_at(&values, place)));
            let (place, distance) = all.max_by(|one, other| one.1.total_cmp(&other.1)).expect("a place");
            let order: Vec<usize> = (0..values.len()).collect();
            let (own, found) = Segment::new(&values).best_split(&order).expect("a split");
            assert!(own == place && (found - distance).abs() < 1e-9, "{own} {found}, not {place} {distance}");
        }
    }

    #[test]
    fn the_distance_is_the_one_that_is_computed_by_hand() {
        let values = [0.0, 1.0, 0.5, 10.0, 11.0, 10.5];
        let (place, distance) = Segment::new(&values).best_split(&[0, 1, 2, 3, 4, 5]).expect("a split");
        // 2 * 10 - 2/3 - 2/3 over 3 and 3 values, times 9/6.
        assert_eq!(place, 3);
        assert!((distance - (20.0 - 4.0 / 3.0) * 1.5).abs() < 1e-9, "{distance}");
    }

    #[test]
    fn few_equal_and_broken_values_have_no_change() {
        for values in
            [&[][..], &[1.0], &[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0; 40], &[1.0, f64::NAN, 1.0, 9.0, 9.0, 9.0, 9.0]]
        {
            assert_eq!(change_points(values), []);
        }
    }
}
