//! What Linux tells of processes beyond other systems: whose children they are, what they have used, and on which
//! processors they may run.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Child;

use nix::libc;
use nix::sys::signal::Signal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::{Pid, getpgid, getpgrp, getppid};

use super::ChildState;
use super::unix::{Before, pid, signal_name};
use crate::process::Conduct;

/// The last acts of the harness in a process of its own, before that becomes another program.
pub(super) fn before_exec(before: &Before) -> io::Result<()> {
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
    if getppid() != before.harness {
        // The harness died before it could be told what happens then.
        return Err(io::ErrorKind::BrokenPipe.into());
    }
    if let Some(mask) = &before.mask {
        set_affinity(Pid::from_raw(0), mask)?;
    }
    leave_terminal();
    Ok(())
}

/// Gives up the terminal: whoever writes there writes into the harness's own lines, and whoever reads there is stopped.
fn leave_terminal() {
    // SAFETY: the path is a C string, and the descriptor is the one that was just opened.
    #[expect(unsafe_code, reason = "no crate of ours has this call")]
    unsafe {
        let terminal = libc::open(c"/dev/tty".as_ptr(), libc::O_RDWR | libc::O_NOCTTY | libc::O_CLOEXEC);
        if terminal >= 0 {
            libc::ioctl(terminal, libc::TIOCNOTTY);
            libc::close(terminal);
        }
    }
}

/// Lets a process, and what it starts from now on, run on the processors of a mask. A library's type for such masks ends
/// at 1,024 processors.
pub(super) fn set_affinity(pid: Pid, mask: &[u64]) -> io::Result<()> {
    // SAFETY: the pointer and the length are those of a slice.
    #[expect(unsafe_code, reason = "masks may be longer than the C library's type")]
    let done = unsafe { libc::sched_setaffinity(pid.as_raw(), size_of_val(mask), mask.as_ptr().cast()) };
    if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// The longest mask that is tried: a quarter of a million processors.
const LONGEST_MASK: usize = 4096;

/// The processors that a process may run on, as a mask.
pub(super) fn affinity(pid: Pid) -> io::Result<Vec<u64>> {
    let mut words = 16;
    loop {
        let mut mask = vec![0_u64; words];
        // SAFETY: the pointer and the length are those of a vector.
        #[expect(unsafe_code, reason = "masks may be longer than the C library's type")]
        let done =
            unsafe { libc::sched_getaffinity(pid.as_raw(), size_of_val(mask.as_slice()), mask.as_mut_ptr().cast()) };
        match io::Error::last_os_error() {
            _ if done == 0 => return Ok(mask),
            // The system has more processors than this mask has room for.
            error if error.raw_os_error() == Some(libc::EINVAL) && words < LONGEST_MASK => words *= 2,
            error => return Err(error),
        }
    }
}

/// The numbers of the processors in a mask, which may have holes.
pub(super) fn numbers(mask: &[u64]) -> Vec<usize> {
    (0..mask.len() * 64).filter(|core| mask[core / 64] >> (core % 64) & 1 == 1).collect()
}

pub(in crate::process) fn cores() -> Vec<usize> {
    affinity(Pid::from_raw(0)).map(|mask| numbers(&mask)).unwrap_or_default()
}

#[cfg(target_env = "gnu")]
pub(in crate::process) fn give_memory_back() {
    // SAFETY: it takes no pointer, and takes the allocator's own locks.
    #[expect(unsafe_code, reason = "the C library keeps freed memory until it is asked")]
    unsafe {
        libc::malloc_trim(0);
    }
}

#[cfg(not(target_env = "gnu"))]
pub(in crate::process) fn give_memory_back() {}

/// From now on the harness is the parent of whatever loses its own below it.
pub(in crate::process) fn adopt_orphans() {
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

pub(in crate::process) fn own_children() -> Vec<u32> {
    children(std::process::id())
}

/// The children of the harness that lost their own parent, and those that its first thread has: the kernel gives orphans to
/// that thread, as long as it lives.
pub(in crate::process) fn adopted() -> Vec<u32> {
    let own = std::process::id();
    let children = fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
    children.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// The children of a process, those of all its threads.
pub(in crate::process) fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let mut found = Vec::new();
    for thread in threads.flatten() {
        match fs::read_to_string(thread.path().join("children")) {
            Ok(text) => found.extend(text.split_whitespace().filter_map(|word| word.parse::<u32>().ok())),
            // A thread that has just ended; or a kernel that keeps no such lists.
            Err(_) if thread.file_name().to_str() != Some(&pid.to_string()) => {}
            Err(_) => return all_processes().into_iter().filter(|&other| parent(other) == Some(pid)).collect(),
        }
    }
    found
}

/// All processes of this machine that can be seen.
pub(in crate::process) fn all_processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The memory that a process fills, in bytes: what it has only reserved does not count.
pub(in crate::process) fn resident_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// Whether the reader of a pipe is gone, and something lies in it that it has not read.
pub(in crate::process) fn is_unread(pipe: &std::process::ChildStdin) -> bool {
    use std::os::fd::AsRawFd as _;
    let mut left: libc::c_int = 0;
    let mut look = libc::pollfd { fd: pipe.as_raw_fd(), events: 0, revents: 0 };
    // SAFETY: the descriptor is open, and both structures live as long as the calls.
    #[expect(unsafe_code, reason = "no crate of ours has these calls")]
    let looked = unsafe {
        libc::poll(&raw mut look, 1, 0) >= 0 && libc::ioctl(pipe.as_raw_fd(), libc::FIONREAD, &raw mut left) == 0
    };
    looked && look.revents & libc::POLLERR != 0 && left > 0
}

/// When a process was started, by the clock of the kernel: another of its number was started at another time.
pub(in crate::process) fn start_of(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(')').next()?.split_whitespace().nth(19)?.parse().ok()
}

/// Whether a process is in the group of another, which leads it.
pub(in crate::process) fn is_in_group(process: u32, leader: u32) -> bool {
    getpgid(Some(Pid::from_raw(process.cast_signed()))).is_ok_and(|group| group == Pid::from_raw(leader.cast_signed()))
}

pub(in crate::process) fn stop(process: u32) {
    let _ = nix::sys::signal::kill(Pid::from_raw(process.cast_signed()), Signal::SIGSTOP);
}

pub(in crate::process) fn go_on(process: u32) {
    let _ = nix::sys::signal::kill(Pid::from_raw(process.cast_signed()), Signal::SIGCONT);
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
}

/// The value of a variable in the environment that a process was started with.
pub(in crate::process) fn variable(pid: u32, name: &str) -> Option<String> {
    let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
    let text = |entry: &[u8]| String::from_utf8(entry.to_vec()).ok();
    let mut entries = environment.split(|&byte| byte == 0).filter_map(text);
    entries.find_map(|entry| Some(entry.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// The words that a process was started with; its name where it has hidden them.
pub(in crate::process) fn command_line(pid: u32) -> Option<String> {
    let words = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words =
        String::from_utf8_lossy(&words).split('\0').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if !words.is_empty() {
        return Some(words);
    }
    fs::read_to_string(format!("/proc/{pid}/comm")).ok().map(|name| name.trim_end().to_owned())
}

/// Whether a process is in the group of the harness itself, in which nothing is that was started as a command.
pub(in crate::process) fn is_of_our_group(process: u32) -> bool {
    getpgid(Some(Pid::from_raw(process.cast_signed()))).is_ok_and(|group| group == getpgrp())
}

pub(in crate::process) fn kill(process: u32) {
    let _ = nix::sys::signal::kill(Pid::from_raw(process.cast_signed()), Signal::SIGKILL);
}

/// Takes note that a child has ended; whether it has, or is none of ours.
pub(in crate::process) fn bury(process: u32) -> bool {
    let waited = waitpid(Pid::from_raw(process.cast_signed()), Some(WaitPidFlag::WNOHANG));
    !matches!(waited, Ok(WaitStatus::StillAlive))
}

/// What a child does; how it ended is still to be asked.
pub(in crate::process) fn state(child: &Child) -> ChildState {
    let looked = WaitPidFlag::WEXITED | WaitPidFlag::WSTOPPED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    match waitid(Id::Pid(pid(child)), looked) {
        Ok(WaitStatus::Exited(..) | WaitStatus::Signaled(..)) => ChildState::Ended,
        Ok(WaitStatus::Stopped(_, signal)) => ChildState::Stopped(signal_name(signal as i32)),
        _ => ChildState::Lives,
    }
}

/// Nanoseconds of what the kernel calls a tick when it speaks to programs.
const NS_OF_A_TICK: u64 = 10_000_000;

/// What the system tells of a process; nothing where it has no such files.
pub(in crate::process) fn conduct(pid: u32) -> Conduct {
    let mut conduct = Conduct::default();
    let read = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
    let folder = PathBuf::from(format!("/proc/{pid}"));
    let field = |stat: &str, place: usize| {
        // The second field is the program's name, which may have anything in it.
        let behind_name = stat.rsplit(')').next().unwrap_or_default();
        behind_name.split_whitespace().nth(place - 3).and_then(|word| word.parse::<i64>().ok())
    };
    let stat = read(folder.join("stat"));
    let ticks = [14, 15].into_iter().filter_map(|place| field(&stat, place)).sum::<i64>();
    conduct.cpu_ns = u64::try_from(ticks).unwrap_or_default().saturating_mul(NS_OF_A_TICK);
    for task in fs::read_dir(folder.join("task")).into_iter().flatten().flatten() {
        let Ok(id) = task.file_name().to_string_lossy().parse() else { continue };
        let used = read(task.path().join("schedstat")).split(' ').next().and_then(|word| word.parse().ok());
        conduct.threads.insert(id, used.unwrap_or_default());
    }
    conduct
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::system::unix::mask_of;

    #[test]
    fn masks_have_holes_and_room_for_more_than_a_thousand_processors() {
        assert_eq!(numbers(&[0b1010_0001, 0, 1 << 63]), [0, 5, 7, 191]);
        for core in [0, 63, 64, 1023, 1024, 1500, 8191] {
            assert_eq!(numbers(&mask_of(core)), [core]);
        }
    }

    #[test]
    fn what_the_system_says_of_this_process_is_understood() {
        let own = std::process::id();
        assert!(!cores().is_empty(), "it runs somewhere");
        assert!(all_processes().contains(&own));
        assert!(parent(own).is_some());
        assert!(resident_memory(own).is_some_and(|bytes| bytes > 100_000 && bytes < 1 << 40));
        assert!(command_line(own).is_some_and(|words| words.contains("system")), "the name of this test's program");
        assert!(variable(own, "PATH").is_some());
        assert_eq!(variable(own, "PAT"), None, "a name is a whole name");
        assert!(is_of_our_group(own));
    }
}
