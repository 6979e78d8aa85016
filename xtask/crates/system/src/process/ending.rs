//! How processes end.

use std::io;
use std::process::{Child, ExitStatus};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::system;
use crate::interrupt;
use crate::machine;

/// How often a wait looks for Ctrl-C.
pub(super) const GLANCE: Duration = Duration::from_millis(50);

/// What is said of a process that the system has killed for want of memory.
const NO_MEMORY: &str = ", as there was no memory left";

/// How many processes the system had killed for want of memory when that was asked last.
static KILLS: Mutex<Option<u64>> = Mutex::new(None);

/// Takes note of how many processes the system has killed for want of memory, before the first is started.
pub(super) fn count_kills() {
    KILLS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get_or_insert_with(|| machine::out_of_memory_kills().unwrap_or(0));
}

/// Whether the system has killed a process for want of memory since this was asked last.
fn memory_ran_out() -> bool {
    let Some(now) = machine::out_of_memory_kills() else { return false };
    let before = KILLS.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
    before.is_some_and(|before| now > before)
}

/// How a process ended, in words.
pub(super) fn ending(status: ExitStatus) -> String {
    match (status.code(), system::signal(status)) {
        (Some(code), _) => format!("exited with {code}"),
        (None, Some(name)) if name == "SIGKILL" && memory_ran_out() => format!("was killed by {name}{NO_MEMORY}"),
        (None, Some(name)) => format!("was killed by {name}"),
        (None, None) => "ended without a status".to_owned(),
    }
}

/// What to do about the end of a process, by what is said of it.
const ADVICE: [(&str, &str); 6] = [
    (
        "SIGILL",
        "it has an instruction that this processor has not: build it for this one, see `target-cpu`, and for `dispatch` what it \
         takes this one for",
    ),
    ("SIGBUS", "a file that it uses was cut short, or the file system of temporary files is full (`df /tmp /dev/shm`)"),
    ("SIGXCPU", "it may use no more processor time: see `ulimit -t`"),
    ("SIGXFSZ", "it may write no larger file: see `ulimit -f`"),
    ("SIGSYS", "it made a system call that is forbidden here, as in some containers"),
    (NO_MEMORY, "give the container or the machine more memory, or select smaller sizes (`--profile`)"),
];

/// What to do about the end of a process, as lines to set below what is said of it; empty where nobody knows.
pub fn hint(ending: &str) -> String {
    let known = ADVICE.iter().find(|(what, _)| ending.ends_with(what));
    known.map_or_else(String::new, |(_, advice)| format!("\nhint: {advice}"))
}

/// What came of waiting for a process.
pub(super) enum Waited {
    Ended(ExitStatus),
    TooLong,
    Interrupted,
    Lost(io::Error),
}

/// Waits until a process ends, a time is over or the user wants no more, who is not asked where it puts something in order.
pub(super) fn wait(child: &mut Child, deadline: Instant, tidies: bool) -> Waited {
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Waited::Ended(status),
            Err(error) => return Waited::Lost(error),
            Ok(None) if interrupt::requested() && !tidies => return Waited::Interrupted,
            Ok(None) if Instant::now() >= deadline => return Waited::TooLong,
            Ok(None) => std::thread::sleep(pause),
        }
        pause = (pause * 2).min(GLANCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_that_somebody_can_do_something_about_has_a_hint() {
        assert!(hint("was killed by SIGILL").starts_with("\nhint: it has an instruction that this processor has not"));
        assert!(hint(&format!("was killed by SIGKILL{NO_MEMORY}")).contains("more memory"));
        for nothing in ["exited with 3", "was killed by SIGSEGV", "was killed by SIGKILL"] {
            assert_eq!(hint(nothing), "", "{nothing}");
        }
    }
}
