//! What the machine is and how busy it is, as far as it tells.

mod caches;
mod groups;
#[cfg(test)]
pub(crate) mod made_up;
mod memory;
mod noise;
mod processors;
mod quota;
mod suspended;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::{Value, json};

pub use caches::caches;
pub use noise::{NoiseRemark, noise};
pub use quota::{CpuQuota, HeldBack};
pub use suspended::Wakefulness;

/// The machine, for `environment.json`. What cannot be read is `null`.
pub fn describe() -> Value {
    json!({
        "cpu": cpu_field("model name"),
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "architecture": std::env::consts::ARCH,
        "memory_bytes": memory::meminfo(Path::new("/"), "MemTotal"),
        "os": os(),
        "kernel": line("/proc/sys/kernel/osrelease"),
        "governor": line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        "turbo_off": line("/sys/devices/system/cpu/intel_pstate/no_turbo"),
        "virtualisation": virtualisation(),
        "smt": line("/sys/devices/system/cpu/smt/control"),
        "processors": processors::describe(root()),
    })
}

/// Where `/proc` and `/sys` are looked for: what is asked of the machine beside what everything is made of. Tests put another one
/// in its place.
pub(crate) fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| std::env::var_os("LADDER_SYSTEM_ROOT").map_or_else(|| PathBuf::from("/"), PathBuf::from))
}

/// How many processors are switched on in the machine that a test has put in the place of this one, if it says so.
pub(crate) fn made_up_cores() -> Option<usize> {
    if root() == Path::new("/") {
        return None;
    }
    processors::online(root()).filter(|count| *count > 0)
}

/// The processors that the harness may hold runners to: of those that it may use, the ones of the fastest kind, as cores of
/// unlike kinds would be compared otherwise.
pub fn of_one_class(may_use: &[usize]) -> Vec<usize> {
    processors::of_one_class(root(), may_use)
}

/// How busy the machine is now.
pub fn load() -> Value {
    let numbers = line("/proc/loadavg")
        .map(|text| text.split(' ').take(3).filter_map(|word| word.parse::<f64>().ok()).collect::<Vec<_>>());
    json!({
        "load_average": numbers,
        "steal_ticks": steal(),
        "pressure": line("/proc/pressure/cpu"),
        "on_battery": processors::battery(root()),
    })
}

/// CPU time in milliseconds; what the system does not tell is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// Given to somebody else by the hypervisor, all cores together, since the machine started.
    pub steal: Option<u64>,
    /// Used, all cores together, since the machine started.
    pub busy: Option<u64>,
    /// Used by this process, since it started.
    pub own: Option<u64>,
    /// Used by the processes that this one has started and that have ended.
    pub children: Option<u64>,
}

/// Who has used how much CPU.
pub fn spent() -> Spent {
    let ticks = ticks().unwrap_or_default();
    let sum = |places: &[usize]| places.iter().map(|&place| ticks.get(place)).sum::<Option<u64>>();
    let (own, children) = own_cpu();
    // The columns of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; guests count as user already.
    let [busy, steal] = [sum(&[0, 1, 2, 5, 6]), sum(&[7])].map(|ticks| ticks.map(|ticks| ticks * MS_OF_A_TICK));
    Spent { steal, busy, own, children }
}

/// What the kernel calls a tick when it speaks to programs (`USER_HZ`), which is 100 Hz on every machine we know.
const MS_OF_A_TICK: u64 = 10;

/// CPU time in milliseconds of this process, and of its children that have ended.
#[cfg(unix)]
fn own_cpu() -> (Option<u64>, Option<u64>) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;
    let used = |who| {
        let usage = getrusage(who).ok()?;
        u64::try_from((usage.user_time() + usage.system_time()).num_milliseconds()).ok()
    };
    (used(UsageWho::RUSAGE_SELF), used(UsageWho::RUSAGE_CHILDREN))
}

#[cfg(not(unix))]
fn own_cpu() -> (Option<u64>, Option<u64>) {
    (None, None)
}

/// Memory that a new process could have without swapping, in bytes: of the machine, and of the groups whose memory is limited
/// that the harness is in.
pub fn available_memory() -> Option<u64> {
    memory::available(root())
}

/// How often the system has killed a process for want of memory, here as far as that is told.
pub fn out_of_memory_kills() -> Option<u64> {
    memory::kills(root())
}

/// Memory that the machine has, in bytes.
pub fn whole_memory() -> Option<u64> {
    memory::meminfo(Path::new("/"), "MemTotal")
}

/// Processors of the whole machine that are switched on, whichever of them the harness may use.
pub fn processors() -> usize {
    let counted =
        || fs::read_to_string("/proc/stat").ok().map(|text| text.lines().filter(|line| is_processor(line)).count());
    static PROCESSORS: OnceLock<usize> = OnceLock::new();
    *PROCESSORS.get_or_init(|| {
        counted()
            .filter(|count| *count > 0)
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
    })
}

/// Whether a line of `/proc/stat` is that of one processor: `cpu12 ...`.
fn is_processor(line: &str) -> bool {
    line.strip_prefix("cpu").is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

/// What the people are called who work here, as far as their surroundings tell.
pub fn users() -> Vec<String> {
    let named = ["USER", "LOGNAME", "SUDO_USER", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    let home = std::env::home_dir().and_then(|home| Some(home.file_name()?.to_string_lossy().into_owned()));
    named.chain(home).collect()
}

/// What this machine, its neighbours in its table of hosts and its domain are called: short and full names.
pub fn hosts() -> Vec<String> {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let table = read("/etc/hosts");
    let entries = table.lines().map(|line| line.split('#').next().unwrap_or_default());
    let aliases = entries.flat_map(|line| line.split_whitespace().skip(1));
    let names: Vec<String> = own_name().into_iter().chain(aliases.map(str::to_owned)).collect();
    let short = names.iter().filter_map(|name| Some(name.split_once('.')?.0.to_owned()));
    let resolver = read("/etc/resolv.conf");
    let domains = resolver.lines().filter(|line| line.starts_with("search") || line.starts_with("domain"));
    let domains = domains.flat_map(|line| line.split_whitespace().skip(1)).filter(|domain| domain.contains('.'));
    let names = names.iter().cloned().chain(short).chain(domains.map(str::to_owned));
    names.filter(|name| !["localhost", "ip6-", "broadcasthost"].iter().any(|known| name.starts_with(known))).collect()
}

/// What tells which other machines are asked from here: values of variables that name proxies and registries, and the text of
/// the files in which package managers are told of them, as far as they can be read. It may hold secrets: look for names of hosts
/// in it, and keep nothing else.
pub fn addresses() -> String {
    let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let values = variables.filter(|(name, _)| names_hosts(name)).map(|(_, value)| named(&value.to_string_lossy()));
    let texts = settings().into_iter().filter_map(|file| fs::read_to_string(file).ok());
    values.chain(texts).collect::<Vec<_>>().join("\n")
}

/// Whether a variable of this name tells which machines are asked from here.
fn names_hosts(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name.ends_with("_PROXY")
        || (name.starts_with("PIP_") && ["INDEX", "HOST", "LINKS"].iter().any(|part| name.contains(part)))
        || (name.starts_with("UV_") && ["INDEX", "HOST", "MIRROR"].iter().any(|part| name.contains(part)))
        || (name.starts_with("CARGO_") && name.contains("REGISTR"))
        || (name.starts_with("NPM_CONFIG_") && name.ends_with("REGISTRY"))
        || name.starts_with("GOPROXY")
}

/// The value of a variable, with hosts in it that have no scheme written as programs name hosts.
fn named(value: &str) -> String {
    let words = value.split(|letter: char| letter.is_whitespace() || letter == ',').map(|word| {
        let bare = word.split(':').next().unwrap_or_default().trim_start_matches(['.', '*']);
        let is_address = bare.parse::<std::net::IpAddr>().is_ok() || word.contains("://");
        let is_host = bare.contains('.') && !bare.contains('/') || word.contains(':');
        if !is_address && is_host { format!("host='{bare}'") } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join("\n")
}

/// The files in which package managers are told where packages are.
fn settings() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        ["/etc/apt/sources.list", "/etc/apt/apt.conf", "/etc/pip.conf", "/etc/uv/uv.toml"].map(PathBuf::from).to_vec();
    for folder in ["/etc/apt/sources.list.d", "/etc/apt/apt.conf.d"] {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        files.extend(entries.map(|entry| entry.path()));
    }
    let own = [
        ".pip/pip.conf",
        ".config/pip/pip.conf",
        ".config/uv/uv.toml",
        ".cargo/config.toml",
        ".npmrc",
        ".m2/settings.xml",
    ];
    files.extend(std::env::home_dir().into_iter().flat_map(|home| own.map(|file| home.join(file))));
    files.extend(std::env::var_os("PIP_CONFIG_FILE").map(PathBuf::from));
    files
}

#[cfg(unix)]
fn own_name() -> Option<String> {
    nix::unistd::gethostname().ok()?.into_string().ok()
}

#[cfg(not(unix))]
fn own_name() -> Option<String> {
    std::env::var("COMPUTERNAME").ok()
}

/// Numbers by which this machine, or a part of it, is known to its maker and its system.
pub fn serials() -> Vec<String> {
    let board = ["product_serial", "product_uuid", "board_serial", "chassis_serial", "chassis_asset_tag"];
    let files = board.map(|name| format!("/sys/class/dmi/id/{name}")).into_iter().chain(["/etc/machine-id".to_owned()]);
    // Where there is no number, makers write words, such as `Not Specified`.
    let is_number = |text: &String| text.len() >= 6 && text.contains(|digit: char| digit.is_ascii_digit());
    files.filter_map(|path| line(&path)).filter(is_number).collect()
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
    ticks()?.get(7).copied()
}

/// What all cores together did since boot, in ticks, in the order of the first line of `/proc/stat`.
fn ticks() -> Option<Vec<u64>> {
    line("/proc/stat")?.split_whitespace().skip(1).map(|word| word.parse().ok()).collect()
}
