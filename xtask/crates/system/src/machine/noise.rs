//! What of a machine disturbs measuring, and what to do about it. Looks, and changes nothing.

use std::path::Path;

use serde::Serialize;

use super::processors::{self, text};
use super::quota::CpuQuota;

/// Something that disturbs measuring, or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoiseRemark {
    /// What was looked at.
    pub what: &'static str,
    /// Whether it disturbs; absent where this system does not tell.
    pub disturbs: Option<bool>,
    /// What was seen.
    pub seen: String,
    /// What to do about it, where it disturbs.
    pub advice: Option<&'static str>,
}

/// More of the time than this given to other machines is no longer noise.
const STOLEN: f64 = 0.01;

/// What is looked at, in its order. `may_use` are the processors that the harness may use.
pub fn noise(may_use: &[usize]) -> Vec<NoiseRemark> {
    at(super::root(), may_use)
}

fn at(root: &Path, may_use: &[usize]) -> Vec<NoiseRemark> {
    vec![
        quota(root),
        others(root, may_use.len()),
        stolen(root),
        governor(root),
        turbo(root),
        siblings(root, may_use),
        classes(root, may_use),
        battery(root),
        heat(root),
        counters(root),
    ]
}

fn remark(what: &'static str, seen: impl Into<String>, disturbs: Option<bool>, advice: &'static str) -> NoiseRemark {
    NoiseRemark { what, disturbs, seen: seen.into(), advice: Some(advice).filter(|_| disturbs == Some(true)) }
}

/// Where this system tells nothing.
fn untold(what: &'static str) -> NoiseRemark {
    remark(what, "not told here", None, "")
}

fn quota(root: &Path) -> NoiseRemark {
    let quota = CpuQuota::at(root);
    let (what, advice) = (
        "CPU quota",
        "raise or remove the limit of the container or service (docker run --cpus, CPUQuota= of systemd, limits.cpu of \
         Kubernetes); what is held back meanwhile counts by its CPU time, or not at all",
    );
    match (quota.processors(), quota.held_back().unwrap_or_default().periods) {
        (None, _) => remark(what, "none", Some(false), advice),
        (Some(processors), 0) => remark(what, format!("{processors:.2} processors, not felt yet"), Some(true), advice),
        (Some(processors), periods) => remark(
            what,
            format!("{processors:.2} processors, which held it back in {periods} periods"),
            Some(true),
            advice,
        ),
    }
}

fn others(root: &Path, cores: usize) -> NoiseRemark {
    let (what, advice) = ("other processes", "end what else computes on this machine, and measure then");
    let load = text(root, "proc/loadavg").and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let Some(load) = load else { return untold(what) };
    let seen = format!("{load:.2} of {cores} processors busy on average in the last minute");
    remark(what, seen, Some(load > 0.3), advice)
}

fn stolen(root: &Path) -> NoiseRemark {
    let what = "the host's other machines";
    let advice = "prefer a machine of your own, or one whose host is quiet; more invocations help, more rounds do not";
    let is_guest =
        processors::cpuinfo(root, "flags").is_some_and(|flags| flags.split(' ').any(|flag| flag == "hypervisor"));
    let ticks = text(root, "proc/stat").and_then(|text| {
        let line = text.lines().next()?.to_owned();
        line.split_whitespace().skip(1).map(|word| word.parse::<f64>().ok()).collect::<Option<Vec<f64>>>()
    });
    let Some(ticks) = ticks.filter(|ticks| ticks.len() > 7) else { return untold(what) };
    let share = ticks[7] / ticks[..8].iter().sum::<f64>().max(1.0);
    let kind = if is_guest { "a virtual machine" } else { "no virtual machine" };
    remark(
        what,
        format!("{kind}, {:.1} % of its time stolen since it started", share * 100.0),
        Some(share > STOLEN),
        advice,
    )
}

fn governor(root: &Path) -> NoiseRemark {
    let (what, advice) =
        ("governor of the clock", "cpupower frequency-set -g performance (as root, until the next start)");
    let governors = processors::governors(root);
    if governors.is_empty() {
        return untold(what);
    }
    let named = governors.keys().cloned().collect::<Vec<_>>().join(", ");
    remark(what, named, Some(governors.keys().any(|governor| governor != "performance")), advice)
}

fn turbo(root: &Path) -> NoiseRemark {
    let what = "turbo";
    let advice = "off, clocks depend less on heat and on what other cores do: write 1 to \
                  /sys/devices/system/cpu/intel_pstate/no_turbo, or 0 to /sys/devices/system/cpu/cpufreq/boost";
    match processors::turbo(root) {
        None => untold(what),
        Some(on) => remark(what, if on { "on" } else { "off" }, Some(on), advice),
    }
}

fn siblings(root: &Path, may_use: &[usize]) -> NoiseRemark {
    let what = "threads of one core";
    let advice = "what runs on a core's other thread slows it down: leave it idle (isolcpus=, or taskset for the harness and one \
                  thread of each core), or write off to /sys/devices/system/cpu/smt/control";
    let siblings = processors::siblings(root);
    let shared = siblings.iter().find(|threads| threads.iter().any(|thread| may_use.contains(thread)));
    match shared {
        Some(threads) => {
            let threads = threads.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
            remark(what, format!("processors {threads} share one"), Some(true), advice)
        }
        None => remark(what, "no two processors share one", Some(false), advice),
    }
}

fn classes(root: &Path, may_use: &[usize]) -> NoiseRemark {
    let (what, classes) = ("kinds of cores", processors::classes(root));
    let own = processors::of_one_class(root, may_use);
    let seen = match classes.len() {
        0 | 1 => "one".to_owned(),
        kinds => format!("{kinds}, of which the fastest is used: {}", list(&own)),
    };
    // Sessions keep to one kind by themselves.
    remark(what, seen, Some(false), "")
}

fn list(cores: &[usize]) -> String {
    cores.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn battery(root: &Path) -> NoiseRemark {
    let (what, advice) = ("battery", "connect the machine to its power supply");
    match processors::battery(root) {
        None => remark(what, "none", Some(false), advice),
        Some(true) => remark(what, "in use", Some(true), advice),
        Some(false) => remark(what, "not in use", Some(false), advice),
    }
}

fn heat(root: &Path) -> NoiseRemark {
    let (what, advice) = ("heat", "let it cool down, clear its air vents, or turn turbo off");
    match processors::hot(root) {
        None => untold(what),
        Some(0) => remark(what, "no processor had to slow down", Some(false), advice),
        Some(times) => {
            remark(what, format!("a processor had to slow down {times} times since the start"), Some(true), advice)
        }
    }
}

fn counters(root: &Path) -> NoiseRemark {
    let what = "hardware counters";
    let Some(paranoid) = text(root, "proc/sys/kernel/perf_event_paranoid") else { return untold(what) };
    remark(
        what,
        format!("perf_event_paranoid is {paranoid}; whether the processor has them, a session records"),
        Some(false),
        "",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::made_up::machine;

    fn disturbing(files: &[(&str, &str)]) -> Vec<&'static str> {
        let remarks = at(machine(files).path(), &[0, 1]);
        for remark in &remarks {
            assert_eq!(remark.disturbs == Some(true), remark.advice.is_some(), "{remark:?}");
        }
        remarks.into_iter().filter(|remark| remark.disturbs == Some(true)).map(|remark| remark.what).collect()
    }

    #[test]
    fn on_a_silent_machine_nothing_disturbs() {
        assert_eq!(disturbing(&[]), [""; 0]);
    }

    #[test]
    fn all_that_disturbs_is_said() {
        let found = disturbing(&[
            ("proc/self/mountinfo", "25 1 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"),
            ("proc/self/cgroup", "0::/a\n"),
            ("sys/fs/cgroup/a/cpu.max", "40000 100000\n"),
            ("proc/loadavg", "1.50 1.0 1.0 1/100 5\n"),
            ("proc/stat", "cpu 10 0 10 70 0 0 0 10 0 0\ncpu0 1 1\n"),
            ("sys/devices/system/cpu/online", "0-1\n"),
            ("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"),
            ("sys/devices/system/cpu/cpufreq/boost", "1\n"),
            ("sys/devices/system/cpu/cpu0/topology/thread_siblings_list", "0-1\n"),
            ("sys/class/power_supply/BAT0/type", "Battery\n"),
            ("sys/class/power_supply/BAT0/status", "Discharging\n"),
            ("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "7\n"),
        ]);
        let all = ["CPU quota", "other processes", "the host's other machines", "governor of the clock", "turbo"];
        assert_eq!(found, [&all[..], &["threads of one core", "battery", "heat"]].concat());
    }
}
