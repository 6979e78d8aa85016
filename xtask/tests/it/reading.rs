//! Reports made again, elsewhere and of sessions that ended badly.

use std::fs;

use crate::support::{Ladder, cell, unsealed};

/// A ladder with one session.
fn measured() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    ladder
}

#[test]
fn the_report_of_a_session_is_the_same_every_time_and_everywhere() {
    let ladder = measured();
    let printed = ladder.xtask(&["report"]).exits_with(0).stdout;
    let folder = ladder.sessions().pop().expect("a session");
    let elsewhere = tempfile::tempdir().expect("a folder");
    for name in ["samples.jsonl", "environment.json"] {
        fs::copy(folder.join(name), elsewhere.path().join(name)).expect("a copy");
    }
    let other = Ladder::new().with_instead("Four times as brisk", "Renamed since");
    let path = elsewhere.path().to_str().expect("UTF-8");
    assert_eq!(other.xtask(&["report", path]).exits_with(0).stdout, printed);
    assert!(printed.contains("Four times as brisk"));
}

#[test]
fn the_newest_session_is_reported_unless_another_is_named() {
    let ladder = measured();
    let first = ladder.sessions().pop().expect("a session");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    assert_eq!(ladder.sessions().len(), 2);
    let cells = |arguments: &[&str]| ladder.xtask(arguments).exits_with(0).json()["cells"].as_array().map(Vec::len);
    assert_eq!(cells(&["report", "--format", "json"]), Some(3));
    assert_eq!(cells(&["report", first.to_str().expect("UTF-8"), "--format", "json"]), Some(5));
}

#[test]
fn everything_about_a_cell_is_told_on_request() {
    let ladder = measured();
    for name in ["brisk/sums", "sums/brisk", "bri*"] {
        let text = ladder.xtask(&["report", "--cell", name]).exits_with(0).says("4.00x").stdout;
        for expected in ["minimum", "first call", "process 3", "scripted_runner.py", "1 thread"] {
            assert!(text.contains(expected), "no `{expected}` in\n{text}");
        }
        assert!(!text.contains("plain/sums"), "{text}");
    }
    let json = ladder.xtask(&["report", "latest", "--cell", "plain", "--format", "json"]).exits_with(0).json();
    assert_eq!(json["cells"].as_array().map(Vec::len), Some(2));
    assert_eq!(cell(&json, "plain/words")["processes"].as_array().map(Vec::len), Some(3));
    ladder.xtask(&["report", "--cell", "cython"]).exits_with(2).mutters("the rungs plain, brisk, rare");
}

#[test]
fn a_session_that_was_killed_in_the_middle_of_a_line_has_a_report() {
    let ladder = measured();
    let path = ladder.sessions().pop().expect("a session").join("samples.jsonl");
    let text = fs::read_to_string(&path).expect("records");
    let last_sample = text.rfind("\"type\":\"sample\"").expect("a sample");
    fs::write(&path, &text[..last_sample + 30]).expect("a file");
    ladder.xtask(&["report"]).exits_with(0).says("Four times as brisk").says("warning");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "plain/sums")["status"], "timed");
}

#[test]
fn a_record_that_cannot_be_understood_is_named_with_its_line() {
    let ladder = measured();
    let path = ladder.sessions().pop().expect("a session").join("samples.jsonl");
    let text = fs::read_to_string(&path).expect("records");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[2] = "{\"type\":\"sample\",\"benchmark\":7}";
    fs::write(&path, lines.join("\n")).expect("a file");
    ladder.xtask(&["report"]).exits_with(2).mutters("line 3");
}

#[test]
fn records_of_a_later_version_are_refused() {
    let ladder = measured();
    let path = ladder.sessions().pop().expect("a session").join("samples.jsonl");
    let text = fs::read_to_string(&path).expect("records");
    let (own, later) = (records::VERSION, records::VERSION + 1);
    let later_records = text.replacen(&format!("\"version\":{own}"), &format!("\"version\":{later}"), 1);
    fs::write(&path, later_records).expect("a file");
    ladder.xtask(&["report"]).exits_with(2).mutters(&format!("version {later}"));
}

#[test]
fn colours_belong_on_a_terminal() {
    let ladder = measured();
    let text = ladder.xtask(&["report"]).exits_with(0).stdout;
    assert!(text.ends_with('\n') && !text.contains('\u{1b}'), "{}", text.escape_debug());
    assert!(ladder.on_a_terminal(&["report"]).exits_with(0).stdout.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    // As `cargo xtask report | head -1` does.
    let outcome = measured().xtask_unread(&["report"]).exits_with(0);
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_clock_that_was_set_in_mid_session_makes_no_session_last_for_days() {
    let ladder = measured();
    let folder = ladder.sessions().pop().expect("a session");
    let path = folder.join("samples.jsonl");
    let ended = regex_lite::Regex::new(r#""ended":"\d{4}-"#).expect("a pattern");
    let records = unsealed(&fs::read_to_string(&path).expect("records"));
    for year in ["1999", "2099"] {
        fs::write(&path, ended.replace(&records, format!(r#""ended":"{year}-"#)).as_bytes()).expect("records");
        let report = ladder.xtask(&["report"]).exits_with(0).stdout;
        let line = report.lines().find(|line| line.contains(&format!("{year}-"))).expect("when it ended");
        assert!(line.contains(" after ") && !line.contains(" h "), "{line}");
    }
}
