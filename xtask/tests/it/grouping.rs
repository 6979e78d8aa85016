//! Groups of benchmarks: what commands take that name one, a benchmark of one, or none.

use std::fs;

use crate::support::{Ladder, Outcome, part, project};

/// The fixture's ladder with a group: `sums` is of both, `squares` of the group alone, for which there is a profile.
fn ladder() -> Ladder {
    let ladder = Ladder::new()
        .with_instead("title = \"Sums\"\n", "title = \"Sums\"\ngroup = [\"ladder\", \"games\"]\n")
        .with_instead("{ small = { value = 100 }, ", "{ small = { value = 100 }, long = { value = 9000 }, ")
        .with_instead("kernels = { sums = \"sums.py\" }", "kernels = { sums = \"sums.py\", squares = \"squares.py\" }")
        .with_instead("words = \"words.py\" }", "words = \"words.py\", squares = \"squares.py\" }")
        .with(
            r#"
[profile.long]
groups = ["games"]
invocations = 1
rounds = 1
samples = 1
sample-time = "1ms"
budget = "2m"

[benchmark.squares]
title = "Squares"
group = "games"
input = "integer"
oracle = "kernels/squares.py"
check = { values = [1, 3] }
sizes = { small = { value = 7 }, marked = { value = 5 }, long = { value = 70 } }"#,
        );
    ladder.file("kernels/squares.py", "def squares(count):\n    return sum(n * n for n in range(count))\n");
    ladder
}

/// The cells that a check was about.
fn checked(ladder: &Ladder, flags: &[&str]) -> Vec<String> {
    let arguments = [&["check", "--format", "json"], flags].concat();
    let json = ladder.xtask(&arguments).exits_with(0).json();
    let cells = part(&json, "cells").as_array().expect("cells").clone();
    let name = |cell: &serde_json::Value, key: &str| cell[key].as_str().unwrap_or_default().to_owned();
    let all = cells.iter().map(|cell| format!("{}/{}", name(cell, "rung"), name(cell, "benchmark")));
    all.filter(|cell| cell.starts_with("plain/")).collect()
}

fn groups_of_timed(ladder: &Ladder) -> Vec<(String, Option<String>)> {
    let cells = ladder.records_of("cell", "plain");
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    cells.iter().map(|cell| (text(&cell["benchmark"]).expect("a name"), text(&cell["group"]))).collect()
}

#[test]
fn commands_take_the_ladder_unless_a_group_or_a_benchmark_is_named() {
    let ladder = ladder();
    assert_eq!(checked(&ladder, &[]), ["plain/sums", "plain/words"]);
    assert_eq!(checked(&ladder, &["--group", "games"]), ["plain/sums", "plain/squares"]);
    assert_eq!(
        checked(&ladder, &["--group", "games", "--group", "ladder"]),
        ["plain/sums", "plain/words", "plain/squares"]
    );
    assert_eq!(checked(&ladder, &["--group", "*", "--benchmark", "s*"]), ["plain/sums", "plain/squares"]);
    assert_eq!(checked(&ladder, &["--benchmark", "squares"]), ["plain/squares"]);
    assert_eq!(checked(&ladder, &["--profile", "long"]), ["plain/sums", "plain/squares"]);
}

#[test]
fn what_no_group_has_or_a_profile_is_not_for_is_said() {
    let ladder = ladder();
    let said = |flags: &[&str]| -> Outcome { ladder.xtask(&[&["check"], flags].concat()).exits_with(2) };
    said(&["--group", "game"]).mutters("no group matches `game`; did you mean `games`?");
    said(&["--group", "games", "--benchmark", "words"]).mutters("no cell is selected");
    said(&["--profile", "long", "--benchmark", "words"])
        .mutters("profile `long` has no size for these benchmarks: it is for the groups games");
}

#[test]
fn a_session_knows_the_groups_that_its_benchmarks_were_selected_as_ones_of() {
    let ladder = ladder();
    ladder.xtask(&["run", "--profile", "long"]).exits_with(0);
    let of = |benchmark: &str, group: Option<&str>| (benchmark.to_owned(), group.map(str::to_owned));
    assert_eq!(groups_of_timed(&ladder), [of("sums", Some("games")), of("squares", Some("games"))]);
    let narrowed = ladder.xtask(&["report", "--group", "games", "--format", "json"]).exits_with(0).json();
    assert!(!part(&narrowed, "cells").as_array().expect("cells").is_empty());
    ladder.xtask(&["report", "--group", "ladder"]).exits_with(2).mutters("which has the groups games");
    let page = ladder.xtask(&["report", "--format", "html"]).exits_with(0).stdout;
    assert!(page.contains("Group: games"), "no chapter");
}

#[test]
fn a_list_shows_what_groups_there_are() {
    let ladder = ladder();
    let text = ladder.xtask(&["list"]).exits_with(0).stdout;
    let (of_ladder, rest) = text.split_once("\nBenchmarks of the group games: --group games\n").expect("the group");
    let of_games = rest.split("\nProfiles").next().unwrap_or_default();
    assert!(of_ladder.contains("words") && !of_ladder.contains("squares"), "{text}");
    assert!(of_games.contains("squares") && of_games.contains("sums") && !of_games.contains("words"), "{text}");
    let json = ladder.xtask(&["list", "--format", "json"]).exits_with(0).json();
    assert_eq!(json["benchmarks"][0]["groups"], serde_json::json!(["ladder", "games"]));
    assert_eq!(json["profiles"][2]["groups"], serde_json::json!(["games"]));
}

/// A profile whose cells are estimated before they are timed: calls take 4 ms and 1 ms on the small input, and 1,000 times as long here.
fn estimated() -> Ladder {
    ladder()
        .with_instead("value = 7 }", "value = 7, work = 7 }")
        .with_instead("value = 70 }", "value = 70, work = 7000, output = [\"111895\"] }")
        .with_instead("groups = [\"games\"]\n", "groups = [\"games\"]\nestimates-from = \"small\"\npatience = \"500ms\"\n")
        .with_instead("[rung.rare]", "[rung.swift]\nlike = \"brisk\"\ntitle = \"Swift\"\nrunner = [\"{tool}\", \"{root}/scripted_runner.py\", \"{artefact}\", \"{entry}\", \"--ns\", \"1000\", \"--log={root}/log/swift\"]\n[rung.rare]")
}

#[test]
fn what_nobody_would_wait_for_is_left_out_unless_somebody_will() {
    let ladder = estimated();
    let run = |flags: &[&str]| {
        let outcome =
            ladder.xtask(&[&["run", "--profile", "long", "--benchmark", "squares"], flags].concat()).exits_with(0);
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        let cells = part(&json, "cells").as_array().expect("cells").clone();
        let of = |rung: &str| cells.iter().find(|cell| cell["rung"] == rung).expect("the cell").clone();
        let statuses =
            ["plain", "brisk", "swift"].map(|rung| of(rung)["status"].as_str().unwrap_or_default().to_owned());
        (outcome.stderr, statuses, of("brisk")["reason"].as_str().map(str::to_owned))
    };
    let (said, statuses, reason) = run(&[]);
    assert!(said.contains("plain/squares") && said.contains("about 4 s"), "the baseline is always run: {said}");
    assert!(said.contains("one call of each that is run: about 4 s"), "{said}");
    assert_eq!(statuses, ["timed", "missing", "timed"]);
    assert_eq!(reason.as_deref(), Some("not run: about 1 s for one call"));
    let (_, statuses, _) = run(&["--patient"]);
    assert_eq!(statuses, ["timed", "timed", "timed"]);
}

#[test]
fn a_printed_result_stands_for_the_oracles_which_is_not_asked() {
    let ladder = estimated().with_instead("[\"111895\"]", "[\"111896\"]");
    ladder.xtask(&["run", "--profile", "long", "--benchmark", "squares"]).exits_with(1);
    let failures = ladder.records_of("failure", "swift");
    let message =
        failures.first().and_then(|failure| failure["message"].as_str().map(str::to_owned)).unwrap_or_default();
    assert!(message.contains("expected 111896, got 111895"), "{message}");
}

#[test]
fn every_command_that_takes_a_benchmark_takes_a_group() {
    let entries = fs::read_dir(project().join("xtask/tests/frozen/help")).expect("the kept helps");
    let helps = entries.map(|entry| fs::read_to_string(entry.expect("a help").path()).expect("a text"));
    let of_benchmarks: Vec<String> = helps.filter(|text| text.contains("--benchmark <")).collect();
    assert!(of_benchmarks.len() > 10, "{}", of_benchmarks.len());
    let without = of_benchmarks.iter().find(|text| !text.contains("--group <"));
    assert!(without.is_none(), "{without:?}");
}
