//! Whether machines order the rungs of a benchmark alike: pair by pair, by intervals alone.
//!
//! Two rungs are compared on each machine by themselves, in the rounds that they shared, as either is with the baseline. What
//! an interval leaves open is no order, so that noise never makes two rungs change places.

use std::cmp::Ordering;

use super::Row;
use crate::report::summary::{CellCard, Timed};
use crate::statistics::{self, Speedup};

/// What machines say of the order of the rungs that all of them timed.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The places, among the rows, of the rungs that have one number on every machine.
    pub rows: Vec<usize>,
    /// For each machine, the rows that no other one is surely faster than.
    pub fastest: Vec<Vec<usize>>,
    /// Pairs of rungs that every machine orders in the same way.
    pub alike: usize,
    /// Pairs of which at least one machine cannot tell the order, and no two contradict each other.
    pub not_resolved: usize,
    /// Pairs whose order machines contradict each other about, those first that differ most.
    pub swaps: Vec<Swap>,
}

/// Two rungs that change places.
#[derive(Debug, Clone, PartialEq)]
pub struct Swap {
    /// The places of the two among the rows.
    pub rows: (usize, usize),
    /// The columns of the machines on which the first of them is surely faster.
    pub first_faster: Vec<usize>,
    /// The columns of those on which the second is.
    pub second_faster: Vec<usize>,
    /// How many times the ratio of the two on one machine is that on another, at most.
    factor: f64,
}

impl Order {
    /// The order of rows on as many machines.
    pub(super) fn of(rows: &[Row<'_>], machines: usize) -> Order {
        let comparable: Vec<usize> =
            (0..rows.len()).filter(|row| rows[*row].cells.iter().all(|card| card.is_some_and(has_number))).collect();
        let ratios = |one: usize, other: usize| -> Vec<Option<Speedup>> {
            let pairs = rows[one].cells.iter().zip(&rows[other].cells);
            pairs.map(|(own, theirs)| ratio((*own)?, (*theirs)?)).collect()
        };
        let mut order =
            Order { rows: comparable.clone(), fastest: Vec::new(), alike: 0, not_resolved: 0, swaps: Vec::new() };
        let mut beaten = vec![vec![false; rows.len()]; machines];
        for (place, &one) in comparable.iter().enumerate() {
            for &other in &comparable[place + 1..] {
                let ratios = ratios(one, other);
                let sure: Vec<Ordering> = ratios.iter().map(|ratio| surely(ratio.as_ref())).collect();
                for (machine, sure) in sure.iter().enumerate() {
                    match sure {
                        Ordering::Greater => beaten[machine][other] = true,
                        Ordering::Less => beaten[machine][one] = true,
                        Ordering::Equal => {}
                    }
                }
                order.add((one, other), &sure, &ratios);
            }
        }
        let unbeaten = |beaten: &Vec<bool>| comparable.iter().copied().filter(|row| !beaten[*row]).collect();
        order.fastest = beaten.iter().map(unbeaten).collect();
        order.swaps.sort_by(|one, other| other.factor.total_cmp(&one.factor));
        order
    }

    fn add(&mut self, rows: (usize, usize), sure: &[Ordering], ratios: &[Option<Speedup>]) {
        let on = |wanted: Ordering| -> Vec<usize> {
            sure.iter().enumerate().filter(|(_, sure)| **sure == wanted).map(|(machine, _)| machine).collect()
        };
        let (first_faster, second_faster) = (on(Ordering::Greater), on(Ordering::Less));
        if !first_faster.is_empty() && !second_faster.is_empty() {
            let estimates = || ratios.iter().flatten().map(|ratio| ratio.estimate);
            let most = estimates().reduce(f64::max).unwrap_or(1.0);
            let factor = most / estimates().reduce(f64::min).unwrap_or(1.0);
            self.swaps.push(Swap { rows, first_faster, second_faster, factor });
        } else if first_faster.len() == sure.len() || second_faster.len() == sure.len() {
            self.alike += 1;
        } else {
            self.not_resolved += 1;
        }
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> usize {
        self.alike + self.not_resolved + self.swaps.len()
    }
}

fn has_number(card: &CellCard) -> bool {
    card.timed.as_ref().is_some_and(Timed::has_one_number)
}

/// How many times as fast the first of two cells is as the second, on one machine.
fn ratio(own: &CellCard, theirs: &CellCard) -> Option<Speedup> {
    statistics::speedup(theirs.series.as_ref()?, own.series.as_ref()?)
}

/// What an interval of a ratio says of the two: `Greater` is faster; without one, nothing.
fn surely(ratio: Option<&Speedup>) -> Ordering {
    match ratio.and_then(|ratio| ratio.interval) {
        Some(interval) if interval.low > 1.0 => Ordering::Greater,
        Some(interval) if interval.high < 1.0 => Ordering::Less,
        _ => Ordering::Equal,
    }
}
