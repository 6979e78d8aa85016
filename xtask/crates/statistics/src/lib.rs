//! Estimates from observed times: pure functions that know no record, no file and no clock.
//!
//! Everything here is about one benchmark. Times may be in any unit, as long as it is one; speedups have none. The model
//! behind the numbers, and why the invocation is its unit, is in METHODOLOGY.md; in short (Kalibera & Jones, *Rigorous
//! benchmarking in reasonable time*, ISMM 2013): a process has a speed of its own, so samples of one process say little
//! of the next, and only what is averaged within invocations may be compared between them.

mod change;
mod costs;
mod divisive;
mod drift;
pub mod joint;
mod spread;
mod stopping;
mod trimmed;

use std::collections::BTreeMap;

pub use change::{Change, change};
pub use costs::{CostCurve, break_even};
pub use divisive::{ChangePoint, FEWEST_OF_A_LEVEL, change_points};
pub use drift::{Drifts, drift, drifts};
use joint::Fit;
pub use spread::{Spread, spread};
pub use times::{Timing, mean, median, sorted, steady};
use trimmed::TrimmedMean;

/// The confidence of every interval that is reported.
pub const CONFIDENCE: f64 = 0.95;

/// The fewest values that an interval is computed from.
pub const FEWEST: usize = 3;

/// So many standard errors tell two apart, however few values there are: Student's t of two degrees of freedom asks for 4.3.
const FAR: f64 = 6.0;

/// From the lowest to the highest value that the observations leave plausible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end; never below `low`.
    pub high: f64,
}

impl Interval {
    /// Whether the value lies within, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The middle.
    pub fn midpoint(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    fn map(self, monotonic: impl Fn(f64) -> f64) -> Self {
        Interval { low: monotonic(self.low), high: monotonic(self.high) }
    }
}

/// How many times as fast one cell is as another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speedup {
    /// The geometric mean over invocations, trimmed where there are many; above 1 the cell is faster than the baseline.
    pub estimate: f64,
    /// The interval over invocations at `CONFIDENCE`; none under `FEWEST` invocations.
    pub interval: Option<Interval>,
    /// The invocations that it rests on.
    pub invocations: usize,
    /// Whether whole invocations were paired instead of rounds, because one of the two is slow.
    pub paired: bool,
}

impl Speedup {
    /// The speedup of the baseline itself: 1 by definition.
    pub fn unit(invocations: usize) -> Self {
        let interval = Some(Interval { low: 1.0, high: 1.0 });
        Speedup { estimate: 1.0, interval, invocations, paired: false }
    }

    /// Half the interval's width as a share of the estimate: 0.02 reads as ± 2 %.
    ///
    /// The interval is symmetric in logarithms, so that its upper half is the wider one; that half is meant.
    pub fn half_width(&self) -> Option<f64> {
        self.interval.map(|interval| (interval.high / interval.low).sqrt() - 1.0)
    }
}

/// The turns of one cell: a logarithm of time for each invocation and round in which it could be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// By invocation and round: the natural logarithm of the median of the turn's times; of several processes, the mean of these.
    turns: BTreeMap<(u32, u32), f64>,
    /// By invocation and process, and then by round: the same of each.
    processes: BTreeMap<(u32, u32), BTreeMap<u32, f64>>,
    slow: bool,
    /// What one model of all cells of the benchmark says of it, where it was asked.
    fit: Option<Fit>,
}

impl Series {
    /// Gathers samples, in any order, into turns. A slow cell is visited once per invocation.
    ///
    /// A turn whose median is not above zero (the clock did not advance) has no logarithm and counts as not measured.
    pub fn new(timings: impl IntoIterator<Item = Timing>, slow: bool) -> Self {
        Series::gathered(times::medians_of_turns(timings.into_iter().collect()), slow)
    }

    fn gathered(medians: Vec<Timing>, slow: bool) -> Self {
        let mut turns: BTreeMap<(u32, u32), Vec<f64>> = BTreeMap::new();
        let mut processes: BTreeMap<(u32, u32), BTreeMap<u32, f64>> = BTreeMap::new();
        for Timing { invocation, round, process, time } in medians {
            if let Some(log) = Some(time).filter(|time| *time > 0.0).map(f64::ln) {
                turns.entry((invocation, round)).or_default().push(log);
                processes.entry((invocation, process)).or_default().insert(round, log);
            }
        }
        let turns = turns.into_iter().filter_map(|(place, logs)| Some((place, mean(&logs)?))).collect();
        Series { turns, processes, slow, fit: None }
    }

    /// Takes in what one model of all cells of the benchmark says of this one.
    pub fn take(&mut self, fit: Fit) {
        self.fit = Some(fit);
    }

    /// How far the cell's own level may be off, as far as other cells are concerned: half the width of an interval such that two
    /// cells whose intervals do not overlap differ by more than chance, as a share. `others` are those that it may be compared
    /// with. None where the model knows too little.
    pub fn comparison_half_width(&self, others: &[&Series]) -> Option<f64> {
        let own = self.fit.as_ref()?.mean().filter(|own| own.freedom() >= 2.0)?;
        let mut means: Vec<TrimmedMean> = others.iter().filter_map(|other| other.fit.as_ref()?.mean()).collect();
        means.sort_by(|one, other| (one.mean - own.mean).abs().total_cmp(&(other.mean - own.mean).abs()));
        // Its share of what is needed to tell two apart. Who is so far away that it differs in any case needs nothing.
        let share = |(place, theirs): (usize, &TrimmedMean)| {
            let error = (own.error() + theirs.error()).sqrt();
            if place > 0 && (theirs.mean - own.mean).abs() > FAR * error {
                return None;
            }
            let apart = own.difference(theirs, CONFIDENCE)?;
            let half = (apart.high - apart.low) / 2.0;
            let part = own.error().sqrt() / (own.error().sqrt() + theirs.error().sqrt());
            Some(if error > 0.0 { half * part } else { 0.0 })
        };
        let widest = means.iter().enumerate().filter_map(share).filter(|half| half.is_finite()).reduce(f64::max)?;
        Some(widest.exp_m1())
    }

    /// The cell's time in each of its invocations: the geometric mean over its rounds, in the unit of the samples.
    pub fn times(&self) -> BTreeMap<u32, f64> {
        self.by_invocation().into_iter().map(|(invocation, log)| (invocation, log.exp())).collect()
    }

    /// The cell's log time in each of its invocations: the mean over its rounds.
    fn by_invocation(&self) -> BTreeMap<u32, f64> {
        means(self.turns.iter().map(|(&(invocation, _), &log)| (invocation, log)))
    }
}

/// The standard deviation that a sample suggests for its population, with n - 1 in the denominator. None under two values.
pub fn deviation(values: &[f64]) -> Option<f64> {
    let middle = mean(values).filter(|_| values.len() > 1)?;
    let squares: f64 = values.iter().map(|value| (value - middle).powi(2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

/// The interval that contains the mean of the population at the given confidence (between 0 and 1), when the values are
/// independent and near normal: mean ± t · s / √n with n - 1 degrees of freedom (Student, *The probable error of a
/// mean*, Biometrika 6, 1908). Of ten values or more, that of the mean without up to a fifth at each end, which needs no more
/// than that the bulk of them is near normal.
///
/// None under `FEWEST` values: two values give an interval that is formally right and useless, 12.7 standard errors to
/// each side. Equal values give an interval without width.
pub fn interval(values: &[f64], confidence: f64) -> Option<Interval> {
    TrimmedMean::new(values)?.interval(confidence)
}

/// How many times as fast `cell` is as `baseline`. None when they have no round (or, where one of them is slow, no
/// invocation) in common.
///
/// For each round that both were measured in, ln(baseline / cell); of these the median in each invocation; the estimate
/// is their mean over invocations, without up to a fifth at each end where there are ten or more, and the interval that of
/// `interval`, both turned back into ratios.
/// What slows a whole round down falls out, what hits one of the two in a round is outvoted, what an invocation's
/// processes have in common counts once. Where one of the two is slow, the means of their logarithms are compared
/// invocation by invocation instead.
///
/// Where a benchmark's cells have been put into one model, and one of them has several processes in an invocation, that model
/// tells instead: see `joint`.
pub fn speedup(baseline: &Series, cell: &Series) -> Option<Speedup> {
    if let Some((theirs, own)) = modelled(baseline, cell) {
        return of_model(theirs, own, baseline.slow || cell.slow);
    }
    let ratios: Vec<f64> = log_ratios(baseline, cell).into_values().collect();
    of_log_ratios(&ratios, baseline.slow || cell.slow)
}

/// How probable it is that `cell` looks at least so much faster than `baseline` as it does, if the two are equally fast; of a
/// cell that looks slower, above one half. None under `FEWEST` invocations in common.
///
/// The interval of `speedup` lies above 1 where this is below (1 - `CONFIDENCE`) / 2. It is for judging many pairs together,
/// and for values so far out that they say no more than that chance is none of the causes.
pub fn chance_of_faster(baseline: &Series, cell: &Series) -> Option<f64> {
    if let Some((theirs, own)) = modelled(baseline, cell) {
        return own.mean()?.chance_of_less(&theirs.mean()?);
    }
    let ratios: Vec<f64> = log_ratios(baseline, cell).into_values().collect();
    TrimmedMean::new(&ratios)?.chance_above_zero()
}

/// What the model says of both, where ratios come from it.
fn modelled<'s>(baseline: &'s Series, cell: &'s Series) -> Option<(&'s Fit, &'s Fit)> {
    let both = baseline.fit.as_ref().zip(cell.fit.as_ref())?;
    (both.0.is_replicated() && both.1.is_replicated()).then_some(both)
}

/// The ratio of two cells of one model.
fn of_model(baseline: &Fit, cell: &Fit, paired: bool) -> Option<Speedup> {
    let invocations = baseline.blocks().intersection(&cell.blocks()).count();
    let (theirs, own) = (baseline.mean()?, cell.mean()?);
    let interval = own.difference(&theirs, CONFIDENCE).filter(|_| invocations >= FEWEST);
    let estimate = (theirs.mean - own.mean).exp();
    (invocations > 0).then(|| Speedup {
        estimate,
        interval: interval.map(|one| one.map(f64::exp)),
        invocations,
        paired,
    })
}

/// How many times as fast `cell` is as `other`, which is of another benchmark, so that they never share a round: the means
/// of their logarithms are compared invocation by invocation, as those of slow cells are.
pub fn speedup_across(other: &Series, cell: &Series) -> Option<Speedup> {
    let ratios: Vec<f64> = differences(&other.by_invocation(), &cell.by_invocation()).map(|(_, ratio)| ratio).collect();
    of_log_ratios(&ratios, true)
}

fn of_log_ratios(ratios: &[f64], paired: bool) -> Option<Speedup> {
    Some(Speedup {
        estimate: TrimmedMean::new(ratios)?.mean.exp(),
        interval: interval(ratios, CONFIDENCE).map(|interval| interval.map(f64::exp)),
        invocations: ratios.len(),
        paired,
    })
}

/// The time that stands for a cell whose invocations took these times, all above zero: their geometric mean, without up
/// to a fifth at each end where there are ten or more, with its interval at `CONFIDENCE`. None without times.
pub fn typical(times: &[f64]) -> Option<(f64, Option<Interval>)> {
    let logs: Vec<f64> = times.iter().map(|time| time.ln()).collect();
    let interval = interval(&logs, CONFIDENCE).map(|interval| interval.map(f64::exp));
    Some((TrimmedMean::new(&logs)?.mean.exp(), interval))
}

/// How many times as fast `cell` is as `baseline` in each invocation that both were measured in: what `speedup` is the
/// geometric mean of.
pub fn ratios(baseline: &Series, cell: &Series) -> BTreeMap<u32, f64> {
    log_ratios(baseline, cell).into_iter().map(|(invocation, log)| (invocation, log.exp())).collect()
}

/// ln(baseline / cell) of each invocation, by rounds or, where one of the two is slow, as a whole.
fn log_ratios(baseline: &Series, cell: &Series) -> BTreeMap<u32, f64> {
    match baseline.slow || cell.slow {
        true => differences(&baseline.by_invocation(), &cell.by_invocation()).collect(),
        false => {
            let invocations = ratios_of_rounds(baseline, cell).into_iter();
            invocations.filter_map(|(invocation, ratios)| Some((invocation, median(&ratios)?))).collect()
        }
    }
}

/// The sum of the squared distances from the mean.
fn squares(values: &[f64]) -> f64 {
    let middle = mean(values).unwrap_or_default();
    values.iter().map(|value| (value - middle).powi(2)).sum()
}

/// What the turns of each invocation and round have in common, as a logarithm: the median over cells of what is left of their turns
/// when each cell's own level in the invocation is taken away. Nothing, where there are fewer than three cells.
pub fn shared_by_rounds(cells: &[&Series]) -> BTreeMap<(u32, u32), f64> {
    let mut left: BTreeMap<(u32, u32), Vec<f64>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| !cell.slow) {
        let mut by_invocation: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        cell.turns.iter().for_each(|((invocation, _), log)| by_invocation.entry(*invocation).or_default().push(*log));
        for ((invocation, round), log) in &cell.turns {
            let level = by_invocation.get(invocation).and_then(|logs| median(logs)).unwrap_or_default();
            left.entry((*invocation, *round)).or_default().push(log - level);
        }
    }
    let shared = left.into_iter().filter(|(_, logs)| logs.len() >= joint::FEWEST_CELLS);
    shared.filter_map(|(place, logs)| Some((place, median(&logs)?))).collect()
}

/// Of each invocation, ln(baseline / cell) of the rounds in which both were measured.
fn ratios_of_rounds(baseline: &Series, cell: &Series) -> BTreeMap<u32, Vec<f64>> {
    let mut invocations: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for ((invocation, _), ratio) in differences(&baseline.turns, &cell.turns) {
        invocations.entry(invocation).or_default().push(ratio);
    }
    invocations
}

/// `left - right` wherever both have a value.
fn differences<K: Copy + Ord>(left: &BTreeMap<K, f64>, right: &BTreeMap<K, f64>) -> impl Iterator<Item = (K, f64)> {
    left.iter().filter_map(|(key, left)| right.get(key).map(|right| (*key, left - right)))
}

/// The mean of the values of each key.
fn means(values: impl Iterator<Item = (u32, f64)>) -> BTreeMap<u32, f64> {
    let mut sums: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (key, value) in values {
        let (sum, count) = sums.entry(key).or_default();
        *sum += value;
        *count += 1.0;
    }
    sums.into_iter().map(|(key, (sum, count))| (key, sum / count)).collect()
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod replayed;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;
