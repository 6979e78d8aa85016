//! What is started: a command line and the world that it sees.

use std::path::{Path, PathBuf};

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
    /// The most memory that it, with what it starts, may fill, in bytes.
    pub memory_limit: Option<u64>,
    /// Who it works for, as the user knows it; its command line where nobody says.
    pub owner: Option<String>,
    /// Whether it puts something in order, and so comes to its end after Ctrl-C as well.
    pub tidies: bool,
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

    /// The same command, which comes to its end after Ctrl-C as well.
    #[must_use]
    pub fn tidying(mut self) -> Spec {
        self.tidies = true;
        self
    }

    /// The command as a person would type it.
    pub fn line(&self) -> String {
        self.argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
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
