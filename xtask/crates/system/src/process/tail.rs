//! The end of what a process says beside its answers.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::output::beside;

/// How much of a process's error output is kept, in bytes.
const TAIL: usize = 64 * 1024;

/// How much of a line is shown, in characters.
const SHOWN: usize = 500;

/// The last 20 lines of a text, each as far as somebody may read it.
pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let last = lines[lines.len().saturating_sub(20)..].iter();
    let cut = |line: &&str| match line.char_indices().nth(SHOWN) {
        Some((place, _)) => format!("{}…", &line[..place]),
        None => (*line).to_owned(),
    };
    last.map(cut).collect::<Vec<_>>().join("\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_long_lines_the_beginnings_of_the_last_are_shown() {
        let text = (0..30).map(|line| format!("{line} {}\n", "é".repeat(9_999))).collect::<String>();
        let shown = last_lines(&text);
        assert_eq!(shown.lines().count(), 20);
        assert!(shown.lines().all(|line| line.chars().count() == SHOWN + 1 && line.ends_with('…')), "{shown}");
        assert!(shown.starts_with("10 é"), "{shown}");
        assert_eq!(last_lines("one\ntwo\n"), "one\ntwo");
    }
}
