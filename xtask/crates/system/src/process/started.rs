//! A process that was started, with all that it starts itself.

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use std::time::{Duration, Instant};

use super::ending::{Waited, count_kills, wait};
use super::left_behind::{self, LeftBehind, Mark, shown};
use super::system::{self, ChildState, Conditions};
use super::{Conduct, Counters, ProcessError, Spec, Teller};

/// How long a process that was killed may take to be gone; one that waits for a device may take for ever.
const GONE: Duration = Duration::from_secs(2);

/// A process that was started. Dropping this ends it, and what it has left behind.
#[derive(Debug)]
pub(super) struct Started {
    child: Child,
    mark: Mark,
    owner: String,
    teller: Teller,
    over: bool,
    /// The core that it is held to.
    core: Option<usize>,
    /// What it was given of the processors, where the system tells.
    given: Option<Conditions>,
    /// What has come from it and left its group, with when that was started; looked for when it is paused first.
    outside: Option<Vec<(u32, u64)>>,
}

impl Started {
    /// Starts a command.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub(super) fn start(command: &mut Command, spec: &Spec, teller: &Teller) -> Result<Started, ProcessError> {
        system::raise_file_limit();
        super::guard::start_once();
        count_kills();
        let started = left_behind::start(command);
        let (child, mark) = started.map_err(|source| ProcessError::of_start(spec.line(), source))?;
        let owner = spec.owner.clone().unwrap_or_else(|| format!("`{}`", shown(&spec.line())));
        let given = Conditions::given(spec.core);
        let teller = teller.clone();
        Ok(Started { child, mark, owner, teller, over: false, core: spec.core, given, outside: None })
    }

    /// Its ends of the pipes, once.
    pub(super) fn pipes(&mut self) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        (self.child.stdin.take(), self.child.stdout.take(), self.child.stderr.take())
    }

    /// What it does now.
    pub(super) fn state(&self) -> ChildState {
        system::state(&self.child)
    }

    /// The memory that it and all below it fill, in bytes, where the system tells.
    pub(super) fn memory(&self) -> Option<u64> {
        let pid = self.child.id();
        let below = left_behind::descendants(pid);
        below.into_iter().chain([pid]).filter_map(system::resident_memory).reduce(u64::saturating_add)
    }

    /// What the processor counts of it from now on.
    pub(super) fn counters(&self) -> Counters {
        Counters::of(self.child.id())
    }

    /// What the system tells of it.
    pub(super) fn conduct(&self) -> Conduct {
        system::conduct(self.child.id())
    }

    /// Waits until it ends, a time is over or the user wants no more, who is not asked where it puts something in order.
    pub(super) fn wait(&mut self, deadline: Instant, tidies: bool) -> Waited {
        wait(&mut self.child, deadline, tidies)
    }

    /// Ends it and all that has come from it, and says what that was.
    pub(super) fn end(&mut self) {
        if std::mem::replace(&mut self.over, true) {
            return;
        }
        let by_itself = matches!(self.child.try_wait(), Ok(Some(_)));
        // As long as it lives, what it has started is below it, marked or not.
        let known = if by_itself { BTreeSet::new() } else { left_behind::descendants(self.child.id()) };
        system::kill_group(&self.child);
        let _ = self.child.kill();
        if !is_gone(&mut self.child) {
            self.tell(&format!("{} does not end, though it was killed: the system holds it", self.owner));
            return;
        }
        left_behind::forget(self.child.id());
        let left = left_behind::end_strays(&self.mark, self.child.id(), known, by_itself);
        if let Some(text) = said(&self.owner, &left) {
            self.tell(&text);
        }
    }

    /// Tells the user something about it.
    pub(super) fn tell(&self, text: &str) {
        self.teller.warn(&self.owner, text);
    }

    /// Who it works for, in words.
    pub(super) fn owner(&self) -> &str {
        &self.owner
    }

    /// Waits until it is idle, for a time, and stops it until [`Started::resume`]. The first time nothing is timed, so that
    /// there is time to look for what has left its group, which is stopped with it.
    pub(super) fn pause(&mut self) {
        if self.outside.is_none() {
            self.settle();
            let pid = self.child.id();
            let outside =
                left_behind::family(pid, &self.mark).into_iter().filter(|&one| !system::is_in_group(one, pid));
            self.outside = Some(outside.filter_map(|one| Some((one, system::start_of(one)?))).collect());
        }
        system::wait_until_idle(&self.child, Duration::from_millis(100));
        system::pause(&self.child);
        self.each_outside(system::stop);
    }

    /// Lets it go on.
    pub(super) fn resume(&self) {
        self.each_outside(system::go_on);
        system::resume(&self.child);
    }

    /// Does something to all that has left its group and is still what it was.
    fn each_outside(&self, act: impl Fn(u32)) {
        let same = self.outside.iter().flatten().filter(|(pid, start)| system::start_of(*pid) == Some(*start));
        same.for_each(|(pid, _)| act(*pid));
    }

    /// Gives it back what it was given of the processors, if it has changed that by now.
    pub(super) fn settle(&self) {
        if let (Some(given), Some(difference)) = (&self.given, self.difference()) {
            given.restore(self.child.id());
            self.tell(&format!("{} {difference}, as it is again", self.owner));
        }
    }

    /// How it changed what it was given of the processors, in words; none where it did not.
    pub(super) fn difference(&self) -> Option<String> {
        let given = self.given.as_ref()?;
        Conditions::of(self.child.id(), self.core.is_some())?.difference(given)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.end();
    }
}

/// Waits for the end of a process that was killed, which the user cannot interrupt, but not for ever.
fn is_gone(child: &mut Child) -> bool {
    let deadline = Instant::now() + GONE;
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            Ok(Some(_)) => return true,
            Err(error) => return error.kind() != io::ErrorKind::Interrupted,
        }
    }
    false
}

fn said(owner: &str, left: &LeftBehind) -> Option<String> {
    let LeftBehind { ended, remain } = left;
    let lines: BTreeSet<&str> = ended.iter().map(String::as_str).collect();
    let lines: Vec<String> = lines.into_iter().take(3).map(|line| format!("`{line}`")).collect();
    let count = match ended.len() {
        0 => return None,
        1 => "a process".to_owned(),
        count => format!("{count} processes"),
    };
    let outcome = match remain {
        0 if ended.len() == 1 => "which was ended",
        0 => "which were ended",
        _ => "which cannot be ended",
    };
    Some(format!("{owner} left {count} behind ({}), {outcome}", lines.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_told_with_its_number_and_its_name() {
        let left =
            |lines: &[&str], remain| LeftBehind { ended: lines.iter().map(|&line| line.to_owned()).collect(), remain };
        assert_eq!(said("a/b", &LeftBehind::default()), None);
        assert_eq!(
            said("a/b", &left(&["sleep 9"], 0)).as_deref(),
            Some("a/b left a process behind (`sleep 9`), which was ended")
        );
        let two = said("a/b", &left(&["sleep 9", "sleep 9"], 0));
        assert_eq!(two.as_deref(), Some("a/b left 2 processes behind (`sleep 9`), which were ended"));
        let stuck = said("a/b", &left(&["sleep 9"], 1));
        assert_eq!(stuck.as_deref(), Some("a/b left a process behind (`sleep 9`), which cannot be ended"));
    }
}
