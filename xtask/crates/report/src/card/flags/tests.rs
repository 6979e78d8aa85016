use std::collections::BTreeSet;

use super::*;
use crate::card::{CellFigures, Percentiles, StartCosts};
use crate::fixture::{cell, recorded};
use records::{CellId, CellRecord, LostLine, Recorded, Steadiness};
use statistics::steady::State;
use statistics::{Interval, Speedup};

/// Numbers that nobody doubts.
fn timed() -> CellFigures {
    let interval = Some(Interval { low: 9.8, high: 10.2 });
    CellFigures {
        median_ns: 10.0,
        mean_ns: 10.0,
        percentiles: Percentiles::default(),
        comparison: None,
        cpu_over_wall: Some(1.0),
        speedup: Some(Speedup { estimate: 10.0, interval, invocations: 3, paired: false }),
        minimum_ratio: Some(10.0),
        drift: Some(Interval { low: -0.01, high: 0.01 }),
        spread: None,
        start_costs: StartCosts::default(),
        break_even: None,
        state: Some(State::Flat),
        steadiness: None,
        not_steady: 0,
        invocations: 3,
        samples: 6,
    }
}

fn with_speedup(change: impl Fn(Speedup) -> Speedup) -> CellFigures {
    CellFigures { speedup: timed().speedup.map(change), ..timed() }
}

fn codes(cell: &CellRecord, timed: &CellFigures) -> Vec<&'static str> {
    let baseline = self::cell("python");
    cell_flags(cell, timed, Some(&baseline), &recorded()).iter().map(|flag| flag.kind.code).collect()
}

#[test]
fn an_undoubted_cell_has_no_flag() {
    assert!(codes(&cell("c"), &timed()).is_empty());
}

#[test]
fn a_mean_that_is_far_from_the_median_is_flagged_however_narrow_the_interval() {
    let mean = |mean_ns| CellFigures { mean_ns, ..timed() };
    assert!(codes(&cell("c"), &mean(10.19)).is_empty(), "within the interval");
    assert_eq!(codes(&cell("c"), &mean(10.3)), ["mean"]);
    let narrow = |interval| with_speedup(|speedup| Speedup { interval, ..speedup });
    let exact = narrow(Some(Interval { low: 9.999, high: 10.001 }));
    assert!(codes(&cell("c"), &CellFigures { mean_ns: 10.05, ..exact }).is_empty(), "half a per cent is nothing");
    assert!(codes(&cell("c"), &CellFigures { mean_ns: 20.0, ..narrow(None) }).iter().all(|code| *code != "mean"));
}

#[test]
fn more_cpu_than_the_declared_threads_is_flagged() {
    let busy = |ratio| CellFigures { cpu_over_wall: Some(ratio), ..timed() };
    assert!(codes(&cell("c"), &busy(1.09)).is_empty());
    assert_eq!(codes(&cell("c"), &busy(1.11)), ["threads"]);
    let two = CellRecord { threads: 2, ..cell("c") };
    assert_eq!(codes(&two, &busy(1.99)), ["multi-threaded"]);
    assert_eq!(codes(&two, &busy(2.3)), ["threads", "multi-threaded"]);
}

#[test]
fn threads_that_the_runtime_declares_explain_more_cpu() {
    let helped = CellRecord { helpers: Some("compilers".to_owned()), ..cell("c") };
    let busy = CellFigures { cpu_over_wall: Some(1.8), ..timed() };
    assert_eq!(codes(&helped, &busy), ["helpers"]);
    assert_eq!(cell_flags(&helped, &busy, None, &recorded())[0].detail.as_deref(), Some("compilers"));
}

#[test]
fn a_cell_that_waited_for_the_cpu_is_flagged() {
    let share = |ratio| CellFigures { cpu_over_wall: Some(ratio), ..timed() };
    assert!(codes(&cell("c"), &share(0.91)).is_empty());
    assert_eq!(codes(&cell("c"), &share(0.28)), ["waited"]);
    assert!(codes(&cell("c"), &CellFigures { cpu_over_wall: None, ..timed() }).is_empty());
}

#[test]
fn what_the_ladder_declares_is_flagged_with_its_particulars() {
    let declared = CellRecord {
        fast_math: true,
        target_cpu: "native".to_owned(),
        native: true,
        validates: false,
        algorithm: "precomputed matrix".to_owned(),
        ..cell("c")
    };
    assert_eq!(codes(&declared, &timed()), ["fast-math", "target-cpu", "native", "trusts-input", "algorithm"]);
    let flags = cell_flags(&declared, &timed(), None, &recorded());
    let details: Vec<Option<&str>> = flags.iter().map(|flag| flag.detail.as_deref()).collect();
    assert_eq!(details, [None, Some("native"), None, None, Some("precomputed matrix")]);
}

#[test]
fn code_that_chooses_its_instructions_is_flagged_otherwise_than_code_for_this_cpu_alone() {
    let code_for = |cpu: &str| codes(&CellRecord { target_cpu: cpu.to_owned(), ..cell("c") }, &timed());
    assert!(code_for("generic").is_empty());
    assert_eq!(code_for("dispatch"), ["dispatch"]);
    assert_eq!(code_for("znver5"), ["target-cpu"]);
}

#[test]
fn a_plain_build_is_flagged_beside_an_optimised_baseline_alone() {
    let plain = CellRecord { optimised: Some(false), ..cell("python-3.13") };
    assert_eq!(codes(&plain, &timed()), ["slow-build"]);
    let unknown = CellRecord { optimised: None, ..cell("python-3.13") };
    assert!(codes(&unknown, &timed()).is_empty());
    assert!(cell_flags(&plain, &timed(), Some(&plain), &recorded()).is_empty());
}

#[test]
fn an_interpreter_built_unlike_the_baseline_s_is_flagged_unless_it_is_known_to_be_slower() {
    let built = |kind: Option<&str>| CellRecord { build_kind: kind.map(str::to_owned), ..cell("python-3.13") };
    let flags = |cell: &CellRecord, baseline: &CellRecord| cell_flags(cell, &timed(), Some(baseline), &recorded());
    let debian = CellRecord { rung: "python".to_owned(), ..built(Some("Debian")) };
    let unlike = flags(&built(Some("source, plain")), &debian);
    assert_eq!(unlike.iter().map(|flag| flag.kind.code).collect::<Vec<_>>(), ["unlike-build"]);
    assert_eq!(unlike[0].detail.as_deref(), Some("source, plain, the baseline's: Debian"));
    for alike in [built(Some("Debian")), built(None)] {
        assert!(flags(&alike, &debian).is_empty());
    }
    assert!(flags(&debian, &built(None)).is_empty());
    let slow = CellRecord { optimised: Some(false), ..built(Some("source, plain")) };
    let slow = flags(&slow, &debian);
    assert_eq!(slow.iter().map(|flag| flag.kind.code).collect::<Vec<_>>(), ["slow-build"]);
    assert_eq!(slow[0].detail.as_deref(), Some("source, plain"));
}

#[test]
fn a_doubtful_baseline_is_flagged_on_every_speedup() {
    let mut doubted = recorded();
    doubted.session.baseline_doubt = Some("built without PGO".to_owned());
    let flags = cell_flags(&cell("c"), &timed(), Some(&cell("python")), &doubted);
    assert_eq!(flags[0].kind.code, "baseline-doubt");
    assert_eq!(flags[0].detail.as_deref(), Some("built without PGO"));
    assert!(cell_flags(&cell("c"), &CellFigures { speedup: None, ..timed() }, None, &doubted).is_empty());
}

#[test]
fn few_invocations_and_pairs_of_invocations_are_flagged() {
    let few = with_speedup(|speedup| Speedup { invocations: 2, interval: None, ..speedup });
    assert_eq!(codes(&cell("c"), &few), ["few-invocations"]);
    let paired = with_speedup(|speedup| Speedup { paired: true, ..speedup });
    assert_eq!(codes(&cell("c"), &paired), ["paired"]);
    let alone = CellFigures { speedup: None, invocations: 1, ..timed() };
    assert_eq!(codes(&cell("c"), &alone), ["few-invocations"]);
}

#[test]
fn best_times_that_disagree_are_flagged() {
    let minimum = |ratio| CellFigures { minimum_ratio: Some(ratio), ..timed() };
    for ratio in [9.75, 10.25] {
        assert!(codes(&cell("c"), &minimum(ratio)).is_empty(), "{ratio} is less than 1 % outside");
    }
    for ratio in [9.6, 10.4] {
        assert_eq!(codes(&cell("c"), &minimum(ratio)), ["minimum"]);
    }
}

#[test]
fn a_ratio_that_surely_moves_is_flagged_however_wide_the_interval_is() {
    let moved = |drift: f64, half: f64| CellFigures {
        drift: Some(Interval { low: drift - half, high: drift + half }),
        ..timed()
    };
    assert_eq!(codes(&cell("c"), &moved(0.03, 0.01)), ["drift"]);
    assert_eq!(codes(&cell("c"), &moved(-0.03, 0.01)), ["drift"]);
    assert!(codes(&cell("c"), &moved(0.04, 0.05)).is_empty(), "it may be chance");
    assert!(codes(&cell("c"), &moved(0.009, 0.001)).is_empty(), "less than 1 % is no doubt");
    let wide = Some(Interval { low: 5.0, high: 20.0 });
    let uncertain = with_speedup(|speedup| Speedup { interval: wide, ..speedup });
    assert_eq!(codes(&cell("c"), &CellFigures { drift: moved(0.1, 0.05).drift, ..uncertain }), ["drift"]);
}

#[test]
fn what_is_not_known_to_have_been_steady_is_flagged() {
    let known = |steadiness| codes(&cell("c"), &CellFigures { steadiness: Some(steadiness), ..timed() });
    assert_eq!(known(Steadiness::NotKnown), ["steadiness"]);
    assert!(known(Steadiness::Tested).is_empty() && known(Steadiness::AsTested).is_empty());
}

#[test]
fn a_curve_that_has_no_one_number_is_flagged() {
    let state = |state| codes(&cell("c"), &CellFigures { state: Some(state), ..timed() });
    assert_eq!(state(State::Unsettled), ["no-steady-state"]);
    assert_eq!(state(State::Inconsistent), ["inconsistent"]);
    assert_eq!(state(State::Slowdown), ["slowdown"]);
    assert!(state(State::WarmUp).is_empty());
    assert!(codes(&cell("c"), &CellFigures { state: None, ..timed() }).is_empty(), "nothing is known");
}

#[test]
fn every_flag_has_a_code_and_a_mark_of_its_own() {
    let marks: BTreeSet<char> = ALL.iter().map(|kind| kind.mark).collect();
    let codes: BTreeSet<&str> = ALL.iter().map(|kind| kind.code).collect();
    assert_eq!((marks.len(), codes.len()), (ALL.len(), ALL.len()));
}

#[test]
fn every_flag_is_described_in_the_formats() {
    for kind in ALL {
        let row = format!("\n| `{}` | {} | ", kind.code, kind.mark);
        assert!(include_str!("../../../../../../docs/json.md").contains(&row), "docs/json.md lacks {row}");
    }
}

#[test]
fn a_cell_whose_lines_were_passed_over_is_flagged_and_no_other() {
    let lost = |line| LostLine { line, reason: "damaged".to_owned(), cells: vec![CellId::new("c", "nbody")] };
    let salvaged = Recorded { lost: vec![lost(7), lost(9)], ..recorded() };
    let flags = |rung: &str| cell_flags(&cell(rung), &timed(), None, &salvaged);
    assert_eq!((flags("c")[0].kind.code, flags("c")[0].detail.as_deref()), ("lines-lost", Some("lines 7, 9")));
    assert!(flags("python").is_empty());
}
