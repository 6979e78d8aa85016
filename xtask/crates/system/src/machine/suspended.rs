//! For how long the machine was suspended.
//!
//! No clock that times anything counts that: neither a runner's nor the harness's goes on meanwhile (`CLOCK_MONOTONIC` on Linux).
//! The time since the machine was started does (`CLOCK_BOOTTIME`, which `/proc/uptime` tells): what it gains on the other was
//! slept.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::root;

/// The two clocks count in steps, and a busy machine keeps one waiting between two looks: less than this is no sleep.
const LEAST: Duration = Duration::from_secs(1);

/// Notices that the machine was suspended.
#[derive(Debug)]
pub struct Wakefulness {
    /// What both clocks said at the beginning; none where nothing tells.
    began: Option<(Instant, Duration)>,
}

impl Wakefulness {
    /// From now on.
    pub fn watch() -> Wakefulness {
        // This clock is read first here and last below, so that whatever lies between makes a sleep shorter and never longer.
        let now = Instant::now();
        Wakefulness { began: uptime(root()).map(|uptime| (now, uptime)) }
    }

    /// For how long the machine was suspended since; nothing where it was not, or where nothing tells.
    pub fn suspended(&self) -> Option<Duration> {
        let (began, before) = self.began?;
        let uptime = uptime(root())?;
        gained(uptime.checked_sub(before)?, began.elapsed())
    }
}

/// What one clock has gained on another, if that is more than chance.
fn gained(by_uptime: Duration, by_others: Duration) -> Option<Duration> {
    by_uptime.checked_sub(by_others).filter(|gained| *gained >= LEAST)
}

/// The time since the machine was started, that of its sleep included.
fn uptime(root: &Path) -> Option<Duration> {
    let text = fs::read_to_string(root.join("proc/uptime")).ok()?;
    let seconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::made_up::machine;

    #[test]
    fn what_one_clock_gains_on_the_other_was_slept_and_less_than_a_second_is_chance() {
        let seconds = Duration::from_secs_f64;
        assert_eq!(gained(seconds(3700.0), seconds(100.0)), Some(seconds(3600.0)));
        for (by_uptime, by_others) in [(100.0, 100.0), (100.9, 100.0), (100.0, 3700.0)] {
            assert_eq!(gained(seconds(by_uptime), seconds(by_others)), None, "{by_uptime} {by_others}");
        }
    }

    #[test]
    fn the_time_since_the_start_is_read_or_not_known() {
        let told = |text: &str| uptime(machine(&[("proc/uptime", text)]).path());
        assert_eq!(told("5025.31 8900.00\n"), Some(Duration::from_millis(5_025_310)));
        for text in ["", "\n", "soon 1", "-1 0", "NaN 0", "1e400 0", "inf"] {
            assert_eq!(told(text), None, "{text:?}");
        }
        assert_eq!(uptime(Path::new("/nowhere")), None);
    }

    #[test]
    fn a_machine_that_is_awake_was_not_suspended() {
        assert_eq!(Wakefulness::watch().suspended(), None);
    }
}
