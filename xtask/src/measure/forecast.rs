//! How long invocations take: from those that were seen, what the next ones will.

use std::collections::HashMap;
use std::time::Duration;

use crate::manifest::Id;

/// What the latest invocation of a benchmark took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// Starting and warming up all runners.
    pub(super) start: Duration,
    /// All rounds together.
    pub(super) rounds: Duration,
    /// How many rounds these were.
    pub(super) made: u32,
    /// The last outputs and the end of all runners.
    pub(super) end: Duration,
    /// Cells that took part.
    pub(super) cells: u32,
}

impl Seen {
    /// One round over all cells.
    pub(super) fn round(&self) -> Duration {
        self.rounds / self.made.max(1)
    }

    /// Whether the invocation has not come to its end yet.
    pub(super) fn is_under_way(&self) -> bool {
        self.end.is_zero()
    }

    fn invocation(&self, rounds: u32) -> Duration {
        self.start + self.round() * rounds + self.end
    }
}

/// What is known of every benchmark.
#[derive(Debug, Default)]
pub(super) struct Forecast(HashMap<Id, Seen>);

impl Forecast {
    /// What an invocation of this benchmark took, or has taken so far.
    pub(super) fn of(&self, benchmark: &Id) -> Option<&Seen> {
        self.0.get(benchmark)
    }

    /// Forgets an earlier invocation, as one begins.
    pub(super) fn begin(&mut self, benchmark: &Id, cells: usize) -> &mut Seen {
        let seen = self.0.entry(benchmark.clone()).or_default();
        *seen = Seen { cells: u32::try_from(cells).unwrap_or(u32::MAX), ..Seen::default() };
        seen
    }

    /// What is known of the invocation that is under way.
    pub(super) fn now(&mut self, benchmark: &Id) -> &mut Seen {
        self.0.entry(benchmark.clone()).or_default()
    }

    /// What an invocation of so many rounds will take. A benchmark that was not seen yet is like those that were, cell by
    /// cell; none when nothing was seen.
    pub(super) fn invocation(&self, benchmark: &Id, cells: usize, rounds: u32) -> Option<Duration> {
        if let Some(seen) = self.0.get(benchmark) {
            return Some(seen.invocation(rounds));
        }
        let all: Duration = self.0.values().map(|seen| seen.invocation(rounds)).sum();
        let seen: u32 = self.0.values().map(|seen| seen.cells).sum();
        let cells = u32::try_from(cells).unwrap_or(u32::MAX);
        (seen > 0).then(|| all.mul_f64(f64::from(cells) / f64::from(seen)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_benchmark_takes_what_it_took_and_an_unseen_one_what_others_took_for_each_cell() {
        let (known, unknown) = (Id::fixed("known"), Id::fixed("unknown"));
        let mut forecast = Forecast::default();
        assert_eq!(forecast.invocation(&known, 2, 3), None);
        let seen = forecast.begin(&known, 2);
        (seen.start, seen.rounds, seen.made, seen.end) = (seconds(5), seconds(6), 3, seconds(1));
        assert_eq!(forecast.invocation(&known, 2, 3), Some(seconds(12)));
        assert_eq!(forecast.invocation(&known, 2, 10), Some(seconds(26)), "more rounds take longer");
        assert_eq!(forecast.invocation(&unknown, 3, 3), Some(seconds(18)));
    }

    #[test]
    fn an_invocation_that_has_just_begun_knows_nothing_of_the_one_before() {
        let known = Id::fixed("known");
        let mut forecast = Forecast::default();
        forecast.begin(&known, 2).start = seconds(5);
        forecast.begin(&known, 2);
        assert_eq!(forecast.invocation(&known, 2, 3), Some(Duration::ZERO));
    }
}
