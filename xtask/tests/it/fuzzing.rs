//! Fuzzing: the same documents for every kernel, and what becomes of one that a kernel gets wrong.

use std::fs;

use serde_json::Value;

use crate::support::{Ladder, cell, fixtures};

const FUZZ: &str = r#"
[benchmark.words.fuzz]
generate = ["{tool}", "{root}/fuzz_words.py", "generate", "{seed}", "{count}", "{folder}"]
expect = ["{tool}", "{root}/fuzz_words.py", "expect", "{folder}"]
corpus = "inputs"
"#;

/// The ladder with documents to fuzz with, and rungs whose kernel of `words` differs from the oracle's so.
pub(crate) fn ladder(rungs: &[(&str, &str, &str)]) -> Ladder {
    let mut ladder = Ladder::new().with(FUZZ);
    let script = fs::read_to_string(fixtures().join("fuzz_words.py")).expect("readable");
    ladder.file("fuzz_words.py", &script);
    let kernel = ladder.text("kernels/words.py");
    for (name, old, new) in rungs {
        assert!(kernel.contains(old), "{old}");
        ladder.file(&format!("kernels/words_{name}.py"), &kernel.replace(old, new));
        ladder = ladder.with(&format!(
            "[rung.{name}]\nlike = \"plain\"\ntitle = \"{name}\"\nkernels = {{ words = \"words_{name}.py\" }}"
        ));
    }
    ladder
}

fn fuzz(ladder: &Ladder, arguments: &[&str], status: i32) -> Value {
    // No time for a second batch, so that what was seen does not depend on the machine.
    let always = ["fuzz", "--seed", "1", "--budget", "1ms", "--batch", "60", "--format", "json"];
    ladder.xtask(&[&always, arguments].concat()).exits_with(status).json()
}

/// The corpus beside what the fixture has.
fn found(ladder: &Ladder) -> Vec<String> {
    let entries = fs::read_dir(ladder.root().join("inputs")).expect("a corpus").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("found-") && name.ends_with(".json")).collect()
}

#[test]
fn kernels_that_are_right_get_all_documents_of_a_seed() {
    let ladder = ladder(&[("other", "counts: dict", "tally: dict = {}\n    counts: dict")]);
    let json = fuzz(&ladder, &[], 0);
    let (plain, other) = (cell(&json, "plain/words"), cell(&json, "other/words"));
    assert_eq!((&plain["status"], &other["status"]), (&"agrees".into(), &"agrees".into()));
    assert_eq!(plain["documents"], 60);
    assert_eq!(other["documents"], 60);
    assert!(plain["refused"].as_u64().is_some_and(|refused| (10..60).contains(&refused)), "{plain}");
    assert_eq!(json["seed"], 1);
    assert!(found(&ladder).is_empty());
    let cells = json["cells"].as_array().expect("cells");
    assert!(cells.iter().all(|cell| cell["benchmark"] == "words"), "of sums no documents can be made: {json:#}");
}

#[test]
fn what_a_kernel_gets_wrong_is_made_small_and_replayed_by_every_check() {
    let wrong = "if texts.count('c') > 1 and 'g' in texts:\n        texts.append('x')\n    counts: dict";
    let ladder = ladder(&[("wrong", "counts: dict", wrong)]);
    let json = fuzz(&ladder, &["plain", "wrong"], 1);
    assert_eq!(cell(&json, "plain/words")["status"], "agrees", "one that is wrong must not spoil the rest");
    let wrong = cell(&json, "wrong/words");
    assert_eq!(wrong["status"], "wrong");
    assert!(wrong["reason"].as_str().expect("a reason").contains("total: expected 3, got 4"), "{wrong}");
    let names = found(&ladder);
    assert_eq!(names.len(), 1, "{names:?}");
    let mut letters: Vec<String> =
        serde_json::from_str(&ladder.text(&format!("inputs/{}", names[0]))).expect("an array of strings");
    letters.sort();
    assert_eq!(letters, ["c", "c", "g"], "it could be smaller");
    let json = ladder.xtask(&["check", "--benchmark", "words", "--format", "json"]).exits_with(1).json();
    let reason = cell(&json, "wrong/words")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains(&names[0]), "the corpus is not replayed: {reason}");
    assert_eq!(cell(&json, "plain/words")["status"], "agrees");
}

#[test]
fn a_kernel_that_crashes_or_answers_what_it_must_refuse_is_wrong() {
    let ladder = ladder(&[
        ("crashing", "counts: dict", "if 'd' in texts:\n        import os\n        os._exit(9)\n    counts: dict"),
        ("lenient", "raise ValueError(f\"event {index}: text: not a string\")", "continue"),
    ]);
    // Patience, as documents are made small for three times as long.
    let json = fuzz(&ladder, &["--timeout", "2m"], 1);
    for (rung, word) in [("crashing", "exited with 9"), ("lenient", "refusal")] {
        let cell = cell(&json, &format!("{rung}/words"));
        assert_eq!(cell["status"], "wrong", "{cell}");
        assert!(cell["reason"].as_str().expect("a reason").contains(word), "no `{word}` in {cell}");
    }
    assert_eq!(cell(&json, "plain/words")["status"], "agrees");
    let texts: Vec<String> = found(&ladder).iter().map(|name| ladder.text(&format!("inputs/{name}"))).collect();
    assert!(texts.contains(&"[\"d\"]".to_owned()) && texts.contains(&"[1]".to_owned()), "{texts:?}");
}

#[test]
fn a_kernel_that_hangs_is_wrong() {
    let ladder = ladder(&[(
        "hanging",
        "counts: dict",
        "while texts[:1] == ['e'] and len(texts) > 3:\n        pass\n    counts: dict",
    )]);
    let json = fuzz(&ladder, &["hanging", "--timeout", "3s"], 1);
    let hanging = cell(&json, "hanging/words");
    assert_eq!(hanging["status"], "wrong");
    assert!(hanging["reason"].as_str().expect("a reason").contains("did not answer"), "{hanging}");
    assert_eq!(found(&ladder).len(), 1);
}

#[test]
fn a_rung_that_trusts_its_input_gets_good_documents_alone() {
    let ladder = ladder(&[]).with(
        "[rung.trusting]\nlike = \"plain\"\ntitle = \"Trusting\"\nvalidates = false\nkernels = { words = \"words.py\" }",
    );
    let json = fuzz(&ladder, &["trusting"], 0);
    let trusting = cell(&json, "trusting/words");
    assert_eq!(trusting["refused"], 0);
    assert!(trusting["documents"].as_u64().is_some_and(|documents| (1..60).contains(&documents)), "{trusting}");
}

#[test]
fn what_cannot_be_fuzzed_is_wrong_usage() {
    let ladder = ladder(&[]);
    ladder.xtask(&["fuzz", "--benchmark", "sums"]).exits_with(2).mutters("for these benchmarks alone: words");
    let strange = FUZZ.replace("corpus = \"inputs\"", "corpus = \"nowhere\"").replace("{seed}", "{sead}");
    let ladder = Ladder::new().with(&strange);
    ladder.xtask(&["list"]).exits_with(2).mutters("nowhere").mutters("{sead}");
}
