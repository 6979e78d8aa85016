//! Who is visited when, and with whom: random orders from one recorded seed, and batches that fit memory.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use rand::{RngExt as _, SeedableRng as _};

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

    /// Any number.
    pub(super) fn number(&mut self) -> u32 {
        self.0.random()
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.choose(&mut self.0).copied()
    }
}

/// The largest share of an invocation's time that further processes of the baseline may take.
const FOR_THE_BASELINE: f64 = 0.25;

/// How many processes of the baseline live side by side in an invocation that takes so long without the further ones, each of which
/// takes `each`. A control that is compared with `others` gets the square root of their number (Dunnett, *A multiple comparison
/// procedure for comparing several treatments with a control*, JASA 50, 1955), as long as that is cheap.
pub(super) fn baseline_processes(others: usize, invocation: Duration, each: Duration) -> u32 {
    let wanted = (others as f64).sqrt().round() as u32;
    let affordable = (invocation.as_secs_f64() * FOR_THE_BASELINE / each.as_secs_f64().max(1e-9)) as u32;
    wanted.min(affordable.saturating_add(1)).max(1)
}

/// Sets of cells whose runners live at the same time, each with the baseline in it, of which there may be so many processes. `need` tells the bytes of a runner; no
/// more of them live than the harness can talk with.
pub(super) fn batches<'c>(
    cells: &[&'c Checked],
    (baseline, processes): (Option<&Id>, Option<u32>),
    need: impl Fn(&Checked) -> u64,
) -> Vec<Vec<&'c Checked>> {
    let room = (machine::available_memory().unwrap_or(u64::MAX) as f64 * SHARE) as u64;
    let (first, others): (Vec<&Checked>, Vec<&Checked>) =
        cells.iter().partition(|cell| Some(&cell.built().rung) == baseline);
    // Of the baseline there may be several.
    let several = processes.unwrap_or_else(|| baseline_processes(others.len(), Duration::MAX, Duration::ZERO));
    let room = room.saturating_sub(first.iter().map(|cell| need(cell)).sum::<u64>().saturating_mul(several.into()));
    let most = process::most_runners().saturating_sub(first.len() * several as usize);
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
    fn the_baseline_has_more_processes_the_more_it_is_compared_with_as_long_as_they_are_cheap() {
        let seconds = Duration::from_secs;
        let of = |others, each| baseline_processes(others, seconds(100), seconds(each));
        assert_eq!([0, 1, 2, 3, 9, 16, 26].map(|others| of(others, 1)), [1, 1, 1, 2, 3, 4, 5]);
        assert_eq!([5, 10, 12, 26, 99].map(|each| of(16, each)), [4, 3, 3, 1, 1]);
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
