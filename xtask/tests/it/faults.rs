//! Runners that are at fault while they are measured: each has an outcome of its own in the records, in the report and in the
//! exit status, and the figures of the others are what they are without it.

use serde_json::Value;

use crate::support::{Ladder, cell};

/// What a runner does, what becomes of its cell, and what is said of it.
struct Fault {
    /// Its behaviour in `scripted_runner.py`, which is the name of its rung.
    name: &'static str,
    /// Further words for it.
    words: &'static str,
    /// What becomes of the cell.
    status: &'static str,
    /// What its reason says, or the codes of its flags.
    says: &'static [&'static str],
}

const fn failed(name: &'static str, words: &'static str, says: &'static [&'static str]) -> Fault {
    Fault { name, words, status: "failed", says }
}

/// At the timed size alone: every one of them has passed its check.
const FAULTS: &[Fault] = &[
    failed("below-zero", "--for 100", &["`sample 18446744073709551615 1`", "no time in nanoseconds"]),
    failed("cpu-below-zero", "--for 100", &["18446744073709551615`", "no time in nanoseconds"]),
    failed("no-time", "--for 100", &["no time at all"]),
    failed("negative-time", "--for 100", &["`sample -", "not in the protocol"]),
    failed("signed-time", "--for 100", &["`sample +5 +5`", "not in the protocol"]),
    failed("fraction-of-time", "--for 100", &[".5 ", "not in the protocol"]),
    failed("few-samples", "--for 100", &["`done` before the last sample"]),
    failed("done-first", "--for 100", &["`done` before the last sample"]),
    failed("many-samples", "--for 100", &["one `sample` too many"]),
    failed("wrong-order", "--for 100", &["answered `run 1 1` with `output`"]),
    failed("garbage", "--for 100", &["just chatting"]),
    failed("binary-garbage", "--for 100", &[r"with `\0\u{1}\u{2}"]),
    failed("partial-line", "--for 100", &["exited with 0 while it was asked to `run 1 1`"]),
    failed("endless-output", "--for 100", &["`and so on`"]),
    failed("endless-line", "--for 100", &["a line over 64 MiB"]),
    failed("not-a-number", "--for 100", &["the output cannot be compared"]),
    failed("infinite", "--for 100", &["the output cannot be compared"]),
    failed("huge-error", "--for 100", &["mmm… (998000 more characters) (internal)"]),
    failed("huge-traceback", "--for 100", &["exited with 6", "ttt…"]),
    failed("memory-below-zero", "--for 100", &["18446744073709551615 bytes of memory"]),
    failed("segfault", "--for 100", &["was killed by SIGSEGV"]),
    failed("illegal-instruction", "--for 100", &["SIGILL", "hint: it has an instruction that this processor has not"]),
    failed("crash-in-run", "--for 100", &["exited with 5", "index 7 out of bounds"]),
    failed("exit-after-done", "--for 100", &["exited with 0 while it was asked to `output`"]),
    failed("hang-in-prepare", "--for 100", &["did not answer `prepare` within 4 s"]),
    failed("hang-in-run", "--for 100", &["did not answer `run 1 1` within 4 s"]),
    failed("stops-itself", "--for 100", &["was stopped by SIGSTOP"]),
    Fault { name: "wrong-output", words: "--since 2", status: "disagrees", says: &["[0] (sum): expected"] },
    Fault { name: "closes-standard-error", words: "", status: "timed", says: &[] },
    Fault { name: "deaf-to-the-end", words: "", status: "timed", says: &[] },
    Fault { name: "two-threads", words: "--for 100", status: "timed", says: &["beyond-threads"] },
];

#[test]
fn each_fault_has_an_outcome_of_its_own_and_costs_its_own_cell_alone() {
    let ladder = FAULTS.iter().fold(Ladder::new(), |ladder, fault| {
        ladder.with_rung(fault.name, &format!("--do {} {}", fault.name, fault.words))
    });
    let shown = ladder.xtask(&["run", "--benchmark", "sums", "--timeout", "4s"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    for Fault { name, status, says, .. } in FAULTS {
        let cell = cell(&json, &format!("{name}/sums"));
        let reason = cell["reason"].as_str().unwrap_or_default();
        assert_eq!(cell["status"], *status, "{name}: {reason}");
        let codes: Vec<&str> = cell["flags"].as_array().expect("flags").iter().filter_map(code).collect();
        for word in *says {
            assert!(reason.contains(word) || codes.contains(word), "no `{word}` of {name}: {reason} {codes:?}");
        }
        assert!(reason.chars().count() < 4000, "{} characters are said of {name}", reason.chars().count());
        let failures = ladder.records_of("failure", name);
        assert_eq!(failures.len(), usize::from(*status != "timed"), "{name}: {failures:?}");
        assert_eq!(cell["median_ns"].is_null(), *status != "timed", "{name}: {cell}");
    }
    // Those that are not at fault: three invocations of two rounds, and four times as fast.
    let brisk = cell(&json, "brisk/sums");
    assert_eq!((&brisk["status"], &brisk["invocations"]), (&"timed".into(), &3.into()), "{brisk}");
    assert!((brisk["speedup"]["estimate"].as_f64().expect("a number") - 4.0).abs() < 1e-9, "{brisk}");
    assert!(!shown.stdout.contains("the budget was spent"), "{}", shown.stdout);
}

fn code(flag: &Value) -> Option<&str> {
    flag["code"].as_str().or(flag.as_str())
}

/// A rung whose times are held against the harness's clock; an iteration takes 4 ms.
fn with_clock(ladder: Ladder, id: &str, words: &str) -> Ladder {
    let words = format!("--ns 4000000 {words}");
    let timed = ladder.with_rung(id, &words);
    let text = timed.text("ladder.toml");
    let (before, rung) = text.split_at(text.rfind("simulated = true").expect("a rung"));
    timed.file("ladder.toml", &format!("{before}{}", rung.replacen("simulated = true", "", 1)));
    timed
}

#[test]
fn times_that_cannot_have_been_are_refused_and_those_that_are_too_short_are_flagged() {
    let rungs = ["honest", "micro", "half", "double"];
    let ladder = rungs.iter().fold(Ladder::new(), |ladder, name| with_clock(ladder, name, &format!("--do {name}")));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    let flags = |name: &str| {
        let cell = cell(&json, &format!("{name}/sums"));
        cell["flags"].as_array().expect("flags").iter().filter_map(code).map(str::to_owned).collect::<Vec<_>>()
    };
    let reason = |name: &str| cell(&json, &format!("{name}/sums"))["reason"].as_str().unwrap_or_default().to_owned();
    assert_eq!(cell(&json, "honest/sums")["status"], "timed", "{}", reason("honest"));
    assert!(!flags("honest").contains(&"clock".to_owned()), "{:?}", flags("honest"));
    assert!(flags("half").contains(&"clock".to_owned()), "{:?}", flags("half"));
    assert!(reason("double").contains("which cannot be"), "{}", reason("double"));
    let micro = ladder.records_of("memory", "micro");
    let refused = reason("micro").contains("of a request: a time is that of the whole batch");
    assert!(refused || flags("micro").contains(&"clock".to_owned()), "{} {micro:?}", reason("micro"));
    let clocks = ladder.records_of("memory", "half");
    assert!(clocks.iter().all(|memory| memory["clock"]["best_share"].as_f64().is_some_and(|share| share <= 0.51)));
    assert!(flags("plain").contains(&"simulated".to_owned()), "what is not held against a clock says so");
}
