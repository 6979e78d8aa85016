//! Why a process did not do its work.

use std::io;
use std::time::Duration;

use super::ending::hint;

/// Why a process did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It could not be started.
    #[error("cannot start `{line}`: {source}{}", hint_of_start(line, source))]
    Start {
        /// The command line.
        line: String,
        /// What the system says.
        source: io::Error,
    },
    /// There was no room for one more process, which says nothing about it.
    #[error("`{line}` could not be started: {reason}")]
    NoRoom {
        /// The command line.
        line: String,
        /// What there was not enough of.
        reason: &'static str,
        /// What makes room.
        fix: &'static str,
    },
    /// It ended, but not well.
    #[error("`{line}` {ending}{}{}", shown(tail), hint(ending))]
    Failed {
        /// The command line.
        line: String,
        /// How it ended, e.g. `exited with 1`.
        ending: String,
        /// The last lines it printed.
        tail: String,
    },
    /// It took too long and was killed.
    #[error("`{line}` was ended after {} s{}", limit.as_secs(), shown(tail))]
    TimedOut {
        /// The command line.
        line: String,
        /// How long it had.
        limit: Duration,
        /// The last lines it printed.
        tail: String,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

/// What there may be too little of for one more process, by the system's number: what is said, and what makes room.
#[cfg(unix)]
const TOO_LITTLE: [(i32, &str, &str); 4] = [
    (
        nix::libc::EMFILE,
        "the harness may open no more files",
        "raise their number, `ulimit -n 4096`, or select fewer rungs",
    ),
    (nix::libc::ENFILE, "the machine has no room for more open files", "end other programs, or select fewer rungs"),
    (
        nix::libc::EAGAIN,
        "there may be no more processes and threads",
        "raise their number (`ulimit -u`, or the container's limit), or select fewer rungs",
    ),
    (nix::libc::ENOMEM, "there is no memory for one more process", "end other programs, or select fewer rungs"),
];

impl ProcessError {
    /// Why a command was not started, from what the system says.
    pub(super) fn of_start(line: String, source: io::Error) -> ProcessError {
        #[cfg(unix)]
        if let Some((_, reason, fix)) = TOO_LITTLE.into_iter().find(|(code, ..)| source.raw_os_error() == Some(*code)) {
            return ProcessError::NoRoom { line, reason, fix };
        }
        ProcessError::Start { line, source }
    }

    /// The failure in one line: the last one that the process printed, or how it ended.
    pub fn brief(&self) -> String {
        match self {
            ProcessError::Failed { line, ending, tail } => {
                let last = tail.lines().rev().map(str::trim).find(|line| !line.is_empty());
                last.map_or_else(|| format!("`{line}` {ending}"), str::to_owned)
            }
            other => other.to_string(),
        }
    }
}

/// What to do about a program that is there, says that it can be executed, and cannot.
fn hint_of_start(line: &str, source: &io::Error) -> &'static str {
    let program = std::path::Path::new(line.split(' ').next().unwrap_or_default());
    let says_so = || {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::metadata(program).is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
        }
        #[cfg(not(unix))]
        program.is_file()
    };
    if source.kind() == io::ErrorKind::PermissionDenied && says_so() {
        "\nhint: nothing can be executed on its file system (`noexec`): name another folder with --target"
    } else {
        ""
    }
}

fn shown(tail: &str) -> String {
    if tail.is_empty() { String::new() } else { format!("\n{tail}") }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn want_of_room_says_nothing_about_the_command() {
        for (code, word) in [(nix::libc::EMFILE, "ulimit -n"), (nix::libc::EAGAIN, "ulimit -u")] {
            let error = ProcessError::of_start("sh".to_owned(), io::Error::from_raw_os_error(code));
            let ProcessError::NoRoom { fix, .. } = &error else { panic!("{error}") };
            assert!(fix.contains(word), "{fix}");
        }
        let error = ProcessError::of_start("sh".to_owned(), io::ErrorKind::NotFound.into());
        assert!(matches!(error, ProcessError::Start { .. }), "{error}");
    }
}
