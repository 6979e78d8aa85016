//! Who had the CPU while a session was measured.

use records::Load;

/// Shares, each between 0 and 1, from the first to the last record of load. Absent where the system does not tell.
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
    /// From the records of load, in their order.
    pub fn new(loads: &[Load]) -> CpuShares {
        let (Some(first), Some(last)) = (loads.first(), loads.last()) else {
            return CpuShares::default();
        };
        let grown = |part: fn(&Load) -> Option<u64>| Some(part(last)?.saturating_sub(part(first)?) as f64);
        let all = last.at_ms.saturating_sub(first.at_ms) as f64 * f64::from(last.cores);
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
        Load { at_ms, steal_ms, busy_ms, cores: 2, harness_cpu_ms, runners_cpu_ms, left_ms: None }
    }

    #[test]
    fn shares_are_of_what_grew_between_the_first_and_the_last_record() {
        let shares =
            CpuShares::new(&[load(0, [5, 900, 40, 7]), load(500, [9, 9, 9, 9]), load(1000, [105, 1900, 50, 597])]);
        assert_eq!(shares.stolen, Some(0.05));
        assert_eq!(shares.others, Some(0.2));
        assert_eq!(shares.harness, Some(10.0 / 600.0));
    }

    #[test]
    fn what_the_system_does_not_tell_has_no_share() {
        assert_eq!(CpuShares::new(&[]), CpuShares::default());
        let silent = Load { steal_ms: None, busy_ms: None, ..load(1000, [0; 4]) };
        let shares = CpuShares::new(&[load(0, [0; 4]), silent]);
        assert_eq!((shares.stolen, shares.others), (None, None));
    }

    #[test]
    fn a_session_that_has_just_begun_has_no_shares() {
        let now = load(0, [1, 2, 3, 4]);
        assert_eq!(CpuShares::new(&[now, now]), CpuShares::default());
    }
}
