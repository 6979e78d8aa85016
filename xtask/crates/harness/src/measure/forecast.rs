//! How long invocations take: from those that were seen, and from an earlier session, what the next ones will.

use std::collections::HashMap;
use std::time::Duration;

use super::dear::Takes;
use manifest::Id;
use records::Recorded;

/// What the latest invocation of a benchmark took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InvocationTimes {
    /// Starting and warming up all runners.
    pub(super) start: Duration,
    /// What of that no later invocation will take again.
    pub(super) once: Duration,
    /// All rounds together.
    pub(super) rounds: Duration,
    /// How many rounds these were.
    pub(super) made: u32,
    /// The last outputs and the end of all runners.
    pub(super) end: Duration,
}

impl InvocationTimes {
    /// One round over all cells.
    pub(super) fn round(&self) -> Duration {
        self.rounds / self.made.max(1)
    }

    /// Whether the invocation has not come to its end yet.
    pub(super) fn is_under_way(&self) -> bool {
        self.end.is_zero()
    }

    /// All that an invocation takes beside its rounds.
    pub(super) fn beside_rounds(&self) -> Duration {
        self.start.saturating_sub(self.once) + self.end
    }

    /// Takes from it what a cell took that will have no part in the next one.
    pub(super) fn forgo(&mut self, takes: Takes) {
        self.start = self.start.saturating_sub(takes.start);
        self.rounds = self.rounds.saturating_sub(takes.round * self.made);
    }

    fn next(&self, rounds: u32) -> Duration {
        self.beside_rounds() + self.round() * rounds
    }

    /// What is left of it, if it is under way; else all of the next one.
    fn rest(&self, rounds: u32) -> Duration {
        match self.is_under_way() {
            true => self.round() * rounds.saturating_sub(self.made),
            false => self.next(rounds),
        }
    }
}

/// What the invocations of a benchmark took in an earlier session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The first one, in which nothing was known of the cells.
    first: Duration,
    /// The middle one of the others; the first where there was no other.
    later: Duration,
    /// Cells that took part.
    cells: u32,
}

/// A year: records that say more than that are wrong.
const LONGEST_MS: u64 = 366 * 24 * 3600 * 1000;

impl Earlier {
    /// Of each benchmark of a session, by name, as far as its first sitting tells.
    pub fn of_session(recorded: &Recorded) -> HashMap<String, Earlier> {
        let mut took: HashMap<&str, Vec<Duration>> = HashMap::new();
        let mut loads = recorded.loads_by_sitting().next().unwrap_or_default().iter().map(|load| load.at_ms);
        let Some(mut begun) = loads.next() else { return HashMap::new() };
        for course in &recorded.invocation_plans {
            if course.invocation == 0 && loads.next().is_none() {
                break; // The record after the first round.
            }
            let Some(ended) = loads.next() else { break };
            let took_ms = ended.saturating_sub(begun).min(LONGEST_MS);
            took.entry(&course.benchmark).or_default().push(Duration::from_millis(took_ms));
            begun = ended;
        }
        let cells = |benchmark: &str| {
            let of_first = recorded.starts.iter().filter(|start| start.benchmark == benchmark && start.invocation == 0);
            let of_first = of_first.filter(|start| start.process == 0);
            u32::try_from(of_first.count()).unwrap_or(u32::MAX)
        };
        let earlier = took.into_iter().map(|(benchmark, mut took)| {
            let first = took.remove(0);
            took.sort();
            let later = took.get(took.len() / 2).copied().unwrap_or(first);
            (benchmark.to_owned(), Earlier { first, later, cells: cells(benchmark) })
        });
        earlier.filter(|(_, earlier)| earlier.cells > 0).collect()
    }

    /// As long as so many cells would have taken.
    fn with(&self, duration: Duration, cells: u32) -> Duration {
        duration.mul_f64(f64::from(cells) / f64::from(self.cells))
    }
}

/// What is known of every benchmark.
#[derive(Debug)]
pub(super) struct Forecast<'a> {
    seen: HashMap<Id, InvocationTimes>,
    earlier: &'a HashMap<String, Earlier>,
}

impl<'a> Forecast<'a> {
    /// Nothing was seen yet in this session.
    pub(super) fn new(earlier: &'a HashMap<String, Earlier>) -> Forecast<'a> {
        Forecast { seen: HashMap::new(), earlier }
    }

    /// What an invocation of this benchmark took, or has taken so far.
    pub(super) fn seen(&self, benchmark: &Id) -> Option<&InvocationTimes> {
        self.seen.get(benchmark)
    }

    /// Forgets an earlier invocation, as one begins.
    pub(super) fn begin(&mut self, benchmark: &Id) -> &mut InvocationTimes {
        let seen = self.seen.entry(benchmark.clone()).or_default();
        *seen = InvocationTimes::default();
        seen
    }

    /// What is known of the invocation that is under way.
    pub(super) fn now(&mut self, benchmark: &Id) -> &mut InvocationTimes {
        self.seen.entry(benchmark.clone()).or_default()
    }

    /// What is left of an invocation of so many rounds that is under way, or all of the next one. None when nothing is
    /// known.
    pub(super) fn next(&self, benchmark: &Id, cells: usize, rounds: u32) -> Option<Duration> {
        match self.seen.get(benchmark) {
            Some(seen) => Some(seen.rest(rounds)),
            None => self.unseen(benchmark, cells, |earlier| earlier.first),
        }
    }

    /// What an invocation of so many rounds takes after the first one.
    pub(super) fn later(&self, benchmark: &Id, cells: usize, rounds: u32) -> Option<Duration> {
        match self.seen.get(benchmark) {
            Some(seen) => Some(seen.next(rounds)),
            None => self.unseen(benchmark, cells, |earlier| earlier.later),
        }
    }

    /// A benchmark that was not seen yet takes what it took in an earlier session. Other benchmarks tell nothing about it.
    fn unseen(&self, benchmark: &Id, cells: usize, took: impl Fn(&Earlier) -> Duration) -> Option<Duration> {
        let cells = u32::try_from(cells).unwrap_or(u32::MAX);
        self.earlier.get(benchmark.as_str()).map(|earlier| earlier.with(took(earlier), cells))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_benchmark_takes_what_it_took_and_nothing_is_known_of_an_unseen_one() {
        let (known, unknown) = (Id::fixed("known"), Id::fixed("unknown"));
        let nothing = HashMap::new();
        let mut forecast = Forecast::new(&nothing);
        assert_eq!(forecast.next(&known, 2, 3), None);
        let seen = forecast.begin(&known);
        (seen.start, seen.rounds, seen.made, seen.end) = (seconds(5), seconds(6), 3, seconds(1));
        assert_eq!(forecast.next(&known, 2, 3), Some(seconds(12)));
        assert_eq!(forecast.next(&known, 2, 10), Some(seconds(26)), "more rounds take longer");
        assert_eq!(forecast.next(&unknown, 3, 3), None);
        assert_eq!(forecast.later(&unknown, 3, 3), None);
    }

    #[test]
    fn what_a_first_invocation_learns_about_long_iterations_is_not_learnt_again() {
        let known = Id::fixed("known");
        let nothing = HashMap::new();
        let mut forecast = Forecast::new(&nothing);
        let seen = forecast.begin(&known);
        (seen.start, seen.once, seen.rounds, seen.made) = (seconds(9), seconds(4), seconds(2), 1);
        assert_eq!(forecast.next(&known, 2, 3), Some(seconds(4)), "two rounds of it are left");
        assert_eq!(forecast.later(&known, 2, 3), Some(seconds(11)));
    }

    #[test]
    fn an_invocation_that_has_just_begun_knows_nothing_of_the_one_before() {
        let known = Id::fixed("known");
        let nothing = HashMap::new();
        let mut forecast = Forecast::new(&nothing);
        forecast.begin(&known).start = seconds(5);
        forecast.begin(&known);
        assert_eq!(forecast.next(&known, 2, 3), Some(Duration::ZERO));
    }

    /// Two benchmarks, three invocations of each; it is not known how long the last one of `words` took.
    fn recorded() -> Recorded {
        let mut lines = Vec::new();
        for (benchmark, rung) in [("sums", "c"), ("sums", "python"), ("words", "c")] {
            lines.push(format!(
                r#"{{"type":"start","benchmark":"{benchmark}","rung":"{rung}","invocation":0,"ready_ns":1}}"#
            ));
        }
        for at_ms in [0, 8, 10, 25, 30, 36, 46, 51].map(|seconds| seconds * 1000) {
            lines.push(format!(r#"{{"type":"load","at_ms":{at_ms},"cores":2}}"#));
        }
        for invocation in 0..3 {
            for benchmark in ["sums", "words"] {
                lines.push(format!(
                    r#"{{"type":"course","benchmark":"{benchmark}","invocation":{invocation},"rounds":2,
                        "reason":"planned","left_out":[]}}"#
                ));
            }
        }
        fixture::recorded(&lines)
    }

    #[test]
    fn an_unseen_benchmark_takes_what_it_took_in_an_earlier_session() {
        let earlier = Earlier::of_session(&recorded());
        let expected = |first, later, cells| Earlier { first: seconds(first), later: seconds(later), cells };
        assert_eq!(earlier.get("sums"), Some(&expected(10, 6, 2)));
        assert_eq!(earlier.get("words"), Some(&expected(20, 10, 1)));
        let (sums, words) = (Id::fixed("sums"), Id::fixed("words"));
        let mut forecast = Forecast::new(&earlier);
        assert_eq!(forecast.next(&sums, 2, 2), Some(seconds(10)));
        let seen = forecast.begin(&sums);
        (seen.start, seen.rounds, seen.made, seen.end) = (seconds(1), seconds(2), 2, seconds(1));
        assert_eq!(forecast.next(&sums, 2, 2), Some(seconds(4)), "what was seen counts more");
        assert_eq!(forecast.next(&words, 3, 2), Some(seconds(60)), "three times as many cells");
        assert_eq!(forecast.later(&words, 3, 2), Some(seconds(30)));
    }

    #[test]
    fn a_session_that_was_killed_at_once_tells_nothing() {
        let short = Recorded { loads: Vec::new(), ..recorded() };
        assert!(Earlier::of_session(&short).is_empty());
        let short = Recorded { starts: Vec::new(), ..recorded() };
        assert!(Earlier::of_session(&short).is_empty());
    }
}
