//! Who had the CPU while a session was measured.

use records::{Load, Recorded};

/// Shares, each between 0 and 1, from the first to the last record of load of each sitting. Absent where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CpuShares {
    /// Of the time of all cores, what the hypervisor gave to somebody else.
    pub stolen: Option<f64>,
    /// Of the time of all cores, what other processes of this machine used.
    pub others: Option<f64>,
    /// Of the CPU time of the session, what the harness itself used.
    pub harness: Option<f64>,
}

impl CpuShares {
    /// Of a session. What happened between its sittings is nobody's.
    pub fn new(recorded: &Recorded) -> CpuShares {
        CpuShares::of_sittings(recorded.loads_by_sitting())
    }

    fn of_sittings<'a>(sittings: impl Iterator<Item = &'a [Load]>) -> CpuShares {
        let ends: Vec<(&Load, &Load)> = sittings.filter_map(|loads| loads.first().zip(loads.last())).collect();
        if ends.is_empty() {
            return CpuShares::default();
        }
        let grown = |part: fn(&Load) -> Option<u64>| {
            let each = ends.iter().map(|(first, last)| Some(part(last)?.saturating_sub(part(first)?) as f64));
            each.sum::<Option<f64>>()
        };
        let all =
            ends.iter().map(|(first, last)| last.at_ms.saturating_sub(first.at_ms) as f64 * f64::from(last.cores));
        let all: f64 = all.sum();
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0));
        let (harness, runners) = (grown(|load| load.harness_cpu_ms), grown(|load| load.runners_cpu_ms));
        let session = harness.zip(runners).map(|(harness, runners)| harness + runners);
        CpuShares {
            stolen: grown(|load| load.steal_ms).and_then(|stolen| share(stolen, all)),
            others: grown(|load| load.busy_ms).zip(session).and_then(|(busy, own)| share((busy - own).max(0.0), all)),
            harness: harness.zip(session).and_then(|(harness, session)| share(harness, session)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(at_ms: u64, used: [u64; 4]) -> Load {
        let [steal, busy, harness, runners] = used.map(Some);
        let (steal_ms, busy_ms, harness_cpu_ms, runners_cpu_ms) = (steal, busy, harness, runners);
        Load {
            at_ms,
            steal_ms,
            busy_ms,
            cores: 2,
            harness_cpu_ms,
            runners_cpu_ms,
            left_ms: None,
            quota: None,
            throttled_ms: None,
            suspended_ms: None,
            goes_on: false,
        }
    }

    #[test]
    fn shares_are_of_what_grew_between_the_first_and_the_last_record() {
        let shares = CpuShares::of_sittings(
            [&[load(0, [5, 900, 40, 7]), load(500, [9, 9, 9, 9]), load(1000, [105, 1900, 50, 597])][..]].into_iter(),
        );
        assert_eq!(shares.stolen, Some(0.05));
        assert_eq!(shares.others, Some(0.2));
        assert_eq!(shares.harness, Some(10.0 / 600.0));
    }

    #[test]
    fn what_the_system_does_not_tell_has_no_share() {
        assert_eq!(CpuShares::of_sittings([].into_iter()), CpuShares::default());
        let silent = Load { steal_ms: None, busy_ms: None, ..load(1000, [0; 4]) };
        let shares = CpuShares::of_sittings([&[load(0, [0; 4]), silent][..]].into_iter());
        assert_eq!((shares.stolen, shares.others), (None, None));
    }

    #[test]
    fn a_session_that_has_just_begun_has_no_shares() {
        let now = load(0, [1, 2, 3, 4]);
        assert_eq!(CpuShares::of_sittings([&[now, now][..]].into_iter()), CpuShares::default());
    }

    #[test]
    fn what_happened_between_two_sittings_counts_for_nobody() {
        let first = [load(0, [5, 900, 40, 7]), load(500, [55, 1400, 45, 300])];
        let second = [load(500, [9000, 9, 1, 0]), load(1000, [9050, 509, 6, 297])];
        let shares = CpuShares::of_sittings([&first[..], &[], &second[..]].into_iter());
        assert_eq!((shares.stolen, shares.others), (Some(0.05), Some(0.2)));
        assert_eq!(shares.harness, Some(10.0 / 600.0));
    }
}
