//! What came of a start of the harness.

use std::path::Path;

use serde_json::Value;

use super::snapshot::shortened;

/// What the harness said, and how it ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit status; absent when a signal ended it.
    pub(crate) status: Option<i32>,
    /// Results.
    pub(crate) stdout: String,
    /// Progress and errors.
    pub(crate) stderr: String,
}

impl Outcome {
    /// Insists on an exit status.
    #[track_caller]
    pub(crate) fn exits_with(self, status: i32) -> Outcome {
        assert_eq!(self.status, Some(status), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Insists on a text among the results.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Outcome {
        assert!(self.stdout.contains(text), "no `{text}` in stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Insists on a text among the results, however lines are broken there.
    #[track_caller]
    pub(crate) fn says_in_some_lines(mut self, text: &str) -> Outcome {
        self.stdout = self.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        self.says(text)
    }

    /// Insists on a text in progress or errors.
    #[track_caller]
    pub(crate) fn mutters(self, text: &str) -> Outcome {
        assert!(self.stderr.contains(text), "no `{text}` in stderr:\n{}\nstdout:\n{}", self.stderr, self.stdout);
        self
    }

    /// Standard output as the one JSON document that it is.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr))
    }
}

impl Outcome {
    /// All of it as a text to keep. `plain` takes out of each output what is another each time.
    pub(crate) fn told(&self, command: &str, plain: impl Fn(&str) -> String) -> String {
        let status = self.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let command = format!("$ cargo xtask {command}");
        let mut text = format!("{}\nexit status: {status}\n", command.trim_end());
        for (stream, said) in [("standard output", &self.stdout), ("standard error", &self.stderr)] {
            text.push_str(&section(stream, &plain(said)));
        }
        text
    }
}

/// A part of a kept text: what it is, and the text itself, in short where it is long.
pub(crate) fn section(what: &str, text: &str) -> String {
    let end = match text {
        "" => "(nothing)\n",
        text if !text.ends_with('\n') => "\n(its last line does not end)\n",
        _ => "",
    };
    format!("---- {what}\n{}{end}", shortened(text))
}

/// A text that is the same whatever a temporary folder is called.
pub(crate) fn without_folder(text: &str, folder: &Path) -> String {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let named = |folder: &Path| folder.to_str().expect("UTF-8").to_owned();
    text.replace(&named(&real), "{folder}").replace(&named(folder), "{folder}")
}

/// A part of a JSON object that must be there.
#[track_caller]
pub(crate) fn part<'v>(value: &'v Value, key: &str) -> &'v Value {
    value.get(key).unwrap_or_else(|| panic!("no `{key}` in {value}"))
}

/// The cell of `check --format json` or `report --format json` that is called so, as `rung/benchmark`.
#[track_caller]
pub(crate) fn cell(json: &Value, name: &str) -> Value {
    let (rung, benchmark) = name.split_once('/').expect("rung/benchmark");
    let cells = part(json, "cells").as_array().expect("an array of cells");
    let found = cells.iter().find(|cell| cell["rung"] == rung && cell["benchmark"] == benchmark);
    found.unwrap_or_else(|| panic!("no cell `{name}` in {json:#}")).clone()
}
