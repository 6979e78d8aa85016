//! Pairs of sessions, hand-made: what is compared, what is refused, and in which words.

use serde_json::{Value, json};

use super::*;
use crate::fixture;
use crate::fixture::{cell, change_samples, failure, lost, sample, samples};
use crate::text::Layout;
use records::{CellRecord, Phase, Recorded, Sample, Standing};

/// An environment as the harness writes it, of a machine and of the cells of `nbody` that are named.
fn environment(rungs: &[&str]) -> Value {
    let cell = |rung: &&str| {
        json!({
            "benchmark": "nbody", "rung": rung, "toolchain": "tool", "build": ["cc"],
            "sources_sha256": "aa", "artefact_sha256": "bb", "runner": "run", "env": [],
        })
    };
    json!({
        "machine": { "cpu": "Some CPU", "cores": 2, "architecture": "any", "memory_bytes": 8_000_000_000_u64 },
        "toolchains": { "tool": { "version": "1.2", "facts": { "compiler": "cc 1", "prefix": "/a", "peak": 7 } } },
        "cells": rungs.iter().map(cell).collect::<Vec<_>>(),
    })
}

/// A session of the baseline `python`, as slow as said, and of `c`: two rounds in each of the invocations.
fn session(id: &str, python: &[u64], c: &[u64]) -> Recorded {
    let mut recorded = fixture::recorded();
    id.clone_into(&mut recorded.session.id);
    recorded.cells = vec![cell("python"), cell("c")];
    recorded.samples = [samples("python", python), samples("c", c)].concat().into();
    recorded.environment = Some(environment(&["python", "c"]));
    recorded
}

const PYTHON: [u64; 6] = [4000, 4010, 3990, 4005, 4020, 3995];
const C: [u64; 6] = [1000, 1001, 999, 1002, 1000, 998];

fn before() -> Recorded {
    session("1", &PYTHON, &C)
}

/// The same, every time multiplied: the machine's doing by the first factor, `c`'s own by the second.
fn after(machine: f64, own: f64) -> Recorded {
    let times = |times: &[u64], factor: f64| -> Vec<u64> {
        times.iter().rev().map(|time| (*time as f64 * factor).round() as u64).collect()
    };
    session("2", &times(&PYTHON, machine), &times(&C, machine * own))
}

fn with<T>(before: &Recorded, after: &Recorded, terms: &ComparisonTerms, look_at: impl Fn(&Comparison<'_>) -> T) -> T {
    let (before, after) = (fixture::summarise(before), fixture::summarise(after));
    look_at(&compare(&before, &after, terms))
}

/// The figures of the only compared cell.
fn figures(before: &Recorded, after: &Recorded, terms: &ComparisonTerms) -> CellChange {
    with(before, after, terms, |comparison| *comparison.compared().next().expect("a compared cell").1)
}

/// Why nothing, or no cell of the benchmark, is compared.
fn refusals(before: &Recorded, after: &Recorded, terms: &ComparisonTerms) -> Vec<String> {
    with(before, after, terms, |comparison| {
        let of_benchmarks = comparison.benchmarks.iter().filter_map(|benchmark| benchmark.refusal.clone());
        let refusals: Vec<String> = comparison.refusals.iter().cloned().chain(of_benchmarks).collect();
        assert_eq!(refusals.is_empty(), !comparison.refuses());
        refusals
    })
}

#[track_caller]
fn assert_refused(before: &Recorded, after: &Recorded, terms: &ComparisonTerms, reason: &str) {
    let refusals = refusals(before, after, terms);
    assert!(refusals.iter().any(|refusal| refusal.contains(reason)), "no `{reason}` in {refusals:?}");
}

fn at_most(limit: f64) -> ComparisonTerms {
    ComparisonTerms { limits: GateLimits::slower(limit), ..ComparisonTerms::default() }
}

#[test]
fn a_slower_machine_makes_no_cell_slower() {
    let compared = figures(&before(), &after(1.3, 1.0), &at_most(0.05));
    assert!((compared.change.estimate - 1.0).abs() < 0.01, "{compared:?}");
    assert_eq!(compared.kind, ChangeKind::Unresolved);
    assert!((compared.after_ns / compared.before_ns - 1.3).abs() < 0.01, "the medians stay as they were timed");
}

#[test]
fn a_slower_cell_is_slower_whatever_the_machine_does() {
    let compared = figures(&before(), &after(0.7, 1.2), &ComparisonTerms::default());
    assert!((compared.change.estimate - 1.2).abs() < 0.01, "{compared:?}");
    assert_eq!((compared.kind, compared.invocations), (ChangeKind::Slower, (3, 3)));
    let compared = figures(&before(), &after(0.7, 0.8), &ComparisonTerms::default());
    assert_eq!(compared.kind, ChangeKind::Faster);
}

#[test]
fn only_a_whole_interval_above_the_limit_is_beyond_limits() {
    let verdict = |own, limit| figures(&before(), &after(1.0, own), &at_most(limit)).kind;
    assert_eq!(verdict(1.2, 0.05), ChangeKind::TooSlow);
    assert_eq!(verdict(1.2, 0.25), ChangeKind::Slower);
    // The estimate is above the limit, and the interval reaches below it.
    assert_eq!(verdict(1.052, 0.05), ChangeKind::Slower);
    with(&before(), &after(1.0, 1.2), &at_most(0.05), |comparison| assert!(comparison.is_beyond_limits()));
    with(&before(), &after(1.0, 1.2), &ComparisonTerms::default(), |comparison| {
        assert!(!comparison.is_beyond_limits())
    });
}

#[test]
fn two_invocations_are_too_few_to_call_anything_slower() {
    let mut later = after(1.0, 3.0);
    change_samples(&mut later, |samples| samples.retain(|sample| sample.invocation < 2));
    let compared = figures(&before(), &later, &at_most(0.0));
    assert_eq!((compared.kind, compared.change.interval), (ChangeKind::NoInterval, None));
}

#[test]
fn sessions_that_are_not_alike_are_refused_with_every_reason() {
    let (before, mut after) = (before(), after(1.0, 1.0));
    after.session.profile = "blog".to_owned();
    after.session.baseline = Some("c".to_owned());
    after.end = None;
    let refusals = refusals(&before, &after, &ComparisonTerms::default());
    for reason in ["`quick` and `blog`", "their baselines are python and c", "session 2 is unfinished"] {
        assert!(refusals.iter().any(|refusal| refusal.contains(reason)), "no `{reason}` in {refusals:?}");
    }
    after.session.baseline = None;
    assert_refused(&before, &after, &ComparisonTerms::default(), "session 2 has no baseline");
    assert_refused(&before, &before, &ComparisonTerms::default(), "both are session 1");
}

#[test]
fn another_machine_is_refused_unless_it_is_asked_for() {
    let (before, mut after) = (before(), after(1.0, 1.2));
    let there = ComparisonTerms { other_machine: true, ..ComparisonTerms::default() };
    after.environment.as_mut().expect("an environment")["machine"]["cpu"] = json!("Other CPU");
    assert_refused(&before, &after, &ComparisonTerms::default(), "cpu: Some CPU, then Other CPU");
    assert_eq!(figures(&before, &after, &there).kind, ChangeKind::Slower);
    with(&before, &after, &there, |comparison| assert!(comparison.notes[0].contains("different machines")));

    after.environment.as_mut().expect("an environment")["machine"] = Value::Null;
    assert_refused(&before, &after, &ComparisonTerms::default(), "does not say on which machines");
}

#[test]
fn a_kernel_that_takes_a_little_more_memory_makes_no_other_machine() {
    let (before, mut after) = (before(), after(1.0, 1.0));
    let machine = |recorded: &mut Recorded, bytes: u64| {
        recorded.environment.as_mut().expect("an environment")["machine"]["memory_bytes"] = json!(bytes);
    };
    machine(&mut after, 7_950_000_000);
    assert_eq!(refusals(&before, &after, &ComparisonTerms::default()), [""; 0]);
    machine(&mut after, 16_000_000_000);
    assert_refused(&before, &after, &ComparisonTerms::default(), "different machines");
}

#[test]
fn another_input_is_refused() {
    let (before, mut after) = (before(), after(1.0, 1.0));
    after.cells.iter_mut().for_each(|cell| "500000".clone_into(&mut cell.size));
    assert_refused(&before, &after, &ComparisonTerms::default(), "the inputs differ: 33000, then 500000");
}

#[test]
fn another_output_of_the_same_baseline_means_another_input() {
    let cards = |sha256: &str| {
        let mut after = after(1.0, 1.0);
        after.outputs = after.samples.iter().map(fixture::agreement).collect();
        after.outputs.iter_mut().for_each(|output| sha256.clone_into(&mut output.sha256));
        (fixture::summarise(&before()), crate::summarise(&after))
    };
    let (before, after) = cards("11");
    let refusal = compare(&before, &after, &ComparisonTerms::default()).benchmarks[0].refusal.clone();
    assert!(refusal.is_some_and(|refusal| refusal.contains("the baseline's outputs differ")));
    // Elsewhere the last digits may differ by nobody's fault.
    let there = ComparisonTerms { other_machine: true, ..ComparisonTerms::default() };
    assert_eq!(compare(&before, &after, &there).benchmarks[0].refusal, None);
}

#[test]
fn another_build_of_the_baseline_is_refused() {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut after = after(1.0, 1.0);
        change(after.environment.as_mut().expect("an environment"));
        after
    };
    let artefact = changed(&|environment| environment["cells"][0]["artefact_sha256"] = json!("cc"));
    assert_refused(&before(), &artefact, &ComparisonTerms::default(), "the baseline is another build (artefact)");
    let sources = changed(&|environment| {
        environment["cells"][0]["sources_sha256"] = json!("cc");
        environment["cells"][0]["build"] = json!([]);
    });
    let mut interpreted = before();
    interpreted.environment.as_mut().expect("an environment")["cells"][0]["build"] = json!([]);
    assert_refused(&interpreted, &sources, &ComparisonTerms::default(), "another build (sources)");
    let version = changed(&|environment| environment["toolchains"]["tool"]["version"] = json!("1.3"));
    assert_refused(&before(), &version, &ComparisonTerms::default(), "toolchain tool 1.2, now tool 1.3");
    let fact = changed(&|environment| environment["toolchains"]["tool"]["facts"]["compiler"] = json!("cc 2"));
    assert_refused(&before(), &fact, &ComparisonTerms::default(), "toolchain tool: another compiler");
    let unknown = changed(&|environment| environment["cells"][0]["artefact_sha256"] = Value::Null);
    assert_refused(&before(), &unknown, &ComparisonTerms::default(), "does not say how the baseline was built");
    // Where it lies and how much memory it happens to take make it no other.
    let place = changed(&|environment| {
        environment["toolchains"]["tool"]["facts"] = json!({ "compiler": "cc 1", "prefix": "/b", "peak": 8 });
    });
    assert_eq!(refusals(&before(), &place, &ComparisonTerms::default()), [""; 0]);
}

#[test]
fn a_baseline_that_was_not_timed_is_refused() {
    let (before, mut after) = (before(), after(1.0, 1.0));
    after.failures = vec![failure("python", Standing::Failed, "gone")];
    assert_refused(&before, &after, &ComparisonTerms::default(), "the baseline was not timed in the later session");
}

#[test]
fn what_disagrees_is_not_compared_and_what_is_missing_is_named() {
    let (mut before, mut after) = (before(), after(1.0, 1.0));
    before.cells.push(cell("mojo"));
    before.samples.extend(samples("mojo", &C));
    after.cells.push(lost("mojo", Standing::Missing, "no compiler", None));
    after.failures = vec![failure("c", Standing::Disagrees, "output[0]: 1.0 expected\nmore")];
    with(&before, &after, &ComparisonTerms::default(), |comparison| {
        assert!(comparison.refuses() && !comparison.is_beyond_limits());
        let outcomes: Vec<&ComparisonOutcome> =
            comparison.benchmarks[0].cells.iter().map(|cell| &cell.outcome).collect();
        let refused = ComparisonOutcome::Refused("disagrees in the later session: output[0]: 1.0 expected".to_owned());
        let alone = ComparisonOutcome::Alone("timed in the earlier session alone: no compiler".to_owned());
        assert_eq!(outcomes, [&refused, &alone]);
    });
    // What is not asked for is in nobody's way.
    let asked = CellSelection::new(&[], &["moj*".to_owned()]).expect("patterns");
    with(&before, &after, &ComparisonTerms { selection: asked, ..ComparisonTerms::default() }, |comparison| {
        assert!(!comparison.refuses())
    });
}

#[test]
fn what_has_no_steady_state_is_not_compared() {
    let (before, mut after) = (before(), after(1.0, 1.0));
    for invocation in 0..3 {
        for place in 0..60 {
            let phase = if place == 0 { Phase::First } else { Phase::WarmUp };
            // One level for most of the warm-up, and another at its end.
            let time = if place < 48 { 3000 } else { 1000 };
            change_samples(&mut after, |samples| samples.push(Sample { phase, ..sample("c", invocation, 0, time) }));
        }
    }
    with(&before, &after, &ComparisonTerms::default(), |comparison| {
        let outcome = &comparison.benchmarks[0].cells[0].outcome;
        let ComparisonOutcome::Alone(reason) = outcome else { panic!("{outcome:?}") };
        assert!(reason.starts_with("has no steady state in the later session"), "{reason}");
        assert!(!comparison.refuses());
    });
}

#[test]
fn sessions_without_a_common_cell_are_refused() {
    let (mut before, mut after) = (before(), after(1.0, 1.0));
    for recorded in [&mut before, &mut after] {
        recorded.cells.retain(|cell| cell.rung == "python");
        change_samples(recorded, |samples| samples.retain(|sample| sample.rung == "python"));
    }
    assert_refused(&before, &after, &ComparisonTerms::default(), "no cell to compare but the baseline");
}

#[test]
fn cells_that_did_not_change_show_how_often_chance_has_its_way() {
    let (mut before, mut after) = (before(), after(1.0, 1.5));
    for (recorded, times) in [(&mut before, C), (&mut after, C)] {
        recorded.cells.push(cell("cython"));
        recorded.samples.extend(samples("cython", &times));
        recorded.environment = Some(environment(&["python", "c", "cython"]));
    }
    with(&before, &after, &ComparisonTerms::default(), |comparison| assert_eq!(comparison.unchanged(), (2, 1)));
    // A cell that was built anew, or declares something new, is no such cell.
    after.environment.as_mut().expect("an environment")["cells"][1]["artefact_sha256"] = json!("cc");
    with(&before, &after, &ComparisonTerms::default(), |comparison| assert_eq!(comparison.unchanged(), (1, 0)));
    after.cells[2] = CellRecord { threads: 2, ..cell("cython") };
    with(&before, &after, &ComparisonTerms::default(), |comparison| {
        assert_eq!(comparison.unchanged(), (0, 0));
        assert_eq!(comparison.benchmarks[0].cells[1].declared, ["threads: 1, now 2"]);
    });
}

#[test]
fn a_cell_that_is_no_longer_slow_is_said_to_be_measured_in_another_way() {
    let (mut before, after) = (before(), after(1.0, 1.0));
    let visited_once = |sample: &Sample| sample.rung == "c" && sample.round == 0;
    change_samples(&mut before, |samples| samples.retain(|sample| sample.rung == "python" || visited_once(sample)));
    change_samples(&mut before, |samples| {
        samples.iter_mut().filter(|sample| sample.rung == "c").for_each(|sample| sample.slow = true)
    });
    assert_eq!(figures(&before, &after, &ComparisonTerms::default()).paired, (true, false));
    let wide = Layout { width: 160, ..Layout::default() };
    with(&before, &after, &ComparisonTerms::default(), |comparison| {
        let text = terminal(comparison, wide);
        assert!(text.contains("measured once per invocation, now in rounds"), "{text}");
        assert_eq!(comparison.unchanged(), (0, 0), "it says nothing of chance");
    });
    with(&after, &before, &ComparisonTerms::default(), |comparison| {
        assert!(terminal(comparison, wide).contains("measured in rounds, now once per invocation"));
        let json: Value = serde_json::from_str(&json(comparison).expect("JSON")).expect("JSON");
        let cell = &json["benchmarks"][0]["cells"][0];
        assert_eq!((&cell["earlier_paired"], &cell["later_paired"]), (&json!(false), &json!(true)));
    });
}

#[test]
fn other_options_are_a_change_and_other_paths_are_none() {
    let build = |runner: &str, variable: &str| {
        let mut after = after(1.0, 1.0);
        let cell = &mut after.environment.as_mut().expect("an environment")["cells"][1];
        cell["runner"] = json!(runner);
        cell["env"] = json!([["HOME", variable]]);
        with(&before(), &after, &ComparisonTerms::default(), |comparison| {
            comparison.benchmarks[0].cells[0].build.clone()
        })
    };
    assert_eq!(build("/a/b/tool run /c", "/root"), BuildChange::Same);
    assert_eq!(build("run --fast", "/root"), BuildChange::Changed("options".to_owned()));
    assert_eq!(build("run", "1"), BuildChange::Changed("options".to_owned()));
}

#[test]
fn an_artefact_that_came_out_the_same_has_not_changed() {
    let (before, mut after) = (before(), after(1.0, 1.0));
    after.environment.as_mut().expect("an environment")["cells"][1]["sources_sha256"] = json!("cc");
    with(&before, &after, &ComparisonTerms::default(), |comparison| {
        assert_eq!(comparison.benchmarks[0].cells[0].build, BuildChange::Same);
    });
}

#[test]
fn the_comparison_for_people() {
    let mut later = after(1.1, 1.2);
    later.cells.push(lost("mojo", Standing::Missing, "no compiler", None));
    let mut earlier = before();
    earlier.cells.push(cell("mojo"));
    earlier.samples.extend(samples("mojo", &C));
    let text = with(&earlier, &later, &at_most(0.05), |comparison| terminal(comparison, Layout::default()));
    assert!(text == TEXT, "expected\n{TEXT}\nfound\n{text}");
}

const TEXT: &str = "\
earlier 1 · profile quick · 2026-01-02T03:04:05Z
later   2 · profile quick · 2026-01-02T03:04:05Z

nbody · n-body · 33000
the baseline itself, python: +10.0 %, which is taken out
rung  earlier    later   change     95 % interval  verdict   gate    what changed
─────────────────────────────────────────────────────────────────────────────────
c     1.00 µs  1.32 µs  +20.0 %  +19.4 %..+20.6 %  TOO SLOW  FAILED  nothing

  mojo  timed in the earlier session alone: no compiler

  change        how much longer an iteration takes in the later session, measured against the baseline's in the same
                round of each session, so that what slows the whole machine falls out; the medians beside it are as they
                were timed
  not resolved  the interval contains no change at all; a narrower one needs more invocations (--budget)
  for scale     1 of 1 cells that are built and measured alike differ beyond their interval; chance alone would have it
                so for one in twenty, and cells of one benchmark share what the baseline did
  too slow      1 cell's whole interval lies above +5.0 %
  gate          a cell has passed when its whole interval lies within its limits, and failed when all of it lies beyond
                one; where the interval reaches across a limit, these two sessions cannot tell: they would have found a
                slowdown from the figure beside it on
  not seen      mojo/nbody (timed in the earlier session alone: no compiler)
";

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 60..=140 {
        let layout = Layout { width, colour: false, ..Layout::default() };
        let text = with(&before(), &after(1.1, 1.2), &at_most(0.05), |comparison| terminal(comparison, layout));
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn every_field_of_the_json_is_described_in_the_formats() {
    let text = with(&before(), &after(1.0, 1.2), &at_most(0.05), |comparison| json(comparison).expect("JSON"));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&value["too_slow"], &value["limit"]), (&json!(true), &json!(0.05)));
    let cell = &value["benchmarks"][0]["cells"][0];
    assert_eq!((&cell["rung"], &cell["verdict"], &cell["build"]), (&json!("c"), &json!("too-slow"), &json!("same")));
    assert!(cell["change"]["low"].as_f64() > Some(1.05), "{cell}");
    let formats = include_str!("../../../../../docs/json.md");
    let (_, described) = formats.split_once("\n## The comparison\n").expect("the section");
    let (described, _) = described.split_once("\n## ").expect("another section");
    for name in fixture::names(&value) {
        assert!(described.contains(&format!("`{name}`")), "docs/json.md says nothing of `{name}`");
    }
}
