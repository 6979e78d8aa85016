//! What the machine is and how busy it is, as far as it tells.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The machine, for `environment.json`. What cannot be read is `null`.
pub fn describe() -> Value {
    json!({
        "cpu": cpu_field("model name"),
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "architecture": std::env::consts::ARCH,
        "memory_bytes": memory("MemTotal"),
        "os": os(),
        "kernel": line("/proc/sys/kernel/osrelease"),
        "governor": line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "turbo_off": line("/sys/devices/system/cpu/intel_pstate/no_turbo"),
        "virtualisation": virtualisation(),
        "smt": line("/sys/devices/system/cpu/smt/control"),
    })
}

/// How busy the machine is now.
pub fn load() -> Value {
    let numbers = line("/proc/loadavg")
        .map(|text| text.split(' ').take(3).filter_map(|word| word.parse::<f64>().ok()).collect::<Vec<_>>());
    json!({
        "load_average": numbers,
        "steal_ticks": steal(),
        "pressure": line("/proc/pressure/cpu"),
        "at": jiff::Timestamp::now().to_string(),
    })
}

/// Memory that a new process could have without swapping, in bytes.
pub fn available_memory() -> Option<u64> {
    memory("MemAvailable")
}

fn line(path: &str) -> Option<String> {
    let text = fs::read_to_string(Path::new(path)).ok()?;
    text.lines().next().map(|line| line.trim().to_owned())
}

fn cpu_field(name: &str) -> Option<String> {
    field("/proc/cpuinfo", name)
}

fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let found = text.lines().find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == name));
    found.map(|(_, value)| value.trim().to_owned())
}

fn memory(name: &str) -> Option<u64> {
    let kibibytes = field("/proc/meminfo", name)?;
    Some(kibibytes.split(' ').next()?.parse::<u64>().ok()? * 1024)
}

fn os() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| std::env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}

fn virtualisation() -> Option<String> {
    let flags = cpu_field("flags")?;
    if !flags.split(' ').any(|flag| flag == "hypervisor") {
        return Some("none".to_owned());
    }
    line("/sys/class/dmi/id/sys_vendor").or_else(|| Some("virtual machine".to_owned()))
}

/// Ticks that the hypervisor gave to somebody else, all cores together, since boot.
fn steal() -> Option<u64> {
    line("/proc/stat")?.split_whitespace().nth(8)?.parse().ok()
}
