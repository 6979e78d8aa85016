//! Why a process did not do its work.

use std::io;
use std::time::Duration;

/// Why a process did not do its work.
#[derive(Debug, thiserror::Error)]
pub enum ProcessError {
    /// It could not be started.
    #[error("cannot start `{line}`: {source}")]
    Start {
        /// The command line.
        line: String,
        /// What the system says.
        source: io::Error,
    },
    /// It ended, but not well.
    #[error("`{line}` {ending}{}", shown(tail))]
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

impl ProcessError {
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

fn shown(tail: &str) -> String {
    if tail.is_empty() { String::new() } else { format!("\n{tail}") }
}
