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
    ladder
        .xtask(&["compare", "--fail-slower", "5%"])
        .exits_with(1)
        .mutters("error: changed by more than the limit: brisk/sums");
    ladder.xtask(&["compare", "--fail-slower", "25%"]).exits_with(0).says("no cell's whole interval").says("passed");
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

/// A ladder with two sessions, between which the noisy rung has become slower by a hundredth, which nobody can see: its
/// processes are a tenth apart.
fn measured_noisily() -> Ladder {
    let ladder = Ladder::new().with_rung("noisy", "--ns 2000000 --apart 0.1");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let slower = ladder.text("ladder.toml").replace("\"2000000\", \"--apart\"", "\"2020000\", \"--apart\"");
    ladder.file("ladder.toml", &slower);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder
}

#[test]
fn what_two_sessions_could_not_have_seen_has_a_status_of_its_own_and_the_slowdown_that_they_could() {
    let ladder = measured_noisily();
    let unseen = ladder.xtask(&["compare", "--fail-slower", "2%"]).exits_with(3).says("not seen (from +");
    assert!(unseen.stderr.starts_with("error: could not have seen it: noisy/sums (from +"), "{}", unseen.stderr);
    ladder.xtask(&["compare", "--fail-slower", "2%", "--rung", "brisk"]).exits_with(0).says("passed");
    ladder.xtask(&["compare", "--fail-slower", "2%", "--allow-unseen"]).exits_with(0);
    let json = ladder.xtask(&["compare", "--fail-slower", "2%", "--format", "json"]).exits_with(3).json();
    let cells = json["benchmarks"][0]["cells"].as_array().expect("cells");
    let noisy = cells.iter().find(|cell| cell["rung"] == "noisy").expect("the noisy cell");
    assert_eq!(noisy["gate"], "unseen");
    // What is claimed to be found is found: a limit just below what the pair could see is one that it can tell.
    let least = noisy["smallest_slowdown"].as_f64().expect("a number");
    let (low, estimate) = (noisy["change"]["low"].as_f64(), noisy["change"]["estimate"].as_f64());
    let width = estimate.expect("a number") / low.expect("a number");
    assert!((1.02 * width - 1.0 - least).abs() < 1e-9, "{noisy}");
}

#[test]
fn what_is_surely_slower_is_told_before_what_could_not_be_seen() {
    let ladder = measured_noisily();
    let slower = ladder.text("ladder.toml").replace("\"--ns\", \"1000000\"", "\"--ns\", \"1200000\"");
    ladder.file("ladder.toml", &slower);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask(&["compare", "--fail-slower", "2%"]).exits_with(1).says("not seen").mutters("brisk/sums");
}

#[test]
fn cells_have_limits_of_their_own_in_a_file_in_both_directions() {
    let ladder = measured_twice();
    let limits = |text: &str| {
        ladder.file("limits.toml", text);
        ladder.xtask(&["compare", "--fail-slower", "5%", "--limits", "limits.toml"])
    };
    limits("[[limit]]\ncell = \"brisk/sums\"\nslower = \"25%\"").exits_with(0).says("passed");
    limits("[[limit]]\ncell = \"brisk\"\nslower = \"10%\"").exits_with(1).mutters("brisk/sums (+20");
    limits("[[limit]]\ncell = \"sums/brisk\"\nfaster = \"10%\"").exits_with(0).says("passed");
    limits("[[limit]]\ncell = \"brisky\"\nfaster = \"10%\"")
        .exits_with(2)
        .mutters("no cell of these sessions is brisky");
    limits("[[limit]]\ncell = \"brisk\"\nslow = \"10%\"")
        .exits_with(2)
        .mutters("limits.toml: limit 1: `slow` is no key");
    let sessions = ladder.sessions();
    let backwards = ["compare", sessions[1].to_str().expect("UTF-8"), sessions[0].to_str().expect("UTF-8")];
    ladder.file("limits.toml", "[[limit]]\ncell = \"brisk\"\nfaster = \"10%\"");
    let gate = [&backwards[..], &["--limits", "limits.toml"]].concat();
    ladder.xtask(&gate).exits_with(1).says("TOO FAST").mutters("limit -10.0 %");
}

#[test]
fn a_benchmark_that_one_session_lacks_is_as_a_rung_that_it_lacks() {
    let ladder = Ladder::new().with_rung("other", "--ns 2000000");
    ladder.xtask(&["run"]).exits_with(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    ladder.xtask(&["run", "--benchmark", "sums", "--rung", "brisk"]).exits_with(0);
    let gate = ["compare", "--fail-slower", "5%"];
    ladder.xtask(&gate).exits_with(0).says("timed in the earlier session alone: the other did not select it");
    ladder.xtask(&[&gate[..], &["--require"]].concat()).exits_with(1).mutters("error: required").mutters("other/sums");
    ladder.xtask(&[&gate[..], &["--require", "--rung", "brisk"]].concat()).exits_with(0);
    // What was wanted and could not be had is no pass.
    let lacking = ladder.text("ladder.toml").replace(
        "[rung.other]",
        "[toolchain.gone]\ntitle = \"Gone\"\nnames = [\"gone-for-good\"]\nfix = \"get it\"\n\n[rung.other]",
    );
    ladder.file(
        "ladder.toml",
        &lacking.replace(
            "title = \"Scripted: other\"\ntoolchain = \"python\"",
            "title = \"Scripted: other\"\ntoolchain = \"gone\"",
        ),
    );
    std::thread::sleep(std::time::Duration::from_millis(1100));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0).says("missing");
    let first = ladder.sessions()[0].display().to_string();
    ladder
        .xtask(&["compare", &first, "latest", "--fail-slower", "5%"])
        .exits_with(3)
        .mutters("other/sums (timed in the earlier");
}
