//! Sessions over time: their list, their history, and the file that keeps many of them.

use serde_json::Value;

use crate::support::{Ladder, said_aloud, unsealed, uv};

/// A ladder with so many sessions, each of a commit of its own; `brisk` is slower by a tenth from the given one on.
fn measured_often(sessions: usize, slower_from: usize) -> Ladder {
    let ladder = Ladder::new();
    ladder.file(".git/HEAD", "ref: refs/heads/main\n");
    ladder.file(".git/refs/heads/main", &format!("{}\n", "c".repeat(40)));
    ladder.xtask(&["run", "--benchmark", "sums", "--label", "the first"]).exits_with(0);
    let first = ladder.sessions().pop().expect("a session");
    let read = |name: &str| std::fs::read_to_string(first.join(name)).expect("a file of the session");
    let (environment, records) = (read("environment.json"), unsealed(&read("samples.jsonl")));
    std::fs::remove_dir_all(&first).expect("removed");
    for session in 0..sessions {
        let name = format!("20260102T{:02}{:02}00Z-small", session / 60, session % 60);
        // Never twice the same, and never off by more than one in a hundred.
        let jitter = 1.0 + ((session * 7919) % 100) as f64 / 10_000.0;
        let factor = jitter * if session < slower_from { 1.0 } else { 1.1 };
        let changed = |line: &str| {
            let mut record: Value = serde_json::from_str(line).expect("a record");
            match record["type"].as_str() {
                Some("session") => {
                    record["id"] = name.clone().into();
                    record["revision"]["commit"] = format!("{session:040x}").into();
                }
                Some("sample") if record["rung"] == "brisk" => {
                    let time = record["wall_ns"].as_f64().expect("a number") * factor;
                    record["wall_ns"] = (time.round() as u64).into();
                }
                _ => {}
            }
            format!("{record}\n")
        };
        let text: String = records.lines().map(changed).collect();
        ladder.file(&format!("results/{name}/samples.jsonl"), &text);
        ladder.file(&format!("results/{name}/environment.json"), &environment);
    }
    ladder
}

#[test]
fn a_session_is_listed_with_its_commit_branch_and_label_and_how_it_ended() {
    let ladder = measured_often(2, 9);
    let listed = ladder.xtask(&["sessions"]).exits_with(0).stdout;
    for expected in ["20260102T000000Z-small", "0000000000", "main", "the first", "plain", "complete"] {
        assert!(listed.contains(expected), "no `{expected}` in\n{listed}");
    }
    let json = ladder.xtask(&["sessions", "--format", "json"]).exits_with(0).json();
    assert_eq!(
        (&json["sessions"][1]["label"], &json["sessions"][1]["stop"]),
        (&"the first".into(), &"complete".into())
    );
    assert_eq!(json["sessions"][1]["commit"], format!("{:040x}", 1));
    Ladder::new().xtask(&["sessions"]).exits_with(0).says("no session in");
}

#[test]
fn a_change_of_level_is_shown_between_its_commits() {
    let ladder = measured_often(16, 8);
    ladder.xtask(&["history"]).exits_with(0).says("slower by 10.").says("20260102T000800Z-small");
    let chart = ladder.xtask(&["history", "brisk/sums"]).exits_with(0).stdout;
    for expected in ["slower by 10.", &format!("git log {:040x}..{:040x}", 7, 8), "•", "┊"] {
        assert!(chart.contains(expected), "no `{expected}` in\n{chart}");
    }
    let json = ladder.xtask(&["history", "brisk", "--format", "json"]).exits_with(0).json();
    assert_eq!(json["series"][0]["changes"][0]["session"], "20260102T000800Z-small");
    ladder.xtask(&["history", "brisk", "--format", "html", "--output", "history.html"]).exits_with(0);
    assert_eq!(ladder.text("history.html").matches("<circle").count(), 16);
    ladder.xtask(&["history", "brisk", "--branch", "other"]).exits_with(2).mutters("no session has such a cell");
    ladder.xtask(&["history", "cython"]).exits_with(2).mutters("no session has such a cell");
}

#[test]
fn what_is_no_part_of_a_history_is_named_with_its_reason() {
    let ladder = measured_often(3, 9);
    let records = ladder.text("results/20260102T000200Z-small/samples.jsonl");
    let (all, _) = records.trim_end().rsplit_once('\n').expect("lines");
    ladder.file("results/20260102T000200Z-small/samples.jsonl", &format!("{all}\n"));
    ladder.xtask(&["history"]).exits_with(0).mutters("20260102T000200Z-small: it is under way");
    Ladder::new().xtask(&["history"]).exits_with(2).mutters("nothing to look back on");
}

#[test]
fn a_store_answers_as_the_sessions_do() {
    let ladder = measured_often(16, 8);
    let Some(uv) = uv() else { return };
    let path = format!("{}:{}", uv.display(), std::env::var("PATH").expect("a PATH"));
    let written = ladder.xtask_with("PATH", &path, &["export", "parquet", "--output", "all.parquet"]);
    if written.stderr.contains("a store needs packages of its own") {
        return said_aloud("SKIPPED: stores of histories: their packages cannot be had");
    }
    written.exits_with(0).mutters("16 rows of 16 sessions");
    let (own, stored) = (["history", "brisk/sums"], ["history", "brisk/sums", "--store", "all.parquet"]);
    assert_eq!(ladder.xtask(&own).exits_with(0).stdout, ladder.xtask(&stored).exits_with(0).stdout);
    ladder.xtask(&["history", "sums/bri*", "--store", "all.parquet"]).exits_with(0).says("slower by 10.");
    ladder.xtask(&["history", "nothing", "--store", "all.parquet"]).exits_with(2).mutters("nothing to look back on");
    ladder.xtask(&["history", "--store", "none.parquet"]).exits_with(2).mutters("no file none.parquet");
    ladder.file("broken.parquet", "broken");
    ladder.xtask(&["history", "--store", "broken.parquet"]).exits_with(1).mutters("error:");
    ladder.xtask(&["export", "parquet"]).exits_with(2).mutters("--output FILE");
}
