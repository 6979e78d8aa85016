//! Hand-made sessions of several machines: what stands in one table, what does not, and what changes places.

use serde_json::{Value, json};

use super::*;
use crate::fixture::{self, cell, change_samples, failure, lost, samples};
use crate::text::Layout;
use records::{CellRecord, Recorded, Standing};

const RUNGS: [&str; 4] = ["python", "c", "rust", "mojo"];

/// An environment as the harness writes it, of a machine on which everything comes from the same sources.
fn environment(cpu: &str, version: &str) -> Value {
    let cell = |rung: &&str| {
        json!({
            "benchmark": "nbody", "rung": rung, "toolchain": "tool", "build": ["cc"],
            "sources_sha256": "aa", "artefact_sha256": cpu, "runner": "/path/run it", "env": [],
        })
    };
    json!({
        "machine": { "cpu": cpu, "cores": 2, "architecture": "any", "memory_bytes": 8_000_000_000_u64 },
        "toolchains": { "tool": { "version": version, "facts": {} } },
        "cells": RUNGS.iter().map(cell).collect::<Vec<_>>(),
    })
}

/// A session whose cells take so long, each at the last time a little less in every second round.
fn session(id: &str, cpu: &str, times: &[(&str, u64)]) -> Recorded {
    let mut recorded = fixture::recorded();
    id.clone_into(&mut recorded.session.id);
    let version = format!("1.2.{}", cpu.len());
    let hosted = |rung: &str| CellRecord {
        toolchain: Some("tool".to_owned()),
        version: Some(version.clone()),
        title: rung.to_uppercase(),
        ..cell(rung)
    };
    recorded.cells = times.iter().map(|(rung, _)| hosted(rung)).collect();
    let around = |time: u64| [time, time + time / 1000, time - time / 1000, time, time + time / 1000, time];
    recorded.samples = times.iter().flat_map(|(rung, time)| samples(rung, &around(*time))).collect();
    recorded.environment = Some(environment(cpu, &version));
    recorded
}

/// Three machines: on the second, C and Rust change places; the third is twice as slow as the first.
fn three() -> Vec<Recorded> {
    vec![
        session("1", "One", &[("python", 40_000), ("c", 10_000), ("rust", 20_000)]),
        session("2", "Other", &[("python", 40_000), ("c", 20_000), ("rust", 10_000)]),
        session("3", "Slower", &[("python", 80_000), ("c", 20_000), ("rust", 40_000)]),
    ]
}

fn with<T>(sessions: &[Recorded], look_at: impl Fn(&MergedSessions<'_>) -> T) -> T {
    let cards: Vec<Card> = sessions.iter().map(fixture::summarise).collect();
    look_at(&merge(&cards, &CellSelection::default()).expect("sessions that can be merged"))
}

/// The members of each table, and why they are not in the first.
fn tables(sessions: &[Recorded]) -> Vec<(Vec<usize>, Vec<String>)> {
    with(sessions, |merged| merged.tables.iter().map(|table| (table.members.clone(), table.apart.clone())).collect())
}

#[track_caller]
fn assert_apart(change: impl Fn(&mut Recorded), reason: &str) {
    let mut sessions = three();
    change(&mut sessions[1]);
    let tables = tables(&sessions);
    assert_eq!(tables[0], (vec![0, 2], Vec::new()));
    assert_eq!(tables[1].0, [1]);
    assert!(tables[1].1.iter().any(|one| one.contains(reason)), "no `{reason}` in {:?}", tables[1].1);
}

fn describe(recorded: &mut Recorded, place: usize, key: &str, value: &str) {
    recorded.environment.as_mut().expect("an environment")["cells"][place][key] = json!(value);
}

#[test]
fn the_same_kernels_on_the_same_input_stand_in_one_table_whatever_the_machine() {
    with(&three(), |merged| {
        let table = &merged.tables[0];
        assert_eq!((merged.tables.len(), &table.members, table.rows.len()), (1, &vec![0, 1, 2], 3));
        assert!(table.apart.is_empty() && table.notes.is_empty(), "{:?}", table.notes);
        let speedups: Vec<f64> =
            table.rows[1].cells.iter().filter_map(|card| Some((*card)?.timed?.speedup?.estimate)).collect();
        assert!(
            speedups.iter().zip([4.0, 2.0, 4.0]).all(|(found, known)| (found - known).abs() < 1e-6),
            "{speedups:?}"
        );
        let labels: Vec<&str> = merged.machines.iter().map(|machine| machine.label.as_str()).collect();
        assert_eq!(labels, ["A", "B", "C"]);
    });
}

#[test]
fn another_input_profile_or_baseline_makes_another_table_with_its_reason() {
    assert_apart(
        |recorded| recorded.cells.iter_mut().for_each(|cell| cell.size = "500000".into()),
        "its input is 500000",
    );
    assert_apart(|recorded| recorded.session.profile = "blog".to_owned(), "its profile is `blog`, not `quick`");
    assert_apart(|recorded| recorded.session.baseline = Some("c".to_owned()), "its baseline is c, not python");
    assert_apart(|recorded| recorded.session.baseline = None, "its baseline was not timed");
    assert_apart(|recorded| describe(recorded, 0, "sources_sha256", "bb"), "its baseline has other sources");
    assert_apart(|recorded| recorded.environment = None, "does not say what its baseline was made from");
}

#[test]
fn another_output_of_the_baseline_is_another_input_unless_the_input_is_a_number_and_the_machine_another() {
    let cards = |size: &str, cpu: &str| -> Vec<Card> {
        let mut sessions = [session("1", "One", &[("python", 40_000)]), session("2", cpu, &[("python", 40_000)])];
        for (place, recorded) in sessions.iter_mut().enumerate() {
            recorded.cells[0].size = size.to_owned();
            recorded.outputs = recorded.samples.iter().map(fixture::agreement).collect();
            recorded.outputs.iter_mut().for_each(|output| output.sha256 = place.to_string());
        }
        sessions.iter().map(crate::summarise).collect()
    };
    let tables = |cards: &[Card]| merge(cards, &CellSelection::default()).expect("a merger").tables.len();
    assert_eq!(tables(&cards("33000", "Other")), 1);
    assert_eq!(tables(&cards("33000", "One")), 2);
    assert_eq!(tables(&cards("events-quick", "Other")), 2);
    // Where the inputs' names say it, it is said once.
    let mut cards = cards("events-quick", "Other");
    cards[1].benchmarks[0].size = "events-blog".to_owned();
    cards[1].benchmarks[0].cells[0].cell.size = "events-blog".to_owned();
    let merged = merge(&cards, &CellSelection::default()).expect("a merger");
    assert_eq!(merged.tables[1].apart, ["its input is events-blog, not events-quick"]);
}

#[test]
fn a_kernel_from_other_sources_has_a_row_of_its_own() {
    let mut sessions = three();
    describe(&mut sessions[1], 1, "sources_sha256", "bb");
    let rows = |sessions: &[Recorded]| {
        with(sessions, |merged| {
            let rows = merged.tables[0].rows.iter().filter(|row| row.rung == "c");
            rows.map(|row| (row.differs.clone(), row.cells.iter().map(Option::is_some).collect())).collect::<Vec<_>>()
        })
    };
    let own = |differs: &str| Some(differs.to_owned());
    let expected = [(None, vec![true, false, true]), (own("other sources than A's"), vec![false, true, false])];
    assert_eq!(rows(&sessions), expected);
    // What is not written down is unknown, and nothing is taken for granted.
    sessions[1].environment.as_mut().expect("an environment")["cells"][1]["sources_sha256"] = Value::Null;
    assert_eq!(rows(&sessions)[1].0, own("sources unknown"));
    // What was not timed has no kernel that could differ.
    sessions[1].failures = vec![failure("c", Standing::Disagrees, "1.0 expected")];
    assert_eq!(rows(&sessions), [(None, vec![true, true, true])]);
}

#[test]
fn what_is_declared_otherwise_on_one_machine_is_noted() {
    let mut sessions = three();
    sessions[1].cells[1].threads = 8;
    describe(&mut sessions[2], 2, "runner", "/other/run it --fast");
    with(&sessions, |merged| {
        let expected = ["“C”: threads 1 on A, 8 on B", "“RUST”: its runner has other options on C than on A"];
        assert_eq!(merged.tables[0].notes, expected);
    });
}

#[test]
fn rungs_change_places_only_where_intervals_contradict_each_other() {
    with(&three(), |merged| {
        let order = merged.tables[0].order.as_ref().expect("an order");
        assert_eq!((order.pairs(), order.alike, order.not_resolved), (3, 2, 0));
        let swap = &order.swaps[0];
        assert_eq!((swap.rows, &swap.first_faster, &swap.second_faster), ((1, 2), &vec![0, 2], &vec![1]));
        assert_eq!(order.fastest, [vec![1], vec![2], vec![1]]);
    });
    // Two invocations have no interval, and say nothing of any order.
    let mut brief = three();
    change_samples(&mut brief[1], |samples| samples.retain(|sample| sample.invocation < 2));
    with(&brief, |merged| {
        let order = merged.tables[0].order.as_ref().expect("an order");
        assert_eq!((order.alike, order.not_resolved, order.swaps.len()), (0, 3, 0));
        assert_eq!(order.fastest[1], [0, 1, 2], "any of them may be the fastest there");
    });
}

#[test]
fn a_rung_that_one_machine_lacks_is_in_no_order() {
    let mut sessions = three();
    sessions[2].cells[2] = lost("rust", Standing::Missing, "no compiler", None);
    with(&sessions, |merged| {
        let order = merged.tables[0].order.as_ref().expect("an order");
        assert_eq!((order.rows.as_slice(), order.alike, order.swaps.len()), (&[0, 1][..], 1, 0));
        assert_eq!(order.outside, [2]);
        let text = terminal(merged, Layout { width: 300, ..Layout::default() });
        assert!(text.contains("of the 2 rungs with a number everywhere, the fastest is “C” on each machine"), "{text}");
        assert!(
            text.contains("in no order, for want of a number from the same sources on every machine: “RUST”"),
            "{text}"
        );
    });
}

#[test]
fn a_contradiction_that_chance_may_make_among_so_many_pairs_is_counted_and_not_named() {
    // Rust is 3 % slower than C on one machine and 3 % faster on the other, each with a one-sided chance of 0.7 %.
    let contradicting = |rungs: &[(&str, u64)]| {
        let machine = |cpu: &str, ratio: f64| {
            let mut recorded = session(cpu, cpu, rungs);
            fixture::change_samples(&mut recorded, |samples| {
                for sample in samples.iter_mut().filter(|sample| sample.rung == "rust") {
                    let factor = ratio * (1.0 + 0.006 * (f64::from(sample.invocation) - 1.0));
                    sample.wall_ns = (sample.wall_ns as f64 * factor) as u64;
                }
            });
            recorded
        };
        with(&[machine("One", 1.03), machine("Other", 0.97)], |merged| {
            let order = merged.tables[0].order.as_ref().expect("an order");
            (order.pairs(), order.swaps.len(), order.by_chance)
        })
    };
    let three = [("python", 4_000_000), ("c", 1_000_000), ("rust", 1_000_000)];
    assert_eq!(contradicting(&three), (3, 1, 0));
    let four = [three[0], three[1], three[2], ("mojo", 2_000_000)];
    assert_eq!(contradicting(&four), (6, 0, 1));
}

#[test]
fn baselines_of_other_versions_or_builds_are_warned_of_and_other_toolchains_noted() {
    let mut sessions = three();
    sessions[1].cells.iter_mut().for_each(|cell| cell.version = Some("1.4.0".to_owned()));
    sessions[2].cells[0].build_kind = Some("plain".to_owned());
    sessions[2].cells[0].optimised = Some(false);
    with(&sessions, |merged| {
        let table = &merged.tables[0];
        let against = |what: &str| format!("speedups are against unlike baselines: {what}");
        let expected =
            ["version 1.2 on A, 1.4 on B", "build unknown on A, plain on C", "optimised true on A, false on C"];
        assert_eq!(table.warnings, expected.map(against));
        assert_eq!(table.notes, ["“C”, “RUST”: version 1.2 on A, 1.4 on B"]);
        let text = terminal(merged, Layout { width: 200, ..Layout::default() });
        assert!(text.contains("\nwarning: speedups are against unlike baselines: version 1.2 on A"), "{text}");
    });
}

#[test]
fn one_session_twice_or_records_of_two_versions_are_refused() {
    let refused = |change: &dyn Fn(&mut Recorded)| {
        let mut sessions = three();
        change(&mut sessions[1]);
        let cards: Vec<Card> = sessions.iter().map(fixture::summarise).collect();
        merge(&cards, &CellSelection::default()).expect_err("a refusal")
    };
    let reason = refused(&|recorded| recorded.session.version = 2);
    assert!(reason.contains("session 1 has records of version 1, session 2 of version 2"), "{reason}");
    assert_eq!(refused(&|recorded| recorded.session.id = "1".to_owned()), "session 1 is named twice");
}

#[test]
fn the_merged_sessions_for_people() {
    let mut sessions = three();
    sessions.truncate(2);
    sessions[1].cells[1].native = true;
    for recorded in &mut sessions {
        recorded.cells.push(lost("mojo", Standing::Missing, "no compiler", None));
    }
    let text = with(&sessions, |merged| terminal(merged, Layout::default()));
    assert!(text == TEXT, "expected\n{TEXT}\nfound\n{text}");
}

const TEXT: &str = "\
A · session 1 · profile quick · 2026-01-02T03:04:05Z
One · 2 cores · 7.45 GiB
tool 1.2.3
B · session 2 · profile quick · 2026-01-02T03:04:05Z
Other · 2 cores · 7.45 GiB
tool 1.2.5

nbody · n-body · 33000 · A and B
              A        A         A        B        B         B
rung     median  speedup    spread   median  speedup    spread  flags
─────────────────────────────────────────────────────────────────────
PYTHON  40.0 µs       1x  baseline  40.0 µs       1x  baseline
C       10.0 µs    4.00x   ±<0.1 %  20.0 µs    2.00x   ±<0.1 %  n(B)
RUST    20.0 µs    2.00x   ±<0.1 %  10.0 µs    4.00x   ±<0.1 %
of the 3 rungs with a number everywhere, the fastest is “C” [n(B)] on A; “RUST” on B
“C” [n(B)] and “RUST” change places: “C” is faster on A, “RUST” on B
pairs of the 3 rungs with a number everywhere: 3; ordered alike on all machines: 2; change places: 1; not told apart
somewhere: 0
note: “C”: native false on A, true on B
timed nowhere: “mojo”

  n  returns a native result, no Python object: from Python it would cost the conversion as well; read it as the limit
     beside the headline
";

#[test]
fn no_line_is_wider_than_the_terminal_and_no_speedup_is_left_out() {
    for width in 60..=140 {
        let layout = Layout { width, ..Layout::default() };
        let text = with(&three(), |merged| terminal(merged, layout));
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
        assert!(text.contains("4.00x") && text.contains("2.00x"), "{text}");
    }
}

#[test]
fn every_field_of_the_json_is_described_in_the_formats() {
    let mut sessions = three();
    sessions[1].cells[1].threads = 8;
    let text = with(&sessions, |merged| json(merged).expect("JSON"));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let c = &value["benchmarks"][0]["rows"][1]["cells"][1];
    assert_eq!((&c["label"], &c["status"]), (&json!("B"), &json!("timed")));
    assert!(c["speedup"]["low"].as_f64() > Some(1.9) && c["flags"][0] == "multi-threaded", "{c}");
    let swap = &value["benchmarks"][0]["order"]["swaps"][0];
    assert_eq!(swap, &json!({ "first": "c", "second": "rust", "first_faster": ["A", "C"], "second_faster": ["B"] }));
    let formats = include_str!("../../../../../docs/json.md");
    let (_, described) = formats.split_once("\n## Merged sessions\n").expect("the section");
    let (described, _) = described.split_once("\n## ").expect("another section");
    let machine = ["cpu", "cores", "architecture", "memory_bytes"];
    for name in fixture::names(&value).into_iter().filter(|name| !machine.contains(name)) {
        assert!(described.contains(&format!("`{name}`")), "docs/json.md says nothing of `{name}`");
    }
}
