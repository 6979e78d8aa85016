//! How much longer something takes after than before, when the two were measured at different times.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{CONFIDENCE, FEWEST, Interval, mean};

/// Time after divided by time before: 1.05 is five per cent slower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Of the geometric means.
    pub estimate: f64,
    /// Welch's t interval at `CONFIDENCE`; none where either side has under `FEWEST` values.
    pub interval: Option<Interval>,
}

/// The change of a time from `before` to `after`, each a set of times (or times relative to something), one a process.
/// None without values, or with one that is not above zero.
///
/// The two sets are independent, of any size and of unlike spread, so that the interval of the difference of their mean
/// logarithms is Welch's (*The generalization of Student's problem when several different population variances are
/// involved*, Biometrika 34, 1947), with Satterthwaite's degrees of freedom.
pub fn change(before: &[f64], after: &[f64]) -> Option<Change> {
    let (before, after) = (Logarithms::of(before)?, Logarithms::of(after)?);
    let difference = after.mean - before.mean;
    let half = half_width(&before, &after);
    let interval = half.map(|half| Interval { low: (difference - half).exp(), high: (difference + half).exp() });
    Some(Change { estimate: difference.exp(), interval })
}

/// The mean of logarithms, and how well it is known.
struct Logarithms {
    count: usize,
    mean: f64,
    /// The variance of the mean.
    error: f64,
}

impl Logarithms {
    fn of(values: &[f64]) -> Option<Self> {
        let logs: Vec<f64> = values.iter().map(|value| value.ln()).collect();
        let mean = mean(&logs).filter(|mean| mean.is_finite())?;
        let squares: f64 = logs.iter().map(|log| (log - mean).powi(2)).sum();
        let count = logs.len() as f64;
        Some(Logarithms { count: logs.len(), mean, error: squares / (count - 1.0) / count })
    }

    /// Its share in Satterthwaite's denominator.
    fn weight(&self) -> f64 {
        self.error.powi(2) / (self.count as f64 - 1.0)
    }
}

fn half_width(before: &Logarithms, after: &Logarithms) -> Option<f64> {
    if before.count.min(after.count) < FEWEST {
        return None;
    }
    let error = before.error + after.error;
    if error == 0.0 {
        return Some(0.0);
    }
    let freedom = error.powi(2) / (before.weight() + after.weight());
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some(error.sqrt() * student.inverse_cdf(0.5 + CONFIDENCE / 2.0)).filter(|half| half.is_finite())
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
