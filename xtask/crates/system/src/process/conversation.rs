//! A process that is talked with, line by line.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::process::ChildStdin;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::ending::{GLANCE, Waited, ending};
use super::output::{beside, is_read};
use super::started::Started;
use super::system::{self, ChildState};
use super::tail::{Tail, last_lines};
use super::{Conduct, Counters, ProcessError, Spec};
use crate::interrupt;

/// The longest line that a runner may answer with, in bytes.
pub const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// A glance that takes longer was one of a harness that was stopped, or suspended with its machine.
const LONGEST_GLANCE: Duration = Duration::from_millis(500);

/// What came from a process that is talked with.
#[derive(Debug)]
pub enum Heard {
    /// A line, without its end.
    Line(String),
    /// A line that is no UTF-8, with what is none replaced.
    NoText(String),
    /// A line longer than [`LONGEST_LINE`].
    TooLong,
    /// It ended, or closed its standard output; how.
    Ended(String),
    /// It was stopped by this signal, and nobody lets it go on.
    Stopped(String),
    /// It closed its standard input before it had read what it was told.
    Deaf,
    /// It fills more memory than it may: bytes.
    TooLarge(u64),
    /// Nothing, within the time given.
    Nothing,
    /// Ctrl-C.
    Interrupted,
}

/// What a process said before its end is on its way for no longer than this.
const LAST_LINES: Duration = Duration::from_millis(200);

/// Somebody who stops the harness and its runners lets all of them go on within this time.
const STOPPED: Duration = Duration::from_secs(1);

/// A process that is talked with, line by line. Dropping it ends it, and what it has left behind.
#[derive(Debug)]
pub struct Conversation {
    started: Started,
    stdin: Option<ChildStdin>,
    lines: Receiver<Heard>,
    /// Whether what it was told last did not reach it.
    deaf: bool,
    memory_limit: Option<u64>,
    stderr: Tail,
    stderr_reader: Option<JoinHandle<()>>,
}

impl Conversation {
    /// Starts the process.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub(super) fn start(mut started: Started, spec: &Spec) -> Result<Conversation, ProcessError> {
        let no_room = |source| ProcessError::of_start(spec.line(), source);
        let (sender, lines) = sync_channel(64);
        let (stdin, out, err) = started.pipes();
        if let Some(pipe) = out {
            beside(move || read_lines(BufReader::new(pipe), &sender)).map_err(no_room)?;
        }
        let stderr = Tail::default();
        let stderr_reader = err.map(|pipe| stderr.keep_from(pipe)).transpose().map_err(no_room)?;
        let memory_limit = spec.memory_limit;
        Ok(Conversation { stdin, started, lines, deaf: false, memory_limit, stderr, stderr_reader })
    }

    /// The last lines of its standard error.
    pub fn stderr(&self) -> String {
        last_lines(&self.stderr.text())
    }

    /// What the system tells of the process.
    pub fn conduct(&self) -> Conduct {
        self.started.conduct()
    }

    /// What the processor counts of the process, and of what it starts, from now on.
    pub fn counters(&self) -> Counters {
        self.started.counters()
    }

    /// Sends a line. A process that is gone is noticed by the next [`Conversation::hear`].
    pub fn say(&mut self, line: &str) {
        if let Some(stdin) = &mut self.stdin {
            let said = stdin.write_all(format!("{line}\n").as_bytes()).and_then(|()| stdin.flush());
            self.deaf = said.is_err();
        }
    }

    /// Waits for a line. The end of the process is noticed whoever else has its standard output. Time in which the harness itself
    /// was stopped does not count: the process was stopped then, too.
    pub fn hear(&mut self, limit: Duration) -> Heard {
        let mut left = limit;
        let mut changed: Option<(ChildState, Instant)> = None;
        let mut deaf_since: Option<Instant> = None;
        loop {
            let begun = Instant::now();
            let heard = self.lines.recv_timeout(left.min(GLANCE));
            left = left.saturating_sub(begun.elapsed().min(LONGEST_GLANCE));
            match heard {
                Ok(heard) => return heard,
                Err(RecvTimeoutError::Disconnected) => return Heard::Ended(self.ending()),
                Err(RecvTimeoutError::Timeout) if interrupt::requested() => return Heard::Interrupted,
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Heard::Nothing,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(limit) = self.memory_limit
                && let Some(filled) = self.started.memory().filter(|&filled| filled > limit)
            {
                return Heard::TooLarge(filled);
            }
            if self.deaf || self.stdin.as_ref().is_some_and(system::is_unread) {
                deaf_since = deaf_since.or_else(|| Some(Instant::now()));
            }
            let state = self.started.state();
            let since = match changed.take() {
                Some((before, since)) if before == state => since,
                _ => Instant::now(),
            };
            match &state {
                ChildState::Ended if since.elapsed() >= LAST_LINES => return Heard::Ended(self.ending()),
                ChildState::Stopped(signal) if since.elapsed() >= STOPPED => return Heard::Stopped(signal.clone()),
                // An end explains more than a closed pipe.
                ChildState::Lives if deaf_since.is_some_and(|since| since.elapsed() >= STOPPED) => return Heard::Deaf,
                _ => changed = Some((state, since)),
            }
        }
    }

    fn ending(&mut self) -> String {
        let how = match self.started.wait(Instant::now() + Duration::from_secs(2), false) {
            Waited::Ended(status) => ending(status),
            _ => "closed its output".to_owned(),
        };
        self.read_last_words();
        how
    }

    /// What a process said last may be on its way still when its end is known; whoever else has its standard error, such
    /// as a child that it left behind, may keep it open for ever.
    fn read_last_words(&self) {
        is_read(&[self.stderr_reader.as_ref()], Duration::from_millis(500));
    }

    /// Waits until the process is idle (at most a tenth of a second, for collectors and compilers that work on behind
    /// the answer), then stops it until [`Conversation::resume`].
    pub fn pause(&mut self) {
        self.started.pause();
    }

    /// Gives the process back what it was given of the processors, if it has changed that by now.
    pub fn settle(&self) {
        self.started.settle();
    }

    /// How the process changed what it was given of the processors, in words; none where it did not.
    pub fn difference(&self) -> Option<String> {
        self.started.difference()
    }

    /// Lets a stopped process go on.
    pub fn resume(&self) {
        self.started.resume();
    }

    /// Lets the process end by itself, within a time.
    ///
    /// # Errors
    /// When it ends with another status than 0: how, and the last lines of its standard error.
    pub fn finish(mut self, patience: Duration) -> Result<(), (String, String)> {
        self.stdin = None;
        match self.started.wait(Instant::now() + patience, false) {
            Waited::Ended(status) if !status.success() => {
                self.read_last_words();
                Err((ending(status), self.stderr()))
            }
            _ => Ok(()),
        }
    }
}

fn read_lines(mut pipe: impl BufRead, sender: &SyncSender<Heard>) {
    loop {
        let mut bytes = Vec::new();
        match pipe.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => return,
            Ok(count) if count > LONGEST_LINE => {
                let _ = sender.send(Heard::TooLong);
                return;
            }
            // Its end came in the middle of a line: half an answer is none, and half a number looks like a whole one.
            Ok(_) if bytes.last() != Some(&b'\n') => return,
            Ok(_) => {}
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        let line = match String::from_utf8(bytes) {
            Ok(line) => Heard::Line(line),
            Err(bad) => Heard::NoText(String::from_utf8_lossy(bad.as_bytes()).into_owned()),
        };
        if sender.send(line).is_err() {
            return;
        }
    }
}
