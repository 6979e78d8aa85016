//! The one module that starts processes, and that ends them.
//!
//! Everything started here dies with the harness: it gets a process group of its own, so that a Ctrl-C in the terminal
//! reaches the harness alone, and on Linux the kernel kills it when the harness dies. What a process prints is kept
//! within bounds. Nothing here knows what the processes are for.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::interrupt;

/// The longest line that a runner may answer with, in bytes.
pub const LONGEST_LINE: usize = 64 * 1024 * 1024;

/// How much of a process's error output is kept, in bytes.
const TAIL: usize = 64 * 1024;

/// How much of a captured process's output is kept, in bytes.
const MOST_OUTPUT: u64 = 64 * 1024 * 1024;

/// How often a wait looks for Ctrl-C.
const GLANCE: Duration = Duration::from_millis(50);

/// Variables of the harness that no process sees.
static HIDDEN: OnceLock<Vec<String>> = OnceLock::new();

/// Hides from every process that is started from now on the variables that match one of these glob patterns; those that
/// a [`Spec`] sets itself are seen. Only the first call counts.
pub fn hide(patterns: &[String]) {
    let patterns: Vec<glob::Pattern> = patterns.iter().filter_map(|text| glob::Pattern::new(text).ok()).collect();
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    HIDDEN.get_or_init(|| names.filter(|name| patterns.iter().any(|pattern| pattern.matches(name))).collect());
}

/// The variables that are hidden.
pub fn hidden() -> &'static [String] {
    HIDDEN.get().map_or(&[], Vec::as_slice)
}

/// A command line and the world that it sees.
#[derive(Debug, Clone, Default)]
pub struct Spec {
    /// Program and arguments.
    pub argv: Vec<String>,
    /// Variables beside those of the harness.
    pub env: Vec<(String, String)>,
    /// Variables of the harness that it must not see.
    pub without: Vec<String>,
    /// The working folder; the harness's own if absent.
    pub folder: Option<PathBuf>,
    /// The core to run on.
    pub core: Option<usize>,
}

impl Spec {
    /// A command without anything special.
    pub fn new<S: Into<String>>(argv: impl IntoIterator<Item = S>) -> Spec {
        Spec { argv: argv.into_iter().map(Into::into).collect(), ..Spec::default() }
    }

    /// The same command with one more variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Spec {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// The same command in another folder.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Spec {
        self.folder = Some(folder.to_owned());
        self
    }

    /// The command as a person would type it.
    pub fn line(&self) -> String {
        self.argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    #[expect(clippy::disallowed_methods, reason = "this is the module that starts processes")]
    fn command(&self) -> Result<Command, ProcessError> {
        let Some((program, arguments)) = self.argv.split_first() else {
            return Err(ProcessError::Start { line: String::new(), source: io::ErrorKind::InvalidInput.into() });
        };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in self.without.iter().chain(hidden()) {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        system::prepare(&mut command, self.core);
        Ok(command)
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:+,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

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

/// How a process ended, in words.
pub fn ending(status: ExitStatus) -> String {
    match (status.code(), system::signal(status)) {
        (Some(code), _) => format!("exited with {code}"),
        (None, Some(name)) => format!("was killed by {name}"),
        (None, None) => "ended without a status".to_owned(),
    }
}

/// What a process that ended well left behind.
#[derive(Debug)]
pub struct Captured {
    /// Its standard output.
    pub stdout: String,
}

/// Runs a command to its end, within a time limit, and returns what it printed.
///
/// # Errors
/// When it cannot be started, ends with another status than 0, takes longer than `limit`, or at Ctrl-C.
pub fn capture(spec: &Spec, limit: Duration) -> Result<Captured, ProcessError> {
    let started = Instant::now();
    let mut child = start(spec)?;
    let stdout = child.stdout.take().map(read_all);
    let stderr = Tail::default();
    let stderr_reader = child.stderr.take().map(|pipe| stderr.keep_from(pipe));
    let outcome = wait(&mut child, started + limit);
    system::kill_group(&child);
    let _ = child.wait();
    let stdout = stdout.and_then(|reader| reader.join().ok()).unwrap_or_default();
    if let Some(reader) = stderr_reader {
        let _ = reader.join();
    }
    let line = spec.line();
    let said =
        |stdout: &str| last_lines(&if stderr.text().trim().is_empty() { stdout.to_owned() } else { stderr.text() });
    match outcome {
        Waited::Ended(status) if status.success() => Ok(Captured { stdout }),
        Waited::Ended(status) => Err(ProcessError::Failed { line, ending: ending(status), tail: said(&stdout) }),
        Waited::TooLong => Err(ProcessError::TimedOut { line, limit, tail: said(&stdout) }),
        Waited::Interrupted => Err(ProcessError::Interrupted),
        Waited::Lost(source) => Err(ProcessError::Start { line, source }),
    }
}

/// Runs a command whose output goes straight to the user.
///
/// # Errors
/// When it cannot be started or ends with another status than 0.
pub fn pass_through(argv: &[String], folder: &Path) -> Result<(), xshell::Error> {
    let shell = xshell::Shell::new()?;
    shell.change_dir(folder);
    let (program, arguments) = argv.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    shell.cmd(program).args(arguments.iter().map(OsStr::new)).quiet().run()
}

fn start(spec: &Spec) -> Result<Child, ProcessError> {
    spec.command()?.spawn().map_err(|source| ProcessError::Start { line: spec.line(), source })
}

enum Waited {
    Ended(ExitStatus),
    TooLong,
    Interrupted,
    Lost(io::Error),
}

fn wait(child: &mut Child, deadline: Instant) -> Waited {
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Waited::Ended(status),
            Err(error) => return Waited::Lost(error),
            Ok(None) if interrupt::requested() => return Waited::Interrupted,
            Ok(None) if Instant::now() >= deadline => return Waited::TooLong,
            Ok(None) => std::thread::sleep(pause),
        }
        pause = (pause * 2).min(GLANCE);
    }
}

fn read_all(pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut pipe = pipe;
        let mut bytes = Vec::new();
        let _ = pipe.by_ref().take(MOST_OUTPUT).read_to_end(&mut bytes);
        let _ = io::copy(&mut pipe, &mut io::sink());
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The last 20 lines of a text.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// The end of what a process wrote to its standard error.
#[derive(Debug, Clone, Default)]
struct Tail(Arc<Mutex<VecDeque<u8>>>);

impl Tail {
    fn keep_from(&self, mut pipe: impl Read + Send + 'static) -> JoinHandle<()> {
        let tail = self.clone();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                let mut kept = tail.0.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend(&buffer[..count]);
                let surplus = kept.len().saturating_sub(TAIL);
                kept.drain(..surplus);
            }
        })
    }

    fn text(&self) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(kept.make_contiguous()).into_owned()
    }
}

/// What came from a process that is talked with.
#[derive(Debug)]
pub enum Heard {
    /// A line, without its end.
    Line(String),
    /// A line longer than [`LONGEST_LINE`].
    TooLong,
    /// It closed its standard output; how it ended.
    Ended(String),
    /// Nothing, within the time given.
    Nothing,
    /// Ctrl-C.
    Interrupted,
}

/// A process that is talked with, line by line. Dropping it kills it.
#[derive(Debug)]
pub struct Conversation {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<Option<String>>,
    stderr: Tail,
    stderr_reader: Option<JoinHandle<()>>,
}

impl Conversation {
    /// Starts the process.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub fn start(spec: &Spec) -> Result<Conversation, ProcessError> {
        let mut command = spec.command()?;
        command.stdin(Stdio::piped());
        let mut child = command.spawn().map_err(|source| ProcessError::Start { line: spec.line(), source })?;
        let (sender, lines) = sync_channel(64);
        if let Some(pipe) = child.stdout.take() {
            std::thread::spawn(move || read_lines(BufReader::new(pipe), &sender));
        }
        let stderr = Tail::default();
        let stderr_reader = child.stderr.take().map(|pipe| stderr.keep_from(pipe));
        Ok(Conversation { stdin: child.stdin.take(), child, lines, stderr, stderr_reader })
    }

    /// The last lines of its standard error.
    pub fn stderr(&self) -> String {
        last_lines(&self.stderr.text())
    }

    /// Sends a line. A process that is gone is noticed by the next [`Conversation::hear`].
    pub fn say(&mut self, line: &str) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(format!("{line}\n").as_bytes()).and_then(|()| stdin.flush());
        }
    }

    /// Waits for a line.
    pub fn hear(&mut self, limit: Duration) -> Heard {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left.min(GLANCE)) {
                Ok(Some(line)) => return Heard::Line(line),
                Ok(None) => return Heard::TooLong,
                Err(RecvTimeoutError::Disconnected) => return Heard::Ended(self.ending()),
                Err(RecvTimeoutError::Timeout) if interrupt::requested() => return Heard::Interrupted,
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Heard::Nothing,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn ending(&mut self) -> String {
        let how = match wait(&mut self.child, Instant::now() + Duration::from_secs(2)) {
            Waited::Ended(status) => ending(status),
            _ => "closed its output".to_owned(),
        };
        self.read_last_words();
        how
    }

    /// What a process said last may be on its way still when its end is known; whoever else has its standard error, such
    /// as a child that it left behind, may keep it open for ever.
    fn read_last_words(&self) {
        let deadline = Instant::now() + Duration::from_millis(500);
        let is_read = || self.stderr_reader.as_ref().is_none_or(JoinHandle::is_finished);
        while !is_read() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until the process is idle (at most a tenth of a second, for collectors and compilers that work on behind
    /// the answer), then stops it until [`Conversation::resume`].
    pub fn pause(&self) {
        system::wait_until_idle(&self.child, Duration::from_millis(100));
        system::pause(&self.child);
    }

    /// Lets a stopped process go on.
    pub fn resume(&self) {
        system::resume(&self.child);
    }

    /// Lets the process end by itself, within a time.
    ///
    /// # Errors
    /// When it ends with another status than 0: how, and the last lines of its standard error.
    pub fn finish(mut self, patience: Duration) -> Result<(), (String, String)> {
        self.stdin = None;
        match wait(&mut self.child, Instant::now() + patience) {
            Waited::Ended(status) if !status.success() => {
                self.read_last_words();
                Err((ending(status), self.stderr()))
            }
            _ => Ok(()),
        }
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        system::kill_group(&self.child);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_lines(mut pipe: impl BufRead, sender: &SyncSender<Option<String>>) {
    loop {
        let mut bytes = Vec::new();
        match pipe.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => return,
            Ok(count) if count > LONGEST_LINE => {
                let _ = sender.send(None);
                return;
            }
            // Its end came in the middle of a line: half an answer is none, and half a number looks like a whole one.
            Ok(_) if bytes.last() != Some(&b'\n') => return,
            Ok(_) => {}
        }
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        let line = String::from_utf8(bytes).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned());
        if sender.send(Some(line)).is_err() {
            return;
        }
    }
}

/// The cores that the harness may use.
pub fn cores() -> Vec<usize> {
    system::cores()
}

/// Gives memory that the harness no longer uses back to the system. Each process that it starts begins as a copy of the
/// harness, tables of its memory included: copying those cost more than all else that the harness does while it measures.
pub fn give_memory_back() {
    system::give_memory_back();
}

#[cfg(unix)]
mod system {
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::{Child, Command, ExitStatus};
    use std::time::{Duration, Instant};

    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;

    pub(super) fn prepare(command: &mut Command, core: Option<usize>) {
        command.process_group(0);
        // SAFETY: between fork and exec only system calls are made that are safe there: no allocation, no lock.
        #[expect(unsafe_code, reason = "the only way to pin a process and to tie its life to ours before it starts")]
        unsafe {
            command.pre_exec(move || before_exec(core));
        }
    }

    #[cfg(target_os = "linux")]
    fn before_exec(core: Option<usize>) -> std::io::Result<()> {
        nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
        if let Some(core) = core {
            let mut set = nix::sched::CpuSet::new();
            set.set(core)?;
            nix::sched::sched_setaffinity(Pid::from_raw(0), &set)?;
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    fn before_exec(_core: Option<usize>) -> std::io::Result<()> {
        Ok(())
    }

    #[cfg(target_env = "gnu")]
    pub(super) fn give_memory_back() {
        // SAFETY: it takes no pointer, and takes the allocator's own locks.
        #[expect(unsafe_code, reason = "the C library keeps freed memory until it is asked")]
        unsafe {
            nix::libc::malloc_trim(0);
        }
    }

    #[cfg(not(target_env = "gnu"))]
    pub(super) fn give_memory_back() {}

    #[cfg(target_os = "linux")]
    pub(super) fn cores() -> Vec<usize> {
        let Ok(set) = nix::sched::sched_getaffinity(Pid::from_raw(0)) else { return Vec::new() };
        (0..nix::sched::CpuSet::count()).filter(|&core| set.is_set(core).unwrap_or(false)).collect()
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn cores() -> Vec<usize> {
        (0..std::thread::available_parallelism().map_or(1, Into::into)).collect()
    }

    fn pid(child: &Child) -> Pid {
        Pid::from_raw(child.id().cast_signed())
    }

    pub(super) fn kill_group(child: &Child) {
        let _ = killpg(pid(child), Signal::SIGKILL);
    }

    pub(super) fn pause(child: &Child) {
        let _ = killpg(pid(child), Signal::SIGSTOP);
    }

    pub(super) fn resume(child: &Child) {
        let _ = killpg(pid(child), Signal::SIGCONT);
    }

    pub(super) fn signal(status: ExitStatus) -> Option<String> {
        let number = status.signal()?;
        Some(Signal::try_from(number).map_or_else(|_| format!("signal {number}"), |signal| signal.as_str().to_owned()))
    }

    /// How long the threads of a process must have slept, as one of several may wake another.
    const QUIET: Duration = Duration::from_millis(5);

    /// How long the only thread of a process takes to ask for the next command, about.
    const BACK_AT_ONCE: Duration = Duration::from_micros(100);

    /// Waits until all threads of the process sleep, and have slept for a while where there are several, or where the system
    /// does not tell.
    pub(super) fn wait_until_idle(child: &Child, most: Duration) {
        let deadline = Instant::now() + most;
        let mut before = None;
        while Instant::now() < deadline {
            let now = threads(child.id());
            match now {
                None => return std::thread::sleep(QUIET),
                Some(Threads { count: 1, slept: Some(_) }) => return,
                Some(Threads { slept: Some(used), .. }) if before == Some(used) => return,
                Some(Threads { count, slept }) => {
                    before = slept;
                    std::thread::sleep(if count == 1 { BACK_AT_ONCE } else { QUIET });
                }
            }
        }
    }

    /// The threads of a process.
    #[derive(Debug, Clone, Copy)]
    struct Threads {
        count: usize,
        /// Nanoseconds that they have spent on a core, if all of them sleep: the kernel does not count on until a
        /// thread leaves its core.
        slept: Option<u64>,
    }

    /// None where the system does not tell. A thread that ends while it is looked at counts as one on a core.
    fn threads(pid: u32) -> Option<Threads> {
        let (mut count, mut slept) = (0, Some(0));
        for task in std::fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
            count += 1;
            slept = slept.zip(used_in_sleep(&task.path())).map(|(sum, used)| sum + used);
        }
        Some(Threads { count, slept })
    }

    /// Nanoseconds that a thread has spent on a core, if it sleeps.
    fn used_in_sleep(task: &std::path::Path) -> Option<u64> {
        let stat = std::fs::read_to_string(task.join("stat")).ok()?;
        let text = std::fs::read_to_string(task.join("schedstat")).ok()?;
        let runs = stat.rsplit(')').next()?.trim_start().starts_with('R');
        text.split(' ').next()?.parse().ok().filter(|_| !runs)
    }
}

#[cfg(not(unix))]
mod system {
    use std::process::{Child, Command, ExitStatus};
    use std::time::Duration;

    pub(super) fn prepare(_command: &mut Command, _core: Option<usize>) {}
    pub(super) fn cores() -> Vec<usize> {
        (0..std::thread::available_parallelism().map_or(1, Into::into)).collect()
    }
    pub(super) fn kill_group(_child: &Child) {}
    pub(super) fn give_memory_back() {}
    pub(super) fn pause(_child: &Child) {}
    pub(super) fn resume(_child: &Child) {}
    pub(super) fn signal(_status: ExitStatus) -> Option<String> {
        None
    }
    pub(super) fn wait_until_idle(_child: &Child, _most: Duration) {}
}
