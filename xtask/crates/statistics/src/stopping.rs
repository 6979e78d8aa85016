//! When the width of an interval may end measuring.

use super::Speedup;

/// The fewest invocations after which it may. Whoever looks at the width after each invocation, and stops when it is
/// narrow, stops when the invocations happen to be alike, and more often so the fewer there are: the interval then promises
/// too much. From eight on it keeps its promise nearly (docs/methodology-appendix.md has the figures).
pub const FEWEST_TO_STOP: usize = 8;

impl Speedup {
    /// Whether its interval is narrow enough to measure no further: at most this share of its estimate to each side, after
    /// enough invocations.
    pub fn is_settled(&self, width: f64) -> bool {
        self.invocations >= FEWEST_TO_STOP && self.half_width().is_some_and(|half| half <= width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Interval;

    #[test]
    fn a_narrow_interval_of_few_invocations_settles_nothing() {
        let speedup = |invocations, high| Speedup {
            estimate: 1.0,
            interval: Some(Interval { low: 1.0 / high, high }),
            invocations,
            paired: false,
        };
        assert!(speedup(FEWEST_TO_STOP, 1.019).is_settled(0.02));
        assert!(!speedup(FEWEST_TO_STOP, 1.021).is_settled(0.02));
        assert!(!speedup(FEWEST_TO_STOP - 1, 1.001).is_settled(0.02));
        assert!(!Speedup { interval: None, ..speedup(FEWEST_TO_STOP, 1.0) }.is_settled(0.02));
    }
}
