//! Means that a few strange values do not move, and how well they are known.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

use super::{FEWEST, Interval};

/// The share of the values that is left out at each end.
const TRIMMED: f64 = 0.2;

/// How many values are left out at each end: none of fewer than ten, as the few that remain would widen the interval by more than
/// strange ones do; then one, two and three, and a fifth from twenty on. An interval is not wider, on average, for a value more:
/// to leave out a fifth at once would make that of ten wider than that of nine.
fn cut(count: usize) -> usize {
    let few = count.saturating_sub(7) / 3;
    few.min((TRIMMED * count as f64) as usize)
}

/// A mean without the lowest and the highest values, up to a fifth at each end, where there are ten or more of them; of fewer, the
/// mean.
///
/// Some processes of a program are slower than the rest for as long as they live, a few of them by much; a mean follows them,
/// and its interval widens for all. The error is Yuen's (*The two-sample trimmed t for
/// unequal population variances*, Biometrika 61, 1974; for one sample, Tukey and McLaughlin, Sankhya A 25, 1963), which
/// is the ordinary one where nothing is trimmed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TrimmedMean {
    /// Of the values that are kept.
    pub(super) mean: f64,
    /// The variance of the mean: the squares of the values, with those left out pulled to the nearest one kept, over h (h - 1).
    error: f64,
    /// h, the values that are kept.
    kept: usize,
}

impl TrimmedMean {
    /// None without values, or with one that is not finite.
    pub(super) fn new(values: &[f64]) -> Option<Self> {
        Self::without(values, cut(values.len()))
    }

    /// The mean without so many values at each end. None where nothing remains, or a value is not finite.
    pub(super) fn without(values: &[f64], cut: usize) -> Option<Self> {
        let count = values.len();
        if count <= 2 * cut || values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let sorted = times::sorted(values);
        let kept = &sorted[cut..count - cut];
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        let (lowest, highest) = (kept[0], kept[kept.len() - 1]);
        let pulled: Vec<f64> = sorted.iter().map(|value| value.clamp(lowest, highest)).collect();
        let middle = pulled.iter().sum::<f64>() / count as f64;
        let squares: f64 = pulled.iter().map(|value| (value - middle).powi(2)).sum();
        let kept = kept.len();
        let error = squares / (kept as f64 * (kept as f64 - 1.0));
        Some(TrimmedMean { mean, error, kept })
    }

    /// The same mean, as well known as another one.
    pub(super) fn with_error_of(self, other: &Self) -> Self {
        TrimmedMean { mean: self.mean, ..*other }
    }

    /// The variance of the mean.
    pub(super) fn error(&self) -> f64 {
        self.error
    }

    /// The degrees of freedom of that.
    pub(super) fn freedom(&self) -> f64 {
        self.kept as f64 - 1.0
    }

    /// What contains the mean at the given confidence (between 0 and 1). None of under `FEWEST` values.
    pub(super) fn interval(&self, confidence: f64) -> Option<Interval> {
        if self.kept < FEWEST {
            return None;
        }
        let half = half_width(self.error, self.kept as f64 - 1.0, confidence)?;
        Some(Interval { low: self.mean - half, high: self.mean + half })
    }

    /// How probable a mean at least as far above zero would be if the values varied around zero: Student's t, one side. None of
    /// under `FEWEST` values.
    pub(super) fn chance_above_zero(&self) -> Option<f64> {
        if self.kept < FEWEST {
            return None;
        }
        if self.error == 0.0 {
            // Values without spread leave nothing to chance, but where they are zero.
            return Some(if self.mean > 0.0 { 0.0 } else { 1.0 });
        }
        let student = StudentsT::new(0.0, 1.0, self.kept as f64 - 1.0).ok()?;
        Some(student.cdf(-self.mean / self.error.sqrt()))
    }

    /// What contains the other mean less this one. None where either is of under `FEWEST` values.
    pub(super) fn difference(&self, other: &Self, confidence: f64) -> Option<Interval> {
        if self.kept.min(other.kept) < FEWEST {
            return None;
        }
        let (error, freedom) = self.beside(other);
        let half = half_width(error, freedom, confidence)?;
        let difference = other.mean - self.mean;
        Some(Interval { low: difference - half, high: difference + half })
    }

    /// How probable it is that the other mean lies as far above this one, or farther, if the two are equal: Welch's t, one side.
    pub(super) fn chance_of_less(&self, other: &Self) -> Option<f64> {
        let (error, freedom) = self.beside(other);
        let difference = other.mean - self.mean;
        if self.kept.min(other.kept) < FEWEST {
            return None;
        }
        if error == 0.0 {
            return Some(if difference > 0.0 { 0.0 } else { 1.0 });
        }
        Some(StudentsT::new(0.0, 1.0, freedom).ok()?.cdf(-difference / error.sqrt()))
    }

    /// The variance of the difference of two means, and its degrees of freedom (Welch; Satterthwaite).
    fn beside(&self, other: &Self) -> (f64, f64) {
        let error = self.error + other.error;
        let weight = |mean: &Self| mean.error.powi(2) / mean.freedom();
        // Without any spread there are no degrees of freedom to compute, and no need of them.
        (error, if error == 0.0 { 1.0 } else { error.powi(2) / (weight(self) + weight(other)) })
    }
}

/// What a ratio of two estimates of one variance does not exceed at this confidence, by their degrees of freedom (Fisher's F).
pub(super) fn quantile_of_f(confidence: f64, above: f64, below: f64) -> Option<f64> {
    Some(FisherSnedecor::new(above, below).ok()?.inverse_cdf(confidence)).filter(|bound| bound.is_finite())
}

/// Half the width of an interval at this confidence around something with so large a variance.
pub(super) fn half_width(error: f64, freedom: f64, confidence: f64) -> Option<f64> {
    let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
    Some(error.sqrt() * student.inverse_cdf(0.5 + confidence / 2.0)).filter(|half| half.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_strange_value_of_ten_is_left_out_and_one_of_nine_is_not() {
        let mut values = vec![1.0; 10];
        values[3] = 100.0;
        let interval = TrimmedMean::new(&values).and_then(|mean| mean.interval(0.95)).expect("an interval");
        assert_eq!((interval.low, interval.high), (1.0, 1.0));
        let nine = TrimmedMean::new(&values[..9]).expect("a mean");
        assert!((nine.mean - 12.0).abs() < 1e-12, "{nine:?}");
    }

    #[test]
    fn of_ten_values_one_is_left_out_at_each_end_and_more_of_more() {
        let values: Vec<f64> = (0..10).map(|value| f64::from(value * value)).collect();
        let mean = TrimmedMean::new(&values).expect("a mean");
        assert_eq!(mean.kept, 8);
        assert!((mean.mean - (1 + 4 + 9 + 16 + 25 + 36 + 49 + 64) as f64 / 8.0).abs() < 1e-12, "{mean:?}");
        let cuts = [9, 10, 12, 13, 15, 16, 19, 20, 24, 25, 40].map(cut);
        assert_eq!(cuts, [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 8]);
    }

    #[test]
    fn values_that_are_not_numbers_and_none_at_all_have_no_mean() {
        assert_eq!(TrimmedMean::new(&[]), None);
        assert_eq!(TrimmedMean::new(&[1.0, f64::NAN]), None);
        assert_eq!(TrimmedMean::new(&[f64::INFINITY]), None);
    }
}
