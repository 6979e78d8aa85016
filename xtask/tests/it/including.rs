//! A ladder elsewhere, which includes another one and has problems or rungs of its own.

use std::fs;

use serde_json::Value;

use crate::support::{Ladder, cell, fixtures, part, project, python};

/// What somebody writes who has a problem of their own and wants this project's ways to make it fast.
const ELSEWHERE: &str = r#"version = 1
include = [{ path = "PROJECT/ladder.toml", only = ["toolchain", "profile", "rung"] }]

[baseline]
rungs = ["mine"]

[oracle]
toolchain = "script"
runner = ["{tool}", "{root}/scripted_runner.py", "{kernel}", "{entry}"]

[benchmark.sums]
title = "Sums"
input = "integer"
tolerance = { absolute = 1e-9 }
oracle = "kernels/sums.py"
check = { values = [1, 2, 10] }
sizes = { blog = { value = 100 }, quick = { value = 50 } }

[toolchain.script]
title = "Python"
names = ["python3"]
fix = "install Python 3.9 or newer"

[rung.mine]
title = "Mine"
toolchain = "script"
project = "kernels"
runner = ["{tool}", "{root}/scripted_runner.py", "{artefact}", "{entry}", "--ns", "4000000", "--log={root}/log/mine"]
cost = "nothing"
headline = true
simulated = true
kernels = { sums = "sums.py" }

[rung.hosted] # by the included ladder's own runner
like = "cpython-sqrt"
title = "Hosted"
project = "kernels"
headline = true
kernels = { sums = "sums.py" }
"#;

fn elsewhere() -> Ladder {
    let ladder = Ladder::new();
    ladder.file("ladder.toml", &ELSEWHERE.replace("PROJECT", &project().display().to_string()));
    ladder
}

fn names(json: &Value, section: &str) -> Vec<String> {
    let all = part(json, section).as_array().expect("a list");
    all.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_problem_of_ones_own_is_run_with_the_tools_and_rungs_of_this_ladder() {
    let ladder = elsewhere();
    let python = python().display().to_string();
    let xtask = |arguments: &[&str]| ladder.xtask_with("LADDER_TOOL_SCRIPT", &python, arguments).exits_with(0);
    let json = xtask(&["list", "--format", "json"]).json();
    assert_eq!(names(&json, "benchmarks"), ["sums"]);
    assert_eq!(names(&json, "profiles"), ["blog", "quick", "games", "pyperformance"]);
    assert_eq!(names(&json, "rungs"), ["mine", "hosted"]);

    let checked = xtask(&["check", "--format", "json"]).json();
    assert_eq!(cell(&checked, "mine/sums")["status"], "agrees");
    assert_eq!(cell(&checked, "hosted/sums")["status"], "agrees", "{checked:#}");

    xtask(&["run", "--profile", "quick", "--budget", "5s"]).says("Hosted");
    let json = xtask(&["report", "--format", "json"]).json();
    for name in ["mine/sums", "hosted/sums"] {
        assert_eq!(cell(&json, name)["status"], "timed", "{json:#}");
    }
    assert!(ladder.asked("mine").iter().any(|asked| asked.starts_with("run ")));
    assert!(names(&xtask(&["doctor", "--format", "json"]).json(), "toolchains").contains(&"cpython-3.14".to_owned()));
}

#[test]
fn a_whole_ladder_can_be_included_and_stays_where_it_is() {
    let (inner, outer) = (Ladder::new(), Ladder::new());
    let include = format!("version = 1\ninclude = [\"{}/ladder.toml\"]\n", inner.root().display());
    outer.file("ladder.toml", &include);
    let outer = outer.with_rung("more", "");
    let json = outer.xtask(&["list", "--format", "json"]).exits_with(0).json();
    assert_eq!(names(&json, "rungs"), ["more", "plain", "brisk", "rare"]);
    let checked = outer.xtask(&["check", "--format", "json"]).exits_with(0).json();
    for name in ["more/sums", "plain/sums", "plain/words"] {
        assert_eq!(cell(&checked, name)["status"], "agrees", "{checked:#}");
    }
    outer.xtask(&["run", "--profile", "marked", "--budget", "5s"]).exits_with(0).says("Plain");
    assert!(inner.root().join("data/texts.json").is_file(), "generated where its ladder is");
    assert!(inner.asked("plain").len() > outer.asked("plain").len(), "its runner writes its log there");
    outer.xtask(&["clean", "--all"]).exits_with(0);
    assert!(inner.root().join("data/texts.json").is_file(), "and not removed from elsewhere");
}

#[test]
fn a_runner_of_an_included_ladder_that_changes_is_checked_again() {
    let (inner, outer) = (Ladder::new(), Ladder::new());
    outer.file("ladder.toml", &format!("version = 1\ninclude = [\"{}/ladder.toml\"]\n", inner.root().display()));
    let check = || outer.xtask(&["check", "--rung", "brisk"]).exits_with(0);
    check();
    let first = inner.asked("brisk").len();
    check();
    assert_eq!(inner.asked("brisk").len(), first, "what agreed is remembered");
    let runner = inner.text("scripted_runner.py");
    inner.file("scripted_runner.py", &format!("{runner}\n# changed\n"));
    check();
    assert!(inner.asked("brisk").len() > first);
}

#[test]
fn mistakes_in_an_included_file_are_shown_there() {
    let ladder = Ladder::new();
    let inner = fs::read_to_string(fixtures().join("ladder/ladder.toml")).expect("the fixture");
    ladder.file("parts/inner.toml", &inner.replacen("title = \"Sums\"", "titel = \"Sums\"", 1));
    ladder.file("ladder.toml", "version = 1\ninclude = [\"parts/inner.toml\", \"gone.toml\"]\n");
    let text = ladder.xtask(&["list"]).exits_with(2).stderr;
    for expected in
        ["parts/inner.toml:", "unknown key `titel`", "did you mean `title`?", "there is no file `gone.toml`"]
    {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
}
