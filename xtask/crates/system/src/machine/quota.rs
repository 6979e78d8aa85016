//! How much CPU time the groups that the harness is in may have, and how often they were held back for want of it.
//!
//! A group with a quota computes until its share of a period is used up, and then stands still until the next one begins. What
//! is timed meanwhile has a wall time that is not its own: a short sample may fit between two such stops, a long one has several
//! in it, so that even ratios are wrong.

use std::fs;
use std::path::{Path, PathBuf};

use super::groups::{Group, groups, named};

/// What the CPU time of the harness's groups is limited to.
#[derive(Debug, Clone, Default)]
pub struct CpuQuota {
    /// The smallest of their limits, in processors: 0.4 is two fifths of one.
    processors: Option<f64>,
    /// The files in which those with a limit count their stops.
    counts: Vec<PathBuf>,
}

/// How often, and for how long, groups were held back since they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldBack {
    /// Periods in which they were, all groups together.
    pub periods: u64,
    /// For so long: milliseconds over all processors on which they would have gone on.
    pub ms: u64,
}

impl CpuQuota {
    /// What the groups are limited to now.
    pub fn now() -> CpuQuota {
        CpuQuota::at(super::root())
    }

    pub(super) fn at(root: &Path) -> CpuQuota {
        let limited = groups(root, "cpu").into_iter().filter_map(|group| Some((group.quota()?, group)));
        let mut quota = CpuQuota::default();
        for (processors, group) in limited {
            quota.processors = Some(quota.processors.map_or(processors, |least| least.min(processors)));
            quota.counts.push(group.folder.join("cpu.stat"));
        }
        quota
    }

    /// The limit in processors, where there is one.
    pub fn processors(&self) -> Option<f64> {
        self.processors
    }

    /// How far its groups were held back so far; none where nothing limits them.
    pub fn held_back(&self) -> Option<HeldBack> {
        self.processors?;
        let mut all = HeldBack::default();
        for text in self.counts.iter().filter_map(|file| fs::read_to_string(file).ok()) {
            all.periods += named(&text, "nr_throttled").unwrap_or_default();
            // The second version tells microseconds, the first one nanoseconds.
            let micros = named(&text, "throttled_usec");
            let nanos = || named(&text, "throttled_time");
            all.ms += micros.map(|micros| micros / 1000).or_else(|| Some(nanos()? / 1_000_000)).unwrap_or_default();
        }
        Some(all)
    }
}

impl Group {
    /// Its limit in processors, if it has one.
    fn quota(&self) -> Option<f64> {
        let text = |file: &str| fs::read_to_string(self.folder.join(file)).ok();
        let (quota, period) = if self.unified {
            let text = text("cpu.max")?;
            let mut words = text.split_whitespace().map(|word| word.parse::<f64>().ok());
            (words.next()??, words.next()??)
        } else {
            let number = |file| text(file)?.trim().parse::<f64>().ok();
            (number("cpu.cfs_quota_us")?, number("cpu.cfs_period_us")?)
        };
        // The first version says -1 where there is no limit.
        (quota > 0.0 && period > 0.0).then(|| quota / period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::made_up::machine;

    const UNIFIED: (&str, &str) =
        ("proc/self/mountinfo", "25 1 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
    const FIRST: (&str, &str) = ("proc/self/mountinfo", "31 1 0:6 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n");

    #[test]
    fn without_a_limit_nothing_is_asked_of_anybody() {
        for files in [
            vec![],
            vec![UNIFIED, ("proc/self/cgroup", "0::/a\n"), ("sys/fs/cgroup/a/cpu.max", "max 100000\n")],
            vec![FIRST, ("proc/self/cgroup", "1:cpu:/a\n"), ("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "-1\n")],
        ] {
            let quota = CpuQuota::at(machine(&files).path());
            assert_eq!((quota.processors(), quota.held_back()), (None, None));
        }
    }

    #[test]
    fn the_smallest_limit_of_a_group_and_those_above_it_counts_and_all_of_their_stops() {
        let root = machine(&[
            UNIFIED,
            ("proc/self/cgroup", "0::/service/part\n"),
            ("sys/fs/cgroup/service/part/cpu.max", "150000 100000\n"),
            ("sys/fs/cgroup/service/part/cpu.stat", "usage_usec 9\nnr_throttled 2\nthrottled_usec 5000\n"),
            ("sys/fs/cgroup/service/cpu.max", "40000 100000\n"),
            ("sys/fs/cgroup/service/cpu.stat", "nr_periods 7\nnr_throttled 3\nthrottled_usec 180000\n"),
        ]);
        let quota = CpuQuota::at(root.path());
        assert_eq!(quota.processors(), Some(0.4));
        assert_eq!(quota.held_back(), Some(HeldBack { periods: 5, ms: 185 }));
    }

    #[test]
    fn limits_of_the_first_version_count_as_well() {
        let root = machine(&[
            FIRST,
            ("proc/self/cgroup", "1:cpu:/a\n0::/\n"),
            ("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "50000\n"),
            ("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"),
            ("sys/fs/cgroup/cpu/a/cpu.stat", "nr_periods 9\nnr_throttled 4\nthrottled_time 2000000000\n"),
        ]);
        let quota = CpuQuota::at(root.path());
        assert_eq!((quota.processors(), quota.held_back()), (Some(0.5), Some(HeldBack { periods: 4, ms: 2000 })));
    }
}
