//! Whether a process has reached a steady state, judged by the times of its iterations in their order.
//!
//! After Barrett, Bolz-Tereick, Killick, Mount and Tratt, *Virtual machine warmup blows hot and cold* (OOPSLA 2017): the
//! curve is cut into segments of one level each by an optimal changepoint search (Killick, Fearnhead and Eckley, *Optimal
//! detection of changepoints with a linear computational cost*, JASA 107, 2012), and the order of the levels gives the
//! class. Unlike theirs, levels within [`SAME`] of one another count as one: on a machine with other tenants two levels
//! are never quite equal.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::sorted;

/// Two levels whose ratio is below this are one.
pub const SAME: f64 = 1.05;

/// A shorter curve says nothing of a steady state.
pub const FEWEST_ITERATIONS: usize = 10;

/// The last level must hold for this share of the curve to be called steady.
const HELD: f64 = 1.0 / 3.0;

/// Fewer iterations at the very end are no level, but chance: nothing behind them tells the two apart.
const FEWEST_AT_THE_END: usize = 3;

/// How many variances of the noise another changepoint must explain, for each unit of ln n. The usual 2 is for noise
/// that is normal and independent; that of a busy machine is neither.
const PENALTY: f64 = 10.0;

/// No clock and no machine is more exact than this share, however equal some times look.
const LEAST_NOISE: f64 = 0.002;

/// Iterations on each side that an outlier is compared with.
const NEIGHBOURS: usize = 3;

/// Times of a process, or of a cell's processes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// One level from the first iteration on.
    Flat,
    /// Slower at first; the last level is the fastest.
    WarmUp,
    /// The last level is slower than one before it.
    Slowdown,
    /// The level was still changing when the curve ended.
    #[serde(rename = "no-steady-state")]
    Unsettled,
    /// Processes of one cell behave differently.
    Inconsistent,
}

impl State {
    /// Whether one number can stand for the cell.
    pub fn has_one_number(self) -> bool {
        matches!(self, State::Flat | State::WarmUp | State::Slowdown)
    }
}

/// At so many places a curve may be cut: anywhere at its start, and evenly apart behind it.
const MOST_CUTS: usize = 1000;

/// What first calls cost is seen to the iteration.
const CUT_ANYWHERE: usize = 100;

/// A stretch of a curve at one level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// The first iteration of it.
    pub start: usize,
    /// The first iteration behind it.
    pub end: usize,
    /// The geometric mean of its times, outliers pulled in.
    pub level: f64,
}

/// What became of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its class; never `Inconsistent`, which takes several curves.
    pub state: State,
    /// The iteration from which on the last level holds.
    pub steady_from: usize,
    /// Its levels.
    pub segments: Vec<Segment>,
}

/// Classifies one process by the times of its iterations. None under [`FEWEST_ITERATIONS`], or where a time is not above
/// zero.
pub fn classify(times: &[f64]) -> Option<Curve> {
    if times.len() < FEWEST_ITERATIONS {
        return None;
    }
    let mut segments = segments(times)?;
    if segments.len() > 1 {
        segments.pop_if(|last| last.end - last.start < FEWEST_AT_THE_END);
    }
    let Segment { level: last, end, .. } = *segments.last()?;
    let same = |segment: &&Segment| segment.level < last * SAME && segment.level > last / SAME;
    let steady = segments.iter().rev().take_while(same).last()?;
    let before = &segments[..segments.partition_point(|segment| segment.start < steady.start)];
    let held = (end - steady.start) as f64 / end as f64;
    let state = match before {
        [] => State::Flat,
        _ if held < HELD => State::Unsettled,
        _ if before.iter().any(|segment| segment.level <= last / SAME) => State::Slowdown,
        _ => State::WarmUp,
    };
    let steady_from = steady.start;
    Some(Curve { state, steady_from, segments })
}

/// Classifies one process by the times of its iterations before its rounds and in them. Rounds are few beside a long warm-up, and
/// the machine may be another while it is warmed up: so they are held against the latest of the earlier ones, twice as many.
pub fn with_rounds(early: &[f64], rounds: &[f64]) -> Option<State> {
    let state = |times: &[f64]| classify(times).map(|curve| curve.state);
    let late = &early[early.len().saturating_sub(2 * rounds.len())..];
    let (before, behind) = (state(early), state(&[late, rounds].concat()));
    match (before, behind) {
        (_, Some(State::Unsettled | State::Slowdown)) | (None | Some(State::Flat), _) => behind.or(before),
        (Some(_), _) => before,
    }
}

/// What a cell's processes say together. One of them alone may have been disturbed, so a state counts when two show it;
/// flat and warming ones are no contradiction, as both end at their fastest. None where no state counts, or where under
/// three processes do not all agree.
pub fn agree(states: &[State]) -> Option<State> {
    let first = *states.first()?;
    if states.iter().all(|state| *state == first) {
        return Some(first);
    }
    let shown = |wanted: State| states.iter().filter(|state| **state == wanted).count() > 1;
    let all = [State::Flat, State::WarmUp, State::Slowdown, State::Unsettled];
    let kept: Vec<State> = all.into_iter().filter(|state| shown(*state)).collect();
    match kept.as_slice() {
        [] => None,
        [one] => Some(*one),
        [State::Flat, State::WarmUp] => Some(State::WarmUp),
        _ => Some(State::Inconsistent),
    }
}

/// The levels of a curve. None where a time is not above zero.
pub fn segments(times: &[f64]) -> Option<Vec<Segment>> {
    if times.is_empty() || times.iter().any(|time| !(*time > 0.0 && time.is_finite())) {
        return None;
    }
    let logs: Vec<f64> = times.iter().map(|time| time.ln()).collect();
    let logs = without_outliers(&logs);
    let penalty = PENALTY * noise(&logs).powi(2) * (logs.len() as f64).ln();
    let ends = changepoints(&logs, penalty);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let level = |(start, end): (usize, usize)| {
        let level = (logs[start..end].iter().sum::<f64>() / (end - start) as f64).exp();
        Segment { start, end, level }
    };
    Some(starts.zip(ends.iter().copied()).map(level).collect())
}

/// Pulls single outliers to the median of their neighbourhood (Hampel's filter). The first iterations stay as they are:
/// a single slow one there is no disturbance, but what a first call costs.
fn without_outliers(logs: &[f64]) -> Vec<f64> {
    (0..logs.len()).map(|place| unless_far_off(logs, place)).collect()
}

/// A value, or the median of its neighbours where it is far from them.
fn unless_far_off(logs: &[f64], place: usize) -> f64 {
    let own = logs[place];
    if place < NEIGHBOURS {
        return own;
    }
    let around = &logs[place - NEIGHBOURS..(place + NEIGHBOURS + 1).min(logs.len())];
    let middle = middle_of_few(around.iter().copied());
    let spread = 1.4826 * middle_of_few(around.iter().map(|log| (log - middle).abs()));
    if (own - middle).abs() > 3.0 * spread.max(LEAST_NOISE) { middle } else { own }
}

/// The median of the values around a place, of which there are one at least. It is asked for twice for every time of a
/// session, so it takes no memory.
fn middle_of_few(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sorted, mut count) = ([0.0; 2 * NEIGHBOURS + 1], 0);
    for value in values.take(sorted.len()) {
        let place = sorted[..count].partition_point(|known: &f64| known.total_cmp(&value).is_le());
        sorted.copy_within(place..count, place + 1);
        sorted[place] = value;
        count += 1;
    }
    let middle = count / 2;
    if count.is_multiple_of(2) { f64::midpoint(sorted[middle - 1], sorted[middle]) } else { sorted[middle] }
}

/// The standard deviation of the noise around levels that may differ: from the differences of neighbours, of which a
/// change of level disturbs but one. The median and the upper quartile of their sizes both tell it; the larger counts, as
/// too little noise would make levels of what is chance.
fn noise(logs: &[f64]) -> f64 {
    let steps: Vec<f64> = logs.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let steps = sorted(&steps);
    let quantile = |share: f64| steps.get((share * steps.len() as f64) as usize).copied().unwrap_or_default();
    // Of a normal distribution, half lies within 0.6745 standard deviations and three quarters within 1.1503.
    let deviation = (quantile(0.5) / 0.6745).max(quantile(0.75) / 1.1503);
    (deviation / std::f64::consts::SQRT_2).max(LEAST_NOISE)
}

/// The ends of the segments that minimise the sum of squared distances from each one's mean, plus `penalty` for each
/// segment. Where nothing changes, the search takes the square of its places: of many values it looks at places apart
/// from each other first, and then at all around those that it found.
pub fn changepoints(values: &[f64], penalty: f64) -> Vec<usize> {
    let costs = Costs::new(values);
    let count = values.len();
    let apart = count.div_ceil(MOST_CUTS).max(1);
    let first = count.min(CUT_ANYWHERE);
    let coarse: Vec<usize> = (0..first).chain((first..count).step_by(apart)).chain([count]).collect();
    let ends = costs.best_ends(&coarse, penalty);
    if apart == 1 {
        return ends;
    }
    let around = ends.iter().flat_map(|end| end.saturating_sub(apart)..=(end + apart).min(count));
    let fine: BTreeSet<usize> = around.chain([0]).collect();
    costs.best_ends(&Vec::from_iter(fine), penalty)
}

/// Sums from which the cost of every segment follows at once.
struct Costs {
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Costs {
    fn new(values: &[f64]) -> Self {
        let running = |power: i32| {
            let sums = values.iter().scan(0.0, move |sum, value: &f64| {
                *sum += value.powi(power);
                Some(*sum)
            });
            std::iter::once(0.0).chain(sums).collect()
        };
        Costs { sums: running(1), squares: running(2) }
    }

    /// The sum of squared distances from the mean of a segment.
    fn of(&self, start: usize, end: usize) -> f64 {
        let sum = self.sums[end] - self.sums[start];
        self.squares[end] - self.squares[start] - sum.powi(2) / (end - start) as f64
    }

    /// The best ends of segments among places, of which the first is 0 and the last the number of values (PELT: what can
    /// never be the best last cut is dropped).
    fn best_ends(&self, places: &[usize], penalty: f64) -> Vec<usize> {
        let mut best = vec![-penalty];
        let mut cut = vec![0];
        // Places by their numbers, each with what the best cut there and one segment from there on cost.
        let mut candidates = vec![(0, 0.0)];
        for (place, &end) in places.iter().enumerate().skip(1) {
            let (mut start, mut least) = (0, f64::INFINITY);
            for (candidate, whole) in &mut candidates {
                *whole = best[*candidate] + self.of(places[*candidate], end);
                if *whole < least {
                    (start, least) = (*candidate, *whole);
                }
            }
            candidates.retain(|(_, whole)| *whole <= least + penalty);
            candidates.push((place, 0.0));
            best.push(least + penalty);
            cut.push(start);
        }
        let mut last = places.len() - 1;
        let mut ends = vec![places[last]];
        while cut[last] > 0 {
            last = cut[last];
            ends.push(places[last]);
        }
        ends.reverse();
        ends
    }
}

#[cfg(test)]
mod tests;
