//! Groups of processes, signals, cores and memory, as Unix has them.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

pub(in crate::process) fn prepare(command: &mut Command, core: Option<usize>) {
    command.process_group(0);
    // SAFETY: between fork and exec only system calls are made that are safe there: no allocation, no lock.
    #[expect(unsafe_code, reason = "the only way to pin a process and to tie its life to ours before it starts")]
    unsafe {
        command.pre_exec(move || before_exec(core));
    }
}

#[cfg(target_os = "linux")]
fn before_exec(core: Option<usize>) -> std::io::Result<()> {
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
    if let Some(core) = core {
        let mut set = nix::sched::CpuSet::new();
        set.set(core)?;
        nix::sched::sched_setaffinity(Pid::from_raw(0), &set)?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn before_exec(_core: Option<usize>) -> std::io::Result<()> {
    Ok(())
}

#[cfg(target_env = "gnu")]
pub(in crate::process) fn give_memory_back() {
    // SAFETY: it takes no pointer, and takes the allocator's own locks.
    #[expect(unsafe_code, reason = "the C library keeps freed memory until it is asked")]
    unsafe {
        nix::libc::malloc_trim(0);
    }
}

#[cfg(not(target_env = "gnu"))]
pub(in crate::process) fn give_memory_back() {}

#[cfg(target_os = "linux")]
pub(in crate::process) fn cores() -> Vec<usize> {
    let Ok(set) = nix::sched::sched_getaffinity(Pid::from_raw(0)) else { return Vec::new() };
    (0..nix::sched::CpuSet::count()).filter(|&core| set.is_set(core).unwrap_or(false)).collect()
}

#[cfg(not(target_os = "linux"))]
pub(in crate::process) fn cores() -> Vec<usize> {
    (0..std::thread::available_parallelism().map_or(1, Into::into)).collect()
}

fn pid(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}

pub(in crate::process) fn kill_group(child: &Child) {
    let _ = killpg(pid(child), Signal::SIGKILL);
}

pub(in crate::process) fn pause(child: &Child) {
    let _ = killpg(pid(child), Signal::SIGSTOP);
}

pub(in crate::process) fn resume(child: &Child) {
    let _ = killpg(pid(child), Signal::SIGCONT);
}

pub(in crate::process) fn signal(status: ExitStatus) -> Option<String> {
    let number = status.signal()?;
    Some(Signal::try_from(number).map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned()))
}

/// How long the threads of a process must have slept, as one of several may wake another.
const QUIET: Duration = Duration::from_millis(5);

/// How long the only thread of a process takes to ask for the next command, about.
const BACK_AT_ONCE: Duration = Duration::from_micros(100);

/// Waits until all threads of the process sleep, and have slept for a while where there are several, or where the system
/// does not tell.
pub(in crate::process) fn wait_until_idle(child: &Child, most: Duration) {
    let deadline = Instant::now() + most;
    let mut before = None;
    while Instant::now() < deadline {
        let now = threads(child.id());
        match now {
            None => return std::thread::sleep(QUIET),
            Some(Threads { count: 1, slept: Some(_) }) => return,
            Some(Threads { slept: Some(used), .. }) if before == Some(used) => return,
            Some(Threads { count, slept }) => {
                before = slept;
                std::thread::sleep(if count == 1 { BACK_AT_ONCE } else { QUIET });
            }
        }
    }
}

/// The threads of a process.
#[derive(Debug, Clone, Copy)]
struct Threads {
    count: usize,
    /// Nanoseconds that they have spent on a core, if all of them sleep: the kernel does not count on until a
    /// thread leaves its core.
    slept: Option<u64>,
}

/// None where the system does not tell. A thread that ends while it is looked at counts as one on a core.
fn threads(pid: u32) -> Option<Threads> {
    let (mut count, mut slept) = (0, Some(0));
    for task in std::fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
        count += 1;
        slept = slept.zip(used_in_sleep(&task.path())).map(|(sum, used)| sum + used);
    }
    Some(Threads { count, slept })
}

/// Nanoseconds that a thread has spent on a core, if it sleeps.
fn used_in_sleep(task: &std::path::Path) -> Option<u64> {
    let stat = std::fs::read_to_string(task.join("stat")).ok()?;
    let text = std::fs::read_to_string(task.join("schedstat")).ok()?;
    let runs = stat.rsplit(')').next()?.trim_start().starts_with('R');
    text.split(' ').next()?.parse().ok().filter(|_| !runs)
}
