//! What intervals are worth when their own width ends measuring: how often the last one contains the truth.
//!
//! docs/methodology-appendix.md quotes the table:
//!
//!     cargo test -p xtask looks_compared -- --ignored --nocapture

use super::super::stopping::FEWEST_TO_STOP;
use super::*;

/// As the profile `blog` has them.
const ROUNDS: u32 = 3;
const MOST: u32 = 12;
const WIDTH: f64 = 0.02;

/// How far apart the speeds of processes lie: from a machine where three invocations are narrow enough to one where
/// twelve seldom are.
const PROCESSES: [f64; 6] = [0.0025, 0.005, 0.01, 0.015, 0.02, 0.03];

fn machine(process: f64) -> Machine {
    Machine { process, turn: 0.005, ..Machine::default() }
}

/// Looks at the width after each invocation from `least` on, and stops when it is narrow enough: how often the last
/// interval contains the truth, and the mean number of invocations.
fn with_looks(machine: Machine, least: u32, draws: u32) -> (f64, f64) {
    let mut random = StdRng::seed_from_u64(2017);
    let first = |series: &Series, invocations: u32| Series {
        turns: series.turns.range(..(invocations, 0)).map(|(place, log)| (*place, *log)).collect(),
        ..series.clone()
    };
    let (mut hits, mut invocations) = (0, 0);
    for _ in 0..draws {
        let (baseline, cell) = machine.measured(&mut random, MOST, ROUNDS);
        let looks = (least..=MOST).map(|seen| (seen, speedup(&first(&baseline, seen), &first(&cell, seen))));
        let mut looks = looks.filter_map(|(seen, speedup)| Some((seen, speedup?)));
        let is_last =
            |(seen, speedup): &(u32, Speedup)| *seen == MOST || speedup.half_width().is_some_and(|half| half <= WIDTH);
        let (seen, last) = looks.find(is_last).expect("the last look is the last");
        hits += u32::from(last.interval.is_some_and(|interval| interval.contains(TRUTH)));
        invocations += seen;
    }
    (f64::from(hits) / f64::from(draws), f64::from(invocations) / f64::from(draws))
}

#[test]
fn an_interval_whose_width_ends_measuring_keeps_its_promise_nearly() {
    let least = u32::try_from(FEWEST_TO_STOP).expect("few");
    for process in PROCESSES {
        let (share, _) = with_looks(machine(process), least, 1000);
        // The standard error of the share is 0.008.
        assert!(share > 0.915, "{process}: {share}");
    }
}

#[test]
fn to_stop_after_three_alike_invocations_would_claim_too_much() {
    let worst = PROCESSES.map(|process| with_looks(machine(process), 3, 1000).0).into_iter().fold(1.0, f64::min);
    assert!(worst < 0.915, "{worst}");
}

#[test]
#[ignore = "a table for docs/methodology-appendix.md, not a claim"]
fn looks_compared() {
    let names: Vec<String> = PROCESSES.iter().map(|process| format!("{:.2} %", process * 100.0)).collect();
    println!("| from | {} |", names.join(" | "));
    for least in [3, 4, 5, 6, 8] {
        let cells = PROCESSES.map(|process| {
            let (share, invocations) = with_looks(machine(process), least, 4000);
            format!("{:.1} % ({invocations:.1})", share * 100.0)
        });
        println!("| {least} | {} |", cells.join(" | "));
    }
}
