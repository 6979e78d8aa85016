use super::*;
use crate::fixture::{
    END, agreement, cell, change_samples, failure, lost, memory, recorded, sample, samples, summarise,
};
use records::{CellRecord, Phase, Sample, Steadiness, WarmUp};
use statistics::Speedup;

fn only(card: &Card) -> &CellCard {
    let [benchmark] = card.benchmarks.as_slice() else { panic!("one benchmark") };
    let [cell] = benchmark.cells.as_slice() else { panic!("one cell") };
    cell
}

fn by_rung<'a>(card: &'a Card, rung: &str) -> &'a CellCard {
    let mut cells = card.benchmarks.iter().flat_map(|benchmark| &benchmark.cells);
    cells.find(|cell| cell.cell.rung == rung).expect("the rung")
}

#[test]
fn a_timed_cell_has_median_cpu_share_speedup_and_peak() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("c")];
    recorded.samples = [samples("python", &[40; 6]), samples("c", &[10, 10, 11, 10, 10, 9])].concat().into();
    change_samples(&mut recorded, |samples| {
        samples.iter_mut().filter(|sample| sample.rung == "c").for_each(|sample| sample.cpu_ns *= 2)
    });
    recorded.memory = vec![memory("c", 0, 5), memory("c", 1, 9), memory("c", 2, 7)];
    let card = summarise(&recorded);

    let c = by_rung(&card, "c");
    let timed = c.timed.expect("numbers");
    assert_eq!(c.status, CellStatus::Timed);
    assert_eq!(timed.median_ns, 10.0);
    assert_eq!(timed.cpu_over_wall, Some(2.0));
    assert_eq!((timed.invocations, timed.samples), (3, 6));
    assert_eq!(c.peak_bytes, Some(9));
    let speedup = timed.speedup.expect("a speedup");
    assert!((speedup.estimate - 4.0).abs() < 0.01 && speedup.invocations == 3, "{speedup:?}");

    let python = by_rung(&card, "python");
    assert!(python.is_baseline && !c.is_baseline && card.benchmarks[0].has_baseline);
    assert_eq!(python.timed.and_then(|timed| timed.speedup), Some(Speedup::unit(3)));
}

#[test]
fn times_are_per_iteration() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python")];
    recorded.samples = samples("python", &[1000; 6]).into();
    change_samples(&mut recorded, |samples| samples.iter_mut().for_each(|sample| sample.iterations = 100));
    assert_eq!(only(&summarise(&recorded)).timed.expect("numbers").median_ns, 10.0);
}

#[test]
fn only_measured_samples_count() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python")];
    recorded.samples = samples("python", &[10; 6]).into();
    for phase in [Phase::First, Phase::WarmUp, Phase::Resume] {
        change_samples(&mut recorded, |samples| {
            samples.push(Sample { phase, slow: true, ..sample("python", 9, 9, 1_000_000) })
        });
    }
    change_samples(&mut recorded, |samples| {
        samples.push(Sample { iterations: 0, ..sample("python", 9, 9, 1_000_000) })
    });
    let timed = only(&summarise(&recorded)).timed.expect("numbers");
    assert_eq!((timed.median_ns, timed.samples, timed.invocations), (10.0, 6, 3));
}

#[test]
fn a_cell_that_cannot_be_timed_keeps_its_reason_and_its_fix() {
    for (standing, status) in [
        (Standing::Missing, CellStatus::Missing),
        (Standing::Unsupported, CellStatus::Unsupported),
        (Standing::Disagrees, CellStatus::Disagrees),
        (Standing::Failed, CellStatus::Failed),
    ] {
        let mut recorded = recorded();
        recorded.cells = vec![lost("codon", standing, "no compiler", Some("get one"))];
        let card = summarise(&recorded);
        let cell = only(&card);
        assert_eq!((cell.status, cell.reason.as_deref()), (status, Some("no compiler")));
        assert_eq!((cell.fix.as_deref(), cell.timed), (Some("get one"), None));
        assert!(cell.flags.is_empty());
    }
}

#[test]
fn samples_of_a_cell_that_fails_later_do_not_count() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("c")];
    recorded.samples = [samples("python", &[40; 6]), samples("c", &[10; 6])].concat().into();
    recorded.failures = vec![
        failure("c", Standing::Disagrees, "output[0]: 1.0 expected, 2.0 found"),
        failure("c", Standing::Failed, "the runner is gone"),
    ];
    let card = summarise(&recorded);
    let c = by_rung(&card, "c");
    assert_eq!((c.status, c.timed), (CellStatus::Disagrees, None));
    assert_eq!(c.reason.as_deref(), Some("output[0]: 1.0 expected, 2.0 found"), "the first failure is the cause");
    assert!(!card.unwell().is_empty());
}

#[test]
fn a_baseline_that_fails_takes_the_speedups_with_it_and_nothing_else() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("c")];
    recorded.samples = [samples("python", &[40; 6]), samples("c", &[10; 6])].concat().into();
    recorded.failures = vec![failure("python", Standing::Failed, "gone")];
    let card = summarise(&recorded);
    assert!(!card.benchmarks[0].has_baseline);
    let timed = by_rung(&card, "c").timed.expect("numbers");
    assert_eq!((timed.median_ns, timed.speedup), (10.0, None));
}

#[test]
fn a_ready_cell_without_a_sample_is_missing_when_the_session_ended_early() {
    for (stop, status, reason) in [
        (Some(Stop::Interrupted), CellStatus::Missing, "not reached before the session was interrupted"),
        (Some(Stop::Budget), CellStatus::Missing, "not reached before the budget was spent"),
        (None, CellStatus::Missing, "not reached yet: the session is under way, or it was killed"),
        (Some(Stop::Complete), CellStatus::Failed, "the session ended without a measured sample of it"),
    ] {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python")];
        recorded.samples = vec![Sample { phase: Phase::First, ..sample("python", 0, 0, 10) }].into();
        recorded.end = stop.map(|stop| End { stop, ..END });
        let card = summarise(&recorded);
        assert_eq!((only(&card).status, only(&card).reason.as_deref()), (status, Some(reason)));
    }
}

#[test]
fn benchmarks_and_cells_keep_the_order_of_the_records() {
    let mut recorded = recorded();
    let elsewhere = |rung| CellRecord { benchmark: "spectral-norm".to_owned(), ..cell(rung) };
    recorded.cells = vec![cell("python"), elsewhere("python"), cell("c"), elsewhere("c")];
    let card = summarise(&recorded);
    let order: Vec<(&str, Vec<&str>)> = card
        .benchmarks
        .iter()
        .map(|benchmark| {
            let rungs = benchmark.cells.iter().map(|cell| cell.cell.rung.as_str()).collect();
            (benchmark.benchmark.as_str(), rungs)
        })
        .collect();
    assert_eq!(order, [("nbody", vec!["python", "c"]), ("spectral-norm", vec!["python", "c"])]);
}

#[test]
fn a_slow_baseline_pairs_invocations() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("c")];
    let visit = |invocation| Sample { slow: true, ..sample("python", invocation, 0, 40) };
    recorded.samples = [vec![visit(0), visit(1), visit(2)], samples("c", &[10; 6])].concat().into();
    let speedup = by_rung(&summarise(&recorded), "c").timed.and_then(|timed| timed.speedup).expect("a speedup");
    assert!(speedup.paired && (speedup.estimate - 4.0).abs() < 1e-9, "{speedup:?}");
}

#[test]
fn samples_that_no_cell_claims_are_named() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python")];
    recorded.samples = samples("stranger", &[10; 6]).into();
    assert_eq!(summarise(&recorded).warnings, ["6 samples were passed over: no record names their cell"]);
}

#[test]
fn a_clock_that_stands_still_gives_a_median_and_no_speedup() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("c")];
    recorded.samples = [samples("python", &[40; 6]), samples("c", &[0; 6])].concat().into();
    let timed = by_rung(&summarise(&recorded), "c").timed.expect("numbers");
    assert_eq!((timed.median_ns, timed.cpu_over_wall), (0.0, None));
    assert_eq!((timed.speedup, timed.minimum_ratio), (None, None));
}

#[test]
fn a_session_without_cells_has_an_empty_card() {
    let card = summarise(&recorded());
    assert!(card.benchmarks.is_empty() && card.warnings.is_empty() && card.unwell().is_empty());
}

#[test]
fn what_was_timed_but_never_found_to_agree_does_not_count() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python")];
    recorded.samples = samples("python", &[10, 10, 10, 10, 90, 90]).into();
    recorded.outputs = recorded.samples.iter().filter(|sample| sample.invocation < 2).map(agreement).collect();
    let timed = only(&super::summarise(&recorded)).timed.expect("numbers");
    assert_eq!((timed.samples, timed.invocations), (4, 2));
}

#[test]
fn where_three_invocations_are_known_to_be_steady_the_others_do_not_count() {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), CellRecord { compiles: true, ..cell("jit") }];
    // Two invocations more than the plan, for whose warm-up there was no time.
    let times = [10, 10, 10, 10, 10, 10, 90, 90, 90, 90];
    recorded.samples = [samples("python", &[40; 10]), samples("jit", &times)].concat().into();
    let warm_up = |invocation: u32, steadiness: Steadiness| WarmUp {
        benchmark: "nbody".to_owned(),
        rung: "jit".to_owned(),
        invocation,
        process: 0,
        steadiness,
        calls: 30,
        worked_ms: 10_000,
        needs: None,
        smaller: None,
        smaller_ns: Vec::new(),
    };
    let known = [Steadiness::Tested, Steadiness::AsTested, Steadiness::AsTested];
    let all = known.into_iter().chain([Steadiness::NotKnown; 2]);
    recorded.warm_ups = (0..).zip(all).map(|(invocation, steadiness)| warm_up(invocation, steadiness)).collect();
    let jit = by_rung(&summarise(&recorded), "jit").timed.expect("numbers");
    assert_eq!((jit.median_ns, jit.invocations, jit.not_steady), (10.0, 3, 2));
    assert_eq!(jit.steadiness, Some(Steadiness::Tested));
    // With two that are known, all five count, and it is not known of all.
    recorded.warm_ups[2].steadiness = Steadiness::NotKnown;
    let jit = by_rung(&summarise(&recorded), "jit").timed.expect("numbers");
    assert_eq!((jit.invocations, jit.not_steady, jit.steadiness), (5, 0, Some(Steadiness::NotKnown)));
}
