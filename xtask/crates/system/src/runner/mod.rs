//! The harness's side of the runner protocol (docs/runner-protocol.md): one conversation with one process that holds one cell.

mod answer;
mod error;

use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use answer::{Answer, cut, is_torn, parse};
pub use answer::{ErrorReply, ProcessState};
pub use error::RunnerError;

use crate::process::{Conduct, Conversation, Counters, Heard, Spawner, Spec};

/// The longest that a runner is given to end its banner.
const MOST_BANNER_LINES: usize = 10_000;

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
    /// A call of a function of any arguments.
    Call(Box<CallRequest>),
}

/// A call that a runner is to make: one of `call` and `arguments` says with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRequest {
    /// The function, by which the expression calls it.
    pub function: String,
    /// The expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The file of arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
    /// Whether the arguments are made anew for every call.
    pub fresh: bool,
    /// The file that the source was copied from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The folder in which the function is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
}

impl CallRequest {
    /// The call as people write it.
    pub fn text(&self) -> &str {
        self.call.as_deref().or(self.arguments.as_deref()).unwrap_or_default()
    }
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

/// How long a runner may take for an answer of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the start of the process to its first answer: until it has loaded its kernel and its first input.
    pub start: Duration,
    /// For each further input.
    pub prepare: Duration,
    /// For each sample.
    pub run: Duration,
    /// For an output, and for anything else that it is asked.
    pub output: Duration,
}

impl Limits {
    /// The same for all answers.
    pub fn all(limit: Duration) -> Limits {
        Limits { start: limit, prepare: limit, run: limit, output: limit }
    }
}

/// A living runner. Dropping it kills it.
#[derive(Debug)]
pub struct Runner {
    conversation: Conversation,
    limits: Limits,
    memory_limit: Option<u64>,
    answered: bool,
    /// The latest line before its first answer.
    banner: Option<String>,
    /// Whether it says what its process is like.
    tells: bool,
}

impl Runner {
    /// Starts the process.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub fn start(spawner: &Spawner, spec: &Spec, limits: Limits) -> Result<Runner, RunnerError> {
        let (conversation, memory_limit) = (spawner.converse(spec)?, spec.memory_limit);
        Ok(Runner { conversation, limits, memory_limit, answered: false, banner: None, tells: false })
    }

    /// Gives it other times for its answers from now on.
    pub fn allow(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// How long it may take for its answers.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Loads an input, and returns what the process is like then, if it tells.
    ///
    /// # Errors
    /// When the runner refuses or fails.
    pub fn prepare(&mut self, input: &Prepare, mode: Mode) -> Result<Option<ProcessState>, RunnerError> {
        let mut payload = serde_json::to_value(input).unwrap_or_default();
        payload["state"] = Value::Bool(true);
        if mode == Mode::Verify {
            payload["verify"] = Value::Bool(true);
        }
        self.ask(&format!("prepare {payload}"));
        let limit = if self.answered { self.limits.prepare } else { self.limits.start };
        match self.answer("prepare", limit)? {
            Answer::Ready(state) => {
                self.tells = state.is_some();
                Ok(state)
            }
            other => Err(self.unexpected("prepare", &other)),
        }
    }

    /// Takes samples; each is handed over as soon as it is known, with the time that has passed since they were asked for.
    ///
    /// # Errors
    /// When the kernel refuses its input, or the runner fails or reports another number of samples.
    pub fn run(
        &mut self,
        samples: u32,
        iterations: u64,
        mut each: impl FnMut(BatchTiming, Duration),
    ) -> Result<(), RunnerError> {
        let asked = format!("run {samples} {iterations}");
        let begun = Instant::now();
        self.ask(&asked);
        for _ in 0..samples {
            match self.answer(&asked, self.limits.run)? {
                Answer::Sample(timing) => each(timing, begun.elapsed()),
                other => return Err(self.unexpected(&asked, &other)),
            }
        }
        match self.answer(&asked, self.limits.output)? {
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
        match self.answer("output", self.limits.output)? {
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
        match self.answer("memory", self.limits.output)? {
            // What was filled for a moment alone is seen here.
            Answer::Memory(bytes) => self.within_limit("memory", bytes),
            other => Err(self.unexpected("memory", &other)),
        }
    }

    /// What the process is like now; none of a runner that does not tell, which is not asked.
    ///
    /// # Errors
    /// When the runner fails, or finds itself unfit.
    pub fn state(&mut self) -> Result<Option<ProcessState>, RunnerError> {
        if !self.tells {
            return Ok(None);
        }
        self.ask("state");
        match self.answer("state", self.limits.output)? {
            Answer::State(state) => Ok(Some(state)),
            other => Err(self.unexpected("state", &other)),
        }
    }

    /// What the system tells of the process.
    pub fn conduct(&self) -> Conduct {
        self.conversation.conduct()
    }

    /// What the processor counts of the process, and of what it starts, from now on.
    pub fn counters(&self) -> Counters {
        self.conversation.counters()
    }

    /// Where the time of one iteration goes, as the runner wrote it.
    ///
    /// # Errors
    /// When the runner fails, or does not know.
    pub fn profile_text(&mut self) -> Result<String, RunnerError> {
        self.ask("profile");
        match self.answer("profile", self.limits.output)? {
            Answer::Profile(text) => Ok(text),
            other => Err(self.unexpected("profile", &other)),
        }
    }

    /// The types that were seen while one iteration ran, as the runner wrote them.
    ///
    /// # Errors
    /// When the runner fails, or cannot look.
    pub fn types_text(&mut self) -> Result<String, RunnerError> {
        self.ask("types");
        match self.answer("types", self.limits.output)? {
            Answer::Types(text) => Ok(text),
            other => Err(self.unexpected("types", &other)),
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

    fn answer(&mut self, asked: &str, limit: Duration) -> Result<Answer, RunnerError> {
        let asked_at = Instant::now();
        for _ in 0..MOST_BANNER_LINES {
            let line = match self.conversation.hear(limit.saturating_sub(asked_at.elapsed())) {
                Heard::Line(line) => line,
                Heard::NoText(line) if !self.answered => {
                    self.banner = Some(line); // in another encoding
                    continue;
                }
                Heard::NoText(line) => {
                    return Err(self.garbage(asked, &format!("`{}` in bytes that are no UTF-8", cut(&line))));
                }
                Heard::TooLong => return Err(self.garbage(asked, "a line over 64 MiB")),
                Heard::Interrupted => return Err(RunnerError::Interrupted),
                Heard::Nothing => {
                    let (began, stderr) = (self.answered, self.last_words());
                    return Err(RunnerError::Hung { asked: asked.to_owned(), limit, began, stderr });
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
                    return Err(RunnerError::Died { ending, asked: asked.to_owned(), stderr: self.last_words() });
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
                None if self.answered || is_torn(&line) => {
                    return Err(self.garbage(asked, &format!("`{}`", cut(&line))));
                }
                None => self.banner = Some(line), // before the first answer
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

    /// What it said beside its answers: its standard error, and the last line before its first answer, which may have been
    /// meant for one.
    fn last_words(&self) -> String {
        let banner = self.banner.as_ref().filter(|line| !self.answered && !line.is_empty());
        let banner = banner.map(|line| format!("`{}`, which is no answer of the protocol\n", cut(line)));
        banner.unwrap_or_default() + &self.conversation.stderr()
    }

    fn garbage(&self, asked: &str, heard: &str) -> RunnerError {
        let stderr = self.conversation.stderr();
        RunnerError::Garbage { asked: asked.to_owned(), heard: heard.to_owned(), stderr }
    }

    fn unexpected(&self, asked: &str, answer: &Answer) -> RunnerError {
        let heard = match answer {
            Answer::Ready(_) => "`ready`",
            Answer::State(_) => "`state`",
            Answer::Sample(_) => "one `sample` too many",
            Answer::Done => "`done` before the last sample",
            Answer::Output(_) => "`output`",
            Answer::Memory(_) => "`memory`",
            Answer::Profile(_) => "`profile`",
            Answer::Types(_) => "`types`",
            Answer::Error(_) => "`error`",
        };
        self.garbage(asked, heard)
    }
}
