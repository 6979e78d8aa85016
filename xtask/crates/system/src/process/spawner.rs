//! What starts processes, what it hides from all of them, and what it gives them.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use super::capture::{Captured, capture};
use super::conversation::Conversation;
use super::started::Started;
use super::{ProcessError, Spec, Teller, system};
use crate::progress::Progress;

/// Starts processes. The default one hides nothing from them, and gives them nothing.
#[derive(Debug, Clone, Default)]
pub struct Spawner {
    /// Variables of the harness that no process sees.
    hidden: Arc<[String]>,
    /// Those that are seen although their kind is hidden.
    passed: Arc<[String]>,
    /// Variables that every process sees.
    given: Arc<[(String, String)]>,
    teller: Teller,
}

impl Spawner {
    /// Hides from every process the variables of the harness that match one of these glob patterns, but for those that match
    /// one behind a `!`; what a [`Spec`] sets itself is seen.
    pub fn hiding<S: AsRef<str>>(patterns: impl IntoIterator<Item = S>) -> Spawner {
        let (mut hides, mut passes) = (Vec::new(), Vec::new());
        for text in patterns {
            let (list, pattern) = match text.as_ref().strip_prefix('!') {
                Some(pattern) => (&mut passes, pattern),
                None => (&mut hides, text.as_ref()),
            };
            list.extend(glob::Pattern::new(pattern).ok());
        }
        let matches = |list: &[glob::Pattern], name: &str| list.iter().any(|pattern| pattern.matches(name));
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let (passed, hidden): (Vec<String>, Vec<String>) =
            names.filter(|name| matches(&hides, name)).partition(|name| matches(&passes, name));
        Spawner { hidden: hidden.into(), passed: passed.into(), ..Spawner::default() }
    }

    /// The same, which gives every process these variables, unless a [`Spec`] sets them otherwise.
    #[must_use]
    pub fn giving(self, variables: Vec<(String, String)>) -> Spawner {
        Spawner { given: variables.into(), ..self }
    }

    /// The same, and what is strange about processes is said here, once for each of their owners.
    #[must_use]
    pub fn telling(self, progress: &Progress) -> Spawner {
        Spawner { teller: Teller::new(progress), ..self }
    }

    /// The variables that are hidden.
    pub fn hidden(&self) -> &[String] {
        &self.hidden
    }

    /// The variables of the user's that are seen although their kind is hidden.
    pub fn passed(&self) -> &[String] {
        &self.passed
    }

    /// The variables that every process sees.
    pub fn given(&self) -> &[(String, String)] {
        &self.given
    }

    /// Runs a command to its end, within a time limit, and returns what it printed.
    ///
    /// # Errors
    /// When it cannot be started, ends with another status than 0, takes longer than `limit`, or at Ctrl-C.
    pub fn capture(&self, spec: &Spec, limit: Duration) -> Result<Captured, ProcessError> {
        capture(Started::start(&mut self.command(spec)?, spec, &self.teller)?, spec, limit)
    }

    /// Starts a process that is talked with.
    ///
    /// # Errors
    /// When the system cannot start it.
    pub fn converse(&self, spec: &Spec) -> Result<Conversation, ProcessError> {
        let started = Started::start(self.command(spec)?.stdin(Stdio::piped()), spec, &self.teller)?;
        Conversation::start(started, spec)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the module that starts processes")]
    fn command(&self, spec: &Spec) -> Result<Command, ProcessError> {
        let Some((program, arguments)) = spec.argv.split_first() else {
            let source = std::io::ErrorKind::InvalidInput.into();
            return Err(ProcessError::Start { line: String::new(), source });
        };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for name in self.hidden.iter() {
            command.env_remove(name);
        }
        command.envs(self.given.iter().map(|(name, value)| (name, value)));
        for name in &spec.without {
            command.env_remove(name);
        }
        command.envs(spec.env.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &spec.folder {
            command.current_dir(folder);
        }
        system::prepare(&mut command, spec);
        Ok(command)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    fn printed(spawner: &Spawner, spec: Spec) -> String {
        spawner.capture(&spec, LIMIT).expect("it runs").stdout
    }

    #[test]
    fn what_is_hidden_is_seen_only_where_a_command_sets_it_itself() {
        let show = || Spec::new(["sh", "-c", "echo ${PATH:-hidden}"]);
        let hiding = Spawner::hiding(["PA?H"]);
        assert_eq!(hiding.hidden(), ["PATH"]);
        let shell = Spec::new(["/bin/sh", "-c", "env | grep -c ^PATH= || true"]);
        assert_eq!(printed(&hiding, shell.clone()), "0\n");
        assert_eq!(printed(&hiding, shell.env("PATH", "/bin:/usr/bin")), "1\n");
        assert_ne!(printed(&Spawner::default(), show()), "hidden\n", "one that hides nothing");
    }

    #[test]
    fn what_is_given_is_seen_unless_a_command_says_otherwise_and_what_is_passed_is_not_hidden() {
        let given = vec![("PATH".to_owned(), "/bin".to_owned()), ("HOME".to_owned(), "/given".to_owned())];
        let giving = Spawner::hiding(["PATH"]).giving(given);
        let show = || Spec::new(["/bin/sh", "-c", "echo $PATH $HOME"]);
        assert_eq!(printed(&giving, show()), "/bin /given\n", "what is given comes in place of what is hidden");
        assert_eq!(printed(&giving, show().env("HOME", "/own")), "/bin /own\n");
        let without = Spec { without: vec!["HOME".to_owned()], ..show() };
        assert_eq!(printed(&giving, without), "/bin\n", "what a command must not see is not given");
        let passing = Spawner::hiding(["PA*", "!PATH", "!HOME"]);
        assert_eq!((passing.hidden(), passing.passed()), (&[][..], &["PATH".to_owned()][..]));
    }

    #[test]
    fn a_command_that_fails_says_how_it_ended_and_what_it_printed() {
        let spec = Spec::new(["sh", "-c", "echo one; echo two >&2; exit 3"]);
        let error = Spawner::default().capture(&spec, LIMIT).expect_err("it fails").to_string();
        assert!(error.ends_with("exited with 3\ntwo"), "{error}");
        let spec = Spec::new(["sleep", "20"]);
        let error = Spawner::default().capture(&spec, Duration::from_millis(30)).expect_err("it takes too long");
        assert!(matches!(error, ProcessError::TimedOut { .. }), "{error}");
        assert!(Spawner::default().capture(&Spec::default(), LIMIT).is_err(), "no program at all");
    }

    #[test]
    fn a_conversation_hears_whole_lines_and_how_the_process_ended() {
        use crate::process::Heard;
        let spec = Spec::new(["sh", "-c", "read line; echo \"got $line\"; exit 4"]);
        let mut conversation = Spawner::default().converse(&spec).expect("it starts");
        assert!(matches!(conversation.hear(Duration::from_millis(20)), Heard::Nothing));
        conversation.say("this");
        assert!(matches!(conversation.hear(LIMIT), Heard::Line(line) if line == "got this"));
        assert!(matches!(conversation.hear(LIMIT), Heard::Ended(how) if how == "exited with 4"));
    }
}
