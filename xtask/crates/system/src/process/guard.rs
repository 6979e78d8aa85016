//! A process that outlives the harness: should the harness be killed, so that it can end nothing itself, this one ends
//! whatever was started by it. The kernel does that for children alone, and not for theirs.
//!
//! It is this very program in another role, waits for the end of a pipe that only the harness holds, and uses nothing
//! until then. It is in a session of its own, so that no signal to the harness's group or terminal reaches it.

use std::io::Read as _;
use std::process::Child;
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::left_behind::MARK;
#[cfg(target_os = "linux")]
use super::left_behind::{self, HARNESS};
use super::system;

/// What the guard's process is called.
const NAME: &str = "ladder-guard";

/// The longest that the guard works: what it ends may start more while it does.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whether this program can be started as a guard.
static IS_WANTED: OnceLock<()> = OnceLock::new();

/// The guard, with the pipe whose end tells it that the harness is gone.
static GUARD: Mutex<Option<Child>> = Mutex::new(None);

/// Says that this program calls [`stand`] first of all, and so can be its own guard.
pub fn allow() {
    let _ = IS_WANTED.set(());
}

/// The guard's whole life, if this process was started to be one; whether it was.
pub fn stand() -> bool {
    let mut words = std::env::args();
    if words.next().as_deref() != Some(NAME) {
        return false;
    }
    if let Some(harness) = words.next().filter(|harness| !harness.is_empty()) {
        // Nobody ever writes: there is nothing to read but the end.
        let _ = std::io::stdin().read(&mut [0]);
        end_all(&harness);
    }
    true
}

/// Ends everything that carries the mark of a harness.
fn end_all(harness: &str) {
    let is_marked = |pid: &u32| system::variable(*pid, MARK).is_some_and(|mark| mark.starts_with(harness));
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let left: Vec<u32> = system::all_processes().into_iter().filter(is_marked).collect();
        if left.is_empty() {
            return;
        }
        left.into_iter().for_each(system::kill);
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Starts the guard before the first command, where the program allows it.
pub(super) fn start_once() {
    let mut guard = GUARD.lock().unwrap_or_else(PoisonError::into_inner);
    if guard.is_none() && IS_WANTED.get().is_some() {
        *guard = start();
    }
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "this is the module that starts processes")]
fn start() -> Option<Child> {
    use std::os::unix::process::CommandExt as _;
    // This very program, even if its file has been replaced or removed.
    let mut command = Command::new("/proc/self/exe");
    command.arg0(NAME).arg(HARNESS.as_str()).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    system::leave_session(&mut command);
    let child = command.spawn().ok()?;
    left_behind::enter(child.id(), NAME);
    Some(child)
}

/// Elsewhere nobody can be found by the mark.
#[cfg(not(target_os = "linux"))]
fn start() -> Option<Child> {
    None
}
