//! How long runners may take for their answers: what the user says, else what the manifest does, else what the budget bears.

use std::time::Duration;

use manifest::AnswerLimits;
use system::runner::Limits;

/// The usual limit is this part of the budget: a runner that hangs should not make anybody wait for long.
const PART_OF_BUDGET: u32 = 4;

/// ... but never less: some runtimes take long to start, and some kernels for one iteration.
const AT_LEAST: Duration = Duration::from_secs(120);

/// ... and never more.
pub(crate) const AT_MOST: Duration = Duration::from_secs(600);

/// A sample whose duration is known may take so many times as long.
const TIMES_AS_LONG: u32 = 10;

/// ... but in any case so long.
const BY_ALL_MEANS: Duration = Duration::from_secs(60);

/// How long runners may take for their answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunnerLimits {
    timeout: Option<Duration>,
    usual: Duration,
    /// A start may take no longer, whoever says otherwise.
    start: Duration,
}

impl RunnerLimits {
    /// Where the user allows so much for every answer, if he says anything, and this is the budget.
    pub fn new(timeout: Option<Duration>, budget: Duration) -> RunnerLimits {
        let usual = (budget / PART_OF_BUDGET).clamp(AT_LEAST, AT_MOST);
        RunnerLimits { timeout, usual, start: Duration::MAX }
    }

    /// The same, where a process has no longer than this to begin.
    #[must_use]
    pub fn starting_within(self, start: Duration) -> RunnerLimits {
        RunnerLimits { start, ..self }
    }

    /// For a runner of which the manifest says this.
    pub fn with(self, declared: AnswerLimits) -> Limits {
        let AnswerLimits { start, prepare, run, output } = declared;
        let limit = |said: Option<Duration>| self.timeout.or(said).unwrap_or(self.usual);
        Limits { start: limit(start).min(self.start), prepare: limit(prepare), run: limit(run), output: limit(output) }
    }

    /// For the oracle, whose answer everything waits for.
    pub fn of_oracle(self) -> Duration {
        self.timeout.unwrap_or(AT_MOST)
    }
}

/// The limit of a sample that should take so long, where nothing is known beside the limit for any.
pub fn of_known_sample(limits: Limits, expected: Duration) -> Limits {
    let known = expected.saturating_mul(TIMES_AS_LONG).max(BY_ALL_MEANS);
    Limits { run: limits.run.min(known), ..limits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_user_counts_more_than_the_manifest_and_that_more_than_the_budget() {
        let declared = AnswerLimits { run: Some(seconds(1000)), ..AnswerLimits::default() };
        let usual = RunnerLimits::new(None, seconds(1200)).with(declared);
        assert_eq!((usual.start, usual.run, usual.output), (seconds(300), seconds(1000), seconds(300)));
        let said = RunnerLimits::new(Some(seconds(4)), seconds(1200));
        assert_eq!((said.with(declared), said.of_oracle()), (Limits::all(seconds(4)), seconds(4)));
    }

    #[test]
    fn a_start_may_have_a_limit_that_nothing_else_has() {
        let limits = RunnerLimits::new(Some(seconds(30)), seconds(180));
        let start = |within| limits.starting_within(seconds(within)).with(AnswerLimits::default());
        assert_eq!(start(15), Limits { start: seconds(15), ..Limits::all(seconds(30)) });
        assert_eq!(start(60), Limits::all(seconds(30)));
    }

    #[test]
    fn a_small_budget_leaves_time_to_start_and_a_large_one_is_no_reason_to_wait_for_hours() {
        let usual = |budget| RunnerLimits::new(None, seconds(budget)).with(AnswerLimits::default());
        assert_eq!([usual(1), usual(100_000)].map(|limits| limits.start), [AT_LEAST, AT_MOST]);
    }

    #[test]
    fn what_is_known_of_a_sample_shortens_its_limit() {
        let limits = Limits::all(seconds(300));
        let run = |ms| of_known_sample(limits, Duration::from_millis(ms)).run;
        assert_eq!([run(10), run(20_000), run(60_000)], [seconds(60), seconds(200), seconds(300)]);
        assert_eq!(of_known_sample(Limits::all(seconds(4)), seconds(1)).run, seconds(4));
        assert_eq!(of_known_sample(limits, Duration::MAX).run, seconds(300));
    }
}
