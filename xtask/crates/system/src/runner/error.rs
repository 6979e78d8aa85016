//! What can go wrong with a runner.

use std::time::Duration;

use super::ErrorReply;
use crate::process::{ProcessError, hint};

const MIB: u64 = 1024 * 1024;

/// Why a conversation with a runner went wrong.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// The runner answered `error`; it stays usable.
    #[error("{} ({})", .0.message, .0.kind)]
    Refused(ErrorReply),
    /// The process ended.
    #[error("the runner {ending} while it was asked to `{asked}`{}{}", after(stderr), hint(ending))]
    Died {
        /// How it ended.
        ending: String,
        /// What it was asked.
        asked: String,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// No answer came in time.
    #[error("the runner did not answer `{asked}` within {} s{}", limit.as_secs_f64(), after(stderr))]
    Hung {
        /// What it was asked.
        asked: String,
        /// How long it had.
        limit: Duration,
        /// Whether it had answered anything before.
        began: bool,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// It was stopped, and nobody lets it go on.
    #[error("the runner was stopped by {signal} while it was asked to `{asked}`{}", after(stderr))]
    Stopped {
        /// What stopped it.
        signal: String,
        /// What it was asked.
        asked: String,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// It answered something that the protocol does not know.
    #[error("the runner answered `{asked}` with {heard}, which is not in the protocol{}", after(stderr))]
    Garbage {
        /// What it was asked.
        asked: String,
        /// What came, cut short.
        heard: String,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// It closed its standard input.
    #[error("the runner closed its standard input, so that it could not be asked to `{asked}`{}", after(stderr))]
    Deaf {
        /// What it should have been asked.
        asked: String,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// It changed what it was given of the processors while it was measured.
    #[error("the runner {0}: it changed that while it was measured, so that its times do not compare with others")]
    Changed(String),
    /// It filled more memory than it may.
    #[error(
        "the runner filled {} MiB of memory while it was asked to `{asked}`, and may fill {} (`memory-limit`)",
        filled / MIB,
        limit / MIB
    )]
    TooLarge {
        /// What it was asked.
        asked: String,
        /// What it filled, in bytes.
        filled: u64,
        /// What it may fill, in bytes.
        limit: u64,
    },
    /// It could not be started.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

fn after(stderr: &str) -> String {
    if stderr.trim().is_empty() { String::new() } else { format!("; it said:\n{stderr}") }
}
