//! A command that is run to its end.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::Path;
use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::ending::{Waited, ending, wait};
use super::tail::{Tail, last_lines};
use super::{ProcessError, Spec, system};

/// How much of a captured process's output is kept, in bytes.
const MOST_OUTPUT: u64 = 64 * 1024 * 1024;

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
pub(super) fn capture(mut command: Command, spec: &Spec, limit: Duration) -> Result<Captured, ProcessError> {
    let started = Instant::now();
    let mut child = command.spawn().map_err(|source| ProcessError::Start { line: spec.line(), source })?;
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

fn read_all(pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut pipe = pipe;
        let mut bytes = Vec::new();
        let _ = pipe.by_ref().take(MOST_OUTPUT).read_to_end(&mut bytes);
        let _ = io::copy(&mut pipe, &mut io::sink());
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
