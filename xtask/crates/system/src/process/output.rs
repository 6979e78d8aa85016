//! What a command prints, read beside it.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// How much of a captured process's output is kept, in bytes.
const MOST_OUTPUT: usize = 64 * 1024 * 1024;

/// Starts a thread that reads, where the system has room for one more.
pub(super) fn beside(read: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    Builder::new().spawn(read)
}

/// Waits until all of these have read to the end, or a time is over; whether they have. Whoever else holds the pipe, such as
/// a process that outlived the command, may hold it for ever.
pub(super) fn is_read(readers: &[Option<&JoinHandle<()>>], patience: Duration) -> bool {
    let deadline = Instant::now() + patience;
    let done = || readers.iter().flatten().all(|reader| reader.is_finished());
    while !done() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(1));
    }
    done()
}

/// The beginning of what a command printed, as far as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Beginning(Arc<Mutex<Vec<u8>>>);

impl Beginning {
    /// Keeps what comes from a pipe, and reads on when that is enough.
    pub(super) fn keep_from(&self, mut pipe: impl Read + Send + 'static) -> io::Result<JoinHandle<()>> {
        let kept = self.clone();
        beside(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let mut kept = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
                let room = MOST_OUTPUT.saturating_sub(kept.len()).min(count);
                kept.extend_from_slice(&buffer[..room]);
            }
        })
    }

    /// What was read so far.
    pub(super) fn text(&self) -> String {
        let kept = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8(kept).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_is_held_open_by_somebody_else_is_read_as_far_as_it_goes_and_no_longer() {
        let (reader, mut writer) = io::pipe().expect("a pipe");
        let kept = Beginning::default();
        let thread = kept.keep_from(reader).expect("a thread");
        writer.write_all(b"so far").expect("a pipe to write to");
        assert!(!is_read(&[Some(&thread), None], Duration::from_millis(30)), "it is open still");
        assert_eq!(kept.text(), "so far");
        drop(writer);
        assert!(is_read(&[Some(&thread)], Duration::from_secs(60)));
    }
}
