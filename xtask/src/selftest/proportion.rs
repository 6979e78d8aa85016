//! The interval of a proportion.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::results::Rate;
use crate::statistics::CONFIDENCE;

/// Hits among trials, with Wilson's score interval at `CONFIDENCE` (*Probable inference, the law of succession, and
/// statistical inference*, JASA 22, 1927), which is right also for few trials and for shares near 0 and 1. Without trials
/// everything is possible.
pub(super) fn rate(hits: u32, trials: u32) -> Rate {
    let z = Normal::standard().inverse_cdf(0.5 + CONFIDENCE / 2.0);
    let n = f64::from(trials);
    if trials == 0 {
        return Rate { hits, trials, low: 0.0, high: 1.0 };
    }
    let share = f64::from(hits) / n;
    let middle = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let end = |value: f64| (value / (1.0 + z * z / n)).clamp(0.0, 1.0);
    Rate { hits, trials, low: end(middle - half), high: end(middle + half) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.binomtest(hits, trials).proportion_ci(0.95, method="wilson")`, SciPy 1.17.
    #[test]
    fn the_interval_is_that_of_scipy() {
        for (hits, trials, low, high) in SCIPY {
            let rate = rate(hits, trials);
            assert!((rate.low - low).abs() < 1e-9 && (rate.high - high).abs() < 1e-9, "{hits} of {trials}: {rate:?}");
        }
    }

    const SCIPY: [(u32, u32, f64, f64); 5] = [
        (0, 10, 0.0, 0.27753279986288926),
        (20, 400, 0.03259742983714726, 0.07596363506371961),
        (1, 1, 0.20654931437723745, 1.0),
        (49, 50, 0.8950455641036218, 0.9964607407283538),
        (12, 200, 0.034652194254331865, 0.10193169295766272),
    ];

    #[test]
    fn without_trials_everything_is_possible() {
        assert_eq!(rate(0, 0), Rate { hits: 0, trials: 0, low: 0.0, high: 1.0 });
    }
}
