//! Agreement before timing: what `check` asks, what it accepts, and what it says.

use serde_json::Value;

use crate::support::{Ladder, cell};

/// A reason that must be there.
fn reason(cell: &Value) -> String {
    cell["reason"].as_str().unwrap_or_else(|| panic!("no reason in {cell}")).to_owned()
}

#[test]
fn rungs_that_agree_are_well_and_so_are_missing_and_unsupported_ones() {
    let ladder = Ladder::new();
    let json = ladder.xtask(&["check", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "plain/sums")["status"], "agrees");
    assert_eq!(cell(&json, "plain/words")["status"], "agrees");
    assert_eq!(cell(&json, "brisk/words")["status"], "unsupported");
    assert_eq!(reason(&cell(&json, "brisk/words")), "it cannot read");
    let rare = cell(&json, "rare/sums");
    assert_eq!((rare["status"].as_str(), rare["fix"].as_str()), (Some("missing"), Some("mine some")));
}

#[test]
fn the_oracles_runner_may_name_all_that_a_manifest_lets_it_name() {
    let runner = r#"runner = ["{tool}", "{root}/scripted_runner.py", "{kernel}", "{entry}"]"#;
    let named = r#"runner = ["{tool}", "{root}/scripted_runner.py", "{root}/kernels/{stem}.py", "{entry}", "--log={root}/log/{benchmark}"]"#;
    let ladder = Ladder::new().with_instead(
        &format!("[oracle]\ntoolchain = \"python\"\n{runner}"),
        &format!("[oracle]\ntoolchain = \"python\"\n{named}"),
    );
    ladder.xtask(&["check", "--rung", "plain", "--benchmark", "sums"]).exits_with(0);
    assert!(!ladder.asked("sums").is_empty(), "the oracle of `sums` has a log of that name");
}

#[test]
fn every_input_comes_back_after_another_one_and_is_run_twice_to_see_that_nothing_is_memoised() {
    let ladder = Ladder::new();
    ladder.xtask(&["check", "--rung", "brisk"]).exits_with(0);
    let asked = ladder.asked("brisk");
    let prepared: Vec<Value> = asked
        .iter()
        .filter_map(|line| line.strip_prefix("prepare "))
        .map(|request| serde_json::from_str(request).expect("JSON"))
        .collect();
    assert!(prepared.iter().all(|request| request["verify"] == true), "{prepared:?}");
    let values: Vec<i64> = prepared.iter().filter_map(|request| request["value"].as_i64()).collect();
    for value in [1, 2, 10] {
        let places: Vec<usize> = (0..values.len()).filter(|&place| values[place] == value).collect();
        let apart = places.windows(2).any(|pair| pair[1] > pair[0] + 1);
        assert!(apart, "{value} does not come back after another input: {values:?}");
    }
    assert!(asked.iter().filter(|line| line.starts_with("run ")).all(|line| line == "run 1 2"), "{asked:?}");
}

#[test]
fn what_has_passed_is_remembered_until_something_changes() {
    let ladder = Ladder::new();
    let checks = || {
        ladder.xtask(&["check", "--rung", "brisk"]).exits_with(0);
        ladder.asked("brisk").iter().filter(|line| *line == "start").count()
    };
    assert_eq!(checks(), 1);
    assert_eq!(checks(), 1, "what has passed was checked again");
    ladder.xtask(&["check", "--rung", "brisk", "--again"]).exits_with(0);
    assert_eq!(ladder.asked("brisk").iter().filter(|line| *line == "start").count(), 2);
    ladder.file("kernels/sums.py", &format!("{}\n# changed\n", ladder.text("kernels/sums.py")));
    assert_eq!(checks(), 3, "a changed kernel was not checked");
    let ladder = ladder.with_instead("values = [1, 2, 10]", "values = [1, 2, 11]");
    ladder.xtask(&["check", "--rung", "brisk"]).exits_with(0);
    assert_eq!(ladder.asked("brisk").iter().filter(|line| *line == "start").count(), 4, "a new input was not checked");
}

#[test]
fn cells_that_differ_in_nothing_that_matters_are_checked_once_and_have_one_verdict() {
    let ladder = Ladder::new().with_rung("liar", "--do wrong-output --for 10");
    let twin = |of: &str| format!("[rung.{of}-twin]\nlike = \"{of}\"\ntitle = \"Twin\"\npinned = false");
    let ladder = ladder.with(&twin("brisk")).with(&twin("liar"));
    let check = ["check", "--benchmark", "sums", "--again", "--format", "json"];
    let json = ladder.xtask(&check).exits_with(1).json();
    for (rung, status) in [("brisk", "agrees"), ("liar", "disagrees")] {
        let [first, second] = [rung, &format!("{rung}-twin")].map(|rung| cell(&json, &format!("{rung}/sums")));
        assert_eq!((&first["status"], &second["status"]), (&status.into(), &status.into()), "{first} {second}");
        assert_eq!(first["reason"], second["reason"]);
        assert_eq!(first["seconds"].is_f64(), status == "agrees", "{first}");
        assert!(second["seconds"].is_null(), "{second}");
        assert_eq!(ladder.asked(rung).iter().filter(|line| *line == "start").count(), 1, "{rung}");
    }
}

#[test]
fn a_generated_input_comes_once_and_a_small_one_follows_it() {
    let ladder = Ladder::new()
        .with_instead("check = { folders = [\"inputs\"] }", "check = { folders = [\"inputs\"], data = [\"texts\"] }");
    ladder.xtask(&["check", "--benchmark", "words", "--rung", "plain"]).exits_with(0);
    let asked = ladder.asked("plain");
    let prepared: Vec<&String> = asked.iter().filter(|line| line.starts_with("prepare ")).collect();
    let large: Vec<usize> = (0..prepared.len()).filter(|&place| prepared[place].contains("texts.json")).collect();
    assert_eq!(large, [prepared.len() - 2], "{prepared:?}");
}

#[test]
fn a_difference_is_named_with_input_place_and_both_values() {
    let ladder = Ladder::new().with_rung("liar", "--do wrong-output --for 10");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let liar = cell(&json, "liar/sums");
    assert_eq!(liar["status"], "disagrees");
    let reason = reason(&liar);
    for expected in ["10", "[0] (sum)", "expected 55.0", "got 55.5 (differs by 5.0e-1, ", "tolerance 1e-9"] {
        assert!(reason.contains(expected), "no `{expected}` in {reason}");
    }
    assert_eq!(cell(&json, "plain/sums")["status"], "agrees", "one liar must not spoil the rest");
}

#[test]
fn results_of_an_earlier_input_are_seen() {
    let ladder = Ladder::new()
        .with_rung("first", "--do first-answer")
        .with_rung("previous", "--do previous-answer")
        .with_rung("memo", "--do memoised")
        .with_rung("integers", "--do integers-for-floats")
        .with_rung("nan", "--do not-a-number");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    for (rung, word) in [
        ("first", "expected 3.0, got 1.0"),
        ("previous", "expected 3.0, got 1.0"),
        ("memo", "memoised"),
        ("integers", "type: an integer where a float is expected"),
    ] {
        let cell = cell(&json, &format!("{rung}/sums"));
        assert_eq!(cell["status"], "disagrees", "{cell}");
        assert!(reason(&cell).contains(word), "no `{word}` in {cell}");
    }
    let nan = cell(&json, "nan/sums");
    assert_ne!(nan["status"], "agrees");
    assert!(reason(&nan).contains("NaN"), "{nan}");
}

#[test]
fn an_input_that_must_be_refused_must_be_refused_at_the_same_place() {
    let ladder = Ladder::new();
    let answers = [
        ("lenient", "raise ValueError(f\"event {index}: text: not a string\")", "continue"),
        ("elsewhere", "event {index}: text", "event {index + 1}: text"),
        ("otherwise", "raise ValueError(\"document: not an array\")", "raise KeyError(0)"),
    ];
    let kernel = ladder.text("kernels/words.py");
    let mut ladder = ladder;
    for (name, old, new) in answers {
        assert!(kernel.contains(old), "{old}");
        ladder.file(&format!("kernels/words_{name}.py"), &kernel.replace(old, new));
        ladder = ladder.with(&format!(
            "[rung.{name}]\nlike = \"plain\"\ntitle = \"{name}\"\nkernels = {{ words = \"words_{name}.py\" }}"
        ));
    }
    let json = ladder.xtask(&["check", "--benchmark", "words", "--format", "json"]).exits_with(1).json();
    let told = |name: &str| reason(&cell(&json, &format!("{name}/words")));
    assert!(told("lenient").contains("bad-number.json") && told("lenient").contains("refus"), "{}", told("lenient"));
    assert!(told("elsewhere").contains("expected 1, got 2"), "{}", told("elsewhere"));
    assert!(told("otherwise").contains("bad-object.json"), "{}", told("otherwise"));
    assert_eq!(cell(&json, "plain/words")["status"], "agrees");
}

#[test]
fn inputs_of_the_users_own_go_through_every_kernel_that_takes_documents() {
    let ladder = Ladder::new();
    ladder.file("mine/two.json", "[\"b\", \"a\"]");
    let right = r#"{"total":2,"words":[{"word":"b","count":1,"share":0.5},{"word":"a","count":1,"share":0.5}]}"#;
    ladder.file("mine/two.expected", right);
    ladder.file("mine/bad.json", "nonsense");
    ladder.file("mine/bad.expected", "error\n");
    let json = ladder.xtask(&["check", "--inputs", "mine", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "plain/words")["status"], "agrees");
    let cells = json["cells"].as_array().expect("cells");
    assert!(cells.iter().all(|cell| cell["benchmark"] == "words"), "numbers take no documents: {json:#}");

    ladder.file("mine/two.expected", &right.replace("\"share\":0.5}]", "\"share\":0.25}]"));
    let json = ladder.xtask(&["check", "--inputs", "mine", "--format", "json"]).exits_with(1).json();
    let reason = reason(&cell(&json, "plain/words"));
    assert!(reason.contains("two.json") && reason.contains("words[1].share: expected 0.25, got 0.5"), "{reason}");
}

#[test]
fn inputs_without_expectation_or_with_one_that_is_none_are_wrong_usage() {
    let ladder = Ladder::new();
    ladder.file("mine/two.json", "[]");
    ladder.xtask(&["check", "--inputs", "mine"]).exits_with(2).mutters("two.expected");
    ladder.file("mine/two.expected", "I do not know");
    ladder.xtask(&["check", "--inputs", "mine"]).exits_with(2).mutters("two.expected");
}

#[test]
fn an_oracle_that_misses_a_published_value_checks_nothing() {
    let ladder = Ladder::new().with_instead("output = [\"55.0\", \"385\"]", "output = [\"55.0\", \"386\"]");
    let json = ladder.xtask(&["check", "--format", "json"]).exits_with(1).json();
    let plain = cell(&json, "plain/sums");
    assert_eq!(plain["status"], "failed");
    assert!(reason(&plain).contains("expected 386, got 385.0"), "{plain}");
    assert_eq!(cell(&json, "plain/words")["status"], "agrees", "the other benchmark's oracle is sound");
    assert_eq!(ladder.asked("brisk").len(), 0, "nothing may run against a wrong oracle");
}
