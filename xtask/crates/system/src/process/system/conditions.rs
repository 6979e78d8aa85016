//! Under which conditions a process runs: its processors, its priority, its class. One that changes them is not measured
//! like the others.

use std::fs;
use std::io;

use nix::libc;
use nix::unistd::Pid;

use super::linux::{affinity, numbers, set_affinity};
use super::unix::mask_of;

/// What a process was given of the processors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::process) struct Conditions {
    /// The processors of one that is held to some.
    processors: Option<Vec<usize>>,
    /// Its priority, where more is less.
    nice: i32,
    /// Its scheduling class.
    class: i32,
}

impl Conditions {
    /// What a process has that the harness starts, held to one core or to none.
    pub(in crate::process) fn given(core: Option<usize>) -> Option<Conditions> {
        let own = Conditions::of(std::process::id(), false)?;
        Some(Conditions { processors: core.map(|core| vec![core]), ..own })
    }

    /// What a process has now; its processors where that matters.
    pub(in crate::process) fn of(pid: u32, is_held: bool) -> Option<Conditions> {
        let process = Pid::from_raw(pid.cast_signed());
        let processors = if is_held { Some(numbers(&affinity(process).ok()?)) } else { None };
        // SAFETY: both take a number and return one.
        #[expect(unsafe_code, reason = "no crate of ours has these calls")]
        let (nice, class) =
            unsafe { (libc::getpriority(libc::PRIO_PROCESS, pid), libc::sched_getscheduler(process.as_raw())) };
        Some(Conditions { processors, nice, class })
    }

    /// Gives a process, all of its threads, what it had; it may not be allowed.
    pub(in crate::process) fn restore(&self, pid: u32) {
        let threads = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        for thread in threads.filter_map(|thread| thread.file_name().to_str()?.parse::<i32>().ok()) {
            let _ = self.restore_thread(thread);
        }
    }

    fn restore_thread(&self, thread: i32) -> io::Result<()> {
        if let Some(&[core]) = self.processors.as_deref() {
            set_affinity(Pid::from_raw(thread), &mask_of(core))?;
        }
        // SAFETY: the structure is one number, which lives as long as the call.
        #[expect(unsafe_code, reason = "no crate of ours has these calls")]
        let done = unsafe {
            let parameter: libc::sched_param = std::mem::zeroed();
            libc::sched_setscheduler(thread, self.class, &raw const parameter)
                | libc::setpriority(libc::PRIO_PROCESS, thread.cast_unsigned(), self.nice)
        };
        if done == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// How these differ from those that a process was given, in words; none where they do not.
    pub(in crate::process) fn difference(&self, given: &Conditions) -> Option<String> {
        let list = |processors: &Option<Vec<usize>>| {
            let numbers: Vec<String> = processors.iter().flatten().map(usize::to_string).collect();
            numbers.join(", ")
        };
        let mut parts = Vec::new();
        if self.processors != given.processors {
            let (now, before) = (list(&self.processors), list(&given.processors));
            parts.push(format!("runs on the processors {now} and was held to {before}"));
        }
        if self.nice != given.nice {
            parts.push(format!("has the priority (nice) {} and was given {}", self.nice, given.nice));
        }
        if self.class != given.class {
            parts.push(format!("has the scheduling class {} and was given {}", self.class, given.class));
        }
        if parts.is_empty() { None } else { Some(parts.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_has_changed_is_said() {
        let given = Conditions { processors: Some(vec![3]), nice: 0, class: 0 };
        assert_eq!(given.difference(&given), None);
        let now = Conditions { processors: Some(vec![0, 3]), nice: 10, class: 5 };
        let said = now.difference(&given).expect("a difference");
        assert_eq!(
            said,
            "runs on the processors 0, 3 and was held to 3, has the priority (nice) 10 and was given 0, has the scheduling class 5 \
             and was given 0"
        );
    }
}
