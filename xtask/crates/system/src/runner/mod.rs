//! The harness's side of the runner protocol (FORMAT.md): one conversation with one process that holds one cell.

mod error;

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use crate::process::{Conversation, Heard, Spawner, Spec};
pub use error::{ErrorReply, RunnerError};

/// The longest that a runner is given to end its banner.
const MOST_BANNER_LINES: usize = 10_000;

/// How much of an unexpected line is shown.
const SHOWN: usize = 200;

/// What a runner is asked to load.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "input", rename_all = "lowercase")]
pub enum Prepare {
    /// The argument itself.
    Integer {
        /// The argument.
        value: i64,
    },
    /// The contents of a file.
    Bytes {
        /// The file.
        path: String,
    },
    /// The parsed contents of a JSON file.
    Json {
        /// The file.
        path: String,
    },
}

/// Whether results are kept alive to see that they are fresh (never while timing).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For a check.
    Verify,
    /// For timing.
    Time,
}

/// One timed batch, as the runner reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchTiming {
    /// Wall nanoseconds of the batch.
    pub wall_ns: u64,
    /// CPU nanoseconds of the batch, all threads.
    pub cpu_ns: u64,
}

/// A living runner. Dropping it kills it.
#[derive(Debug)]
pub struct Runner {
    conversation: Conversation,
    limit: Duration,
    memory_limit: Option<u64>,
    answered: bool,
}

enum Answer {
    Ready,
    Sample(BatchTiming),
    Done,
    Output(String),
    Memory(u64),
    Error(ErrorReply),
}

impl Runner {
    /// Starts the process; it has `limit` for each answer.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub fn start(spawner: &Spawner, spec: &Spec, limit: Duration) -> Result<Runner, RunnerError> {
        let memory_limit = spec.memory_limit;
        Ok(Runner { conversation: spawner.converse(spec)?, limit, memory_limit, answered: false })
    }

    /// Gives it another time for each answer from now on.
    pub fn allow(&mut self, limit: Duration) {
        self.limit = limit;
    }

    /// Loads an input.
    ///
    /// # Errors
    /// When the runner refuses or fails.
    pub fn prepare(&mut self, input: &Prepare, mode: Mode) -> Result<(), RunnerError> {
        let mut payload = serde_json::to_value(input).unwrap_or_default();
        if mode == Mode::Verify {
            payload["verify"] = Value::Bool(true);
        }
        self.ask(&format!("prepare {payload}"));
        match self.answer("prepare")? {
            Answer::Ready => Ok(()),
            other => Err(self.unexpected("prepare", &other)),
        }
    }

    /// Takes samples; each is handed over as soon as it is known.
    ///
    /// # Errors
    /// When the kernel refuses its input, or the runner fails or reports another number of samples.
    pub fn run(&mut self, samples: u32, iterations: u64, mut each: impl FnMut(BatchTiming)) -> Result<(), RunnerError> {
        let asked = format!("run {samples} {iterations}");
        self.ask(&asked);
        for _ in 0..samples {
            match self.answer(&asked)? {
                Answer::Sample(timing) => each(timing),
                other => return Err(self.unexpected(&asked, &other)),
            }
        }
        match self.answer(&asked)? {
            Answer::Done => Ok(()),
            other => Err(self.unexpected(&asked, &other)),
        }
    }

    /// The result of the last iteration as the runner wrote it.
    ///
    /// # Errors
    /// When the runner fails.
    pub fn output_text(&mut self) -> Result<String, RunnerError> {
        self.ask("output");
        match self.answer("output")? {
            Answer::Output(text) => Ok(text),
            other => Err(self.unexpected("output", &other)),
        }
    }

    /// The peak resident memory in bytes.
    ///
    /// # Errors
    /// When the runner fails.
    pub fn memory(&mut self) -> Result<u64, RunnerError> {
        self.ask("memory");
        match self.answer("memory")? {
            // What was filled for a moment alone is seen here.
            Answer::Memory(bytes) => self.within_limit("memory", bytes),
            other => Err(self.unexpected("memory", &other)),
        }
    }

    /// Stops the idle runner until [`Runner::resume`].
    pub fn pause(&mut self) {
        self.conversation.pause();
    }

    /// Gives the runner back the processors and the priority that it was started with, if it has changed them; for when
    /// nothing is timed.
    pub fn settle(&self) {
        self.conversation.settle();
    }

    /// Whether the runner has still the processors and the priority that it was started with.
    ///
    /// # Errors
    /// When it has changed them.
    pub fn is_as_given(&self) -> Result<(), RunnerError> {
        self.conversation.difference().map_or(Ok(()), |difference| Err(RunnerError::Changed(difference)))
    }

    /// Lets a stopped runner go on.
    pub fn resume(&self) {
        self.conversation.resume();
    }

    /// Lets the runner end. One that has not ended after this time is killed, which is no error.
    ///
    /// # Errors
    /// When it ends with another status than 0: what looks for leaks says so at the end.
    pub fn quit(mut self, patience: Duration) -> Result<(), RunnerError> {
        self.conversation.say("quit");
        let ended = self.conversation.finish(patience);
        ended.map_err(|(ending, stderr)| RunnerError::Died { ending, asked: "quit".to_owned(), stderr })
    }

    fn ask(&mut self, line: &str) {
        self.conversation.say(line);
    }

    fn answer(&mut self, asked: &str) -> Result<Answer, RunnerError> {
        let deadline = Instant::now() + self.limit;
        for _ in 0..MOST_BANNER_LINES {
            let line = match self.conversation.hear(deadline.saturating_duration_since(Instant::now())) {
                Heard::Line(line) => line,
                Heard::NoText(_) if !self.answered => continue, // a banner in another encoding
                Heard::NoText(line) => {
                    return Err(self.garbage(asked, &format!("`{}` in bytes that are no UTF-8", cut(&line))));
                }
                Heard::TooLong => return Err(self.garbage(asked, "a line over 64 MiB")),
                Heard::Interrupted => return Err(RunnerError::Interrupted),
                Heard::Nothing => {
                    let stderr = self.conversation.stderr();
                    return Err(RunnerError::Hung { asked: asked.to_owned(), limit: self.limit, stderr });
                }
                Heard::Deaf => {
                    let stderr = self.conversation.stderr();
                    return Err(RunnerError::Deaf { asked: asked.to_owned(), stderr });
                }
                Heard::TooLarge(filled) => {
                    let limit = self.memory_limit.unwrap_or_default();
                    return Err(RunnerError::TooLarge { asked: asked.to_owned(), filled, limit });
                }
                Heard::Stopped(signal) => {
                    let stderr = self.conversation.stderr();
                    return Err(RunnerError::Stopped { signal, asked: asked.to_owned(), stderr });
                }
                Heard::Ended(ending) => {
                    let stderr = self.conversation.stderr();
                    return Err(RunnerError::Died { ending, asked: asked.to_owned(), stderr });
                }
            };
            match parse(&line) {
                Some(Answer::Error(reply)) => {
                    self.answered = true;
                    return Err(RunnerError::Refused(reply));
                }
                Some(answer) => {
                    self.answered = true;
                    return Ok(answer);
                }
                None if self.answered => return Err(self.garbage(asked, &format!("`{}`", cut(&line)))),
                None => {} // a banner, before the first answer
            }
        }
        Err(self.garbage(asked, "an endless banner"))
    }

    /// The memory that the runner has filled, if it may have.
    fn within_limit(&self, asked: &str, filled: u64) -> Result<u64, RunnerError> {
        match self.memory_limit {
            Some(limit) if filled > limit => Err(RunnerError::TooLarge { asked: asked.to_owned(), filled, limit }),
            _ => Ok(filled),
        }
    }

    fn garbage(&self, asked: &str, heard: &str) -> RunnerError {
        let stderr = self.conversation.stderr();
        RunnerError::Garbage { asked: asked.to_owned(), heard: heard.to_owned(), stderr }
    }

    fn unexpected(&self, asked: &str, answer: &Answer) -> RunnerError {
        let heard = match answer {
            Answer::Ready => "`ready`",
            Answer::Sample(_) => "one `sample` too many",
            Answer::Done => "`done` before the last sample",
            Answer::Output(_) => "`output`",
            Answer::Memory(_) => "`memory`",
            Answer::Error(_) => "`error`",
        };
        self.garbage(asked, heard)
    }
}

fn cut(line: &str) -> String {
    let mut text: String = line.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if line.chars().count() > SHOWN {
        text.push('…');
    }
    text
}

fn parse(line: &str) -> Option<Answer> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "ready" if rest.is_empty() => Some(Answer::Ready),
        "done" if rest.is_empty() => Some(Answer::Done),
        "sample" => {
            let (wall, cpu) = rest.split_once(' ')?;
            Some(Answer::Sample(BatchTiming { wall_ns: wall.parse().ok()?, cpu_ns: cpu.parse().ok()? }))
        }
        "output" => Some(Answer::Output(rest.to_owned())),
        "memory" => rest.parse().ok().map(Answer::Memory),
        "error" => serde_json::from_str(rest).ok().map(Answer::Error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_recognised_and_anything_else_is_not() {
        assert!(matches!(parse("ready"), Some(Answer::Ready)));
        assert!(matches!(parse("sample 12 13"), Some(Answer::Sample(BatchTiming { wall_ns: 12, cpu_ns: 13 }))));
        assert!(matches!(parse("output [1.0]"), Some(Answer::Output(_))));
        assert!(matches!(
            parse(r#"error {"kind":"input","index":3}"#),
            Some(Answer::Error(ErrorReply { index: Some(3), .. }))
        ));
        for line in ["", "ready now", "sample 12", "sample -1 2", "sample 1.5 2", "memory x", "hello"] {
            assert!(parse(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_message_may_have_half_a_pair_of_surrogates_in_it() {
        let message = |line: &str| match parse(line) {
            Some(Answer::Error(reply)) => Some(reply.message),
            _ => None,
        };
        let lone = message(r#"error {"kind":"input","index":3,"message":"'\ud800' is \u00e9"}"#).expect("an error");
        assert!(lone.starts_with("'\u{fffd}") && lone.ends_with("' is é"), "{lone}");
        assert_eq!(message(r#"error {"kind":"input","message":"\ud83d\ude00"}"#), Some("😀".to_owned()));
        for none in ["error {}", r#"error {"kind":"input","message":3}"#, r#"error {"kind":"input","kind":"usage"}"#] {
            assert_eq!(message(none), None, "{none}");
        }
    }

    #[test]
    fn a_long_unexpected_line_is_cut_short_and_control_characters_are_shown() {
        assert_eq!(cut("a\u{1b}b"), "a\\u{1b}b");
        assert_eq!(cut(&"x".repeat(300)).chars().count(), SHOWN + 1);
    }
}
