//! What can go wrong with a runner.

use std::fmt;
use std::time::Duration;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer};

use crate::process::{ProcessError, hint};

const MIB: u64 = 1024 * 1024;

/// A runner's `error` answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ErrorReply {
    /// See FORMAT.md.
    pub kind: String,
    /// The index of the offending event.
    #[serde(default)]
    pub index: Option<u64>,
    /// The offending field.
    #[serde(default)]
    pub field: Option<String>,
    /// For people. It may quote the input, and so have a lone surrogate in it, which is shown as no character.
    #[serde(default, deserialize_with = "lossy")]
    pub message: String,
}

/// A text, whatever its escapes stand for.
fn lossy<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    deserializer.deserialize_bytes(Lossy)
}

struct Lossy;

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E>(self, text: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

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
