//! Histories made up: which sessions are one series, and where a level changes.

use super::*;
use crate::text::Layout;

fn row(session: usize, relative: f64) -> HistoryRow {
    HistoryRow {
        session: format!("202601{:02}T000000Z-quick", session + 1),
        started: format!("2026-01-{:02}T00:00:00Z", session + 1),
        commit: Some(format!("{session:040x}")),
        branch: Some("main".to_owned()),
        dirty: Some(false),
        label: None,
        machine: "some CPU, 2".to_owned(),
        profile: "quick".to_owned(),
        benchmark: "nbody".to_owned(),
        size: "33000".to_owned(),
        baseline: "python".to_owned(),
        rung: "c".to_owned(),
        title: "C".to_owned(),
        median_ns: 1e6,
        speedup: 1.0 / relative,
        low: Some(0.99 / relative),
        high: Some(1.01 / relative),
        invocations: 3,
        toolchain: Some("cc 1".to_owned()),
        baseline_toolchain: Some("python 3".to_owned()),
        sources: Some("aa".to_owned()),
        baseline_sources: Some("bb".to_owned()),
        kernel: Some("6.1".to_owned()),
        harness: Some("0.1".to_owned()),
        manifest: "00".to_owned(),
    }
}

/// Twenty sessions, slower by a fifth from the eleventh on.
fn slower() -> Vec<HistoryRow> {
    let jitter = [0.003, -0.002, 0.001, -0.004, 0.002];
    (0..20).map(|place| row(place, (if place < 10 { 0.25 } else { 0.30 }) * (1.0 + jitter[place % 5]))).collect()
}

#[test]
fn a_change_lies_between_two_commits_and_says_what_else_changed() {
    let mut rows = slower();
    rows[10..].iter_mut().for_each(|row| row.toolchain = Some("cc 2".to_owned()));
    rows.reverse();
    let series = series(rows);
    let [change] = &series[0].changes[..] else { panic!("{series:?}") };
    assert_eq!(change.place, 10);
    assert!((change.change.estimate - 1.2).abs() < 0.01, "{change:?}");
    assert_eq!(change.besides, ["toolchain: cc 1, now cc 2"]);
    let text = terminal(&series, Layout::default());
    for expected in ["slower by 20.0 %", "20260111T000000Z-quick", "git log", "cc 1, now cc 2", "┊", "•"] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
}

#[test]
fn unlike_sessions_are_series_of_their_own() {
    let mut rows = slower();
    rows[10..].iter_mut().for_each(|row| row.machine = "another CPU, 4".to_owned());
    let series = series(rows);
    assert_eq!(series.iter().map(|series| series.rows.len()).collect::<Vec<_>>(), [10, 10]);
    assert!(series.iter().all(|series| series.changes.is_empty()), "what differs is the machine");
}

#[test]
fn no_line_of_a_chart_is_wider_than_the_terminal_however_many_sessions_there_are() {
    for count in [1, 2, 7, 60, 500] {
        let rows = (0..count).map(|place| HistoryRow { session: format!("{place:05}"), ..row(place, 0.25) }).collect();
        let series = series(rows);
        for width in [60, 120] {
            for line in terminal(&series, Layout { width, ..Layout::default() }).lines() {
                assert!(line.chars().count() <= usize::from(width), "{count} in {width}: {line}");
            }
        }
    }
}

#[test]
fn the_page_names_every_session_and_marks_every_change() {
    let page = page(&series(slower()));
    assert_eq!(page.matches("<circle").count(), 20);
    assert_eq!(page.matches("class=\"turn\"").count(), 1);
    assert!(page.contains("slower") && page.contains("by 20.0 %") && !page.contains("<script"));
}

#[test]
fn every_field_of_the_json_is_described_in_the_formats() {
    let text = json(&series(slower())).expect("JSON");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["series"][0]["changes"][0]["session"], "20260111T000000Z-quick");
    let formats = include_str!("../../../../../docs/json.md");
    let (_, described) = formats.split_once("\n## The history\n").expect("the section");
    let (described, _) = described.split_once("\n## ").expect("another section");
    for name in crate::fixture::names(&value) {
        assert!(described.contains(&format!("`{name}`")), "docs/json.md says nothing of `{name}`");
    }
}
