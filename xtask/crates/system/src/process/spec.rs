//! What is started: a command line and the world that it sees.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::{ProcessError, system};

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
    pub(super) fn command(&self) -> Result<Command, ProcessError> {
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
