//! Verdicts on hand-made records and on intervals.

mod claims;

use serde_json::Value;

use super::*;
use crate::fixture::{self, cell, change_samples, claim, lost, published, recorded, sample, samples};
use crate::text::Layout;
use published::{Conditions, Near, RatioAllowance};
use records::{CellRecord, Recorded, Standing};

/// A session in which `fast` is four times as fast as `python`, all but exactly, and a source that says so.
fn session() -> Recorded {
    let mut recorded = recorded();
    recorded.cells = vec![cell("python"), cell("fast")];
    recorded.samples =
        [samples("python", &[4000, 4010, 3990, 4000, 4005, 4000]), samples("fast", &[1000; 6])].concat().into();
    recorded.published = vec![published(&[("python", "400ms", "1.0x"), ("fast", "100ms", "4.0x")])];
    recorded
}

/// The one figure of a session.
fn figure(recorded: &Recorded) -> JudgedFigure {
    let mut sources = judge(&fixture::summarise(recorded));
    sources.remove(0).figures.remove(0)
}

#[track_caller]
fn assert_is(figure: &JudgedFigure, verdict: Verdict, reason: &str) {
    assert_eq!(figure.verdict, verdict, "{figure:#?}");
    match &figure.reason {
        Some(found) => assert!(!reason.is_empty() && found.contains(reason), "{found}"),
        None => assert!(reason.is_empty(), "no reason was given"),
    }
}

#[test]
fn a_verdict_follows_from_where_the_whole_interval_lies() {
    let printed = Bounds { low: 100.0, high: 200.0 };
    let allowed = AllowedRatios::new(&published(&[("python", "4ms", "1x"), ("fast", "1ms", "4x")]), printed);
    let known = [
        ((100.0, 200.0), Verdict::Reproduced),
        ((150.0, 150.0), Verdict::Reproduced),
        ((100.0 / 1.15, 200.0 * 1.15), Verdict::Reproduced),
        ((100.0 / 1.15 - 0.001, 150.0), Verdict::SameOrder),
        ((150.0, 200.0 * 1.15 + 0.001), Verdict::SameOrder),
        ((100.0 / 1.5, 200.0 * 1.5), Verdict::SameOrder),
        ((235.0, 290.0), Verdict::SameOrder),
        ((100.0 / 1.5 - 0.001, 150.0), Verdict::NotResolved),
        ((150.0, 200.0 * 1.5 + 0.001), Verdict::NotResolved),
        ((10.0, 2000.0), Verdict::NotResolved),
        ((300.0, 301.0), Verdict::NotResolved),
        ((300.001, 301.0), Verdict::Differs),
        ((60.0, 100.0 / 1.5 - 0.001), Verdict::Differs),
        ((60.0, 100.0 / 1.5), Verdict::NotResolved),
    ];
    for ((low, high), expected) in known {
        assert_eq!(verdict_of_interval(Interval { low, high }, allowed), expected, "{low}..{high}");
    }
}

#[test]
fn what_is_faster_in_print_and_slower_here_is_never_of_the_same_order() {
    let mut source = published(&[("python", "4ms", "1x"), ("fast", "1ms", "4x")]);
    let frozen = Allowances {
        frozen: "2026-11-29".to_owned(),
        near: RatioAllowance { share: 0.2, least: 1.02, most: 1.15 },
        order: RatioAllowance { share: 0.3333, least: 1.05, most: 1.5 },
    };
    for bounds in [None, Some(frozen)] {
        source.bounds = bounds;
        let verdict =
            |low, high, printed| verdict_of_interval(Interval { low, high }, AllowedRatios::new(&source, printed));
        let faster = Bounds { low: 1.09, high: 1.1 };
        assert_eq!(verdict(0.914, 0.976, faster), Verdict::Differs);
        assert_eq!(verdict(0.99, 1.05, faster), Verdict::NotResolved);
        assert_eq!(
            verdict(1.06, 1.12, faster),
            if source.bounds.is_none() { Verdict::Reproduced } else { Verdict::SameOrder }
        );
        let slower = Bounds { low: 0.75, high: 0.76 };
        assert_eq!(verdict(1.02, 1.1, slower), Verdict::Differs);
        let either = Bounds { low: 0.98, high: 1.02 };
        assert_eq!(verdict(0.97, 1.03, either), Verdict::Reproduced);
    }
}

#[test]
fn what_is_not_resolved_says_what_is_lacking() {
    let ratio = |low: f64, high: f64| Speedup {
        estimate: (low * high).sqrt(),
        interval: Some(Interval { low, high }),
        invocations: 3,
        paired: false,
    };
    let time = lacking(ratio(1.3, 1.6), &[1.0, 1.35]).expect("a reason");
    assert!(time.starts_with("time is lacking: about 8 invocations would tell, of which there were 3"), "{time}");
    let machine = lacking(ratio(1.3, 1.4), &[1.0, 1.349]).expect("a reason");
    assert!(machine.starts_with("the machine is lacking") && machine.contains("1.35"), "{machine}");
}

#[test]
fn a_ratio_that_was_printed_is_reproduced_from_the_records_alone() {
    let figure = figure(&session());
    assert_is(&figure, Verdict::Reproduced, "");
    assert_eq!((figure.rung.as_deref(), figure.against.as_deref()), (Some("fast"), Some("python")));
    assert_eq!((figure.median_ns, figure.time.as_deref()), (Some(1000.0), Some("100ms")));
    let measured = figure.measured.expect("a ratio");
    assert!((measured.estimate - 4.0).abs() < 0.01 && measured.low < Some(4.0) && Some(4.0) < measured.high);
}

#[test]
fn a_ratio_is_to_the_published_row_and_not_to_the_baseline() {
    let mut recorded = session();
    recorded.session.baseline = Some("other".to_owned());
    recorded.cells.push(cell("other"));
    recorded.samples.extend(samples("other", &[50; 6]));
    assert_is(&figure(&recorded), Verdict::Reproduced, "");
    recorded.session.baseline = None;
    assert_is(&figure(&recorded), Verdict::Reproduced, "");
}

#[test]
fn a_printed_ratio_far_away_differs_and_its_cause_is_told() {
    let mut recorded = session();
    recorded.published = vec![published(&[("python", "400ms", "1.0x"), ("fast", "10ms", "40x")])];
    recorded.published[0].tables[0].figures[0].cause = Some("it was another machine".to_owned());
    let differs = figure(&recorded);
    assert_is(&differs, Verdict::Differs, "");
    assert_eq!(differs.cause.as_deref(), Some("it was another machine"));
    recorded.published[0].tables[0].figures[0].time = Some("100ms".to_owned());
    let reproduced = figure(&recorded);
    assert_eq!((reproduced.verdict, reproduced.cause), (Verdict::Reproduced, None));
}

#[test]
fn noise_and_too_few_invocations_resolve_nothing() {
    let mut noisy = session();
    noisy.samples =
        [samples("python", &[4000; 6]), samples("fast", &[1000, 1000, 300, 300, 2900, 2900])].concat().into();
    assert_is(&figure(&noisy), Verdict::NotResolved, "is lacking");
    let mut few = session();
    change_samples(&mut few, |samples| samples.retain(|sample| sample.invocation < 2));
    assert_is(&figure(&few), Verdict::NotResolved, "fewer than 3 invocations");
}

#[test]
fn what_was_not_timed_is_not_measured_for_its_reason() {
    let mut recorded = session();
    recorded.cells[1] = lost("fast", Standing::Missing, "no compiler\nwas found", None);
    change_samples(&mut recorded, |samples| samples.retain(|sample| sample.rung == "python"));
    assert_is(&figure(&recorded), Verdict::NotMeasured, "fast is missing: no compiler");
    recorded.cells.remove(1);
    assert_is(&figure(&recorded), Verdict::NotMeasured, "not selected in this session");
    let mut recorded = session();
    recorded.cells[0] = lost("python", Standing::Failed, "it crashed", None);
    change_samples(&mut recorded, |samples| samples.retain(|sample| sample.rung == "fast"));
    assert_is(&figure(&recorded), Verdict::NotMeasured, "what it is compared with: python failed: it crashed");
    let mut recorded = session();
    recorded.published[0].tables[0].figures[0].absent = Some("nobody wrote it".to_owned());
    assert_is(&figure(&recorded), Verdict::NotMeasured, "nobody wrote it");
    let mut recorded = session();
    recorded.published[0].tables[0].benchmark = None;
    assert_is(&figure(&recorded), Verdict::NotMeasured, "about no benchmark");
}

#[test]
fn a_time_that_is_printed_beside_no_other_is_shown_and_compared_with_nothing() {
    let mut recorded = session();
    recorded.published[0].tables[0].reference = None;
    let alone = figure(&recorded);
    assert_is(&alone, Verdict::NotComparable, "without a row that it could be compared with");
    assert_eq!((alone.median_ns, alone.rung.as_deref()), (Some(1000.0), Some("fast")));
    assert!(alone.measured.is_none() && alone.against.is_none(), "{alone:#?}");
}

/// What a change to the session's second cell makes of its figure.
#[track_caller]
fn assert_incomparable(change: impl Fn(&mut CellRecord), reason: &str) {
    let mut recorded = session();
    change(&mut recorded.cells[1]);
    let figure = figure(&recorded);
    assert_is(&figure, Verdict::NotComparable, reason);
    assert!(figure.measured.is_some(), "the ratio is shown all the same");
}

#[test]
fn other_conditions_than_the_published_ones_are_not_compared() {
    assert_incomparable(|cell| cell.fast_math = true, "ours has fast-math");
    assert_incomparable(|cell| cell.threads = 2, "ours uses several threads");
    assert_incomparable(|cell| cell.optimised = Some(false), "the interpreter of fast was built without optimisation");
    let mut recorded = session();
    for (cell, kind) in recorded.cells.iter_mut().zip(["Debian", "by hand"]) {
        cell.build_kind = Some(kind.to_owned());
    }
    assert_is(&figure(&recorded), Verdict::NotComparable, "not built alike: fast (by hand), python (Debian)");
}

/// What a change to the published row makes of it.
#[track_caller]
fn assert_row_incomparable(change: impl Fn(&mut PublishedSource), reason: &str) {
    let mut recorded = session();
    change(&mut recorded.published[0]);
    assert_is(&figure(&recorded), Verdict::NotComparable, reason);
}

#[test]
fn published_figures_with_more_licence_than_ours_are_not_compared() {
    assert_row_incomparable(|source| source.tables[0].figures[0].fast_math = true, "the published one had fast-math");
    assert_row_incomparable(|source| source.tables[0].figures[0].parallel = true, "the published one used several");
    let conditions = Conditions { validates: false, ..Conditions::default() };
    let lax = |source: &mut PublishedSource| source.conditions = [("nbody".to_owned(), conditions.clone())].into();
    assert_row_incomparable(lax, "ours refuses malformed input");
}

#[test]
fn another_input_size_is_compared_only_where_ratios_do_not_depend_on_it() {
    let mut recorded = session();
    let conditions = Conditions { size: Some("500000".to_owned()), ..Conditions::default() };
    recorded.published[0].conditions = [("nbody".to_owned(), conditions)].into();
    assert_is(&figure(&recorded), Verdict::Reproduced, "");
    recorded.published[0].tables[0].figures[0].any_size = false;
    assert_is(&figure(&recorded), Verdict::NotComparable, "the published input is 500000, not 33000");
    for cell in &mut recorded.cells {
        cell.size = "500000".to_owned();
    }
    assert_is(&figure(&recorded), Verdict::Reproduced, "");
}

#[test]
fn what_comes_near_is_shown_only_where_the_cell_itself_has_no_time_and_never_reproduces() {
    let near = |rung: &str| Near { rung: rung.to_owned(), why: "it keeps objects".to_owned() };
    let mut recorded = session();
    let row = &mut recorded.published[0].tables[0].figures[0];
    row.rung = Some("lists".to_owned());
    row.near = vec![near("absent"), near("fast")];
    let shown = figure(&recorded);
    assert_is(&shown, Verdict::NotComparable, "it keeps objects");
    assert_eq!(shown.rung.as_deref(), Some("fast"));
    recorded.cells.push(cell("lists"));
    recorded.samples.extend(samples("lists", &[1000; 6]));
    let own = figure(&recorded);
    assert_is(&own, Verdict::Reproduced, "");
    assert_eq!(own.rung.as_deref(), Some("lists"));
    let reference = recorded.published[0].tables[0].reference.as_mut().expect("a reference");
    (reference.rung, reference.near) = (None, vec![near("python")]);
    assert_is(&figure(&recorded), Verdict::NotComparable, "it keeps objects");
}

/// A session with the rungs named, whose row and reference both have a cell over lists and one over objects.
fn forms(timed: &[&str]) -> Recorded {
    let near = |rung: &str| vec![Near { rung: rung.to_owned(), why: "it keeps objects".to_owned() }];
    let mut recorded = session();
    recorded.cells = timed.iter().map(|rung| cell(rung)).collect();
    recorded.samples =
        timed.iter().flat_map(|rung| samples(rung, &[if rung.starts_with("new") { 1000 } else { 4000 }; 6])).collect();
    let table = &mut recorded.published[0].tables[0];
    let reference = table.reference.as_mut().expect("a reference");
    (reference.rung, reference.near) = (Some("old".to_owned()), near("old-objects"));
    let row = &mut table.figures[0];
    (row.rung, row.near) = (Some("new".to_owned()), near("new-objects"));
    recorded
}

#[test]
fn a_ratio_is_of_one_form_or_not_shown() {
    let of_lists = figure(&forms(&["new", "new-objects", "old", "old-objects"]));
    assert_is(&of_lists, Verdict::Reproduced, "");
    assert_eq!((of_lists.rung.as_deref(), of_lists.against.as_deref()), (Some("new"), Some("old")));
    for timed in [&["new-objects", "old", "old-objects"], &["new", "new-objects", "old-objects"]] {
        let of_objects = figure(&forms(timed));
        assert_is(&of_objects, Verdict::NotComparable, "it keeps objects");
        let cells = (of_objects.rung.as_deref(), of_objects.against.as_deref());
        assert_eq!(cells, (Some("new-objects"), Some("old-objects")));
        assert!(of_objects.measured.is_some(), "{of_objects:#?}");
    }
    for timed in [["new-objects", "old"], ["new", "old-objects"]] {
        let mixed = figure(&forms(&timed));
        assert_is(&mixed, Verdict::NotComparable, "it keeps objects; ");
        assert_is(&mixed, Verdict::NotComparable, "in unlike ways, so no ratio is shown");
        assert!(mixed.measured.is_none() && mixed.against.is_none() && mixed.median_ns.is_some(), "{mixed:#?}");
    }
    let mut unlike = forms(&["new-objects", "old-objects"]);
    unlike.published[0].tables[0].figures[0].near[0].why = "it has threads".to_owned();
    assert_is(&figure(&unlike), Verdict::NotComparable, "it has threads; it keeps objects; ");
    // What the reference knows nothing of is a difference of the row's alone.
    let mut alone = forms(&["new-objects", "old"]);
    alone.published[0].tables[0].figures[0].near[0].why = "it has threads".to_owned();
    let alone = figure(&alone);
    assert_is(&alone, Verdict::NotComparable, "it has threads");
    assert!(alone.measured.is_some(), "{alone:#?}");
}

#[test]
fn a_table_says_to_which_cell_each_ratio_is() {
    let mut recorded = forms(&["new", "new-objects", "old", "old-objects"]);
    let table = &mut recorded.published[0].tables[0];
    let older = PublishedRow { row: "older".to_owned(), rung: None, ..table.figures[0].clone() };
    table.figures.insert(0, older);
    table.figures.push(table.figures[1].clone());
    let text = render(&fixture::summarise(&recorded), Layout::default());
    assert!(text.contains("N-body · ratios to old; older to old-objects"), "{text}");
}

#[test]
fn every_report_ends_with_how_many_of_each() {
    let mut recorded = session();
    recorded.published[0].claims =
        vec![claim("fast", "python", Some(1.0), None), claim("c", "python", Some(1.0), None)];
    let card = fixture::summarise(&recorded);
    let text = summary(&card, Layout::default()).expect("a summary");
    assert!(text.contains("A blog  1 figure: 1 reproduced; 2 claims: 1 holds, 1 not testable here"), "{text}");
    assert!(crate::terminal(&card, Layout::default()).contains(&text));
    recorded.published.clear();
    assert_eq!(summary(&fixture::summarise(&recorded), Layout::default()), None);
}

#[test]
fn a_source_about_other_benchmarks_alone_is_told_in_a_line() {
    let mut recorded = session();
    let mut other = recorded.published[0].clone();
    other.title = "Another blog".to_owned();
    other.tables.iter_mut().for_each(|table| table.benchmark = Some("elsewhere".to_owned()));
    recorded.published.push(other);
    let text = render(&fixture::summarise(&recorded), Layout::default());
    assert_eq!(text.matches("Another blog").count(), 1, "{text}");
    assert!(text.contains("nothing of these was tested: Another blog"), "{text}");
}

#[test]
fn all_verdicts_for_people_fit_into_the_terminal() {
    let mut recorded = session();
    recorded.published[0].tables[0].figures[0].cause = Some("a division takes longer there".to_owned());
    recorded.published[0].tables[0].figures[0].time = Some("10ms".to_owned());
    recorded.published[0].claims = vec![claim("fast", "python", Some(1.0), None)];
    let card = fixture::summarise(&recorded);
    let text = render(&card, Layout::default());
    for expected in
        ["differs", "38.0..42.2x", "a division takes longer there", "N-body · ratios to python", "above 1.00x"]
    {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
    for width in 60..=140 {
        for line in render(&card, Layout { width, colour: false, ..Layout::default() }).lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn the_json_has_names_that_are_described() {
    let mut recorded = session();
    recorded.published[0].claims = vec![claim("fast", "python", Some(1.0), None)];
    let value: Value = serde_json::from_str(&json(&fixture::summarise(&recorded)).expect("JSON")).expect("JSON");
    assert_eq!(value["published"][0]["figures"][0]["verdict"], "reproduced");
    assert_eq!(value["published"][0]["claims"][0]["outcome"], "holds");
    let (_, described) =
        include_str!("../../../../../../docs/json.md").split_once("\n## The report\n").expect("the section");
    for name in fixture::names(&value) {
        assert!(described.contains(&format!("`{name}`")), "docs/json.md says nothing of `{name}`");
    }
}
