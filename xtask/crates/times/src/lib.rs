//! What is asked of every single time of a session, of which there may be millions.
//!
//! It is a crate of its own because it alone of the numbers' side is compiled with optimisation.

pub mod steady;

use std::collections::BTreeMap;

/// One sample, as the estimators see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timing {
    /// The set of fresh processes it belongs to.
    pub invocation: u32,
    /// The round within the invocation.
    pub round: u32,
    /// Which of the cell's processes in the invocation, from 0.
    pub process: u32,
    /// Wall time of one iteration: the batch's time divided by its iterations.
    pub time: f64,
}

/// One timing for each turn of a process, in the order of invocation, round and process: the median of its times. A turn with a
/// time that is not finite has none.
pub fn medians_of_turns(timings: Vec<Timing>) -> Vec<Timing> {
    let mut turns: BTreeMap<(u32, u32, u32), Vec<f64>> = BTreeMap::new();
    // Samples come turn by turn, so that each turn is looked up once.
    for turn in timings.chunk_by(|one, next| place(one) == place(next)) {
        turns.entry(place(&turn[0])).or_default().extend(turn.iter().map(|timing| timing.time));
    }
    let median_of = |((invocation, round, process), times): ((u32, u32, u32), Vec<f64>)| {
        Some(Timing { invocation, round, process, time: median(&times)? })
    };
    turns.into_iter().filter_map(median_of).collect()
}

fn place(timing: &Timing) -> (u32, u32, u32) {
    (timing.invocation, timing.round, timing.process)
}

/// The values in ascending order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The middle value, or the mean of the two middle ones. None without values, or with one that is not finite.
pub fn median(values: &[f64]) -> Option<f64> {
    if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    let middle = sorted.len() / 2;
    let even = sorted.len().is_multiple_of(2);
    let (below, &mut upper, _) = sorted.select_nth_unstable_by(middle, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(lower) if even => Some(f64::midpoint(lower, upper)),
        _ => Some(upper),
    }
}

/// The arithmetic mean. None without values.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_has_the_median_of_its_times_in_whatever_order_they_come() {
        let timing = |invocation, round, process, time| Timing { invocation, round, process, time };
        let mixed = [(1, 0, 0, 5.0), (0, 1, 0, 3.0), (0, 1, 0, 9.0), (1, 0, 0, 7.0), (0, 1, 1, 2.0), (0, 1, 0, 4.0)];
        let endless = [timing(2, 0, 0, 1.0), timing(2, 0, 0, f64::INFINITY)];
        let timings = mixed.iter().map(|&(i, r, p, time)| timing(i, r, p, time)).chain(endless).collect();
        let medians = [timing(0, 1, 0, 4.0), timing(0, 1, 1, 2.0), timing(1, 0, 0, 6.0)];
        assert_eq!(medians_of_turns(timings), medians);
    }
}
