//! Who is visited when, and with whom: random orders from one recorded seed, and batches that fit memory.

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};

use crate::check::Checked;
use manifest::Id;
use system::machine;
use system::process;

/// The share of the available memory that living runners may fill.
const SHARE: f64 = 0.7;

/// All random choices of a session.
#[derive(Debug)]
pub(super) struct Dice(StdRng);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(StdRng::seed_from_u64(seed))
    }

    pub(super) fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut items = items.to_vec();
        items.shuffle(&mut self.0);
        items
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.choose(&mut self.0).copied()
    }
}

/// Sets of cells whose runners live at the same time, each with the baseline in it. `need` tells the bytes of a runner; no
/// more of them live than the harness can talk with.
pub(super) fn batches<'c>(
    cells: &[&'c Checked],
    baseline: Option<&Id>,
    need: impl Fn(&Checked) -> u64,
) -> Vec<Vec<&'c Checked>> {
    let room = (machine::available_memory().unwrap_or(u64::MAX) as f64 * SHARE) as u64;
    let (first, others): (Vec<&Checked>, Vec<&Checked>) =
        cells.iter().partition(|cell| Some(&cell.built().rung) == baseline);
    let room = room.saturating_sub(first.iter().map(|cell| need(cell)).sum());
    let most = process::most_runners().saturating_sub(first.len());
    let others: Vec<(&Checked, u64)> = others.into_iter().map(|cell| (cell, need(cell))).collect();
    split(&others, room, most).into_iter().map(|batch| first.iter().copied().chain(batch).collect()).collect()
}

/// Splits items into runs of so many whose needs fit the room; an item that alone is too large goes alone.
fn split<T: Copy>(items: &[(T, u64)], room: u64, most: usize) -> Vec<Vec<T>> {
    let mut batches = vec![Vec::new()];
    let mut filled = 0_u64;
    for &(item, need) in items {
        let last = batches.len() - 1;
        let is_full = batches[last].len() >= most || filled.saturating_add(need) > room;
        if is_full && !batches[last].is_empty() {
            batches.push(vec![item]);
            filled = need;
        } else {
            batches[last].push(item);
            filled = filled.saturating_add(need);
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_memory_lives_together_and_what_does_not_goes_alone() {
        assert_eq!(split(&[('a', 3), ('b', 3), ('c', 3)], 6, 9), [vec!['a', 'b'], vec!['c']]);
        assert_eq!(split(&[('a', 9), ('b', 1)], 6, 9), [vec!['a'], vec!['b']]);
        assert_eq!(split(&[] as &[((), u64)], 6, 9), [vec![]]);
    }

    #[test]
    fn no_more_live_together_than_the_harness_can_talk_with() {
        let cells = [('a', 1), ('b', 1), ('c', 1), ('d', 1), ('e', 1)];
        assert_eq!(split(&cells, 9, 2), [vec!['a', 'b'], vec!['c', 'd'], vec!['e']]);
        assert_eq!(split(&cells[..2], 9, 0), [vec!['a'], vec!['b']], "one at a time is the least");
    }

    #[test]
    fn the_same_seed_gives_the_same_orders() {
        let orders = |seed| {
            let mut dice = Dice::new(seed);
            (0..5).map(|_| dice.shuffled(&[1, 2, 3, 4, 5, 6, 7, 8])).collect::<Vec<_>>()
        };
        assert_eq!(orders(7), orders(7));
        assert_ne!(orders(7), orders(8));
    }
}
