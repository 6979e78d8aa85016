//! In how many threads a living process computes, as the system tells.

use std::collections::BTreeMap;

/// What the system tells of a living process; nothing where it does not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    /// The CPU time of each living thread in nanoseconds.
    pub threads: BTreeMap<u32, u64>,
    /// The CPU time of all threads in nanoseconds, those included that have ended.
    pub cpu_ns: u64,
}

impl Conduct {
    /// The CPU time since an earlier look, in nanoseconds: all of it, and that which was not spent in the `threads` busiest
    /// ones.
    pub fn beyond(&self, earlier: &Conduct, threads: usize) -> (u64, u64) {
        let mut living: Vec<u64> = Vec::new();
        for (id, used) in &self.threads {
            living.push(used.saturating_sub(earlier.threads.get(id).copied().unwrap_or_default()));
        }
        living.sort_unstable_by(|one, other| other.cmp(one));
        let [now, before] = [self, earlier].map(Conduct::ended_ns);
        let ended = now.saturating_sub(before);
        let all = living.iter().sum::<u64>().saturating_add(ended);
        let busiest = living.iter().take(threads).sum::<u64>();
        (all, all - busiest)
    }

    /// The CPU time of threads that have ended, in nanoseconds.
    fn ended_ns(&self) -> u64 {
        self.cpu_ns.saturating_sub(self.threads.values().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conduct(threads: &[(u32, u64)], cpu_ns: u64) -> Conduct {
        Conduct { threads: threads.iter().copied().collect(), cpu_ns }
    }

    #[test]
    fn what_is_not_spent_in_the_busiest_threads_is_beyond_them() {
        let before = conduct(&[(1, 50), (2, 10)], 60);
        assert_eq!(conduct(&[(1, 150), (2, 10)], 160).beyond(&before, 1), (100, 0));
        assert_eq!(conduct(&[(1, 150), (2, 110), (3, 30)], 290).beyond(&before, 1), (230, 130));
        assert_eq!(conduct(&[(1, 150), (2, 110), (3, 30)], 290).beyond(&before, 2), (230, 30));
        assert_eq!(conduct(&[(1, 150), (2, 10)], 260).beyond(&before, 1), (200, 100), "a thread came and went");
        assert_eq!(Conduct::default().beyond(&before, 1), (0, 0), "nothing was told");
    }

    #[test]
    fn this_very_process_has_threads_where_the_system_tells() {
        let own = super::super::system::conduct(std::process::id());
        if cfg!(target_os = "linux") {
            assert!(!own.threads.is_empty(), "{own:?}");
        } else {
            assert_eq!(own, Conduct::default());
        }
    }
}
