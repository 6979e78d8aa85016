//! What others printed, judged at the end of every session and on request.

use std::fs;

use crate::support::{Ladder, cell};

#[test]
fn a_session_ends_with_the_verdicts_and_tells_them_all_on_request() {
    let ladder = Ladder::new();
    let summary = "2 figures: 1 same order, 1 not measured; 2 claims: 1 holds, 1 does not hold";
    ladder.xtask(&["run"]).exits_with(0).says("A printed ladder").says(summary);
    let told = ladder.xtask(&["report", "--verdicts"]).exits_with(0).says(summary).stdout;
    for expected in ["Brisk", "3.12..3.29x", "4.00x", "the times are made up", "Made of unobtainium is missing"] {
        assert!(told.contains(expected), "no `{expected}` in\n{told}");
    }
    let json = ladder.xtask(&["report", "--verdicts", "--format", "json"]).exits_with(0).json();
    let source = &json["published"][0];
    assert_eq!(
        (&source["figures"][0]["verdict"], &source["figures"][0]["rung"]),
        (&"same-order".into(), &"brisk".into())
    );
    assert_eq!(
        (&source["claims"][0]["outcome"], &source["claims"][1]["outcome"]),
        (&"holds".into(), &"does-not-hold".into())
    );
    let report = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(report["published"], json["published"]);
    assert_eq!(cell(&report, "brisk/sums")["published"], serde_json::json!({ "ms": 2.5, "speedup": 3.2 }));
}

#[test]
fn the_verdicts_need_nothing_but_the_records() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let told = ladder.xtask(&["report", "--verdicts"]).exits_with(0).stdout;
    let elsewhere = tempfile::tempdir().expect("a folder");
    let session = ladder.sessions().pop().expect("a session");
    fs::copy(session.join("samples.jsonl"), elsewhere.path().join("samples.jsonl")).expect("a copy");
    ladder.file("published.toml", "changed since");
    let path = elsewhere.path().to_str().expect("UTF-8");
    assert_eq!(ladder.xtask(&["report", path, "--verdicts"]).exits_with(0).stdout, told);
}

#[test]
fn another_size_than_the_published_one_is_not_compared() {
    let ladder = Ladder::new().with_instead("rounds = 1", "rounds = 1\nmax-invocations = 3");
    ladder.xtask(&["run", "--profile", "marked", "--all", "--benchmark", "sums"]).exits_with(0);
    let json = ladder.xtask(&["report", "--verdicts", "--format", "json"]).exits_with(0).json();
    let figure = &json["published"][0]["figures"][0];
    assert_eq!(
        (&figure["verdict"], &figure["reason"]),
        (&"not-comparable".into(), &"the published input is 100, not 50".into())
    );
}

#[test]
fn figures_of_cells_that_are_not_there_stop_every_command() {
    let ladder = Ladder::new();
    let text = ladder.text("published.toml").replace("rung = \"brisk\"", "rung = \"brusk\"");
    ladder.file("published.toml", &text);
    ladder.xtask(&["list"]).exits_with(2).mutters("published.toml").mutters("did you mean `brisk`?");
}

#[test]
fn a_ladder_without_published_figures_is_reported_without_verdicts() {
    let ladder = Ladder::new().with_instead("published = [\"published.toml\"]\n", "");
    let text = ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0).stdout;
    assert!(!text.contains("what others printed"), "{text}");
    ladder.xtask(&["report", "--verdicts"]).exits_with(0).says("no published figures");
}

#[test]
fn a_report_may_be_a_markdown_document() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let report =
        ladder.xtask(&["report", "--format", "markdown"]).exits_with(0).says("| rung | median | speedup |").stdout;
    assert!(report.contains("| Four times as brisk | 1.00 ms | 4.00x |"), "{report}");
    let verdicts = ladder.xtask(&["report", "--verdicts", "--format", "markdown"]).exits_with(0).stdout;
    for expected in [
        "#### A printed ladder",
        "| Brisk | 2.5ms | 1.00 ms | brisk | 3.2x | 3.12..3.29x | 4.00x |",
        "- **holds** brisk is",
    ] {
        assert!(verdicts.contains(expected), "no `{expected}` in\n{verdicts}");
    }
    for text in [report, verdicts] {
        assert!(!text.contains("\n\n\n") && !text.contains('─'), "{text}");
    }
}
