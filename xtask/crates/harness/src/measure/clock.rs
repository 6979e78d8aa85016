//! A runner's times beside the harness's own clock: what cannot have been is refused, and what seems too short is recorded.
//!
//! The harness sees when it asks for batches and when it is answered. A runner's clock starts later and stops earlier, so that
//! what it says is never longer; and it is not much shorter, as a runner does little else than to time. The least disturbed
//! answer of a process counts: any other may have waited for a core, on one side or the other.

use std::time::Duration;

use records::ClockComparison;
use system::runner::BatchTiming;

/// No time of ours is longer: ten years, in nanoseconds. What is longer is a difference that went below zero.
const LONGEST_NS: u64 = 10 * 365 * 86_400 * 1_000_000_000;

/// Two clocks of one machine are as equal as this, where one of them may have been set right meanwhile.
const EQUAL: f64 = 1.01;

/// ... and tick this coarsely.
const TICK: Duration = Duration::from_millis(5);

/// CPU time is counted more coarsely.
const CPU_TICK: Duration = Duration::from_millis(50);

/// Answers to shorter requests say nothing: most of them is the way there and back.
const SHORTEST: Duration = Duration::from_millis(1);

/// A request is long enough for a judgement on its own, if it is not the only one.
const LONG: Duration = Duration::from_millis(300);

/// A smaller share than this of a long request is no time of the kernel's ...
const FAR_TOO_SHORT: f64 = 0.1;

/// ... when so many requests have shown it.
const SURE: u32 = 3;

/// What an iteration takes is believed up to this many times below what it took by the harness's clock, way there and back
/// included: a batch of a runner that says microseconds for nanoseconds must not take a thousand times as long as it should.
const BELIEVED: u32 = 10;

/// What a process has said so far, beside what the harness saw.
#[derive(Debug, Default)]
pub(super) struct Clock {
    /// Whether the times come from a model, and are their own affair.
    simulated: bool,
    /// Whether what is done between what is timed can take much longer: arguments that are copied, a command that warms up.
    does_more: bool,
    said: Duration,
    passed: Duration,
    best_share: Option<f64>,
    far_too_short: u32,
    /// What an iteration of the latest request took at most.
    iteration: Duration,
}

/// What was said and seen of one request so far.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Request {
    said: Duration,
    cpu: Duration,
    passed: Duration,
}

impl Clock {
    pub(super) fn new(simulated: bool, does_more: bool) -> Clock {
        Clock { simulated, does_more, ..Clock::default() }
    }

    /// Takes in one more batch of a request, `passed` after it was made; else why it cannot have been.
    pub(super) fn batch(
        &self,
        request: &mut Request,
        timing: BatchTiming,
        passed: Duration,
        measured: bool,
    ) -> Result<(), String> {
        let BatchTiming { wall_ns, cpu_ns } = timing;
        if wall_ns > LONGEST_NS || cpu_ns > LONGEST_NS {
            return Err(format!("the runner says `sample {wall_ns} {cpu_ns}`, which is no time in nanoseconds"));
        }
        if wall_ns == 0 && measured {
            return Err("the runner says that a batch took no time at all, so that nothing was measured".to_owned());
        }
        let [wall, cpu] = [wall_ns, cpu_ns].map(Duration::from_nanos);
        request.said = request.said.saturating_add(wall);
        request.cpu = request.cpu.saturating_add(cpu);
        request.passed = passed;
        if self.simulated {
            return Ok(());
        }
        let too_long = |what: &str, said: Duration, passed: Duration| {
            Err(format!(
                "the runner says that it {what} {said:.3?} within {passed:.3?} of the harness's clock, which cannot be: a time \
                 is that of the whole batch, in nanoseconds"
            ))
        };
        if request.said > passed.mul_f64(EQUAL) + TICK {
            return too_long("computed for", request.said, passed);
        }
        let cores = system::machine::processors();
        if request.cpu > passed.mul_f64(EQUAL * cores as f64) + CPU_TICK {
            return too_long(&format!("used the CPU ({cores} cores) for"), request.cpu, passed);
        }
        let (said, all) = (self.said + request.said, self.passed + passed);
        if said > all.mul_f64(EQUAL) + TICK {
            return too_long("computed for", said, all);
        }
        Ok(())
    }

    /// Takes in a request that was answered to its end; else why its times cannot have been.
    pub(super) fn answered(&mut self, request: Request, iterations: u64) -> Result<(), String> {
        let Request { said, passed, .. } = request;
        let iterations = u32::try_from(iterations.max(1)).unwrap_or(u32::MAX);
        self.iteration = if self.simulated { Duration::ZERO } else { passed / iterations };
        self.said += said;
        self.passed += passed;
        if self.simulated || passed < SHORTEST {
            return Ok(());
        }
        let share = said.as_secs_f64() / passed.as_secs_f64();
        let best = self.best_share.map_or(share, |best| best.max(share));
        self.best_share = Some(best);
        self.far_too_short += u32::from(passed >= LONG && share < FAR_TOO_SHORT);
        if best < FAR_TOO_SHORT && self.far_too_short >= SURE && !self.does_more {
            let (all_said, all) = (self.said, self.passed);
            return Err(format!(
                "the runner says that it computed for {all_said:.3?} within {all:.3?} of the harness's clock, and never for more \
                 than {:.1} % of a request: a time is that of the whole batch, in nanoseconds",
                best * 100.0
            ));
        }
        Ok(())
    }

    /// What an iteration takes at least, as far as the harness can tell.
    pub(super) fn at_least(&self) -> Duration {
        self.iteration / BELIEVED
    }

    /// For the records; none of simulated times, where the runner does more than to time, and of a process that was asked too little.
    pub(super) fn comparison(&self) -> Option<ClockComparison> {
        let nanoseconds = |duration: Duration| u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let best_share = self.best_share.filter(|_| !self.simulated && !self.does_more)?;
        Some(ClockComparison { said_ns: nanoseconds(self.said), passed_ns: nanoseconds(self.passed), best_share })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    /// A request of one batch after another: what is said in milliseconds, and what has passed then.
    fn ask(clock: &mut Clock, batches: &[(u64, u64)]) -> Result<(), String> {
        let mut request = Request::default();
        for (said, passed) in batches {
            let timing = BatchTiming { wall_ns: said * MS, cpu_ns: said * MS };
            clock.batch(&mut request, timing, Duration::from_millis(*passed), true)?;
        }
        clock.answered(request, 1)
    }

    #[test]
    fn what_is_said_is_no_longer_than_what_has_passed() {
        let mut clock = Clock::new(false, false);
        ask(&mut clock, &[(100, 101), (100, 202)]).expect("an honest one");
        ask(&mut clock, &[(100, 98)]).expect("two clocks");
        let text = ask(&mut clock, &[(100, 101), (100, 150)]).expect_err("too long");
        assert!(text.contains("computed for 200.000ms within 150.000ms"), "{text}");
        let mut clock = Clock::new(false, false);
        let all: Result<(), String> = (0..100).try_for_each(|_| ask(&mut clock, &[(2, 1)]));
        assert!(all.expect_err("too long, all together").contains("cannot be"));
    }

    #[test]
    fn no_time_and_more_than_years_are_refused_of_a_model_as_well() {
        for clock in [Clock::new(true, false), Clock::new(false, false)] {
            let batch = |wall_ns, cpu_ns, measured| {
                let timing = BatchTiming { wall_ns, cpu_ns };
                clock.batch(&mut Request::default(), timing, Duration::from_millis(1), measured)
            };
            assert!(batch(u64::MAX, 1, true).expect_err("absurd").contains("`sample 18446744073709551615 1`"));
            assert!(batch(1, u64::MAX, true).is_err());
            assert!(batch(0, 1, true).expect_err("none").contains("no time at all"));
            assert!(batch(0, 0, false).is_ok(), "a coarse clock may say so of a first short call");
        }
        assert!(ask(&mut Clock::new(true, false), &[(100, 1)]).is_ok(), "a model is asked nothing else");
    }

    #[test]
    fn more_cpu_time_than_the_machine_has_is_refused() {
        let timing = BatchTiming { wall_ns: 90 * MS, cpu_ns: 1_000_000 * MS };
        let text = Clock::new(false, false).batch(&mut Request::default(), timing, Duration::from_millis(100), true);
        assert!(text.expect_err("too much").contains("used the CPU"));
    }

    #[test]
    fn what_is_done_outside_the_clock_may_take_longer_than_what_is_timed() {
        let mut clock = Clock::new(false, true);
        let copies: Result<(), String> = (0..10).try_for_each(|_| ask(&mut clock, &[(6, 3_000)]));
        copies.expect("copies take their time");
        assert!(clock.comparison().is_none(), "and nothing is made of it");
        ask(&mut clock, &[(100, 50)]).expect_err("what is too long is too long all the same");
    }

    #[test]
    fn the_least_disturbed_answer_counts() {
        let mut clock = Clock::new(false, false);
        for passed in [10_000, 20_000, 101, 30_000] {
            ask(&mut clock, &[(100, passed)]).expect("it was kept waiting");
        }
        let comparison = clock.comparison().expect("asked enough");
        assert!((comparison.best_share - 100.0 / 101.0).abs() < 1e-9, "{comparison:?}");
        assert_eq!((comparison.said_ns, comparison.passed_ns), (400 * MS, 60_101 * MS));
    }

    #[test]
    fn microseconds_for_nanoseconds_are_refused_when_it_is_sure() {
        let mut clock = Clock::new(false, false);
        ask(&mut clock, &[(0, 1)]).expect_err("no time");
        for _ in 0..2 {
            ask(&mut clock, &[(4, 4000)]).expect("it may have been kept waiting");
        }
        let text = ask(&mut clock, &[(4, 4000)]).expect_err("a thousandth of the time");
        assert!(text.contains("never for more than 0.1 % of a request"), "{text}");
    }

    #[test]
    fn an_iteration_is_not_believed_to_be_much_shorter_than_it_was_seen_to_be() {
        let mut clock = Clock::new(false, false);
        ask(&mut clock, &[(1, 4000)]).expect("one request");
        assert_eq!(clock.at_least(), Duration::from_millis(400));
        let mut model = Clock::new(true, false);
        ask(&mut model, &[(1, 4000)]).expect("one request");
        assert_eq!((model.at_least(), model.comparison()), (Duration::ZERO, None));
    }
}
