//! The command line: what is there, what is wrong with what was typed, and the exit status that says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;

use crate::support::{Ladder, cell, part, program, project};

#[test]
fn list_shows_benchmarks_profiles_and_rungs() {
    let ladder = Ladder::new();
    let text = ladder.xtask(&["list"]).exits_with(0).stdout;
    for expected in ["sums", "words", "small", "marked", "plain", "Four times as brisk"] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
    assert!(text.contains(": every cell\n") && text.contains(": what is marked *\n"), "{text}");
}

#[test]
fn list_as_json_has_stable_names() {
    let json = Ladder::new().xtask(&["list", "--format", "json"]).exits_with(0).json();
    assert_eq!(json["benchmarks"][0]["name"], "sums");
    assert_eq!(json["benchmarks"][0]["sizes"]["small"], "100");
    assert_eq!(json["benchmarks"][0]["default"], true);
    assert_eq!(json["profiles"][0]["name"], "small");
    assert_eq!(
        (&json["profiles"][0]["cells"][0], &json["profiles"][1]["cells"][0]),
        (&"all".into(), &"default".into())
    );
    let rungs = part(&json, "rungs").as_array().expect("rungs");
    let names: Vec<&str> = rungs.iter().filter_map(|rung| rung["name"].as_str()).collect();
    assert_eq!(names, ["plain", "brisk", "rare"]);
    let cells = part(&rungs[1], "cells").as_array().expect("cells");
    assert!(cells.iter().any(|cell| cell["benchmark"] == "words" && cell["unsupported"] == "it cannot read"));
}

#[test]
fn a_resolved_list_has_every_cell_with_what_it_inherits_and_no_path_of_the_machine() {
    let ladder = Ladder::new();
    let outcome = ladder.xtask(&["list", "--resolved", "--format", "json"]).exits_with(0);
    assert!(!outcome.stdout.contains(ladder.root().to_str().expect("UTF-8")), "{}", outcome.stdout);
    let json = outcome.json();
    let brisk = cell(&json, "brisk/sums");
    assert_eq!((&brisk["kernel"], &brisk["project"]), (&"kernels/sums.py".into(), &"kernels".into()));
    assert_eq!((&brisk["toolchain"], &brisk["threads"]), (&"python".into(), &1.into()));
    assert!(brisk["runner"].as_array().is_some_and(|words| words.contains(&"{root}/scripted_runner.py".into())));
    let words = cell(&json, "brisk/words");
    assert_eq!((&words["kernel"], &words["unsupported"]), (&Value::Null, &"it cannot read".into()));
    assert_eq!(part(&json, "profiles")[0]["turn_time_s"], 0.001);
    assert_eq!(part(&json, "toolchains")[1]["origin"]["file"]["names"][0], "unobtainium");
    assert_eq!(part(&json, "published")[0]["title"], "A printed ladder");
    for key in ["version", "benchmarks", "recipes", "languages", "data", "baseline", "oracle", "selftest", "unset"] {
        part(&json, key);
    }
    let some = ladder.xtask(&["list", "--resolved", "--rung", "br*", "--benchmark", "sums"]).exits_with(0).stdout;
    assert!(some.starts_with("brisk/sums: Four times as brisk\n  kernel       kernels/sums.py\n"), "{some}");
    assert!(some.contains("--ns 1000000") && !some.contains("plain/sums"), "{some}");
    ladder.xtask(&["list", "--resolved", "--rung", "brsk"]).exits_with(2).mutters("did you mean `brisk`?");
    ladder.xtask(&["list", "--rung", "brisk"]).exits_with(2).mutters("--resolved");
}

#[test]
fn manifests_that_say_the_same_are_listed_alike() {
    let listed = |ladder: &Ladder| ladder.xtask(&["list", "--resolved", "--format", "json"]).exits_with(0).stdout;
    let other = Ladder::new()
        .with_instead("title = \"Made of unobtainium\"", "title = \"Made of unobtainium\"\nthreads = 1 # as always")
        .with_instead("unsupported = { words = \"it cannot read\" }", "unsupported.words = 'it cannot read'")
        .with_instead("tolerance = { absolute = 1e-9 }", "tolerance.absolute = 0.000000001");
    assert_eq!(listed(&Ladder::new()), listed(&other));
    let changed = Ladder::new().with_instead("cost = \"nothing\"", "cost = \"something\"");
    assert_ne!(listed(&Ladder::new()), listed(&changed));
}

#[test]
fn doctor_names_what_is_here_and_how_to_get_the_rest() {
    let ladder = Ladder::new();
    let outcome = ladder.xtask(&["doctor", "--format", "json"]).exits_with(0);
    let toolchains = part(&outcome.json(), "toolchains").as_array().expect("toolchains").clone();
    let tool = |name: &str| toolchains.iter().find(|tool| tool["name"] == name).expect("the toolchain").clone();
    assert_eq!(tool("python")["status"], "ok");
    assert!(tool("python")["origin"].as_str().is_some_and(|origin| origin.contains("LADDER_TOOL_PYTHON")));
    let missing = tool("unobtainium");
    assert_eq!((missing["status"].as_str(), missing["fix"].as_str()), (Some("missing"), Some("mine some")));
    assert!(missing["reason"].as_str().is_some_and(|reason| reason.contains("unobtainium")));
    for key in ["name", "status", "version", "origin", "reason", "fix"] {
        part(&missing, key);
    }
    ladder.xtask(&["doctor"]).exits_with(0).says("hint: mine some");
}

#[test]
fn a_tool_that_the_user_names_is_taken_and_if_it_is_not_there_it_is_broken() {
    let ladder = Ladder::new();
    let doctor = |value: &str| {
        let outcome = ladder.xtask_with("LADDER_TOOL_UNOBTAINIUM", value, &["doctor", "--format", "json"]);
        let json = outcome.exits_with(0).json();
        let tools = part(&json, "toolchains").as_array().expect("toolchains").clone();
        tools.iter().find(|tool| tool["name"] == "unobtainium").expect("the toolchain").clone()
    };
    assert_eq!(doctor("/usr/bin/env")["status"], "ok");
    let broken = doctor("/no/such/file");
    assert_eq!(broken["status"], "broken");
    assert!(broken["reason"].as_str().is_some_and(|reason| reason.contains("/no/such/file")), "{broken}");
    let outcome = ladder.xtask_with("LADDER_TOOL_UNOBTAINIUM", "/no/such/file", &["check", "--format", "json"]);
    let cell = cell(&outcome.exits_with(0).json(), "rare/sums");
    assert_eq!(cell["status"], "missing");
}

#[test]
fn doctor_changes_nothing_but_its_own_memory() {
    let ladder = Ladder::new();
    ladder.xtask(&["doctor"]).exits_with(0);
    for generated in ["data", "results", "target/ladder/build", "target/ladder/environments"] {
        assert!(!ladder.root().join(generated).exists(), "doctor left {generated}");
    }
}

#[test]
fn a_filter_that_names_nothing_is_wrong_usage_and_suggests_the_nearest_name() {
    let ladder = Ladder::new();
    ladder.xtask(&["check", "--rung", "brusk"]).exits_with(2).mutters("did you mean `brisk`?");
    ladder.xtask(&["run", "--benchmark", "smus"]).exits_with(2).mutters("did you mean `sums`?");
    ladder.xtask(&["run", "--profile", "smal"]).exits_with(2).mutters("did you mean `small`?");
}

#[test]
fn wrong_options_are_wrong_usage() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--budget", "soon"]).exits_with(2).mutters("--budget");
    ladder.xtask(&["measure"]).exits_with(2).mutters("measure");
    ladder.xtask(&["list", "--format", "xml"]).exits_with(2).mutters("xml");
    ladder.xtask(&["check", "--inputs", "no-such-folder"]).exits_with(2).mutters("no-such-folder");
    ladder.xtask(&["report", "no-such-folder"]).exits_with(2).mutters("no-such-folder");
}

#[test]
fn a_report_before_the_first_session_says_what_to_do() {
    Ladder::new().xtask(&["report"]).exits_with(2).mutters("cargo xtask run");
}

#[test]
fn mistakes_in_the_manifest_are_shown_all_at_once_each_with_its_place() {
    let ladder = Ladder::new()
        .with_instead("title = \"Sums\"", "titel = \"Sums\"")
        .with_instead("rungs = [\"plain\"]", "rungs = [\"plane\"]")
        .with_instead("budget = \"2m\"\ncells", "budget = \"soon\"\ncells");
    let text = ladder.xtask(&["list"]).exits_with(2).stderr;
    for expected in ["titel", "title", "plane", "plain", "soon", "ladder.toml:", "^"] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
}

#[test]
fn a_missing_manifest_is_wrong_usage() {
    let ladder = Ladder::new();
    std::fs::remove_file(ladder.root().join("ladder.toml")).expect("the manifest");
    ladder.xtask(&["list"]).exits_with(2).mutters("ladder.toml");
}

#[test]
fn a_selection_that_selects_nothing_is_wrong_usage() {
    let ladder = Ladder::new().with_instead("headline = true\n", "");
    for command in ["run", "check", "build"] {
        ladder.xtask(&[command, "--profile", "marked"]).exits_with(2).mutters("no cell is selected");
    }
    ladder.xtask(&["check", "--benchmark", "sums", "--inputs", "/no/such"]).exits_with(2).mutters("documents");
}

#[test]
fn a_report_needs_no_valid_manifest() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.file("ladder.toml", "nonsense");
    ladder.xtask(&["report"]).exits_with(0).says("Four times as brisk");
    ladder.xtask(&["list"]).exits_with(2);
}

#[test]
fn clean_empties_no_folder_of_somebody_else() {
    let ladder = Ladder::new();
    ladder.file("mine/build/precious.txt", "mine");
    ladder.xtask(&["clean", "--target", "mine"]).exits_with(2).mutters("that this program has not made");
    assert_eq!(ladder.text("mine/build/precious.txt"), "mine");
}

#[test]
fn a_width_that_nobody_knows_is_that_of_columns_and_colours_are_as_the_user_says() {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    let widest = |text: &str| text.lines().map(|line| line.trim_end().chars().count()).max().unwrap_or_default();
    let columns = |number: &str| ladder.xtask_with("COLUMNS", number, &["report"]).exits_with(0).stdout;
    assert!(widest(&columns("60")) <= 60 && widest(&columns("0")) <= 120);
    // A terminal that was just made says that it has no columns.
    let plain = |text: &str| {
        text.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect::<String>()
    };
    let unknown = widest(&plain(&ladder.as_the_terminals_own(&["report"]).stdout));
    assert!((40..=80).contains(&unknown), "{unknown} columns");
    let coloured = |variables: &[(&str, &str)]| ladder.xtask_within(variables, &["report"]).stdout.contains('\u{1b}');
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]) && !coloured(&[("CLICOLOR_FORCE", "0")]) && !coloured(&[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn lists_fit_a_hundred_columns_and_sum_up() {
    let project = project().join("ladder.toml");
    let manifest = project.to_str().expect("UTF-8");
    let listed = Ladder::new().xtask_alone(manifest, &["list"]).exits_with(0).stdout;
    assert!(listed.lines().all(|line| line.chars().count() <= 100), "{listed}");
    let last = listed.lines().last().unwrap_or_default();
    assert!(last.contains("rungs with") && last.contains("* is the headline"), "{last}");
    let doctor = Ladder::new().xtask(&["doctor"]).exits_with(0).stdout;
    assert!(doctor.lines().last().is_some_and(|line| line.contains(" toolchains are here")), "{doctor}");
}

#[test]
fn completions_of_bash_know_commands_options_and_values() {
    let ladder = Ladder::new();
    let script = ladder.xtask(&["completions", "bash"]).exits_with(0).stdout;
    ladder.file("complete.bash", &script);
    let completed = |words: &str, place: usize| {
        let line = format!(
            "source complete.bash; COMP_WORDS=(cargo xtask {words}); COMP_CWORD={place}; _ladder; echo \"${{COMPREPLY[@]}}\""
        );
        let said = program(Path::new("bash")).args(["-c", &line]).current_dir(ladder.root()).output().expect("bash");
        String::from_utf8_lossy(&said.stdout).trim().to_owned()
    };
    assert_eq!(completed("adv", 2), "advise");
    assert_eq!(completed("report --bas", 3), "--baseline");
    assert_eq!(completed("report --format s", 4), "svg");
}

/// Every file and folder below a folder, with its size and when it was changed.
fn listing(folder: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let about = entry.metadata().expect("what is there");
        if about.is_dir() {
            found.extend(listing(&entry.path()));
        }
        found.push((entry.path(), about.len(), about.modified().expect("a time")));
    }
    found.sort();
    found
}

#[test]
fn a_dry_run_may_come_first_though_tools_write_into_their_home() {
    let ladder = Ladder::new().with(
        r#"
[toolchain.tidy]
title = "Tidy"
names = ["sh"]
fix = "none"
probe = ["{tool}", "-c", """echo '{{"version": "1.0.0"}}' | tee "$HOME/.tidy" """]

[rung.tidy]
like = "plain"
title = "Tidy"
tools = ["tidy"]
"#,
    );
    for _ in 0..2 {
        let json = ladder.xtask(&["run", "--dry-run", "--format", "json"]).exits_with(0).json();
        assert_eq!(cell(&json, "tidy/sums")["does"], "nothing", "the tool has a home: {json}");
    }
    assert!(!ladder.root().join("target").exists(), "something was touched");
    ladder.xtask(&["run", "--rung", "tidy", "--benchmark", "sums"]).exits_with(0);
    assert!(ladder.root().join("target/ladder/home/.tidy").exists(), "where it would have been");
}

#[test]
fn a_dry_run_says_what_would_be_done_and_leaves_every_folder_as_it_is() {
    let ladder = Ladder::new();
    ladder.xtask(&["list"]).exits_with(0);
    let before = listing(ladder.root());
    let said = ladder.xtask(&["run", "--dry-run"]).exits_with(0);
    said.says("nothing is fetched, built, checked or measured").says("measure  ");
    let json = ladder.xtask(&["run", "--dry-run", "--format", "json"]).exits_with(0).json();
    assert_eq!(listing(ladder.root()), before, "something was touched");
    let does = |name: &str| cell(&json, name)["does"].clone();
    assert_eq!((does("plain/sums"), json["measure"]["rounds"].as_u64().is_some()), ("nothing".into(), true));
    ladder.xtask(&["run"]).exits_with(0);
    let again = ladder.xtask(&["run", "--dry-run", "--format", "json"]).exits_with(0).json();
    let to_build = |json: &Value| {
        part(json, "cells").as_array().expect("cells").iter().filter(|cell| cell["does"] == "build").count()
    };
    assert!(to_build(&again) <= to_build(&json), "what is built is built");
    assert!(again["measure"]["took_s"].as_f64().is_some(), "a former session knows: {again}");
    ladder.xtask(&["run", "--format", "json"]).exits_with(2).mutters("--dry-run");
}
