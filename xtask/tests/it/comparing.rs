//! Two sessions side by side, as a user names them, and the exit status that tells scripts.

use std::fs;
use std::path::Path;

use crate::support::{Ladder, unsealed};

/// A ladder with two sessions, between which `brisk` has become slower by a fifth.
fn measured_twice() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    // Names of sessions have whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let slower = ladder.text("ladder.toml").replace("\"--ns\", \"1000000\"", "\"--ns\", \"1200000\"");
    ladder.file("ladder.toml", &slower);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder
}

fn edit(folder: &Path, file: &str, old: &str, new: &str) {
    let path = folder.join(file);
    let text = unsealed(&fs::read_to_string(&path).expect("readable"));
    assert!(text.contains(old), "no `{old}` in {}", path.display());
    fs::write(&path, text.replace(old, new)).expect("written");
}

#[test]
fn a_cell_that_became_slower_is_found_between_sessions_however_they_are_named() {
    let ladder = measured_twice();
    let sessions = ladder.sessions();
    let path = |place: usize| sessions[place].to_str().expect("UTF-8");
    let name = |place: usize| sessions[place].file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let ways: [&[&str]; 4] = [&[], &[name(0)], &[name(0), "latest"], &[path(0), path(1)]];
    let printed: Vec<String> = ways
        .iter()
        .map(|way| ladder.xtask(&[&["compare"], *way].concat()).exits_with(0).says("+20.0 %").says("slower").stdout)
        .collect();
    assert!(printed.iter().all(|text| *text == printed[0]), "{printed:#?}");
}

#[test]
fn the_exit_status_says_whether_a_cell_is_slower_than_allowed() {
    let ladder = measured_twice();
    ladder.xtask(&["compare", "--fail-slower", "5%"]).exits_with(1).says("TOO SLOW");
    ladder.xtask(&["compare", "--fail-slower", "25%"]).exits_with(0).says("no cell's whole interval");
    let json = ladder.xtask(&["compare", "--fail-slower", "5%", "--format", "json"]).exits_with(1).json();
    assert_eq!(json["benchmarks"][0]["cells"][0]["verdict"], "too-slow");
    let sessions = ladder.sessions();
    let backwards = ["compare", sessions[1].to_str().expect("UTF-8"), sessions[0].to_str().expect("UTF-8")];
    ladder.xtask(&[&backwards[..], &["--fail-slower", "0%"]].concat()).exits_with(0).says("faster");
}

#[test]
fn what_is_not_comparable_has_its_reason_and_status_2() {
    let ladder = measured_twice();
    let later = ladder.sessions().pop().expect("a session");
    edit(&later, "environment.json", "\"architecture\": \"", "\"architecture\": \"other ");
    ladder.xtask(&["compare", "--fail-slower", "5%"]).exits_with(2).says("different machines").says("--other-machine");
    ladder.xtask(&["compare", "--fail-slower", "5%", "--other-machine"]).exits_with(1).says("TOO SLOW");
    edit(&later, "samples.jsonl", "\"size\":\"100\"", "\"size\":\"200\"");
    ladder.xtask(&["compare", "--other-machine"]).exits_with(2).says("the inputs differ: 100, then 200");
}

#[test]
fn sessions_and_cells_that_are_not_there_are_wrong_usage() {
    let ladder = Ladder::new();
    ladder.xtask(&["compare"]).exits_with(2).mutters("cargo xtask run");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let only = ladder.sessions().pop().expect("a session");
    let name = only.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    ladder.xtask(&["compare"]).exits_with(2).mutters("measure twice");
    ladder.xtask(&["compare", "yesterday"]).exits_with(2).mutters(&format!("the newest there: {name}"));
    ladder.xtask(&["compare", name, name]).exits_with(2).says("both are session");
    ladder.xtask(&["compare", name, name, "--rung", "cython"]).exits_with(2).mutters("the rungs plain, brisk");
    ladder.xtask(&["compare", "--fail-slower", "5"]).exits_with(2).mutters("such as 5%");
}
