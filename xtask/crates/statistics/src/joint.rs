//! One model of all processes of a benchmark: its cells, and what the processes of one invocation have in common.
//!
//! The logarithm of a process's time is taken for the level of its cell, plus what all processes that lived beside it share (the
//! core that was drawn, the machine's mood), plus what is its own, which varies as much as is usual for its cell. What is shared
//! is estimated from all cells, those that vary little counting more, and taken away. Then two cells are two sets of independent
//! values, which need not be of one size: a baseline has several processes in an invocation. Each cell keeps a variance of its
//! own, so that a noisy one among quiet ones has an interval as wide as it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::trimmed::{TrimmedMean, quantile_of_f};
use super::{Series, mean, median};

/// How many values the usual variance of a benchmark's cells is worth beside a cell's own, where cells are weighed to tell what is
/// shared: of three values alone none could tell that it is a quiet cell.
const USUAL: f64 = 4.0;

/// The fewest cells with which what they share can be told from what is their own.
pub const FEWEST_CELLS: usize = 3;

/// Passes over levels and what is shared; where every cell was measured in every invocation, one is enough.
const PASSES: usize = 8;

/// How sure it must be that a cell's processes of one invocation have more in common than all others do.
const SURE: f64 = 0.9;

/// A cell's processes, with what they share with those of other cells taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The logarithms, by where they lived together.
    levels: BTreeMap<Block, Vec<f64>>,
    /// The same without the cell's own part in what is shared, for their spread.
    apart: BTreeMap<Block, Vec<f64>>,
    /// Whether a cell of the benchmark has several processes in an invocation.
    replicated: bool,
}

/// Processes that lived together, by the invocation and the first round in it.
pub(super) type Block = (u32, u32);

/// A process's turns by round.
type Turns = BTreeMap<u32, f64>;

impl Fit {
    /// Whether ratios should come from the model. Where no cell has several processes, pairs of cells by themselves say as much.
    pub(super) fn is_replicated(&self) -> bool {
        self.replicated
    }

    /// Where it lived.
    pub(super) fn blocks(&self) -> BTreeSet<Block> {
        self.levels.keys().copied().collect()
    }

    /// Its level and how well that is known: from all processes by themselves, or, where those of one invocation are more
    /// alike than they would be by chance, from the means of invocations.
    pub(super) fn mean(&self) -> Option<TrimmedMean> {
        let all = |by_block: &BTreeMap<Block, Vec<f64>>| by_block.values().flatten().copied().collect::<Vec<f64>>();
        let means =
            |by_block: &BTreeMap<Block, Vec<f64>>| by_block.values().filter_map(|own| mean(own)).collect::<Vec<f64>>();
        let together = TrimmedMean::new(&all(&self.levels))?.with_error_of(&TrimmedMean::new(&all(&self.apart))?);
        let blocks = TrimmedMean::new(&means(&self.levels))?.with_error_of(&TrimmedMean::new(&means(&self.apart))?);
        let bound = quantile_of_f(SURE, blocks.freedom(), together.freedom());
        let is_alike = bound.is_some_and(|bound| blocks.error() > bound * together.error());
        Some(if is_alike { blocks } else { together })
    }
}

/// Fits the model to all cells of a benchmark, in their order. None where there are too few.
pub fn fit(cells: &[&Series]) -> Option<Vec<Fit>> {
    if cells.len() < FEWEST_CELLS {
        return None;
    }
    let levels = levels(cells);
    let replicated = levels.iter().any(|cell| cell.values().any(|processes| processes.len() > 1));
    let mut weights = vec![1.0; cells.len()];
    let mut shared = shared(&levels, &weights);
    for _ in 0..2 {
        let spreads: Vec<f64> = (0..cells.len()).map(|cell| variance(&levels, &weights, &shared, cell)).collect();
        let known: Vec<f64> = spreads.iter().copied().filter(|spread| spread.is_finite()).collect();
        let usual = median(&known).unwrap_or(1.0).max(f64::MIN_POSITIVE);
        for (cell, spread) in spreads.iter().enumerate() {
            let own = (levels[cell].len() as f64 - 1.0).max(0.0);
            let spread = if spread.is_finite() { *spread } else { usual };
            weights[cell] = 1.0 / ((USUAL * usual + own * spread) / (USUAL + own));
        }
        shared = self::shared(&levels, &weights);
    }
    let fits = (0..cells.len()).map(|cell| Fit {
        levels: without_shared(&levels[cell], &shared),
        apart: apart(&levels, &weights, &shared, cell),
        replicated,
    });
    Some(fits.collect())
}

/// The level of each process: the median over its rounds of what is not common to the processes that shared the round; of a
/// slow cell's, which shared none, the mean of its turns.
fn levels(cells: &[&Series]) -> Vec<BTreeMap<Block, Vec<f64>>> {
    let mut blocks: BTreeMap<u32, Vec<(usize, &Turns)>> = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        for ((invocation, _), turns) in &cell.processes {
            blocks.entry(*invocation).or_default().push((place, turns));
        }
    }
    let mut levels = vec![BTreeMap::<Block, Vec<f64>>::new(); cells.len()];
    for (invocation, processes) in blocks {
        for (first, together) in lived_together(&processes) {
            let of_rounds = rounds(cells, &together);
            for (place, turns) in together {
                let level = match cells[place].slow {
                    true => mean(&turns.values().copied().collect::<Vec<f64>>()),
                    false => {
                        let own =
                            turns.iter().map(|(round, log)| log - of_rounds.get(round).copied().unwrap_or_default());
                        median(&own.collect::<Vec<f64>>())
                    }
                };
                levels[place].entry((invocation, first)).or_default().extend(level);
            }
        }
    }
    levels
}

/// Batches of an invocation, which share no round: each with its first round.
fn lived_together<'p>(processes: &[(usize, &'p Turns)]) -> Vec<(u32, Vec<(usize, &'p Turns)>)> {
    let mut firsts: Vec<(u32, u32)> = Vec::new();
    let mut spans: Vec<(u32, u32)> = processes
        .iter()
        .filter_map(|(_, turns)| Some((*turns.first_key_value()?.0, *turns.last_key_value()?.0)))
        .collect();
    spans.sort_unstable();
    for (first, last) in spans {
        match firsts.last_mut().filter(|(_, end)| first <= *end) {
            Some((_, end)) => *end = (*end).max(last),
            None => firsts.push((first, last)),
        }
    }
    let of = |(first, last): &(u32, u32)| {
        let within = |turns: &Turns| turns.first_key_value().is_some_and(|(round, _)| (first..=last).contains(&round));
        (*first, processes.iter().filter(|(_, turns)| within(turns)).copied().collect())
    };
    firsts.iter().map(of).collect()
}

/// What the turns of each round have in common, beside what their processes have.
fn rounds(cells: &[&Series], together: &[(usize, &Turns)]) -> BTreeMap<u32, f64> {
    let mut by_round: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (_, turns) in together.iter().filter(|(place, _)| !cells[*place].slow) {
        let Some(middle) = median(&turns.values().copied().collect::<Vec<f64>>()) else { continue };
        for (round, log) in *turns {
            by_round.entry(*round).or_default().push(log - middle);
        }
    }
    by_round.into_iter().filter_map(|(round, logs)| Some((round, median(&logs)?))).collect()
}

/// What the processes of each block have in common: weighted means of what cells' levels leave, in turns with these.
fn shared(levels: &[BTreeMap<Block, Vec<f64>>], weights: &[f64]) -> BTreeMap<Block, f64> {
    let mut shared: BTreeMap<Block, f64> =
        levels.iter().flat_map(|cell| cell.keys()).map(|block| (*block, 0.0)).collect();
    for _ in 0..PASSES {
        let own: Vec<f64> = levels
            .iter()
            .map(|cell| {
                let left = cell.iter().flat_map(|(block, logs)| logs.iter().map(|log| log - shared[block]));
                mean(&left.collect::<Vec<f64>>()).unwrap_or_default()
            })
            .collect();
        for (block, value) in &mut shared {
            let (mut sum, mut weight) = (0.0, 0.0);
            for (cell, logs) in levels.iter().enumerate().filter_map(|(cell, all)| Some((cell, all.get(block)?))) {
                sum += weights[cell] * logs.iter().map(|log| log - own[cell]).sum::<f64>();
                weight += weights[cell] * logs.len() as f64;
            }
            *value = if weight > 0.0 { sum / weight } else { 0.0 };
        }
    }
    shared
}

fn without_shared(cell: &BTreeMap<Block, Vec<f64>>, shared: &BTreeMap<Block, f64>) -> BTreeMap<Block, Vec<f64>> {
    cell.iter().map(|(block, logs)| (*block, logs.iter().map(|log| log - shared[block]).collect())).collect()
}

/// A cell's values as they would be if it had no part in what is shared, which is nearer to it than to others by that part.
fn apart(
    levels: &[BTreeMap<Block, Vec<f64>>],
    weights: &[f64],
    shared: &BTreeMap<Block, f64>,
    cell: usize,
) -> BTreeMap<Block, Vec<f64>> {
    let without = without_shared(&levels[cell], shared);
    let all: Vec<f64> = without.values().flatten().copied().collect();
    let level = mean(&all).unwrap_or_default();
    let each = without.into_iter().map(|(block, logs)| {
        let weight = |cell: usize| weights[cell] * levels[cell].get(&block).map_or(0.0, |logs| logs.len() as f64);
        let part = weight(cell) / (0..levels.len()).map(weight).sum::<f64>();
        let middle = mean(&logs).unwrap_or_default();
        let moved = if part < 1.0 { (middle - level) / (1.0 - part) } else { middle - level };
        (block, logs.iter().map(|log| level + moved + log - middle).collect())
    });
    each.collect()
}

/// How much a cell's own values vary; not a number where it has one block alone.
fn variance(levels: &[BTreeMap<Block, Vec<f64>>], weights: &[f64], shared: &BTreeMap<Block, f64>, cell: usize) -> f64 {
    let all: Vec<f64> = apart(levels, weights, shared, cell).into_values().flatten().collect();
    super::deviation(&all).map_or(f64::NAN, |deviation| deviation.powi(2))
}
