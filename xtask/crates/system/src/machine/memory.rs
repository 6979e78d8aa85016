//! How much memory a new process could have: what the machine has left, or what the groups leave that the harness is in, if
//! that is less. Containers, services and batch systems limit memory by such groups (`cgroups`), of both versions, each
//! within the limits of those above it.

use std::fs;
use std::path::Path;

use super::groups::{Group, groups, named};

/// Memory that a new process could have without swapping, in bytes; `root` is where `/proc` and `/sys` are.
pub(super) fn available(root: &Path) -> Option<u64> {
    let machine = meminfo(root, "MemAvailable");
    let groups = groups(root, "memory").into_iter().filter_map(|group| group.room());
    machine.into_iter().chain(groups).min()
}

/// How often the system has killed a process for want of memory: within the harness's group where that is told, else on the
/// whole machine.
pub(super) fn kills(root: &Path) -> Option<u64> {
    let own = groups(root, "memory").into_iter().find_map(|group| {
        let file = if group.unified { "memory.events" } else { "memory.oom_control" };
        named(&fs::read_to_string(group.folder.join(file)).ok()?, "oom_kill")
    });
    own.or_else(|| named(&fs::read_to_string(root.join("proc/vmstat")).ok()?, "oom_kill"))
}

/// A number of `/proc/meminfo`, in bytes.
pub(super) fn meminfo(root: &Path, name: &str) -> Option<u64> {
    let text = fs::read_to_string(root.join("proc/meminfo")).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    value.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

impl Group {
    /// What is left of its limit of memory. What files keep in memory can be had again, as far as nobody uses it.
    fn room(&self) -> Option<u64> {
        let number = |file: &str| fs::read_to_string(self.folder.join(file)).ok()?.trim().parse::<u64>().ok();
        let (limits, used, files): (&[&str], &str, &str) = match self.unified {
            true => (&["memory.max", "memory.high"], "memory.current", "inactive_file"),
            false => (&["memory.limit_in_bytes"], "memory.usage_in_bytes", "total_inactive_file"),
        };
        let limit = limits.iter().filter_map(|file| number(file)).min()?;
        let stat = fs::read_to_string(self.folder.join("memory.stat")).unwrap_or_default();
        let used = number(used)?.saturating_sub(named(&stat, files).unwrap_or_default());
        Some(limit.saturating_sub(used))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::made_up;

    const MIB: u64 = 1024 * 1024;

    /// A made-up machine of 8 GiB, of which 6 are left.
    fn machine(files: &[(&str, &str)]) -> tempfile::TempDir {
        let memory = ("proc/meminfo", "MemTotal:  8388608 kB\nMemAvailable:  6291456 kB\n");
        made_up::machine(&[&[memory], files].concat())
    }

    fn left(files: &[(&str, &str)]) -> u64 {
        available(machine(files).path()).expect("an amount") / MIB
    }

    const UNIFIED: (&str, &str) =
        ("proc/self/mountinfo", "25 1 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");

    #[test]
    fn without_groups_it_is_what_the_machine_has_left() {
        assert_eq!(left(&[]), 6144);
        assert_eq!(left(&[UNIFIED, ("proc/self/cgroup", "0::/user/session\n")]), 6144);
        assert_eq!(available(Path::new("/nowhere")), None);
    }

    #[test]
    fn the_smallest_room_of_a_group_and_those_above_it_counts() {
        let own = ("proc/self/cgroup", "0::/service/part\n");
        let unlimited = ("sys/fs/cgroup/service/part/memory.max", "max\n");
        let above = ("sys/fs/cgroup/service/memory.max", "1073741824\n");
        let used = ("sys/fs/cgroup/service/memory.current", "536870912\n");
        assert_eq!(left(&[UNIFIED, own, unlimited, above, used]), 512);
        let files = ("sys/fs/cgroup/service/memory.stat", "anon 1\ninactive_file 268435456\n");
        assert_eq!(left(&[UNIFIED, own, unlimited, above, used, files]), 768, "what files keep can be had again");
        let slow = ("sys/fs/cgroup/service/memory.high", "805306368\n");
        assert_eq!(left(&[UNIFIED, own, above, used, slow]), 256, "beyond `high` everything is slowed down");
        assert_eq!(left(&[UNIFIED, own, above, ("sys/fs/cgroup/service/memory.current", "2000000000\n")]), 0);
    }

    #[test]
    fn groups_of_the_first_version_count_as_well() {
        let mounts = (
            "proc/self/mountinfo",
            "30 1 0:5 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n\
            31 1 0:6 / /sys/fs/cgroup/mem\\040ory rw - cgroup cgroup rw,memory\n",
        );
        let own = ("proc/self/cgroup", "3:cpu,cpuacct:/a\n2:memory:/a/b\n0::/\n");
        let limit = ("sys/fs/cgroup/mem ory/a/b/memory.limit_in_bytes", "2147483648\n");
        let used = ("sys/fs/cgroup/mem ory/a/b/memory.usage_in_bytes", "1073741824\n");
        let files = ("sys/fs/cgroup/mem ory/a/b/memory.stat", "cache 7\ntotal_inactive_file 104857600\n");
        assert_eq!(left(&[mounts, own, limit, used, files]), 1124);
        let none = ("sys/fs/cgroup/mem ory/a/b/memory.limit_in_bytes", "9223372036854771712\n");
        assert_eq!(left(&[mounts, own, none, used]), 6144);
    }

    #[test]
    fn a_container_may_see_its_own_group_as_the_top() {
        let mounts =
            ("proc/self/mountinfo", "31 1 0:6 /docker/4f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
        let limit = ("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824\n");
        let used = ("sys/fs/cgroup/memory/memory.usage_in_bytes", "104857600\n");
        for own in
            ["5:memory:/docker/4f\n", "5:memory:/docker/4f/inner\n", "5:memory:/elsewhere\n", "5:memory:/../..\n"]
        {
            assert_eq!(left(&[mounts, ("proc/self/cgroup", own), limit, used]), 924, "{own}");
        }
        let inner = ("sys/fs/cgroup/memory/inner/memory.limit_in_bytes", "524288000\n");
        let less = ("sys/fs/cgroup/memory/inner/memory.usage_in_bytes", "104857600\n");
        assert_eq!(left(&[mounts, ("proc/self/cgroup", "5:memory:/docker/4f/inner\n"), limit, used, inner, less]), 400);
    }

    #[test]
    fn processes_that_were_killed_for_want_of_memory_are_counted_where_that_is_told() {
        let machine_wide = ("proc/vmstat", "nr_free 1\noom_kill 5\n");
        assert_eq!(kills(machine(&[machine_wide]).path()), Some(5));
        let own = ("proc/self/cgroup", "0::/a\n");
        let events = ("sys/fs/cgroup/a/memory.events", "low 0\noom 9\noom_kill 2\noom_group_kill 0\n");
        assert_eq!(kills(machine(&[machine_wide, UNIFIED, own, events]).path()), Some(2));
        assert_eq!(kills(machine(&[]).path()), None);
    }
}
