//! The self-test: what it counts, what it keeps, and that nothing which interrupts it costs more than the block under way.

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::{Ladder, part, wait_until};

/// A ladder whose rungs take as long as their input is large, and compare themselves with themselves.
fn ladder(words: &str) -> Ladder {
    let runner = |rung: &str| format!("--ns\", \"10000\", \"--per-unit\", \"--log={{root}}/log/{rung}\"{words}");
    Ladder::new()
        .with_instead("--ns\", \"4000000\", \"--log={root}/log/plain\"", &runner("plain"))
        .with_instead("--ns\", \"1000000\", \"--log={root}/log/brisk\"", &runner("brisk"))
        .with(
            r#"
[selftest]
benchmark = "sums"
value = 100
more-work = [0.05, 0.2]
beside = ["brisk"]
comparisons = 16
copies = 4
[selftest.profile]
invocations = 3
rounds = 2
samples = 1
sample-time = "1ms"
turn-time = "1ms"
warm-up = "4ms"
budget = "60s""#,
        )
}

fn figures(ladder: &Ladder) -> Value {
    ladder.xtask(&["selftest", "--show", "--format", "json"]).exits_with(0).json()
}

fn sessions(ladder: &Ladder) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(ladder.root().join("results/selftest")).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn compared(ladder: &Ladder) -> u64 {
    let figures = sessions(ladder).iter().find_map(|folder| std::fs::read(folder.join("figures.json")).ok());
    let figures: Option<Value> = figures.and_then(|text| serde_json::from_slice(&text).ok());
    figures.and_then(|figures| figures["alarms"]["trials"].as_u64()).unwrap_or(0)
}

#[test]
fn programs_are_compared_with_identical_ones_and_with_the_same_at_more_work() {
    let ladder = ladder("");
    ladder
        .xtask(&["selftest"])
        .exits_with(0)
        .says("every planned comparison was made")
        .says("an identical copy")
        .says("20 % more work");
    let figures = figures(&ladder);
    assert_eq!((&figures["alarms"]["hits"], &figures["alarms"]["trials"]), (&Value::from(0), &Value::from(16)));
    let contests = part(&figures, "contests").as_array().expect("contests");
    let of = |rung: &str, more: f64| {
        let found = contests.iter().find(|contest| contest["rung"] == rung && contest["more_work"] == more);
        found.unwrap_or_else(|| panic!("no {rung} at {more} in {figures:#}"))["called"].clone()
    };
    for rung in ["plain", "brisk"] {
        assert_eq!(of(rung, 0.0)["trials"], 8, "four pairs in each of two blocks");
        assert_eq!((&of(rung, 0.05)["hits"], &of(rung, 0.05)["trials"]), (&Value::from(2), &Value::from(2)));
        assert_eq!(of(rung, 0.2)["hits"], 2);
    }
    let asked = ladder.asked("brisk");
    let prepared = |value: u32| asked.iter().filter(|line| line.contains(&format!("\"value\":{value},"))).count();
    assert_eq!((prepared(105), prepared(120)), (6, 6), "more work is really done: two blocks of three invocations");
}

#[test]
fn later_sessions_carry_the_latest_figures_and_say_so() {
    let ladder = ladder("");
    ladder.xtask(&["run", "--benchmark", "sums", "--profile", "marked"]).exits_with(0);
    assert!(!ladder.xtask(&["report"]).exits_with(0).stdout.contains("self-test"), "there was none yet");
    ladder.xtask(&["selftest", "--comparisons", "4"]).exits_with(0);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0).says("identical programs are called different in 0 %");
    let newest = ladder.sessions().into_iter().find(|folder| folder.to_string_lossy().ends_with("small"));
    let text = std::fs::read_to_string(newest.expect("a session").join("environment.json")).expect("an environment");
    let environment: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(environment["selftest"]["alarms"]["trials"], 8);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(json["session"]["selftest"]["alarms"]["trials"], 8);
}

#[test]
fn a_self_test_that_was_killed_goes_on_where_it_was() {
    let ladder = ladder(", \"--sleep-ms\", \"5\"");
    let running = ladder.start(&["selftest"]);
    wait_until("a block is complete", || compared(&ladder) > 0);
    running.signal(Signal::SIGKILL);
    running.outcome();
    let before = ladder.asked("plain").len() + ladder.asked("brisk").len();
    assert!(compared(&ladder) < 16, "it was killed too late");
    ladder.xtask(&["selftest"]).exits_with(0).mutters("going on with").says("every planned comparison was made");
    assert_eq!(sessions(&ladder).len(), 1);
    assert_eq!(figures(&ladder)["alarms"]["trials"], 16);
    let records = std::fs::read_to_string(sessions(&ladder)[0].join("samples.jsonl")).expect("records");
    let invocations: std::collections::BTreeSet<u64> = records
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).expect("a record")["invocation"].as_u64())
        .collect();
    assert!(invocations.len() <= 15, "no more than the block under way was measured again: {invocations:?}");
    assert!(ladder.asked("plain").len() + ladder.asked("brisk").len() > before);
}

#[test]
fn ctrl_c_prints_what_is_known_and_the_next_call_goes_on() {
    let ladder = ladder(", \"--sleep-ms\", \"5\"");
    let running = ladder.start(&["selftest"]);
    wait_until("a block is complete", || compared(&ladder) > 0);
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).says("interrupted after").says("an identical copy");
    ladder.xtask(&["selftest"]).exits_with(0).mutters("going on with");
    ladder.xtask(&["selftest", "--comparisons", "4"]).exits_with(0);
    assert_eq!(sessions(&ladder).len(), 2, "a complete one is not gone on with");
}

#[test]
fn what_has_changed_since_is_not_gone_on_with() {
    let ladder = ladder(", \"--sleep-ms\", \"5\"");
    let running = ladder.start(&["selftest"]);
    wait_until("a block is complete", || compared(&ladder) > 0);
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    let ladder = ladder.with("# another manifest");
    ladder.xtask(&["selftest", "--comparisons", "4"]).exits_with(0);
    assert_eq!(sessions(&ladder).len(), 2);
}

#[test]
fn a_self_test_ends_when_its_budget_is_spent() {
    let ladder = ladder("");
    ladder
        .xtask(&["selftest", "--budget", "10ms"])
        .exits_with(0)
        .says("the budget was spent")
        .says("an identical copy");
    assert_eq!(figures(&ladder)["alarms"]["trials"], 4, "the first block is made in any case");
}

#[test]
fn a_rung_that_fails_ends_the_self_test_with_the_reason() {
    let ladder =
        ladder("").with_instead("brisk\"]\ncost", "brisk\", \"--do\", \"crash-in-run\", \"--for\", \"120\"]\ncost");
    ladder.xtask(&["selftest"]).exits_with(1).mutters("brisk+value-120 failed");
}

#[test]
fn without_a_section_or_figures_the_user_is_told_what_to_do() {
    Ladder::new().xtask(&["selftest"]).exits_with(2).mutters("no [selftest]");
    ladder("").xtask(&["selftest", "--show"]).exits_with(2).mutters("cargo xtask selftest");
}
