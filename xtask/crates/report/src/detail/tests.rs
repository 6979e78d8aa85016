//! The details of cells of hand-made records.

use serde_json::{Value, json};

use super::*;
use crate::fixture::{self, cell, change_samples, lost, memory, names, sample, samples, start};
use crate::text::Layout;
use records::{CellRecord, Phase, Sample, Standing};

/// A session in which `c` has a warm-up of ten iterations in each of its processes.
fn recorded() -> Recorded {
    let mut recorded = fixture::recorded();
    let c = CellRecord {
        toolchain: Some("cc".to_owned()),
        version: Some("12.2".to_owned()),
        build_s: Some(1.5),
        native: true,
        cost: "another language".to_owned(),
        ..cell("c")
    };
    recorded.published = vec![fixture::published(&[("python", "1,242ms", "1.0x"), ("c", "2ms", "621x")])];
    recorded.cells = vec![cell("python"), c, lost("codon", Standing::Missing, "no compiler", Some("get one"))];
    for invocation in 0..3 {
        recorded.starts.extend([start("python", invocation, None), start("c", invocation, None)]);
        for place in 0..30 {
            let phase = if place == 0 { Phase::First } else { Phase::WarmUp };
            let time = if place < 10 { 4000 } else { 1000 };
            change_samples(&mut recorded, |samples| samples.push(Sample { phase, ..sample("c", invocation, 0, time) }));
        }
        change_samples(&mut recorded, |samples| {
            samples.push(Sample { phase: Phase::Resume, ..sample("c", invocation, 0, 9000) })
        });
    }
    recorded.samples.extend(samples("python", &[4000; 6]));
    recorded.samples.extend(samples("c", &[1000, 1010, 990, 1000, 1005, 995]));
    recorded.memory = vec![memory("c", 0, 4096)];
    recorded.environment = Some(json!({
        "toolchains": { "cc": { "path": "/usr/bin/cc" } },
        "cells": [{ "benchmark": "nbody", "rung": "c", "toolchain": "cc", "build": ["cc -O3 nbody.c"], "runner": "./c" }],
    }));
    recorded
}

fn with<T>(recorded: &Recorded, name: &str, look_at: impl Fn(&[Detail<'_>]) -> T) -> T {
    let card = fixture::summarise(recorded);
    let selection = CellSelection::of_cells(&[name.to_owned()]).expect("a pattern");
    look_at(&details(recorded, &card, &selection))
}

#[test]
fn a_course_is_every_iteration_of_a_process_but_those_after_a_stop() {
    with(&recorded(), "c/nbody", |details| {
        let course = &details[0].processes[1];
        assert_eq!((course.invocation, course.times_ns.len(), course.before_rounds), (1, 32, 30));
        assert_eq!((course.times_ns[0], course.times_ns[31]), (4000.0, 1000.0));
        let curve = course.curve.as_ref().expect("a curve");
        assert_eq!((curve.state, curve.steady_from), (steady::State::WarmUp, 10));
        assert_eq!(details[0].minimum_ns, Some(990.0));
    });
}

#[test]
fn the_cells_that_are_asked_for_come_in_the_order_of_the_report() {
    let rungs = |name: &str| {
        with(&recorded(), name, |details| {
            details.iter().map(|detail| detail.card.cell.rung.clone()).collect::<Vec<String>>()
        })
    };
    assert_eq!(rungs("nbody"), ["python", "c", "codon"]);
    assert_eq!(rungs("nbody/c*"), ["c", "codon"]);
    assert_eq!(rungs("numba"), [""; 0]);
}

#[test]
fn the_details_for_people() {
    let text = with(&recorded(), "c/nbody", |details| terminal(details, Layout::default()));
    assert!(text == TEXT, "expected\n{TEXT}\nfound\n{text}");
}

const TEXT: &str = "\
c/nbody · c · n-body · 33000
session 20260102T030405Z · profile quick
  median       1.00 µs an iteration, of 6 samples
  mean         1.00 µs an iteration
  percentiles  p50 1.00 µs · p95 1.01 µs · p99 1.01 µs · worst 1.01 µs
  minimum      990 ns
  speedup      4.00x, 3.95..4.05 (95 %), over 3 invocations
  CPU/wall     1.00
  memory       4.00 KiB at its peak
  times        build 1.50 s · start 50.0 ns · first call 4.00 µs · warm-up beyond steady 30.0 µs · steady 1.00 µs
  break-even   after 10 iterations, which take the baseline 40.0 µs; 500,000 iterations with its build
  state        warm-up
  process 1    1.00 µs · 3.98x
               ██████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ warm-up
  process 2    995 ns · 4.02x
               ██████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ warm-up
  process 3    1.00 µs · 4.00x
               ██████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ warm-up
  curves       from the first call on, between 990 ns and 4.00 µs, on a logarithmic scale
  toolchain    cc · 12.2 · /usr/bin/cc
  build        cc -O3 nbody.c
  runner       ./c
  declares     1 thread · code for: generic · no fast-math · native results · refuses malformed input · same loop
  cost         another language
  the blog     2 ms · 621x
  flag n       returns a native result, no Python object: from Python it would cost the conversion as well; read it as
               the limit beside the headline
";

#[test]
fn a_cell_that_was_not_timed_says_why_and_what_to_do() {
    let text = with(&recorded(), "codon", |details| terminal(details, Layout::default()));
    assert!(text.contains("not timed  no compiler\n") && text.contains("fix: get one"), "{text}");
}

#[test]
fn the_curves_for_people() {
    let text =
        with(&recorded(), "c*", |details| curves(details, Layout { width: 60, colour: false, ..Layout::default() }));
    assert!(text == CURVES, "expected\n{CURVES}\nfound\n{text}");
}

const CURVES: &str = "\
c/nbody · c · 33000
  process 1  ██████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
             warm-up: 1.00 µs from iteration 11 of 32, after
             40.0 µs of calls
  process 2  ██████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
             warm-up: 1.00 µs from iteration 11 of 32, after
             40.0 µs of calls
  process 3  ██████████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
             warm-up: 1.00 µs from iteration 11 of 32, after
             40.0 µs of calls
  scale      990 ns to 4.00 µs, logarithmic; the first block
             is the first call
  together   warm-up

codon/nbody · codon · 33000
  no compiler
  fix: get one
";

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 60..=140 {
        let layout = Layout { width, colour: false, ..Layout::default() };
        let text = with(&recorded(), "nbody", |details| terminal(details, layout) + &curves(details, layout));
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn every_field_of_the_json_is_described_in_the_formats() {
    let text = with(&recorded(), "c/nbody", |details| json(details).expect("JSON"));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    let cell = &value["cells"][0];
    assert_eq!((&cell["rung"], &cell["minimum_ns"]), (&json!("c"), &json!(990.0)));
    assert_eq!(cell["processes"][2]["times_ns"].as_array().map(Vec::len), Some(32));
    assert_eq!(cell["environment"]["runner"], "./c");
    let (_, described) =
        include_str!("../../../../../docs/json.md").split_once("\n## The report\n").expect("the section");
    let mut value = value.clone();
    value["cells"][0]["environment"] = Value::Null; // described where the file is
    for name in names(&value) {
        assert!(described.contains(&format!("`{name}`")), "docs/json.md says nothing of `{name}`");
    }
}
