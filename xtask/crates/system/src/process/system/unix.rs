//! Groups of processes, signals and limits, as Unix has them.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use nix::libc::rlim_t;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

#[cfg(target_os = "linux")]
use super::linux::before_exec;
use crate::process::Spec;

/// The soft and the hard limit of open files that the harness was started with, once it has raised its own.
static GIVEN_FILES: OnceLock<(rlim_t, rlim_t)> = OnceLock::new();

/// Lets the harness open as many files as it may: each runner that lives takes three. What it starts keeps the limit that
/// the harness was given, as some programs walk through all numbers up to it.
pub(in crate::process) fn raise_file_limit() {
    GIVEN_FILES.get_or_init(|| {
        let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else { return (0, 0) };
        // Some systems say that there is no limit, and take no more than this.
        let raised = [hard, hard.min(10_240)].into_iter().filter(|&more| more > soft);
        let _ = raised.map(|more| setrlimit(Resource::RLIMIT_NOFILE, more, hard)).find(Result::is_ok);
        (soft, hard)
    });
}

/// How many files the harness may have open at once.
pub(in crate::process) fn file_limit() -> Option<u64> {
    getrlimit(Resource::RLIMIT_NOFILE).ok().map(|(soft, _)| soft)
}

/// Nothing: that a file may not grow any more is told by the write that fails. What is started gets the signal as ever, as a
/// program that handles it, unlike one that ignores it, keeps that to itself.
extern "C" fn heard(_signal: nix::libc::c_int) {}

/// Has a write that goes beyond the largest file that is allowed fail, where the system would end the harness.
pub(in crate::process) fn have_writes_fail() {
    use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, sigaction};
    let action = SigAction::new(SigHandler::Handler(heard), SaFlags::SA_RESTART, SigSet::empty());
    // SAFETY: the handler does nothing at all.
    #[expect(unsafe_code, reason = "no other way to be told by an error")]
    let _ = unsafe { sigaction(Signal::SIGXFSZ, &action) };
}

/// How many files the harness has open, about.
pub(in crate::process) fn open_files() -> u64 {
    std::fs::read_dir("/dev/fd").map_or(0, |entries| entries.count() as u64)
}

pub(in crate::process) fn prepare(command: &mut Command, spec: &Spec) {
    command.process_group(0);
    let files = GIVEN_FILES.get().copied().filter(|&(_, hard)| hard > 0);
    let before = Before { harness: Pid::this(), files, mask: spec.core.map(mask_of) };
    // SAFETY: between fork and exec only system calls are made that are safe there: no allocation, no lock.
    #[expect(unsafe_code, reason = "the only way to pin a process and to tie its life to ours before it starts")]
    unsafe {
        command.pre_exec(move || {
            if let Some((soft, hard)) = before.files {
                setrlimit(Resource::RLIMIT_NOFILE, soft, hard)?;
            }
            before_exec(&before)
        });
    }
}

/// Puts a process into a session of its own, in which no signal of ours reaches it.
#[cfg(target_os = "linux")]
pub(in crate::process) fn leave_session(command: &mut Command) {
    // SAFETY: one system call, which is safe between fork and exec.
    #[expect(unsafe_code, reason = "the only way to leave the session before the program begins")]
    unsafe {
        command.pre_exec(|| Ok(nix::unistd::setsid().map(drop)?));
    }
}

/// What a process needs to know between its birth and its own program.
pub(super) struct Before {
    /// Whose life its own is tied to.
    pub(super) harness: Pid,
    /// The limits of open files that it is given.
    files: Option<(rlim_t, rlim_t)>,
    /// The processors that it may use.
    pub(super) mask: Option<Vec<u64>>,
}

/// The processor as a mask of bits, which the system wants, however many there are.
pub(super) fn mask_of(core: usize) -> Vec<u64> {
    let mut mask = vec![0; core / 64 + 1];
    mask[core / 64] = 1 << (core % 64);
    mask
}

#[cfg(not(target_os = "linux"))]
fn before_exec(_before: &Before) -> std::io::Result<()> {
    Ok(())
}

pub(super) fn pid(child: &Child) -> Pid {
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
    status.signal().map(signal_name)
}

pub(super) fn signal_name(number: i32) -> String {
    Signal::try_from(number).map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned())
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
