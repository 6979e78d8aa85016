//! How much longer something takes after than before, when the two were measured at different times.

use super::trimmed::TrimmedMean;
use super::{CONFIDENCE, Interval};

/// Time after divided by time before: 1.05 is five per cent slower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Of the geometric means, trimmed where there are many values.
    pub estimate: f64,
    /// Welch's or Yuen's interval at `CONFIDENCE`; none where either side has under `FEWEST` values.
    pub interval: Option<Interval>,
}

/// The change of a time from `before` to `after`, each a set of times (or times relative to something), one a process.
/// None without values, or with one that is not above zero.
///
/// The two sets are independent, of any size and of unlike spread, so that the interval of the difference of their mean
/// logarithms is Welch's (*The generalization of Student's problem when several different population variances are
/// involved*, Biometrika 34, 1947), with Satterthwaite's degrees of freedom; of ten values or more the means are trimmed,
/// which makes it Yuen's.
pub fn change(before: &[f64], after: &[f64]) -> Option<Change> {
    let mean = |times: &[f64]| TrimmedMean::new(&times.iter().map(|time| time.ln()).collect::<Vec<f64>>());
    let (before, after) = (mean(before)?, mean(after)?);
    let interval = before.difference(&after, CONFIDENCE).map(|interval| interval.map(f64::exp));
    Some(Change { estimate: (after.mean - before.mean).exp(), interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exponentials(logs: &[f64]) -> Vec<f64> {
        logs.iter().map(|log| log.exp()).collect()
    }

    #[track_caller]
    fn assert_near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9 * right.abs().max(1.0), "{left} instead of {right}");
    }

    /// `scipy.stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)` of SciPy 1.15.3 on these numbers.
    #[test]
    fn the_interval_is_that_of_scipy() {
        let before = exponentials(&[0.10, 0.12, 0.11, 0.14, 0.09]);
        let after = exponentials(&[0.21, 0.15, 0.30]);
        let change = change(&before, &after).expect("a change");
        let interval = change.interval.expect("an interval");
        assert_near(change.estimate.ln(), 0.108);
        assert_near(interval.low.ln(), -0.070_418_317_039_748_85);
        assert_near(interval.high.ln(), 0.286_418_317_039_748_74);
    }

    #[test]
    fn what_takes_as_long_again_has_a_change_of_two() {
        let change = change(&[3.0, 3.0, 3.0], &[6.0, 6.0, 6.0]).expect("a change");
        let interval = change.interval.expect("an interval");
        for value in [change.estimate, interval.low, interval.high] {
            assert_near(value, 2.0);
        }
    }

    #[test]
    fn either_side_too_small_gives_an_estimate_without_an_interval() {
        for (before, after) in [(&[1.0, 1.1][..], &[2.0, 2.1, 2.2][..]), (&[2.0, 2.1, 2.2], &[1.0])] {
            assert_eq!(change(before, after).expect("a change").interval, None);
        }
    }

    #[test]
    fn no_values_and_values_without_a_logarithm_give_nothing() {
        for (before, after) in [(&[][..], &[1.0][..]), (&[1.0], &[]), (&[0.0], &[1.0]), (&[1.0], &[-1.0])] {
            assert_eq!(change(before, after), None);
        }
    }
}
