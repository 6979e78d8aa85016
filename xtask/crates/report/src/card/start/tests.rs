use super::*;
use crate::card::CellFigures;
use crate::fixture::{cell, change_samples, recorded, sample, samples, start, summarise};
use records::{CellRecord, Recorded};

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
    recorded.samples = [warming(), samples("python", &[50; 6]), samples("c", &[10; 6])].concat().into();
    let starts = |rung| (0..3).map(move |invocation| start(rung, invocation, None));
    recorded.starts = starts("python").chain(starts("c")).collect();
    recorded.starts.iter_mut().filter(|start| start.rung == "c").for_each(|start| start.ready_ns = 90);
    recorded
}

fn timed(recorded: &Recorded, rung: &str) -> CellFigures {
    let card = summarise(recorded);
    let cell = card.benchmarks[0].cells.iter().find(|cell| cell.cell.rung == rung).expect("the rung");
    cell.timed.expect("numbers")
}

#[test]
fn the_head_is_start_first_call_and_what_was_beyond_steady_calls() {
    let c = timed(&session(), "c");
    assert_eq!(c.start_costs, StartCosts { start_ns: Some(90.0), first_ns: Some(140.0), warm_up_ns: Some(160.0) });
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
fn a_rung_may_be_ahead_before_it_is_warm() {
    let mut recorded = session();
    // One long call after the first: 20 iterations of 30 each, which is faster than the baseline and not steady yet.
    change_samples(&mut recorded, |samples| samples.retain(|sample| sample.phase != Phase::WarmUp));
    for invocation in 0..3 {
        let slow = Sample { phase: Phase::WarmUp, iterations: 20, ..sample("c", invocation, 0, 600) };
        change_samples(&mut recorded, |samples| samples.push(slow));
    }
    let break_even = timed(&recorded, "c").break_even.expect("it is faster");
    // It starts 40 later, its first call takes 90 longer, and then it gains 20 an iteration; 130 / 20 = 6.5.
    assert_eq!((break_even.iterations, break_even.baseline_ns), (7.5, 375.0));
    // With 1,000 of building it is 730 behind when it is warm, and gains 40 from there on.
    assert_eq!(break_even.iterations_with_build, 21.0 + 730.0 / 40.0);
}

#[test]
fn a_baseline_that_lives_twice_in_an_invocation_has_two_beginnings() {
    let mut recorded = session();
    // The baseline of a second batch, whose first round is the invocation's third.
    let second = |phase, wall_ns| Sample { phase, ..sample("python", 0, 2, wall_ns) };
    let first = |phase, wall_ns| Sample { phase, ..sample("python", 0, 0, wall_ns) };
    recorded.samples.extend([first(Phase::First, 70), first(Phase::WarmUp, 50)]);
    recorded.samples.extend([second(Phase::First, 90), second(Phase::Measure, 50)]);
    assert_eq!(timed(&recorded, "python").start_costs.first_ns, Some(80.0));
    assert_eq!(timed(&recorded, "python").start_costs.warm_up_ns, Some(30.0));
}

#[test]
fn the_one_visit_of_a_slow_cell_is_its_first_call() {
    let mut recorded = session();
    recorded.samples = [samples("python", &[50; 6]), samples("c", &[10; 6])].concat().into();
    change_samples(&mut recorded, |samples| samples.iter_mut().for_each(|sample| sample.slow = true));
    assert_eq!(timed(&recorded, "python").start_costs.first_ns, Some(50.0));
    assert_eq!(timed(&recorded, "python").state, None, "one iteration shows no curve");
}

#[test]
fn a_cell_that_never_gets_steady_has_no_speedup() {
    let mut recorded = session();
    change_samples(&mut recorded, |samples| {
        for samples in samples[..66].chunks_mut(22) {
            samples.iter_mut().for_each(|sample| sample.wall_ns = 1000);
            samples[17..].iter_mut().for_each(|sample| sample.wall_ns = 700);
        }
    });
    let c = timed(&recorded, "c");
    assert_eq!((c.state, c.speedup, c.break_even), (Some(State::Unsettled), None, None));
    assert!(!c.has_one_number());
    assert!(!summarise(&recorded).is_settled(0.01), "three invocations settle nothing");
    recorded.samples.extend((3..8).map(|invocation| sample("python", invocation, 0, 50)));
    assert!(summarise(&recorded).is_settled(0.01), "it is not waited for");
}
