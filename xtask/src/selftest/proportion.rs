//! The interval of a proportion.

use statrs::distribution::{ContinuousCDF, Normal};

use records::Rate;
use statistics::CONFIDENCE;

/// Trials that may succeed or fail together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Those that are counted.
    pub(super) hits: u32,
    /// All of them.
    pub(super) trials: u32,
}

/// Hits among trials, with Wilson's score interval at `CONFIDENCE` (*Probable inference, the law of succession, and
/// statistical inference*, JASA 22, 1927), which is right also for few trials and for shares near 0 and 1. Without trials
/// everything is possible.
///
/// Where groups differ by more than chance, the trials count as fewer: as many as would give the variance that is seen
/// between groups (Rao and Scott, *A simple method for the analysis of clustered binary data*, Biometrics 48, 1992); never
/// as more than there are.
pub(super) fn rate(groups: &[Group]) -> Rate {
    let z = Normal::standard().inverse_cdf(0.5 + CONFIDENCE / 2.0);
    let hits = groups.iter().map(|group| group.hits).sum();
    let trials = groups.iter().map(|group| group.trials).sum();
    if trials == 0 {
        return Rate { hits, trials, low: 0.0, high: 1.0 };
    }
    let share = f64::from(hits) / f64::from(trials);
    let n = f64::from(trials) / excess(groups, share).max(1.0);
    let middle = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let end = |value: f64| (value / (1.0 + z * z / n)).clamp(0.0, 1.0);
    Rate { hits, trials, low: end(middle - half), high: end(middle + half) }
}

/// The variance of the share as groups show it, over what it would be if all trials were independent.
fn excess(groups: &[Group], share: f64) -> f64 {
    let (count, trials) = (groups.len() as f64, groups.iter().map(|group| f64::from(group.trials)).sum::<f64>());
    let independent = share * (1.0 - share) / trials;
    if count < 2.0 || independent == 0.0 {
        return 1.0;
    }
    let off = |group: &Group| f64::from(group.hits) - share * f64::from(group.trials);
    let squares: f64 = groups.iter().map(|group| off(group).powi(2)).sum();
    squares * count / (count - 1.0) / trials.powi(2) / independent
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.binomtest(hits, trials).proportion_ci(0.95, method="wilson")`, SciPy 1.17.
    #[test]
    fn the_interval_is_that_of_scipy() {
        for (hits, trials, low, high) in SCIPY {
            let rate = rate(&[Group { hits, trials }]);
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
        assert_eq!(rate(&[]), Rate { hits: 0, trials: 0, low: 0.0, high: 1.0 });
    }

    /// Ten groups of eight that are all so or all not so say as much as ten trials.
    #[test]
    fn trials_that_succeed_together_count_as_fewer() {
        let groups: Vec<Group> =
            (0..10).map(|group| Group { hits: if group < 2 { 8 } else { 0 }, trials: 8 }).collect();
        let each: Vec<Group> = (0..9).map(|trial| Group { hits: u32::from(trial < 2), trials: 1 }).collect();
        let (together, alone) = (rate(&groups), rate(&each));
        assert_eq!((together.hits, together.trials), (16, 80));
        assert!((excess(&groups, 0.2) - 8.0 * 10.0 / 9.0).abs() < 1e-9);
        assert!(together.high - together.low > 0.9 * (alone.high - alone.low), "{together:?} {alone:?}");
    }

    #[test]
    fn groups_that_are_more_alike_than_chance_count_as_what_they_are() {
        let groups = [Group { hits: 1, trials: 8 }; 10];
        let mixed: Vec<Group> = (0..80).map(|trial| Group { hits: u32::from(trial % 8 == 0), trials: 1 }).collect();
        let (alike, single) = (rate(&groups), rate(&mixed));
        assert!((alike.low - single.low).abs() < 0.01 && alike.low >= single.low, "{alike:?} {single:?}");
    }
}
