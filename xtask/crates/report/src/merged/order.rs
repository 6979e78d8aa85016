//! Whether machines order the rungs of a benchmark alike: pair by pair, by intervals, corrected for the number of pairs.
//!
//! Two rungs are compared on each machine by themselves, in the rounds that they shared, as either is with the baseline. What
//! an interval leaves open is no order. Among thousands of pairs some contradict each other by chance, so that those are named
//! which all together would be chance's work in one table of twenty at most (Holm, *A simple sequentially rejective multiple
//! test procedure*, Scandinavian Journal of Statistics 6, 1979).

use std::cmp::Ordering;

use super::MergedRow;
use crate::card::{CellCard, CellFigures};
use statistics::{self, CONFIDENCE, Series, Speedup};

/// What chance may do: what intervals leave out.
const CHANCE: f64 = 1.0 - CONFIDENCE;

/// What machines say of the order of the rungs that all of them timed.
#[derive(Debug, Clone, PartialEq)]
pub struct RungOrder {
    /// The places, among the rows, of the rungs that have one number on every machine.
    pub rows: Vec<usize>,
    /// The rows that have a number on some machines, and so are in no order.
    pub outside: Vec<usize>,
    /// For each machine, the rows that no other one is surely faster than: all others together taken into account.
    pub fastest: Vec<Vec<usize>>,
    /// Pairs of rungs that every machine orders in the same way.
    pub alike: usize,
    /// Pairs of which at least one machine cannot tell the order, and no two contradict each other.
    pub not_resolved: usize,
    /// Pairs about which the intervals of two machines contradict each other, by no more than chance may do among so many.
    pub by_chance: usize,
    /// The other pairs about which machines contradict each other, those first that differ most.
    pub swaps: Vec<RungSwap>,
}

/// Two rungs that change places.
#[derive(Debug, Clone, PartialEq)]
pub struct RungSwap {
    /// The places of the two among the rows.
    pub rows: (usize, usize),
    /// The columns of the machines on which the first of them is surely faster.
    pub first_faster: Vec<usize>,
    /// The columns of those on which the second is.
    pub second_faster: Vec<usize>,
    /// How many times the ratio of the two on one machine is that on another, at most.
    factor: f64,
    /// How probable such a contradiction would be, at most, if machines did not contradict each other.
    chance: f64,
}

/// How two rungs compare on one machine.
struct PairRatio {
    speedup: Option<Speedup>,
    /// How probable it is that the first looks so much faster, and that the second does, if they are equally fast.
    chances: Option<(f64, f64)>,
}

impl RungOrder {
    /// The order of rows on as many machines.
    pub(super) fn new(rows: &[MergedRow<'_>], machines: usize) -> RungOrder {
        let (comparable, others): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|row| rows[*row].cells.iter().all(|card| steady(*card).is_some()));
        let outside = others.into_iter().filter(|row| rows[*row].is_timed()).collect();
        let mut order = RungOrder {
            rows: comparable,
            outside,
            fastest: Vec::new(),
            alike: 0,
            not_resolved: 0,
            by_chance: 0,
            swaps: Vec::new(),
        };
        let beaten = order.compare_all(rows, machines);
        order.fastest = beaten.iter().map(|beaten| order.unbeaten(beaten)).collect();
        order.correct();
        order.swaps.sort_by(|one, other| other.factor.total_cmp(&one.factor));
        order
    }

    /// Compares all pairs of rows. Of each machine, which rows another one is surely faster than.
    fn compare_all(&mut self, rows: &[MergedRow<'_>], machines: usize) -> Vec<Vec<bool>> {
        let comparable = self.rows.clone();
        // The fastest is wrongly beaten by one of the others in one table of twenty at most, to either side.
        let surely_beaten = CHANCE / 2.0 / comparable.len().saturating_sub(1).max(1) as f64;
        let mut beaten = vec![vec![false; rows.len()]; machines];
        for (place, &one) in comparable.iter().enumerate() {
            for &other in &comparable[place + 1..] {
                let pairs = rows[one].cells.iter().zip(&rows[other].cells);
                let ratios: Vec<PairRatio> = pairs.map(|(own, theirs)| PairRatio::new(*own, *theirs)).collect();
                for (beaten, ratio) in beaten.iter_mut().zip(&ratios) {
                    let (first, second) = ratio.chances.unwrap_or((1.0, 1.0));
                    beaten[other] |= first < surely_beaten;
                    beaten[one] |= second < surely_beaten;
                }
                self.add((one, other), &ratios);
            }
        }
        beaten
    }

    fn unbeaten(&self, beaten: &[bool]) -> Vec<usize> {
        self.rows.iter().copied().filter(|row| !beaten[*row]).collect()
    }

    fn add(&mut self, rows: (usize, usize), ratios: &[PairRatio]) {
        let first_faster = machines_where(ratios, Ordering::Greater);
        let second_faster = machines_where(ratios, Ordering::Less);
        if !first_faster.is_empty() && !second_faster.is_empty() {
            let (factor, chance) = (greatest_factor(ratios), chance_of_contradiction(ratios));
            self.swaps.push(RungSwap { rows, first_faster, second_faster, factor, chance });
        } else if first_faster.len() == ratios.len() || second_faster.len() == ratios.len() {
            self.alike += 1;
        } else {
            self.not_resolved += 1;
        }
    }

    /// Takes away the contradictions that chance may have made, by Holm's procedure over all pairs.
    fn correct(&mut self) {
        self.swaps.sort_by(|one, other| one.chance.total_cmp(&other.chance));
        let pairs = self.pairs();
        let swaps = self.swaps.iter().enumerate();
        let sure = swaps.take_while(|(place, swap)| swap.chance <= CHANCE / (pairs - place) as f64).count();
        self.by_chance = self.swaps.len() - sure;
        self.swaps.truncate(sure);
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> usize {
        self.alike + self.not_resolved + self.by_chance + self.swaps.len()
    }
}

/// The machines on which the interval says this of the first rung beside the second.
fn machines_where(ratios: &[PairRatio], wanted: Ordering) -> Vec<usize> {
    let machines = ratios.iter().enumerate();
    machines.filter(|(_, ratio)| ratio.surely() == wanted).map(|(machine, _)| machine).collect()
}

/// How many times the ratio of two rungs on one machine is that on another, at most.
fn greatest_factor(ratios: &[PairRatio]) -> f64 {
    let estimates = || ratios.iter().filter_map(|ratio| Some(ratio.speedup?.estimate));
    estimates().reduce(f64::max).unwrap_or(1.0) / estimates().reduce(f64::min).unwrap_or(1.0)
}

fn steady(card: Option<&CellCard>) -> Option<&CellFigures> {
    card?.steady()
}

fn series(card: Option<&CellCard>) -> Option<&Series> {
    card?.series.as_ref()
}

impl PairRatio {
    fn new(own: Option<&CellCard>, theirs: Option<&CellCard>) -> PairRatio {
        let Some((own, theirs)) = series(own).zip(series(theirs)) else {
            return PairRatio { speedup: None, chances: None };
        };
        let chances = statistics::chance_of_faster(theirs, own).zip(statistics::chance_of_faster(own, theirs));
        PairRatio { speedup: statistics::speedup(theirs, own), chances }
    }

    /// What the interval says of the two: `Greater` is faster; without one, nothing.
    fn surely(&self) -> Ordering {
        match self.speedup.and_then(|speedup| speedup.interval) {
            Some(interval) if interval.low > 1.0 => Ordering::Greater,
            Some(interval) if interval.high < 1.0 => Ordering::Less,
            _ => Ordering::Equal,
        }
    }
}

/// That the first is faster on any machine, and the second on any, must both be more than chance; each is looked for on all
/// machines (Gail and Simon's question, *Testing for qualitative interactions*, Biometrics 41, 1985).
fn chance_of_contradiction(ratios: &[PairRatio]) -> f64 {
    let least = |side: fn((f64, f64)) -> f64| {
        let chances = ratios.iter().filter_map(|ratio| ratio.chances.map(side));
        chances.reduce(f64::min).map_or(1.0, |chance| chance * ratios.len() as f64)
    };
    least(|chances| chances.0).max(least(|chances| chances.1))
}
