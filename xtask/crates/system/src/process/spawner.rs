//! What starts processes, and what it hides from all of them.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use super::capture::{Captured, capture};
use super::conversation::Conversation;
use super::started::Started;
use super::{ProcessError, Spec, Teller, system};
use crate::progress::Progress;

/// Starts processes. The default one hides nothing from them.
#[derive(Debug, Clone, Default)]
pub struct Spawner {
    /// Variables of the harness that no process sees.
    hidden: Arc<[String]>,
    teller: Teller,
}

impl Spawner {
    /// Hides from every process the variables of the harness that match one of these glob patterns; those that a [`Spec`]
    /// sets itself are seen.
    pub fn hiding(patterns: &[String]) -> Spawner {
        let patterns: Vec<glob::Pattern> = patterns.iter().filter_map(|text| glob::Pattern::new(text).ok()).collect();
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let hidden = names.filter(|name| patterns.iter().any(|pattern| pattern.matches(name))).collect();
        Spawner { hidden, ..Spawner::default() }
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
        for name in spec.without.iter().chain(self.hidden.iter()) {
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
        let hiding = Spawner::hiding(&["PA?H".to_owned()]);
        assert_eq!(hiding.hidden(), ["PATH"]);
        let shell = Spec::new(["/bin/sh", "-c", "env | grep -c ^PATH= || true"]);
        assert_eq!(printed(&hiding, shell.clone()), "0\n");
        assert_eq!(printed(&hiding, shell.env("PATH", "/bin:/usr/bin")), "1\n");
        assert_ne!(printed(&Spawner::default(), show()), "hidden\n", "one that hides nothing");
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
