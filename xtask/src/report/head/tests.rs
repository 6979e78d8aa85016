use super::*;
use crate::report::fixture::{cell, recorded, sample, samples, start, summarise};
use crate::report::summary::Timed;
use crate::results::{CellRecord, Recorded};

/// Two samples an iteration from the start: a first call of 140, a second of 40, then steady ones of 10.
fn warming() -> Vec<Sample> {
    let before = |phase, wall_ns| Sample { phase, ..sample("c", 0, 0, wall_ns) };
    let mut early = vec![before(Phase::First, 140), before(Phase::WarmUp, 40)];
    early.extend((0..20).map(|_| before(Phase::WarmUp, 10)));
    let of_invocation = |invocation| early.iter().map(move |sample| Sample { invocation, ..sample.clone() });
    (0..3).flat_map(of_invocation).collect()
}

fn session() -> Recorded {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), CellRecord { build_s: Some(1e-6), ..cell("c") }];
    recorded.samples = [warming(), samples("python", &[50; 6]), samples("c", &[10; 6])].concat();
    let starts = |rung| (0..3).map(move |invocation| start(rung, invocation, None));
    recorded.starts = starts("python").chain(starts("c")).collect();
    recorded.starts.iter_mut().filter(|start| start.rung == "c").for_each(|start| start.ready_ns = 90);
    recorded
}

fn timed(recorded: &Recorded, rung: &str) -> Timed {
    let card = summarise(recorded);
    let cell = card.benchmarks[0].cells.iter().find(|cell| cell.cell.rung == rung).expect("the rung");
    cell.timed.expect("numbers")
}

#[test]
fn the_head_is_start_first_call_and_what_was_beyond_steady_calls() {
    let c = timed(&session(), "c");
    assert_eq!(c.head, Head { start_ns: Some(90.0), first_ns: Some(140.0), warm_up_ns: Some(160.0) });
    assert_eq!(c.state, Some(State::WarmUp));
}

#[test]
fn break_even_counts_start_and_warm_up_against_the_baseline() {
    // (90 + 160 - 50) beyond the baseline's start, 40 gained by each iteration; building adds 1,000.
    let expected = BreakEven { iterations: 5.0, baseline_ns: 250.0, iterations_with_build: 30.0 };
    assert_eq!(timed(&session(), "c").break_even, Some(expected));
    assert_eq!(timed(&session(), "python").break_even, None, "the baseline has nothing to pay back");
}

#[test]
fn the_one_visit_of_a_slow_cell_is_its_first_call() {
    let mut recorded = session();
    recorded.samples = [samples("python", &[50; 6]), samples("c", &[10; 6])].concat();
    recorded.samples.iter_mut().for_each(|sample| sample.slow = true);
    assert_eq!(timed(&recorded, "python").head.first_ns, Some(50.0));
    assert_eq!(timed(&recorded, "python").state, None, "one iteration shows no curve");
}

#[test]
fn a_cell_that_never_gets_steady_has_no_speedup() {
    let mut recorded = session();
    for samples in recorded.samples[..66].chunks_mut(22) {
        samples.iter_mut().for_each(|sample| sample.wall_ns = 1000);
        samples[17..].iter_mut().for_each(|sample| sample.wall_ns = 700);
    }
    let c = timed(&recorded, "c");
    assert_eq!((c.state, c.speedup, c.break_even), (Some(State::Unsettled), None, None));
    assert!(!c.has_one_number());
    assert!(summarise(&recorded).is_narrower_than(0.01), "it is not waited for");
}
