//! What the processor counts while a process works, and the energy that the machine takes meanwhile: where the system lets us ask.
//!
//! Nothing here ever fails: what cannot be had is a reason, for people.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::system;
use crate::machine;

/// What was counted so far; of what cannot be had, nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Instructions that were carried out in the process and what it started, without those of the kernel.
    pub instructions: Option<u64>,
    /// Branches that were foretold wrongly.
    pub branch_misses: Option<u64>,
    /// Accesses to memory that no cache could serve.
    pub cache_misses: Option<u64>,
    /// Energy that all processor packages of the machine took, whoever used it, in microjoules.
    pub energy_uj: Option<u64>,
}

impl Counts {
    /// What has come to it since an earlier look. Where a counter has run over, or was not there, nothing is known.
    #[must_use]
    pub fn since(self, earlier: Counts) -> Counts {
        self.with(earlier, u64::checked_sub)
    }

    /// Both together; nothing of what is not known of both.
    #[must_use]
    pub fn and(self, other: Counts) -> Counts {
        self.with(other, u64::checked_add)
    }

    fn with(self, other: Counts, together: fn(u64, u64) -> Option<u64>) -> Counts {
        let both = |one: Option<u64>, other: Option<u64>| together(one?, other?);
        Counts {
            instructions: both(self.instructions, other.instructions),
            branch_misses: both(self.branch_misses, other.branch_misses),
            cache_misses: both(self.cache_misses, other.cache_misses),
            energy_uj: both(self.energy_uj, other.energy_uj),
        }
    }
}

/// An event of the kernel's: its type and number (`linux/perf_event.h`).
type Event = (u32, u64);

const INSTRUCTIONS: Event = (0, 1);
const CACHE_MISSES: Event = (0, 3);
const BRANCH_MISSES: Event = (0, 5);

/// Where a made-up machine keeps its counts, a file of each.
const MADE_UP: &str = "counters";

/// Counts of one process.
#[derive(Debug)]
pub struct Counters {
    instructions: Option<Counter>,
    branch_misses: Option<Counter>,
    cache_misses: Option<Counter>,
    energy: Vec<PathBuf>,
}

#[derive(Debug)]
enum Counter {
    Event(File),
    MadeUp(PathBuf),
}

impl Counter {
    fn new(root: &Path, name: &str, event: Event, pid: u32) -> Result<Counter, String> {
        let made_up = root.join(MADE_UP).join(name);
        if made_up.is_file() {
            return Ok(Counter::MadeUp(made_up));
        }
        system::open_event(event, pid).map(Counter::Event).map_err(|error| reason(root, &error))
    }

    fn value(&self) -> Option<u64> {
        match self {
            Counter::Event(file) => system::read_event(file),
            Counter::MadeUp(path) => number(path),
        }
    }
}

/// Why the kernel counts nothing for us.
fn reason(root: &Path, error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => {
            let level = fs::read_to_string(root.join("proc/sys/kernel/perf_event_paranoid")).unwrap_or_default();
            let level = level.trim();
            let level = if level.is_empty() { String::new() } else { format!(" (perf_event_paranoid is {level})") };
            format!("the kernel does not let this user ask{level}")
        }
        std::io::ErrorKind::NotFound => "the processor has no such counters, as in many virtual machines".to_owned(),
        std::io::ErrorKind::Unsupported => "this system has no way to ask".to_owned(),
        _ => error.to_string(),
    }
}

fn number(path: &Path) -> Option<u64> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// The files in which the packages of the processor tell their energy (RAPL), or why there are none that can be read.
fn packages(root: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = root.join("sys/class/powercap");
    let zones = fs::read_dir(&folder).into_iter().flatten().flatten().map(|zone| zone.path());
    let mut files: Vec<PathBuf> = zones
        .filter(|zone| fs::read_to_string(zone.join("name")).is_ok_and(|name| name.starts_with("package")))
        .map(|zone| zone.join("energy_uj"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err("the machine does not tell (no RAPL)".to_owned());
    }
    match files.iter().find(|file| number(file).is_none()) {
        Some(file) => Err(format!("`{}` cannot be read by this user", file.display())),
        None => Ok(files),
    }
}

impl Counters {
    /// Of a process and of what it will start.
    pub(super) fn of(pid: u32) -> Counters {
        Counters::at(machine::root(), pid)
    }

    fn at(root: &Path, pid: u32) -> Counters {
        let counter = |name, event| Counter::new(root, name, event, pid).ok();
        Counters {
            instructions: counter("instructions", INSTRUCTIONS),
            branch_misses: counter("branch_misses", BRANCH_MISSES),
            cache_misses: counter("cache_misses", CACHE_MISSES),
            energy: packages(root).unwrap_or_default(),
        }
    }

    /// What they stand at.
    pub fn now(&self) -> Counts {
        let value = |counter: &Option<Counter>| counter.as_ref()?.value();
        let energy = || self.energy.iter().map(|file| number(file)).sum::<Option<u64>>();
        Counts {
            instructions: value(&self.instructions),
            branch_misses: value(&self.branch_misses),
            cache_misses: value(&self.cache_misses),
            energy_uj: (!self.energy.is_empty()).then(energy).flatten(),
        }
    }
}

/// Why instructions, branches and caches, and why energy, cannot be counted here; nothing of what can be.
pub fn uncounted() -> [Option<String>; 2] {
    let root = machine::root();
    [Counter::new(root, "instructions", INSTRUCTIONS, std::process::id()).err(), packages(root).err()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::made_up::machine;

    #[test]
    fn a_made_up_machine_tells_what_it_counts() {
        let root = machine(&[
            ("counters/instructions", "1000\n"),
            ("counters/branch_misses", "10\n"),
            ("sys/class/powercap/intel-rapl:0/name", "package-0\n"),
            ("sys/class/powercap/intel-rapl:0/energy_uj", "500\n"),
            ("sys/class/powercap/intel-rapl:1/name", "package-1\n"),
            ("sys/class/powercap/intel-rapl:1/energy_uj", "700\n"),
            ("sys/class/powercap/intel-rapl:0:0/name", "core\n"),
            ("sys/class/powercap/intel-rapl:0:0/energy_uj", "400\n"),
        ]);
        let counters = Counters::at(root.path(), std::process::id());
        let before = counters.now();
        assert_eq!((before.instructions, before.branch_misses, before.energy_uj), (Some(1000), Some(10), Some(1200)));
        fs::write(root.path().join("counters/instructions"), "1500").expect("written");
        fs::write(root.path().join("sys/class/powercap/intel-rapl:1/energy_uj"), "3").expect("written");
        let grown = counters.now().since(before);
        assert_eq!((grown.instructions, grown.branch_misses), (Some(500), Some(0)));
        assert_eq!(grown.energy_uj, None, "a counter that has run over tells nothing");
        assert_eq!(grown.and(grown).instructions, Some(1000));
    }

    #[test]
    fn what_cannot_be_had_has_a_reason_and_is_no_failure() {
        let root = machine(&[
            ("proc/sys/kernel/perf_event_paranoid", "4\n"),
            ("sys/class/powercap/intel-rapl:0/name", "package-0\n"),
        ]);
        assert_eq!(Counters::at(root.path(), std::process::id()).now().energy_uj, None);
        assert!(packages(root.path()).is_err_and(|reason| reason.contains("energy_uj` cannot be read")));
        assert!(packages(machine(&[]).path()).is_err_and(|reason| reason.contains("no RAPL")));
        let said = |kind: std::io::ErrorKind| reason(root.path(), &kind.into());
        assert!(said(std::io::ErrorKind::PermissionDenied).contains("perf_event_paranoid is 4"));
        assert!(said(std::io::ErrorKind::NotFound).contains("no such counters"));
    }

    /// Pages that were touched for the first time: the kernel counts them itself, on every machine.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernel_counts_events_of_a_process() {
        const PAGE_FAULTS: Event = (1, 2);
        // A thread of its own does the test, so that it and what it starts are counted.
        let own = nix::unistd::gettid().as_raw().cast_unsigned();
        let file = match system::open_event(PAGE_FAULTS, own) {
            Ok(file) => file,
            Err(error) => {
                eprintln!("not asked: {}", reason(Path::new("/"), &error));
                return;
            }
        };
        let before = system::read_event(&file).expect("a count");
        // A thread that is started after the counter counts as well. It asks for pages of its own.
        let touched = std::thread::spawn(|| vec![1_u8; 64 << 20].iter().map(|byte| u64::from(*byte)).sum::<u64>());
        assert_eq!(touched.join().expect("a sum"), 64 << 20);
        let after = system::read_event(&file).expect("a count");
        assert!(after > before, "{before} and {after}");
    }
}
