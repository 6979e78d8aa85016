//! Runners that break the protocol, crash or hang: named with what they did, while the others are measured.

use crate::support::{Ladder, cell, lives, wait_until};

/// A behaviour of `scripted_runner.py`, what becomes of the cell in a check, and what its reason says.
const IN_CHECK: &[(&str, &str, &[&str])] = &[
    ("crash-at-start", "failed", &["exited with 3", "cannot find libfoo.so"]),
    ("crash-in-prepare", "failed", &["exited with 4", "prepare", "out of cheese"]),
    ("crash-in-run", "failed", &["exited with 5", "run 1 2", "index 7 out of bounds"]),
    ("segfault", "failed", &["SIGSEGV", "run 1 2"]),
    ("exit-after-done", "failed", &["exited with 0", "output"]),
    ("hang-in-prepare", "failed", &["did not answer", "prepare", "4 s"]),
    ("hang-in-run", "failed", &["did not answer", "run 1 2", "4 s"]),
    ("orphan", "failed", &["run 1 2"]),
    ("garbage", "failed", &["just chatting", "not in the protocol"]),
    ("binary-garbage", "failed", &["run 1 2", "not in the protocol"]),
    ("partial-line", "failed", &["exited with 0", "run 1 2"]),
    ("partial-number", "failed", &["exited with 0", "memory"]),
    ("endless-line", "failed", &["64 MiB"]),
    ("endless-banner", "failed", &["banner"]),
    ("torn-ready", "failed", &["answered `prepare", "threads", "which is not in the protocol"]),
    ("late-banner", "failed", &["[profiler] 3 functions compiled"]),
    ("few-samples", "failed", &["`done` before the last sample"]),
    ("many-samples", "failed", &["one `sample` too many"]),
    ("negative-time", "failed", &["sample -2 2"]),
    ("time-in-words", "failed", &["sample soon 12"]),
    ("fraction-of-time", "failed", &["sample 2.5 2"]),
    ("stops-amid-samples", "disagrees", &["lost the thread", "internal"]),
    ("refuses-then-answers", "disagrees", &["not yet", "internal"]),
    ("no-input-for-me", "disagrees", &["not to my taste"]),
    ("unsupported", "disagrees", &["no such kernel", "unsupported"]),
    ("no-memory", "failed", &["no way to read the peak memory"]),
    ("leaks", "failed", &["exited with 23", "quit", "40 bytes leaked"]),
];

/// Behaviours that are strange and allowed.
const ALLOWED: &[&str] = &["banner", "chatty-on-standard-error", "hang-in-quit"];

#[test]
fn a_runner_that_breaks_the_protocol_is_named_with_what_it_did() {
    let behaviours = IN_CHECK.iter().map(|(name, ..)| *name).chain(ALLOWED.iter().copied());
    let ladder = behaviours.fold(Ladder::new(), |ladder, name| ladder.with_rung(name, &format!("--do {name}")));
    let outcome = ladder.xtask(&["check", "--benchmark", "sums", "--timeout", "4s", "--format", "json"]).exits_with(1);
    let json = outcome.json();
    for (name, status, words) in IN_CHECK {
        let cell = cell(&json, &format!("{name}/sums"));
        let reason = cell["reason"].as_str().unwrap_or_default();
        assert_eq!(cell["status"], *status, "{name}: {reason}");
        for word in *words {
            assert!(reason.contains(word), "no `{word}` in the reason of {name}: {reason}");
        }
        assert!(reason.len() < 4000, "the reason of {name} has {} bytes", reason.len());
    }
    for name in ALLOWED {
        assert_eq!(cell(&json, &format!("{name}/sums"))["status"], "agrees", "{name}");
    }
    assert_eq!(cell(&json, "plain/sums")["status"], "agrees");
    for name in ["hang-in-run", "hang-in-prepare", "hang-in-quit", "endless-line", "orphan"] {
        // A kill is carried out when the system gets to it.
        wait_until(&format!("{name} leaves nothing behind"), || !ladder.pids(name).into_iter().any(lives));
    }
}

/// The same at the timed size, after a check that passed.
const IN_MEASURING: &[(&str, &str, &str)] = &[
    ("crash-in-prepare", "failed", "out of cheese"),
    ("crash-in-run", "failed", "index 7 out of bounds"),
    ("segfault", "failed", "SIGSEGV"),
    ("exit-after-done", "failed", "exited with 0"),
    ("hang-in-run", "failed", "did not answer"),
    ("garbage", "failed", "just chatting"),
    ("few-samples", "failed", "before the last sample"),
    ("stops-amid-samples", "failed", "lost the thread"),
    ("wrong-output", "disagrees", "[0] (sum): expected 5050.0, got 5050.5"),
];

#[test]
fn a_runner_that_fails_while_it_is_measured_is_a_record_and_the_others_go_on() {
    let ladder = IN_MEASURING
        .iter()
        .fold(Ladder::new(), |ladder, (name, ..)| ladder.with_rung(name, &format!("--do {name} --for 100")));
    ladder.xtask(&["run", "--benchmark", "sums", "--timeout", "4s"]).exits_with(1).says("Four times as brisk");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    for (name, status, word) in IN_MEASURING {
        let cell = cell(&json, &format!("{name}/sums"));
        let reason = cell["reason"].as_str().unwrap_or_default();
        assert_eq!(cell["status"], *status, "{name}: {reason}");
        assert!(reason.contains(word), "no `{word}` in the reason of {name}: {reason}");
        assert!(cell["median_ns"].is_null() && cell["speedup"].is_null(), "{name} has figures: {cell}");
    }
    assert_eq!(cell(&json, "brisk/sums")["status"], "timed");
    assert!((cell(&json, "brisk/sums")["speedup"]["estimate"].as_f64().expect("a number") - 4.0).abs() < 1e-9);
}

#[test]
fn a_rung_that_disagrees_is_never_timed() {
    let ladder = Ladder::new().with_rung("liar", "--do wrong-output");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1).says("disagrees");
    let asked = ladder.asked("liar");
    assert!(!asked.iter().any(|line| line.contains("\"value\":100")), "it was given the timed input: {asked:?}");
    assert!(ladder.records_of("sample", "liar").is_empty());
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    assert_eq!(cell(&json, "liar/sums")["status"], "disagrees");
}

#[test]
fn a_kernel_that_lacks_something_of_the_machine_is_not_said_to_disagree() {
    let ladder = Ladder::new().with_rung("cramped", "--do lacks");
    ladder.xtask(&["check", "--benchmark", "sums"]).exits_with(1).says(
        "failed       cramped/sums: on 1: the machine lacks something: OSError: [Errno 28] No space left on device",
    );
}

#[test]
fn a_rung_that_goes_wrong_after_its_first_output_loses_its_figures() {
    let ladder = Ladder::new().with_rung("tired", "--do wrong-output --for 100 --after 3");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    let tired = cell(&json, "tired/sums");
    assert_eq!(tired["status"], "disagrees", "{tired}");
    assert!(tired["median_ns"].is_null(), "{tired}");
}

#[test]
fn every_invocation_is_compared() {
    // One process for the check, one for the first invocation; the third lies.
    let ladder = Ladder::new().with_rung("later", "--do wrong-output --since 2");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    let later = cell(&json, "later/sums");
    assert_eq!(later["status"], "disagrees", "{later}");
    assert!(later["median_ns"].is_null(), "{later}");
    assert_eq!(ladder.records_of("failure", "later").len(), 1);
}

#[test]
fn a_runner_that_says_that_nothing_took_time_leaves_a_report_all_the_same() {
    let ladder = Ladder::new().with_rung("magic", "--do no-time --for 100");
    let outcome = ladder.xtask(&["run", "--benchmark", "sums"]);
    assert!(matches!(outcome.status, Some(0 | 1)), "{outcome:?}");
    let json = ladder.xtask(&["report", "--format", "json"]).json();
    assert_eq!(cell(&json, "brisk/sums")["status"], "timed");
    let estimate = &cell(&json, "magic/sums")["speedup"]["estimate"];
    assert!(estimate.is_null(), "no time is no speedup, but {estimate}");
}
