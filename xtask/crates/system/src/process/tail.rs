//! The end of what a process says beside its answers.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::output::beside;

/// How much of a process's error output is kept, in bytes.
const TAIL: usize = 64 * 1024;

/// The last 20 lines of a text.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// The end of what a process wrote to its standard error.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail(Arc<Mutex<VecDeque<u8>>>);

impl Tail {
    /// Keeps the end of all that comes from a pipe.
    pub(super) fn keep_from(&self, mut pipe: impl Read + Send + 'static) -> io::Result<JoinHandle<()>> {
        let tail = self.clone();
        beside(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let mut kept = tail.0.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend(&buffer[..count]);
                let surplus = kept.len().saturating_sub(TAIL);
                kept.drain(..surplus);
            }
        })
    }

    /// What was kept so far.
    pub(super) fn text(&self) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(kept.make_contiguous()).into_owned()
    }
}
