//! What the processors are: which are alike, which share a core, how their clocks are governed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Clocks that differ by less are of one class: makers let some cores of one kind run a little faster.
const ALIKE: f64 = 0.1;

/// Processors of a machine that are equally fast by their make, from the fastest class to the slowest.
pub(super) fn classes(root: &Path) -> Vec<Vec<usize>> {
    let kinds: Vec<Vec<usize>> = ["cpu_core", "cpu_atom", "cpu_lowpower"]
        .into_iter()
        .filter_map(|kind| listed(root, &format!("sys/devices/{kind}/cpus")))
        .filter(|cores| !cores.is_empty())
        .collect();
    if kinds.len() > 1 {
        return kinds;
    }
    let online = listed(root, "sys/devices/system/cpu/online").unwrap_or_default();
    let speed = |core: &usize| {
        let number = |file: &str| text(root, &format!("sys/devices/system/cpu/cpu{core}/{file}"))?.parse::<f64>().ok();
        number("cpu_capacity").or_else(|| number("cpufreq/cpuinfo_max_freq"))
    };
    let Some(mut speeds) = online.iter().map(|core| Some((speed(core)?, *core))).collect::<Option<Vec<_>>>() else {
        return vec![online];
    };
    speeds.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut classes: Vec<(f64, Vec<usize>)> = Vec::new();
    for (speed, core) in speeds {
        match classes.last_mut().filter(|(fastest, _)| speed > *fastest * (1.0 - ALIKE)) {
            Some((_, class)) => class.push(core),
            None => classes.push((speed, vec![core])),
        }
    }
    let sorted = |mut class: Vec<usize>| {
        class.sort_unstable();
        class
    };
    classes.into_iter().map(|(_, class)| sorted(class)).collect()
}

/// Of the processors that may be used, those of the fastest class that has any.
pub(super) fn of_one_class(root: &Path, may_use: &[usize]) -> Vec<usize> {
    let allowed = |class: Vec<usize>| class.into_iter().filter(|core| may_use.contains(core)).collect::<Vec<_>>();
    let class = classes(root).into_iter().map(allowed).find(|class| !class.is_empty());
    class.unwrap_or_else(|| may_use.to_vec())
}

/// Of each core of which several processors are threads, these.
pub(super) fn siblings(root: &Path) -> Vec<Vec<usize>> {
    let mut shared: Vec<Vec<usize>> = Vec::new();
    for core in listed(root, "sys/devices/system/cpu/online").unwrap_or_default() {
        let threads = listed(root, &format!("sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list"));
        if let Some(threads) = threads.filter(|threads| threads.len() > 1 && !shared.contains(threads)) {
            shared.push(threads);
        }
    }
    shared
}

/// All of it, for the records. What cannot be read is `null`.
pub(super) fn describe(root: &Path) -> Value {
    json!({
        "microcode": cpuinfo(root, "microcode"),
        "governors": governors(root),
        "turbo": turbo(root),
        "classes": classes(root),
        "siblings": siblings(root),
        "isolated": text(root, "sys/devices/system/cpu/isolated").filter(|list| !list.is_empty()),
        "quota": super::quota::CpuQuota::at(root).processors(),
    })
}

/// How many processors each governor of clocks has.
pub(super) fn governors(root: &Path) -> BTreeMap<String, usize> {
    let mut governors = BTreeMap::new();
    for core in listed(root, "sys/devices/system/cpu/online").unwrap_or_default() {
        if let Some(governor) = text(root, &format!("sys/devices/system/cpu/cpu{core}/cpufreq/scaling_governor")) {
            *governors.entry(governor).or_default() += 1;
        }
    }
    governors
}

/// Whether the clock may rise above what the processor can keep up.
pub(super) fn turbo(root: &Path) -> Option<bool> {
    let off = text(root, "sys/devices/system/cpu/intel_pstate/no_turbo").map(|off| off != "1");
    off.or_else(|| text(root, "sys/devices/system/cpu/cpufreq/boost").map(|on| on == "1"))
}

/// Whether the machine runs from its battery; absent where it has none.
pub(super) fn battery(root: &Path) -> Option<bool> {
    let supplies = fs::read_dir(root.join("sys/class/power_supply")).ok()?;
    let mut on_battery = None;
    for supply in supplies.flatten() {
        let read = |file: &str| fs::read_to_string(supply.path().join(file)).ok().map(|text| text.trim().to_owned());
        // A mouse has a battery, too.
        let own = read("scope").is_none_or(|scope| scope != "Device");
        if own && read("type").as_deref() == Some("Battery") {
            let discharges = read("status").as_deref() == Some("Discharging");
            on_battery = Some(on_battery.unwrap_or(false) || discharges);
        }
    }
    on_battery
}

/// How often processors have slowed down because they were hot, since the machine started.
pub(super) fn hot(root: &Path) -> Option<u64> {
    let cores = listed(root, "sys/devices/system/cpu/online")?;
    let counts = cores.into_iter().filter_map(|core| {
        text(root, &format!("sys/devices/system/cpu/cpu{core}/thermal_throttle/core_throttle_count"))?
            .parse::<u64>()
            .ok()
    });
    counts.max()
}

/// A field of the first processor in `/proc/cpuinfo`.
pub(super) fn cpuinfo(root: &Path, name: &str) -> Option<String> {
    let text = fs::read_to_string(root.join("proc/cpuinfo")).ok()?;
    let found = text.lines().find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == name));
    found.map(|(_, value)| value.trim().to_owned())
}

/// A file of one line.
pub(super) fn text(root: &Path, file: &str) -> Option<String> {
    fs::read_to_string(root.join(file)).ok().map(|text| text.trim().to_owned())
}

/// How many processors are switched on.
pub(super) fn online(root: &Path) -> Option<usize> {
    listed(root, "sys/devices/system/cpu/online").map(|all| all.len())
}

/// The numbers in a file such as `0-3,8`.
fn listed(root: &Path, file: &str) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for part in text(root, file)?.split(',').filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (first.trim().parse::<usize>().ok()?, last.trim().parse::<usize>().ok()?);
        // No machine has more.
        if last > 1 << 16 {
            return None;
        }
        numbers.extend(first..=last);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::made_up::machine;

    #[test]
    fn fast_and_slow_cores_are_told_apart_however_they_are_told() {
        let hybrid = machine(&[("sys/devices/cpu_core/cpus", "0-3\n"), ("sys/devices/cpu_atom/cpus", "4-5,7\n")]);
        assert_eq!(classes(hybrid.path()), [vec![0, 1, 2, 3], vec![4, 5, 7]]);
        assert_eq!(of_one_class(hybrid.path(), &[2, 3, 4]), [2, 3], "the fastest that may be used");
        assert_eq!(of_one_class(hybrid.path(), &[4, 7]), [4, 7]);
        let big = machine(&[
            ("sys/devices/system/cpu/online", "0-3\n"),
            ("sys/devices/system/cpu/cpu0/cpu_capacity", "446\n"),
            ("sys/devices/system/cpu/cpu1/cpu_capacity", "446\n"),
            ("sys/devices/system/cpu/cpu2/cpu_capacity", "1024\n"),
            ("sys/devices/system/cpu/cpu3/cpu_capacity", "1020\n"),
        ]);
        assert_eq!(classes(big.path()), [vec![2, 3], vec![0, 1]]);
        let clocks = machine(&[
            ("sys/devices/system/cpu/online", "0-1\n"),
            ("sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq", "5000000\n"),
            ("sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq", "5100000\n"),
        ]);
        assert_eq!(classes(clocks.path()), [vec![0, 1]], "one kind, of which one is a little better");
    }

    #[test]
    fn where_nothing_is_told_all_are_alike() {
        let silent = machine(&[]);
        assert_eq!(of_one_class(silent.path(), &[0, 1]), [0, 1]);
        assert_eq!((turbo(silent.path()), battery(silent.path()), hot(silent.path())), (None, None, None));
        assert!(governors(silent.path()).is_empty() && siblings(silent.path()).is_empty());
    }

    #[test]
    fn siblings_governors_turbo_and_batteries_are_read() {
        let laptop = machine(&[
            ("sys/devices/system/cpu/online", "0-3\n"),
            ("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0,2\n"),
            ("sys/devices/system/cpu/cpu2/topology/thread_siblings_list", "0,2\n"),
            ("sys/devices/system/cpu/cpu1/topology/thread_siblings_list", "1\n"),
            ("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"),
            ("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n"),
            ("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n"),
            ("sys/class/power_supply/BAT0/type", "Battery\n"),
            ("sys/class/power_supply/BAT0/status", "Discharging\n"),
            ("sys/class/power_supply/mouse/type", "Battery\n"),
            ("sys/class/power_supply/mouse/scope", "Device\n"),
            ("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n"),
            ("proc/cpuinfo", "processor\t: 0\nmicrocode\t: 0xd000390\n"),
        ]);
        let root = laptop.path();
        assert_eq!(siblings(root), [vec![0, 2]]);
        assert_eq!(governors(root), BTreeMap::from([("performance".to_owned(), 1), ("powersave".to_owned(), 1)]));
        assert_eq!((turbo(root), battery(root), hot(root)), (Some(true), Some(true), Some(3)));
        assert_eq!(describe(root)["microcode"], "0xd000390");
    }
}
