//! How fast a cell is, and when its process is warm: judged by the times of its calls alone.

use std::time::Duration;

use statistics::steady::{self, State};

/// An iteration longer than this makes a cell slow: it is visited once per invocation, without warm-up.
const SLOW: Duration = Duration::from_secs(2);

/// An iteration longer than this is no compilation: a second look at it would only cost time.
const SURELY_SLOW: Duration = Duration::from_secs(10);

/// An iteration longer than this is not looked at again, whatever compiles beside it.
const NOBODY_WAITS: Duration = Duration::from_secs(120);

/// No more warm-up samples than this.
const MOST_WARM_UP: usize = 500;

/// Two iterations whose times differ by no more than this share are alike.
const ALIKE: f64 = 0.1;

/// No more looks than this at a cell that seems slow, to see whether it gets faster.
const MOST_LOOKS: usize = 10;

/// How fast a cell is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    /// What one iteration takes, from the latest sample.
    pub(super) iteration: Duration,
    /// Whether it is visited once in an invocation.
    pub(super) slow: bool,
    /// The calls that it took to tell, from the first one on.
    pub(super) looks: usize,
}

/// What the first calls of a process say of its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpeedClass {
    /// It is worth a warm-up and rounds.
    Fast,
    /// The latest call is all that is measured in this invocation.
    Slow,
    /// It may have compiled: the next call will tell.
    Unclear,
}

/// Judges a cell by the durations of the first calls of its process, and by what is known from earlier invocations. A
/// runtime that has `helpers` may interpret all through its first call, while they compile.
pub(super) fn speed_class(calls: &[Duration], known: Option<Pace>, helpers: bool) -> SpeedClass {
    let Some((&last, before)) = calls.split_last() else { return SpeedClass::Unclear };
    let gets_faster = before.last().is_some_and(|previous| last < previous.mul_f64(1.0 - ALIKE));
    match known {
        _ if last <= SLOW => SpeedClass::Fast,
        Some(known) if !known.slow => SpeedClass::Fast,
        Some(known) if calls.len() >= known.looks => SpeedClass::Slow,
        Some(_) => SpeedClass::Unclear,
        None if before.is_empty() && last > SURELY_SLOW && (!helpers || last > NOBODY_WAITS) => SpeedClass::Slow,
        None if before.is_empty() || gets_faster && calls.len() < MOST_LOOKS => SpeedClass::Unclear,
        None => SpeedClass::Slow,
    }
}

/// Whether a process has been warmed up: after `enough` time once its times do not change any more, after `most` in any
/// case. The times are those of its calls so far, one iteration each or as means of batches.
pub(super) fn is_warm(times: &[f64], spent: Duration, enough: Duration, most: Duration) -> bool {
    if spent >= most || times.len() >= MOST_WARM_UP {
        return true;
    }
    spent >= enough && has_settled(times)
}

/// Whether the latest times of a process do not change any more.
fn has_settled(times: &[f64]) -> bool {
    match (steady::classify(times), times) {
        (Some(curve), _) => curve.state != State::Unsettled,
        (None, [.., previous, last]) => alike(*previous, *last),
        _ => false,
    }
}

/// Whether two times are as good as the same.
pub(super) fn alike(one: f64, other: f64) -> bool {
    (one / other - 1.0).abs() <= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(calls: &[f64]) -> Vec<Duration> {
        calls.iter().copied().map(Duration::from_secs_f64).collect()
    }

    fn judged(calls: &[f64], known: Option<Pace>) -> SpeedClass {
        speed_class(&seconds(calls), known, false)
    }

    #[test]
    fn a_cell_is_slow_when_no_further_look_makes_it_faster() {
        assert_eq!(judged(&[0.5], None), SpeedClass::Fast);
        assert_eq!(judged(&[3.0], None), SpeedClass::Unclear, "it may have compiled");
        assert_eq!(judged(&[3.0, 0.1], None), SpeedClass::Fast);
        assert_eq!(judged(&[3.0, 2.9], None), SpeedClass::Slow);
        assert_eq!(judged(&[9.0, 6.0], None), SpeedClass::Unclear, "it is getting faster");
        assert_eq!(judged(&[9.0, 6.0, 5.9], None), SpeedClass::Slow);
        assert_eq!(judged(&[12.0], None), SpeedClass::Slow, "another look would take as long");
        let helped = |calls: &[f64]| speed_class(&seconds(calls), None, true);
        assert_eq!(helped(&[12.0]), SpeedClass::Unclear, "it may have been interpreted while others compiled it");
        assert_eq!(helped(&[12.0, 11.9]), SpeedClass::Slow);
    }

    #[test]
    fn what_is_known_of_a_slow_cell_saves_looks() {
        let slow = |looks| Some(Pace { iteration: Duration::from_secs(3), slow: true, looks });
        assert_eq!(judged(&[3.0], slow(1)), SpeedClass::Slow);
        assert_eq!(judged(&[5.0], slow(2)), SpeedClass::Unclear, "its first call compiles");
        assert_eq!(judged(&[5.0, 3.0], slow(2)), SpeedClass::Slow);
        assert_eq!(judged(&[1.0], slow(1)), SpeedClass::Fast, "it was disturbed then");
        let fast = Some(Pace { iteration: Duration::from_millis(5), slow: false, looks: 1 });
        assert_eq!(judged(&[4.0], fast), SpeedClass::Fast, "the first call alone is slow");
    }

    #[test]
    fn a_process_is_warm_once_its_times_have_settled() {
        let (enough, most) = (Duration::from_millis(100), Duration::from_secs(2));
        let warm = |times: &[f64], ms: u64| is_warm(times, Duration::from_millis(ms), enough, most);
        assert!(!warm(&[1.0; 30], 99), "however settled, it takes a while");
        assert!(warm(&[1.0; 30], 100));
        assert!(warm(&[1.0, 1.05], 500), "long iterations are compared with each other");
        assert!(!warm(&[1.5, 1.0], 500));
        assert!(!warm(&[1.0], 500), "one call says nothing");
        let falling: Vec<f64> = (0..40).map(|place| if place < 30 { 3.0 } else { 1.0 }).collect();
        assert!(!warm(&falling, 500), "the last level is young");
        assert!(warm(&falling, 2000), "there is an end to patience");
    }
}
