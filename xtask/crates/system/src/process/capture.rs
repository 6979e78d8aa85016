//! A command that is run to its end.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, Instant};

use super::ending::{Waited, ending};
use super::output::{Beginning, is_read};
use super::started::Started;
use super::tail::{Tail, last_lines};
use super::{ProcessError, Spec};

/// How long the output of a command is read on that has ended.
const READ_ON: Duration = Duration::from_secs(2);

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
pub(super) fn capture(mut started: Started, spec: &Spec, limit: Duration) -> Result<Captured, ProcessError> {
    let began = Instant::now();
    let no_room = |source| ProcessError::of_start(spec.line(), source);
    let (stdout, stderr) = (Beginning::default(), Tail::default());
    let (_, out, err) = started.pipes();
    let out = out.map(|pipe| stdout.keep_from(pipe)).transpose().map_err(no_room)?;
    let err = err.map(|pipe| stderr.keep_from(pipe)).transpose().map_err(no_room)?;
    let outcome = started.wait(began + limit, spec.tidies);
    started.end();
    if !is_read(&[out.as_ref(), err.as_ref()], READ_ON) {
        started.tell(&format!(
            "what {} prints was read no further, as somebody else holds its output open",
            started.owner()
        ));
    }
    let stdout = stdout.text();
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
