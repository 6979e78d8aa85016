//! From comparisons to the figures of a self-test.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::SelftestSetup;
use super::block::Trial;
use super::proportion::{Group, rate};
use records::{Contest, Rate, SelfTest, Session};
use statistics::{self, CONFIDENCE, Interval};

pub(super) fn figures(
    setup: &SelftestSetup<'_>,
    session: &Session,
    machine: Value,
    trials: &[Trial],
    spent: Duration,
) -> SelfTest {
    let identical = trials.iter().filter(|trial| trial.more_work == 0.0 && trial.interval().is_some());
    let identical: Vec<&Trial> = identical.collect();
    let shares: Vec<f64> = std::iter::once(0.0).chain(setup.plan.more.iter().map(|more| more.share)).collect();
    let contest = |(rung, share): (usize, f64)| {
        let of: Vec<&Trial> = trials.iter().filter(|trial| trial.rung == rung && trial.more_work == share).collect();
        let record = &setup.rungs[rung].record;
        contest(&record.rung, &record.title, share, &of)
    };
    let rungs = (0..setup.rungs.len()).flat_map(|rung| shares.iter().map(move |share| (rung, *share)));
    SelfTest {
        version: SelfTest::VERSION,
        id: session.id.clone(),
        started: session.started.clone(),
        spent_s: spent.as_secs_f64(),
        stop: None,
        machine,
        stolen: None,
        others: None,
        benchmark: setup.plan.benchmark.to_string(),
        value: setup.plan.value,
        invocations: setup.plan.profile.invocations,
        rounds: setup.plan.profile.rounds,
        // To the digits that a person would write.
        nominal: ((1.0 - CONFIDENCE) * 1e9).round() / 1e9,
        alarms: count(&identical, Trial::is_called),
        contests: rungs.map(contest).collect(),
    }
}

fn contest(rung: &str, title: &str, more_work: f64, trials: &[&Trial]) -> Contest {
    let resolved: Vec<&Trial> = trials.iter().filter(|trial| trial.interval().is_some()).copied().collect();
    let widths: Vec<f64> = resolved.iter().filter_map(|trial| trial.speedup?.half_width()).collect();
    // What has no interval is no false alarm that might have been, but a slowdown that was not found.
    let could_be_called = if more_work > 0.0 { trials } else { &resolved };
    Contest {
        rung: rung.to_owned(),
        title: title.to_owned(),
        more_work,
        called: count(could_be_called, Trial::is_called),
        without_interval: whole(trials.len() - resolved.len()),
        covered: count(&resolved, Trial::is_covered),
        half_width: statistics::median(&widths),
    }
}

/// How often something is so; trials of one block of one rung may be so together.
fn count(trials: &[&Trial], is: impl Fn(&Trial) -> bool) -> Rate {
    let mut blocks: BTreeMap<(usize, u32), Group> = BTreeMap::new();
    for trial in trials {
        let group = blocks.entry((trial.rung, trial.block)).or_default();
        group.trials += 1;
        group.hits += u32::from(is(trial));
    }
    rate(&blocks.into_values().collect::<Vec<Group>>())
}

fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Trial {
    fn interval(&self) -> Option<Interval> {
        self.speedup?.interval
    }

    /// Whether identical programs were called different, or the one with more work slower.
    fn is_called(&self) -> bool {
        match self.more_work > 0.0 {
            true => self.interval().is_some_and(|interval| interval.high < 1.0),
            false => self.interval().is_some_and(|interval| !interval.contains(1.0)),
        }
    }

    /// Whether the interval contains the true ratio.
    fn is_covered(&self) -> bool {
        self.interval().is_some_and(|interval| interval.contains(1.0 / (1.0 + self.more_work)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statistics::Speedup;

    fn trial(more_work: f64, low: f64, high: f64) -> Trial {
        let interval = Some(Interval { low, high });
        let speedup = Speedup { estimate: (low * high).sqrt(), interval, invocations: 6, paired: false };
        Trial { rung: 0, block: 0, more_work, speedup: Some(speedup) }
    }

    fn contest_of(trials: &[Trial]) -> Contest {
        contest("c", "C", trials[0].more_work, &trials.iter().collect::<Vec<_>>())
    }

    #[test]
    fn identical_programs_are_called_different_when_the_interval_leaves_out_1_on_either_side() {
        let found = contest_of(&[trial(0.0, 0.9, 0.99), trial(0.0, 1.01, 1.1), trial(0.0, 0.99, 1.01)]);
        assert_eq!((found.called.hits, found.called.trials, found.covered.hits), (2, 3, 1));
    }

    #[test]
    fn more_work_is_found_when_the_interval_lies_below_1_and_covered_when_it_contains_the_true_ratio() {
        let found =
            contest_of(&[trial(0.1, 0.90, 0.92), trial(0.1, 0.95, 0.99), trial(0.1, 1.01, 1.02), trial(0.1, 0.8, 1.2)]);
        assert_eq!((found.called.hits, found.called.trials, found.covered.hits), (2, 4, 2));
    }

    #[test]
    fn without_an_interval_a_slowdown_is_not_found_and_nothing_else_is_said() {
        let none = |more_work| Trial { rung: 0, block: 0, more_work, speedup: None };
        let slower = contest_of(&[trial(0.1, 0.90, 0.92), none(0.1)]);
        assert_eq!((slower.called.hits, slower.called.trials, slower.without_interval), (1, 2, 1));
        assert_eq!((slower.covered.hits, slower.covered.trials), (1, 1));
        let identical = contest_of(&[trial(0.0, 0.9, 0.99), none(0.0)]);
        assert_eq!((identical.called.hits, identical.called.trials, identical.without_interval), (1, 1, 1));
    }

    #[test]
    fn the_half_width_is_the_median_over_comparisons() {
        let found =
            contest_of(&[trial(0.0, 1.0 / 1.01, 1.01), trial(0.0, 1.0 / 1.3, 1.3), trial(0.0, 1.0 / 1.02, 1.02)]);
        assert!((found.half_width.expect("a number") - 0.02).abs() < 1e-9);
    }
}
