//! A new rung is one source file and at most eight lines of TOML, and no Rust.

use std::fs;

use serde_json::Value;

use crate::support::{Ladder, cell, project};

/// What a user would write.
const KERNEL: &str = r#""""n-body with the oracle's loop, called through one more function."""

import os
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "kernels-python"))

import importlib

oracle = importlib.import_module("nbody_of_the_oracle")


def nbody(steps: int) -> tuple[float, float]:
    """The oracle's energies."""
    return oracle.nbody(steps)
"#;

const RUNG: &str = r#"[rung.mine]
title = "My own idea"
toolchain = "cpython"
project = "kernels-mine"
runner = ["{tool}", "{root}/kernels-python/runner.py", "{artefact}", "{entry}"]
cost = "an evening"
kernels = { nbody = "nbody.py" }
"#;

/// A copy of the project's own ladder: all that is data.
pub(crate) fn whole_ladder() -> Ladder {
    let manifest = fs::read_to_string(project().join("ladder.toml")).expect("the project's ladder");
    let folders: Vec<String> = fs::read_dir(project())
        .expect("the project")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("kernels-") || name == "data")
        .collect();
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    let ladder = Ladder::of_the_project(&manifest, &folders);
    for part in fs::read_dir(project()).expect("the project").flatten() {
        let name = part.file_name().to_string_lossy().into_owned();
        if name.starts_with("ladder.") && name.ends_with(".toml") && name != "ladder.toml" {
            ladder.file(&name, &fs::read_to_string(part.path()).expect("a part of the project's ladder"));
        }
    }
    // The tools of `audit` have their requirements beside it.
    let audit = "xtask/audit/requirements.txt";
    ladder.file(audit, &fs::read_to_string(project().join(audit)).expect("requirements"));
    ladder
}

#[test]
fn a_new_rung_needs_no_rust() {
    let ladder = whole_ladder();
    ladder.file("kernels-python/nbody_of_the_oracle.py", &ladder.text("kernels-python/nbody.py"));
    ladder.file("kernels-mine/nbody.py", KERNEL);
    assert!(RUNG.lines().count() <= 8);
    let ladder = ladder.with(RUNG);
    let json = ladder.xtask(&["list", "--format", "json"]).exits_with(0).json();
    let has_it = |rungs: &Value| rungs.as_array().is_some_and(|all| all.iter().any(|rung| rung["name"] == "mine"));
    assert!(has_it(&json["rungs"]), "list does not show it: {json:#}");

    let only_mine = ["--benchmark", "nbody", "--rung", "mine"];
    let check = [&["check", "--format", "json"], &only_mine[..]].concat();
    let json = ladder.xtask(&check).exits_with(0).json();
    assert_eq!(cell(&json, "mine/nbody")["status"], "agrees");

    let run = [&["run", "--profile", "quick", "--budget", "5s"], &only_mine[..]].concat();
    ladder.xtask(&run).exits_with(0).says("My own idea");
    ladder.xtask(&["report"]).exits_with(0).says("My own idea").says("an evening");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "mine/nbody")["status"], "timed");
}
