//! `new` writes a first kernel and its lines of the manifest, which pass `check` at once; nothing that is there is lost.

use std::fs;

use crate::support::{Ladder, cell, fixtures, project};

/// The fixture of climbs, with a function of the user's as a benchmark.
fn ladder() -> Ladder {
    let text = fs::read_to_string(fixtures().join("climb/ladder.toml")).expect("the fixture");
    let ladder = Ladder::of_the_project(&text, &[]);
    for file in ["runner.py", "calls.py", "values.py", "profiles.py", "probe.py", "seen.py", "typed.py"] {
        let source = fs::read_to_string(project().join("kernels-python").join(file)).expect("a source");
        ladder.file(&format!("kernels-python/{file}"), &source);
    }
    ladder.file("own/double.py", "def double(n):\n    return 2 * n\n");
    ladder.file("slow.py", "def twice(n):\n    return 2 * n\n");
    ladder
}

/// A rung without a kernel of its own, with a text to begin with.
const BEGINNER: &str = "[rung.beginner]\nlike = \"plain\"\ntitle = \"Beginner\"\nkernels = {}\n\
    start = { py = \"\"\"{source}\n# {entry} of {oracle}\n\"\"\" }";

#[test]
fn a_new_benchmark_and_a_new_rung_pass_check_at_once() {
    let ladder = ladder().with(BEGINNER);
    ladder.xtask(&["new", "benchmark", "moving-average"]).exits_with(0).says("check --benchmark moving-average");
    let like = ["new", "rung", "mine", "--like", "beginner", "--benchmark", "moving-average"];
    ladder.xtask(&like).exits_with(0).says("[rung.mine]").says("like = \"beginner\"");
    let json = ladder.xtask(&["check", "--benchmark", "moving-average", "--format", "json"]).exits_with(0).json();
    for rung in ["plain", "again", "mine"] {
        assert_eq!(cell(&json, &format!("{rung}/moving-average"))["status"], "agrees", "{json:#}");
    }
    assert!(!json.to_string().contains("beginner/"), "a rung that others begin with has no cell itself");
}

#[test]
fn a_kept_climb_gets_a_rung_with_one_file_and_four_lines() {
    let ladder = ladder().with(BEGINNER);
    ladder.xtask(&["climb", "slow.py:twice", "--call", "twice(4)", "--budget", "5s", "--keep", "my löw"]).exits_with(0);
    let before = ladder.text("my löw/ladder.toml");
    let made = ladder.xtask(&["new", "rung", "mine", "--like", "beginner", "--manifest", "my löw/ladder.toml"]);
    made.exits_with(0).says("--manifest 'my löw/ladder.toml'");
    let after = ladder.text("my löw/ladder.toml");
    let lines = after.strip_prefix(before.trim_end()).expect("the manifest grows at its end");
    assert_eq!(lines.lines().filter(|line| !line.is_empty()).count(), 4, "{lines}");
    assert!(ladder.text("my löw/kernels/mine.py").ends_with("# twice of ../oracle/slow.py\n"));
    let check = ["check", "--manifest", "my löw/ladder.toml", "--rung", "mine", "--format", "json"];
    assert_eq!(cell(&ladder.xtask(&check).exits_with(0).json(), "mine/twice")["status"], "agrees");
}

#[test]
fn a_ladder_that_is_not_there_is_made() {
    let ladder = ladder();
    ladder.xtask(&["new", "benchmark", "first", "--manifest", "fresh/ladder.toml"]).exits_with(0);
    let json = ladder.xtask(&["check", "--manifest", "fresh/ladder.toml", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "again/first")["status"], "agrees");
}

#[test]
fn what_cannot_be_written_leaves_all_as_it_was() {
    let ladder = ladder().with(BEGINNER);
    let manifest = ladder.text("ladder.toml");
    let new = |words: &[&str]| ladder.xtask(&[&["new"], words].concat());
    new(&["rung", "mine", "--like", "plian"]).exits_with(2).mutters("did you mean `plain`?");
    new(&["rung", "plain", "--like", "again"]).exits_with(2).mutters("there is a rung `plain` already");
    new(&["rung", "Mine", "--like", "plain"]).exits_with(2).mutters("`Mine` is no name");
    new(&["rung", "mine", "--like", "plain", "--benchmark", "none"]).exits_with(2).mutters("no benchmark `none`");
    ladder.file("own/first.py", "what was there\n");
    new(&["benchmark", "first"]).exits_with(1).mutters("there is a file");
    assert_eq!(ladder.text("own/first.py"), "what was there\n");
    assert_eq!(ladder.text("ladder.toml"), manifest);
}
