use super::*;
use crate::fixture::{self, cell, change_samples, recorded, sample, samples, start, summarise};
use crate::text::Layout;
use records::{CellRecord, Phase, Recorded, Sample, Start};

fn effort(lines_added: u64, languages: &[&str], dependencies: usize) -> Option<Box<Effort>> {
    Some(Box::new(Effort {
        lines: 100,
        lines_added,
        lines_removed: 0,
        tokens: 0,
        tokens_added: 0,
        tokens_removed: 0,
        languages: languages.iter().map(|language| (*language).to_owned()).collect(),
        dependencies: vec!["a".to_owned(); dependencies],
        toolchain_bytes: None,
    }))
}

fn rung(name: &str, lines: u64, languages: &[&str]) -> CellRecord {
    CellRecord { effort: effort(lines, languages, 0), kind: Some("loops".to_owned()), ..cell(name) }
}

/// Six rounds of equal times, in nanoseconds.
fn steady(name: &str, time: u64) -> Vec<Sample> {
    samples(name, &[time; 6])
}

/// The baseline and others; an iteration of the baseline takes 10,000 ns.
fn session(cells: Vec<CellRecord>, times: Vec<Vec<Sample>>) -> Recorded {
    let cells = [vec![rung("python", 0, &[])], cells].concat();
    Recorded { cells, samples: [vec![steady("python", 10_000)], times].concat().concat().into(), ..recorded() }
}

/// An interpreter, a compiler in another language, one like it that is noisy, a native one, and one that is slower.
fn ladder() -> Recorded {
    let native = CellRecord { native: true, ..rung("c", 80, &["C"]) };
    let cells = vec![
        rung("slow", 0, &[]),
        rung("jit", 0, &[]),
        rung("cython", 50, &["Cython"]),
        native,
        rung("rust", 90, &["Rust"]),
    ];
    let noisy = samples("rust", &[90, 90, 100, 100, 112, 112]);
    let times = vec![steady("slow", 12_000), steady("jit", 1_000), steady("cython", 100), steady("c", 50), noisy];
    session(cells, times)
}

fn hour() -> Workload {
    Workload {
        selection: CellSelection::default(),
        kind: None,
        work_s: 3600.0,
        share: 1.0,
        worth: 0.05,
        with_build: false,
    }
}

#[track_caller]
fn assert_near(left: f64, right: f64) {
    assert!((left - right).abs() < 1e-6 * right.abs().max(1.0), "{left} instead of {right}");
}

/// What becomes of a rung.
fn with<T>(
    recorded: &Recorded,
    terms: &Workload,
    name: &str,
    layout: impl Fn(&BenchmarkAdvice<'_>, &RungAdvice<'_>) -> T,
) -> T {
    let card = summarise(recorded);
    let advice = advise(&card, terms).expect("advice");
    let benchmark = &advice.benchmarks[0];
    let rung = benchmark.rungs.iter().find(|rung| rung.cell.cell.rung == name).expect("the rung");
    layout(benchmark, rung)
}

#[test]
fn a_speedup_saves_what_it_takes_less_and_an_hour_is_so_many_iterations() {
    with(&ladder(), &hour(), "jit", |benchmark, jit| {
        assert_near(benchmark.iterations, 3600e9 / 10_000.0);
        assert_near(jit.total_s, 360.0);
        assert_near(jit.saved_s.estimate, 3240.0);
        assert_near(jit.saved_s.interval.expect("an interval").low, 3240.0);
        assert_near(jit.times_as_fast(), 10.0);
    });
    with(&ladder(), &hour(), "slow", |_, slow| assert!(slow.saved_s.surely_not() && slow.total_s > 3600.0));
}

#[test]
fn starts_first_calls_and_on_request_building_are_added_to_the_steady_time() {
    let mut recorded =
        session(vec![CellRecord { build_s: Some(2.0), ..rung("jit", 0, &[]) }], vec![steady("jit", 100)]);
    for invocation in 0..3 {
        recorded.starts.push(start("python", invocation, None));
        recorded.starts.push(Start { ready_ns: 250_000_050, ..start("jit", invocation, None) });
        let first = Sample { phase: Phase::First, ..sample("jit", invocation, 0, 500_000_100) };
        change_samples(&mut recorded, |samples| samples.insert(0, first));
    }
    // 0.25 s later, 0.5 s for the first call, and a hundredth of a second of work.
    let second = Workload { work_s: 1.0, ..hour() };
    with(&recorded, &second, "jit", |_, jit| {
        assert_near(jit.overhead_s.typical, 0.75);
        assert_near(jit.ahead_s.expect("it pays back"), 0.75 / 0.99);
        assert_near(jit.total_s, 0.76);
        assert_near(jit.saved_s.estimate, 0.24);
    });
    with(&recorded, &Workload { with_build: true, ..second.clone() }, "jit", |_, jit| assert_near(jit.total_s, 2.76));
    // Of a tenth of a second of work nothing is saved.
    with(&recorded, &Workload { work_s: 0.1, ..second }, "jit", |benchmark, jit| {
        assert_near(jit.saved_s.estimate, 0.1 - 0.751);
        assert_eq!((benchmark.steps.len(), benchmark.worth), (0, 0));
    });
}

#[test]
fn a_process_that_starts_sooner_than_the_baseline_gains_nothing_by_it() {
    let mut recorded = session(vec![rung("c", 10, &["C"])], vec![steady("c", 100)]);
    recorded.starts =
        (0..3).map(|invocation| Start { ready_ns: 30_000_000, ..start("python", invocation, None) }).collect();
    recorded.starts.extend((0..3).map(|invocation| start("c", invocation, None)));
    with(&recorded, &Workload { work_s: 1.0, ..hour() }, "c", |_, c| assert_near(c.total_s, 0.01));
}

#[test]
fn of_a_share_no_more_than_that_share_is_saved() {
    let third = Workload { share: 0.3, ..hour() };
    assert_near(third.limit().expect("a limit"), 1.0 / 0.7);
    with(&ladder(), &third, "cython", |_, cython| {
        assert_near(cython.total_s, 2520.0 + 10.8);
        assert_near(cython.saved_s.estimate, 1080.0 - 10.8);
        assert!(cython.times_as_fast() < 1.0 / 0.7);
    });
    assert_eq!(hour().limit(), None);
}

#[test]
fn never_is_more_saved_than_the_hot_path_and_of_none_nothing() {
    let mut recorded = ladder();
    for (invocation, rung) in [(0, "jit"), (1, "jit"), (2, "cython")] {
        recorded.starts.push(Start { ready_ns: 7_000_000, ..start(rung, invocation, None) });
        change_samples(&mut recorded, |samples| {
            samples.insert(0, Sample { phase: Phase::First, ..sample(rung, invocation, 0, 40_000) })
        });
        change_samples(&mut recorded, |samples| {
            samples.insert(0, Sample { phase: Phase::First, ..sample("python", invocation, 0, 90_000) })
        });
    }
    let card = summarise(&recorded);
    for work_s in [1e-6, 1e-3, 1.0, 3600.0, 1e9] {
        for share in [0.0, 0.01, 0.3, 0.999, 1.0] {
            let terms = Workload { work_s, share, ..hour() };
            let advice = advise(&card, &terms).expect("advice");
            for rung in &advice.benchmarks[0].rungs {
                let Saving { estimate, interval } = rung.saved_s;
                let most = work_s * share * (1.0 + 1e-12);
                assert!(estimate <= most && interval.is_none_or(|sure| sure.high <= most), "{work_s} {share} {rung:?}");
                assert!(rung.total_s >= work_s * (1.0 - share) * (1.0 - 1e-12), "{work_s} {share} {rung:?}");
                assert!(share > 0.0 || estimate <= 0.0, "{work_s} {rung:?}");
            }
            assert!(share > 0.0 || advice.benchmarks[0].stop().is_none());
        }
    }
}

#[test]
fn the_way_up_has_what_surely_saves_more_and_stops_where_the_next_is_not_worth_it() {
    let card = summarise(&ladder());
    let way = |worth: f64| {
        let terms = Workload { worth, ..hour() };
        let advice = advise(&card, &terms).expect("advice");
        let benchmark = &advice.benchmarks[0];
        let name = |place: usize| benchmark.rungs[place].cell.cell.rung.clone();
        let steps: Vec<(String, Vec<String>)> = benchmark
            .steps
            .iter()
            .map(|step| (name(step.rung), step.alike.iter().map(|place| name(*place)).collect()))
            .collect();
        (steps, benchmark.stop().map(|rung| rung.cell.cell.rung.clone()))
    };
    // It is not told whether rust is faster than cython, and c is no Python.
    let steps = vec![("jit".to_owned(), vec![]), ("cython".to_owned(), vec!["rust".to_owned()])];
    // The interpreter saves 3,240 s, the compiler another 324 s, which is 9 %.
    assert_eq!(way(0.05), (steps.clone(), Some("cython".to_owned())));
    assert_eq!(way(0.1), (steps.clone(), Some("jit".to_owned())));
    assert_eq!(way(0.98), (steps.clone(), Some("cython".to_owned())), "together they save 99 %");
    assert_eq!(way(0.995), (steps, None));
}

#[test]
fn two_small_steps_are_worth_climbing_when_they_save_enough_together() {
    let gain = |estimate: f64| ClimbStep { rung: 0, gain: Saving { estimate, interval: None }, alike: Vec::new() };
    assert_eq!(steps::worth(&[gain(50.0), gain(3.0), gain(4.0), gain(2.0)], 5.0), 3);
    assert_eq!(steps::worth(&[gain(3.0), gain(1.0)], 5.0), 0);
    assert_eq!(steps::worth(&[], 0.0), 0);
}

#[test]
fn a_new_language_is_more_than_any_number_of_lines() {
    let cells = vec![rung("long", 500, &[]), rung("short", 5, &["C"])];
    let recorded = session(cells, vec![steady("long", 1_000), steady("short", 2_000)]);
    with(&recorded, &hour(), "long", |benchmark, _| {
        assert_eq!(benchmark.steps.len(), 1, "the other is more to write and saves less");
        assert_eq!(benchmark.stop().map(|rung| rung.cell.cell.rung.as_str()), Some("long"));
    });
}

#[test]
fn what_is_no_python_or_trusts_its_input_is_a_limit_and_no_advice() {
    with(&ladder(), &hour(), "c", |benchmark, c| {
        assert_eq!(c.unusable, Some(Unusable::Native));
        assert!(std::ptr::eq(benchmark.beyond().expect("a limit"), c));
    });
    let trusting = CellRecord { validates: false, ..rung("trusting", 0, &[]) };
    let recorded = session(vec![trusting], vec![steady("trusting", 10)]);
    with(&recorded, &hour(), "trusting", |benchmark, rung| {
        assert_eq!(rung.unusable, Some(Unusable::TrustsInput));
        assert!(benchmark.steps.is_empty());
    });
}

#[test]
fn without_intervals_or_effort_nothing_is_recommended_and_the_text_says_why() {
    let mut few = ladder();
    change_samples(&mut few, |samples| samples.retain(|sample| sample.invocation < 2));
    let text = |recorded: &Recorded| {
        terminal::render(&advise(&summarise(recorded), &hour()).expect("advice"), Layout::default())
    };
    assert!(text(&few).contains("fewer than three invocations"), "{}", text(&few));
    let mut old = ladder();
    old.cells.iter_mut().for_each(|cell| cell.effort = None);
    assert!(text(&old).contains("say nothing of effort"), "{}", text(&old));
}

#[test]
fn the_text_has_the_table_the_way_and_where_to_stop() {
    let card = summarise(&ladder());
    let terms = Workload { share: 0.5, ..hour() };
    let advice = advise(&card, &terms).expect("advice");
    let text = terminal::render(&advice, Layout::default());
    let expected = [
        "50 % of it in the hot path: no rung makes it more than 2.00x as fast",
        "nbody · n-body · 33000 · loops",
        "1. jit     saves 1,620 s",
        "nothing to write",
        "50 lines changed, in Cython",
        "you write no less for them: rust",
        "stop at jit: no further step saves another 5 % of the program's time (180 s)",
        "the limit, without Python: c, 1,810 s",
        "n  returns a native result",
    ];
    for expected in expected {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
    let markdown = terminal::render(&advice, Layout { markdown: true, ..Layout::default() });
    assert!(markdown.contains("| jit | 1,980 s | 1,620 s |") && markdown.contains("- **1. jit** saves"), "{markdown}");
}

#[test]
fn a_kind_is_found_or_what_there_is_is_named() {
    let card = summarise(&ladder());
    let asked = |card: &Card, kind: &str| {
        let terms = Workload { kind: Some(kind.to_owned()), ..hour() };
        advise(card, &terms).map(|advice| advice.benchmarks.len())
    };
    assert_eq!(asked(&card, "loops"), Ok(1));
    assert!(asked(&card, "dicts").is_err_and(|reason| reason.contains("it has loops (nbody)")));
    let mut old = ladder();
    old.cells.iter_mut().for_each(|cell| cell.kind = None);
    assert!(
        asked(&summarise(&old), "loops")
            .is_err_and(|reason| reason.contains("--benchmark") && reason.contains("nbody"))
    );
}

#[test]
fn a_session_without_speedups_gives_no_advice() {
    let mut recorded = ladder();
    recorded.session.baseline = None;
    assert!(advise(&summarise(&recorded), &hour()).is_err_and(|reason| reason.contains("no speedup")));
}

#[test]
fn every_field_of_the_json_is_described_in_the_formats() {
    let card = summarise(&ladder());
    let terms = hour();
    let advice = advise(&card, &terms).expect("advice");
    let text = json::render(&advice).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["benchmarks"][0]["stop"], "cython");
    assert_eq!(json["benchmarks"][0]["steps"][1]["alike"][0], "rust");
    assert_eq!(json["benchmarks"][0]["rungs"][0]["unusable"], "native");
    let formats = concat!(include_str!("../../../../../docs/json.md"), include_str!("../../../../../docs/records.md"));
    for name in fixture::names(&json) {
        assert!(formats.contains(&format!("`{name}`")), "the documents say nothing of `{name}`");
    }
}

#[test]
fn what_saves_something_is_ahead_and_what_does_not_is_not_whatever_the_share() {
    let mut recorded = ladder();
    for invocation in 0..3 {
        recorded.starts.push(start("python", invocation, None));
        recorded.starts.push(Start { ready_ns: 400_000_000, ..start("jit", invocation, None) });
        recorded.starts.push(Start { ready_ns: 900_000_000, ..start("cython", invocation, None) });
    }
    let card = summarise(&recorded);
    for work_s in [0.01, 0.3, 0.5, 0.89, 0.95, 2.0, 10.0] {
        for (share, with_build) in [(1.0, false), (0.3, true), (0.05, false), (0.0, false)] {
            let terms = Workload { work_s, share, with_build, ..hour() };
            for rung in &advise(&card, &terms).expect("advice").benchmarks[0].rungs {
                let is_ahead = rung.ahead_s.is_some_and(|ahead_s| work_s > ahead_s);
                assert_eq!(is_ahead, rung.saved_s.estimate > 0.0, "{work_s} {share} {rung:?}");
            }
        }
    }
}

#[test]
fn a_process_that_warms_up_much_longer_than_others_leaves_it_open_whether_it_saves() {
    let mut recorded = ladder();
    for invocation in 0..3 {
        let took = if invocation == 2 { 3_000_000_000 } else { 400_000_000 };
        change_samples(&mut recorded, |samples| {
            samples.insert(0, Sample { phase: Phase::First, ..sample("jit", invocation, 0, took) })
        });
    }
    let second = |work_s: f64| Workload { work_s, ..hour() };
    with(&recorded, &second(1.0), "jit", |benchmark, jit| {
        // The first call does one iteration, which is not done again.
        assert_near(jit.saved_s.estimate, 1.0 - 0.1 - 0.4 + 1e-6);
        assert!(!jit.saved_s.surely() && jit.saved_s.interval.is_some_and(|sure| sure.low < -2.0), "{jit:?}");
        assert!(benchmark.steps.iter().all(|step| benchmark.rungs[step.rung].cell.cell.rung != "jit"));
    });
    with(&recorded, &second(10.0), "jit", |_, jit| assert!(jit.saved_s.surely()));
}

#[test]
fn a_step_saves_what_lies_in_its_own_interval() {
    // Beside the baseline, which is slow in some rounds, both look otherwise than beside each other.
    let cells = vec![rung("cython", 50, &["Cython"]), rung("rust", 90, &["Rust"])];
    let python = samples("python", &[10_000, 30_000, 10_000, 10_000, 10_000, 20_000]);
    let cython = samples("cython", &[1_000, 1_010, 1_500, 1_490, 1_200, 1_230]);
    let rust = samples("rust", &[500, 505, 740, 755, 610, 600]);
    let cells = [vec![rung("python", 0, &[])], cells].concat();
    let recorded = Recorded { cells, samples: [python, cython, rust].concat().into(), ..fixture::recorded() };
    with(&recorded, &hour(), "rust", |benchmark, _| {
        assert_eq!(benchmark.steps.len(), 2);
        for step in &benchmark.steps {
            let sure = step.gain.interval.expect("an interval");
            assert!(sure.low <= step.gain.estimate && step.gain.estimate <= sure.high, "{step:?}");
        }
    });
}

#[test]
fn what_makes_the_session_doubtful_makes_its_advice_so() {
    let mut recorded = ladder();
    recorded.session.baseline_doubt = Some("a slow build".to_owned());
    recorded.warnings.push("line 7 cannot be read".to_owned());
    recorded.end = None;
    let card = summarise(&recorded);
    let terms = hour();
    let advice = advise(&card, &terms).expect("advice");
    let text = terminal::render(&advice, Layout::default());
    for doubt in ["warning: the baseline should be doubted: a slow build", "warning: line 7", "no end was recorded"] {
        assert!(text.contains(doubt), "no `{doubt}` in\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&json::render(&advice).expect("JSON")).expect("JSON");
    assert_eq!(json["warnings"].as_array().map(Vec::len), Some(3));
}

#[test]
fn building_is_shown_always_and_the_licences_of_what_is_recommended_in_words() {
    let licensed = CellRecord { build_s: Some(42.0), fast_math: true, ..rung("cython", 50, &["Cython"]) };
    let card = summarise(&session(vec![licensed], vec![steady("cython", 100)]));
    let terms = hour();
    let advice = advise(&card, &terms).expect("advice");
    let text = terminal::render(&advice, Layout { width: 200, ..Layout::default() });
    let stop = text.lines().find(|line| line.starts_with("stop at cython")).expect("a recommendation");
    assert!(stop.contains("may reorder or approximate floating-point operations"), "{text}");
    assert!(text.contains("build") && text.contains("42.0 s"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&json::render(&advice).expect("JSON")).expect("JSON");
    assert_eq!(json["benchmarks"][0]["rungs"][0]["build_s"], 42.0);
}
