//! The workflows of this repository: what can be told of them without the service that runs them.

use std::path::{Path, PathBuf};

use clap::Parser as _;
use flags::Flags;

use crate::support::{program, project, said_aloud};

/// What knows the syntax of workflows, by its module's name and version, whose hash Go's checksum database vouches for.
const LINTER: &str = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.8";

/// None, said aloud, where it cannot be had.
fn linter() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("actionlint");
    let file = folder.join("actionlint");
    if !file.is_file() {
        let got = program(Path::new("go")).args(["install", LINTER]).env("GOBIN", &folder).output();
        if !got.is_ok_and(|got| got.status.success()) {
            said_aloud("SKIPPED: workflows are not linted: Go cannot get actionlint");
            return None;
        }
    }
    Some(file)
}

#[test]
fn workflows_are_what_their_service_understands() {
    let Some(linter) = linter() else { return };
    let workflows = glob::glob(&project().join(".github/workflows/*.yml").display().to_string()).expect("a pattern");
    let workflows: Vec<PathBuf> = workflows.flatten().collect();
    assert!(!workflows.is_empty());
    let said = program(&linter).args(&workflows).output().expect("a linter that starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    // It does find what is wrong.
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = folder.path().join("wrong.yml");
    let text = std::fs::read_to_string(&workflows[0]).expect("a workflow");
    std::fs::write(&wrong, text.replace("runs-on:", "runs-where:")).expect("a file");
    let said = program(&linter).arg(&wrong).output().expect("a linter that starts");
    assert!(!said.status.success(), "it says nothing of a key that there is not");
}

/// The commands of a workflow behind `cargo xtask`, without what the shell does with what they say.
fn commands(workflow: &str) -> Vec<String> {
    let command = regex_lite::Regex::new(r"cargo xtask (\S.*)").expect("a pattern");
    let shell = regex_lite::Regex::new(r" (?:\d?>|\||&&).*$").expect("a pattern");
    command.captures_iter(workflow).map(|found| shell.replace(&found[1], "").trim().to_owned()).collect()
}

#[test]
fn the_command_line_takes_every_command_of_the_workflows() {
    let text = std::fs::read_to_string(project().join(".github/workflows/ladder.yml")).expect("a workflow");
    let takes = |command: &str| {
        let words = shlex::split(command).expect("quotes that are closed");
        Flags::try_parse_from(std::iter::once("cargo xtask".to_owned()).chain(words)).map(|_| ())
    };
    let commands = commands(&text);
    for wanted in ["check", "run", "report", "compare"] {
        assert!(commands.iter().any(|command| command.split(' ').next() == Some(wanted)), "no {wanted}: {commands:?}");
    }
    for command in &commands {
        takes(command).unwrap_or_else(|error| panic!("`{command}`: {error}"));
    }
    assert!(takes("check --profil quick").is_err(), "a slip of the pen is seen");
    let container = std::fs::read_to_string(project().join("Containerfile")).expect("a Containerfile");
    let command = container.lines().find_map(|line| line.strip_prefix("CMD ")).expect("a command");
    let words: Vec<String> = serde_json::from_str(command).expect("a list of words");
    takes(&shlex::try_join(words.iter().map(String::as_str)).expect("words")).expect("a command of ours");
}
