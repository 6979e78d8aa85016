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

/// A benchmark of Fibonacci numbers, which are exact at any size, its inputs, and rungs with kernels of their own.
fn fibonacci(values: &str, rungs: &[(&str, &str)]) -> Ladder {
    let ladder = Ladder::new().with(&format!(
        "[benchmark.fibonacci]\ntitle = \"Fibonacci\"\ninput = \"integer\"\noracle = \"kernels/fibonacci.py\"\n\
         check = {{ values = {values} }}\nsizes = {{ small = {{ value = 200 }}, marked = {{ value = 100 }} }}"
    ));
    let kernel = |result: &str| {
        format!(
            "import sys\n\nif hasattr(sys, \"set_int_max_str_digits\"):\n    sys.set_int_max_str_digits(0)\n\n\n\
             def fibonacci(n):\n    one, other = 0, 1\n    for _ in range(n):\n        one, other = other, one + other\n    \
             return {result}\n"
        )
    };
    ladder.file("kernels/fibonacci.py", &kernel("one"));
    rungs.iter().fold(ladder, |ladder, (rung, result)| {
        ladder.file(&format!("kernels/fibonacci_{rung}.py"), &kernel(result));
        ladder.with(&format!(
            "[rung.{rung}]\nlike = \"plain\"\ntitle = \"{rung}\"\nkernels = {{ fibonacci = \"fibonacci_{rung}.py\" }}"
        ))
    })
}

#[test]
fn integers_of_any_size_are_compared_digit_by_digit() {
    let rungs = [
        ("right", "one"),
        ("next", "one + (n > 93)"),
        ("float", "float(one)"),
        ("negative", "-one if n > 93 else one"),
    ];
    let told = |values: &str| {
        let ladder = fibonacci(values, &rungs);
        let json = ladder.xtask(&["check", "--benchmark", "fibonacci", "--format", "json"]).exits_with(1).json();
        rungs.map(|(rung, _)| cell(&json, &format!("{rung}/fibonacci")))
    };
    let [right, next, float, negative] = told("[94]");
    assert_eq!(right["status"], "agrees");
    for (cell, difference) in [
        (next, "on 94: the whole result: expected 19740274219868223167, got 19740274219868223168"),
        (
            float,
            "expected 19740274219868223167, got 1.974027421986822e+19 (type: a float where an integer is expected)",
        ),
        (negative, "expected 19740274219868223167, got -19740274219868223167"),
    ] {
        assert_eq!(cell["status"], "disagrees", "{cell}");
        assert!(reason(&cell).contains(difference), "no `{difference}` in {cell}");
    }
    // Some 10,000 digits, of which the last one differs.
    let [right, next, ..] = told("[47850]");
    assert_eq!(right["status"], "agrees");
    let reason = reason(&next);
    assert!(reason.contains("(digit 10000 of 10000 differs)") && reason.contains("expected …"), "{reason}");
    assert!(reason.len() < 400, "{reason}");
}

#[test]
fn a_timed_output_is_compared_digit_by_digit_too() {
    let ladder = fibonacci("[1]", &[("right", "one"), ("next", "one + (n > 93)")]);
    let run = ["run", "--profile", "small", "--benchmark", "fibonacci"];
    let done = ladder.xtask(&run).exits_with(1);
    let told = format!("{}{}", done.stdout, done.stderr);
    assert!(
        told.contains("at the timed size: the whole result: expected 280571172992510140037611932413038677189525, ")
    );
}

#[test]
fn outputs_that_cannot_be_compared_are_refused_with_the_reason_and_alone() {
    let texts = [
        ("not-a-number", "[NaN,1.0]", "NaN is no number of JSON"),
        ("infinite", "[1.0,-Infinity]", "-Infinity is no number of JSON"),
        ("too-large", "[1e400,1.0]", "at [0]: the float 1e400 is beyond what a double holds"),
        ("too-small", "[1.0,1e-400]", "at [1]: the float 1e-400 is not 0 and nearer to it than any double"),
        ("twice", "%7B%22a%22:1.0,%22a%22:1.0%7D", "the key \"a\" comes twice"),
        ("surrogate", "[%22%5Cud800%22,1.0]", "at [0]: a text with a lone surrogate"),
        ("half", "[1.0,", "no JSON: EOF while parsing"),
    ];
    let mut ladder = Ladder::new().with_rung("deep", "--do says-deep").with_rung("bytes", "--do says-bytes");
    for (rung, text, _) in texts {
        ladder = ladder.with_rung(rung, &format!("--do says --text={text}"));
    }
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let others = [("deep", "", "nested in more than 512 levels"), ("bytes", "", "in bytes that are no UTF-8")];
    for (rung, _, why) in texts.into_iter().chain(others) {
        let cell = cell(&json, &format!("{rung}/sums"));
        assert_eq!(cell["status"], "failed", "{cell}");
        let said = reason(&cell);
        assert!(said.contains(why), "no `{why}` in {said}");
        assert!(said.contains("the output cannot be compared") || rung == "bytes", "{said}");
        assert!(said.len() < 300, "{said}");
    }
    assert_eq!(cell(&json, "plain/sums")["status"], "agrees", "the others go on");
}

#[test]
fn an_oracle_whose_output_cannot_be_compared_checks_nothing_of_its_benchmark() {
    let ladder = fibonacci("[7]", &[("right", "one")]);
    ladder.file("kernels/fibonacci.py", "def fibonacci(n):\n    return [1.0, float('inf')]\n");
    let json = ladder.xtask(&["check", "--format", "json"]).exits_with(1).json();
    let right = cell(&json, "right/fibonacci");
    assert_eq!(right["status"], "failed");
    let reason = reason(&right);
    assert!(
        reason.contains("the oracle of fibonacci failed for 7: its output cannot be compared: Infinity"),
        "{reason}"
    );
    assert_eq!(cell(&json, "plain/sums")["status"], "agrees");
}

/// Documents of the user's own: a good one, and those whose expected results are these.
fn documents(expected: &[(&str, &str)]) -> Ladder {
    let ladder = Ladder::new();
    ladder.file("mine/good.json", "[]");
    ladder.file("mine/good.expected", r#"{"total":0,"words":[]}"#);
    for (name, text) in expected {
        ladder.file(&format!("mine/{name}.json"), "[]");
        ladder.file(&format!("mine/{name}.expected"), text);
    }
    ladder
}

#[test]
fn expected_results_that_cannot_be_compared_are_left_out_with_the_reason_and_alone() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let (much, too_much) = (deep(1_000), deep(100_000));
    let texts = [
        ("deep-1000", much.as_str(), "nested in more than 512 levels"),
        ("deep-100000", &too_much, "nested in more than 512 levels"),
        ("infinity", r#"{"total":Infinity,"words":[]}"#, "Infinity is no number of JSON"),
        ("large", r#"{"total":1e400,"words":[]}"#, "at total: the float 1e400 is beyond what a double holds"),
        ("nan", r#"{"total":NaN,"words":[]}"#, "NaN is no number of JSON"),
        ("surrogate", r#"{"total":0,"words":["\udc80"]}"#, "at words[0]: a text with a lone surrogate"),
        ("twice", r#"{"total":0,"words":[],"total":0}"#, "the key \"total\" comes twice"),
    ];
    let ladder = documents(&texts.map(|(name, text, _)| (name, text)));
    let json = ladder.xtask(&["check", "--inputs", "mine", "--format", "json"]).exits_with(1).json();
    assert_eq!(cell(&json, "plain/words")["status"], "agrees", "the other inputs go on");
    let left_out = json["left_out"].as_array().expect("those that are left out");
    assert_eq!(left_out.len(), texts.len(), "{json:#}");
    for (said, (name, _, why)) in left_out.iter().zip(texts) {
        assert_eq!((&said["benchmark"], &said["input"]), (&"words".into(), &format!("{name}.json").into()));
        let said = reason(said);
        assert!(said.contains(&format!("{name}.expected")) && said.contains(why), "no `{why}` in {said}");
    }
    let told = ladder.xtask(&["check", "--inputs", "mine"]).exits_with(1);
    assert!(
        told.stdout.contains("left out     nan.json of words: what is expected is in nan.expected"),
        "{}",
        told.stdout
    );
    assert!(told.stdout.contains("on 1 inputs: 1 agrees, 1 unsupported, 7 inputs left out"), "{}", told.stdout);
}

#[test]
fn an_expected_result_of_128_levels_is_compared_and_one_of_other_values_disagrees() {
    let levels = |innermost: &str| format!("{}{innermost}{}", "[".repeat(128), "]".repeat(128));
    let ladder = documents(&[("deep", &levels("18446744073709551616"))]);
    let json = ladder.xtask(&["check", "--inputs", "mine", "--format", "json"]).exits_with(1).json();
    assert_eq!(json["left_out"].as_array().map(Vec::len), Some(0));
    let said = reason(&cell(&json, "plain/words"));
    assert!(said.contains("on deep.json: the whole result") && said.contains("an object where an array"), "{said}");

    let ladder = ladder.with(
        "[rung.nested]\nlike = \"plain\"\ntitle = \"Nested\"\nkernels = { words = \"words_nested.py\" }\n\
         [rung.other]\nlike = \"plain\"\ntitle = \"Other\"\nkernels = { words = \"words_other.py\" }",
    );
    let kernel = |number: &str| {
        format!(
            "def words(data):\n    result = {number}\n    for _ in range(128):\n        result = [result]\n    return result\n"
        )
    };
    ladder.file("kernels/words_nested.py", &kernel("2**64"));
    ladder.file("kernels/words_other.py", &kernel("2**64 + 1"));
    ladder.file("deep/deep.json", "[]");
    ladder.file("deep/deep.expected", &levels("18446744073709551616"));
    let json = ladder.xtask(&["check", "--inputs", "deep", "--format", "json"]).exits_with(1).json();
    assert_eq!(cell(&json, "nested/words")["status"], "agrees");
    let said = reason(&cell(&json, "other/words"));
    assert!(said.ends_with("[0]: expected 18446744073709551616, got 18446744073709551617"), "{said}");
}

#[test]
fn a_benchmark_is_not_timed_while_nothing_can_be_compared_on_one_of_its_inputs() {
    let ladder = Ladder::new();
    ladder.file("inputs/nan.json", "[]");
    ladder.file("inputs/nan.expected", "[NaN]");
    let json = ladder.xtask(&["check", "--format", "json"]).exits_with(1).json();
    assert_eq!(cell(&json, "plain/words")["status"], "agrees");
    assert_eq!(json["left_out"][0]["input"], "nan.json");
    let done = ladder.xtask(&["run", "--profile", "small", "--rung", "plain"]).exits_with(1);
    let told = format!("{}{}", done.stdout, done.stderr);
    assert!(told.contains("nothing can be compared on nan.json: what is expected is in nan.expected"), "{told}");
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
