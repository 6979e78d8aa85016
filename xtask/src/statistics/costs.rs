//! What comes before the steady state, and when it is paid back.

/// What a cell costs: once, and for each iteration; in any one unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Once: the start of the process, and what its first iterations take beyond a steady one's time.
    pub once: f64,
    /// For each iteration, in the steady state.
    pub each: f64,
}

/// The number of iterations from which on `cell` has taken less time than `baseline`, all of its start included; 0 when
/// it starts no later. None when it is never so: an iteration of the cell takes no less time than one of the baseline.
pub fn break_even(baseline: Cost, cell: Cost) -> Option<f64> {
    let gain = baseline.each - cell.each;
    let iterations = (cell.once - baseline.once) / gain;
    (gain > 0.0 && iterations.is_finite()).then_some(iterations.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_paid_back_by_what_each_iteration_gains() {
        let baseline = Cost { once: 10.0, each: 5.0 };
        assert_eq!(break_even(baseline, Cost { once: 34.0, each: 1.0 }), Some(6.0));
        assert_eq!(break_even(baseline, Cost { once: 8.0, each: 1.0 }), Some(0.0), "ahead from the beginning");
        assert_eq!(break_even(baseline, Cost { once: 8.0, each: 5.0 }), None, "no gain");
        assert_eq!(break_even(baseline, Cost { once: 8.0, each: 6.0 }), None, "a loss in the long run");
        assert_eq!(break_even(baseline, Cost { once: f64::NAN, each: 1.0 }), None);
    }
}
