//! What came of a start of the harness.

use serde_json::Value;

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
