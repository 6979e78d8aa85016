//! The machine and the user's surroundings: what is strange about them is no reason to fail, or is one that is said.

use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::{Ladder, cell, lives, wait_until};

/// The ladder, measured for so long that something can be done meanwhile.
fn lasting() -> Ladder {
    Ladder::new()
        .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"30\"]\ncost")
        .with_instead("[profile.small]\ninvocations = 3", "[profile.small]\ninvocations = 8")
}

fn is_measuring(ladder: &Ladder) -> bool {
    !ladder.sessions().is_empty() && ladder.records_of("sample", "brisk").len() > 4
}

#[test]
fn a_folder_with_blanks_umlauts_quotes_and_two_hundred_letters_is_one_like_any_other() {
    let ladder = Ladder::called(&format!("Über 'größe' \"$HOME\" & {} ", "lang".repeat(45)));
    ladder.xtask(&["run"]).exits_with(0).says("Four times as brisk");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "plain/words")["status"], "timed");
}

#[test]
fn nobody_needs_a_home() {
    let ladder = Ladder::new();
    ladder.xtask_behind("unset HOME USER LOGNAME XDG_RUNTIME_DIR", &["run", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask_behind("HOME=/nowhere; export HOME", &["run", "--benchmark", "sums"]).exits_with(0);
}

#[test]
fn a_small_stack_is_enough() {
    let ladder = Ladder::new();
    ladder.xtask_behind("ulimit -s 256", &["--help"]).exits_with(0);
    ladder.xtask_behind("ulimit -s 256", &["run", "--benchmark", "sums"]).exits_with(0);
}

#[test]
fn a_limit_of_the_size_of_files_is_an_error_with_a_place_and_a_reason() {
    let ladder = lasting();
    ladder.xtask(&["check", "--benchmark", "sums"]).exits_with(0);
    let outcome = ladder.xtask_behind("ulimit -f 8", &["run", "--benchmark", "sums"]).exits_with(1);
    outcome.mutters("samples.jsonl").mutters("File too large");
}

#[test]
fn a_hang_up_ends_a_session_in_order() {
    let ladder = lasting();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || is_measuring(&ladder));
    running.signal(Signal::SIGHUP);
    running.outcome().exits_with(130).says("interrupted");
    assert!(!ladder.pids("brisk").into_iter().any(lives));
}

#[test]
fn a_session_that_was_stopped_with_its_runners_goes_on() {
    let ladder = lasting();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || is_measuring(&ladder));
    let to_runners = |signal| {
        for pid in ladder.pids("brisk").into_iter().filter(|&pid| lives(pid)) {
            let _ = kill(Pid::from_raw(pid.cast_signed()), signal);
        }
    };
    running.signal(Signal::SIGSTOP);
    to_runners(Signal::SIGSTOP);
    std::thread::sleep(Duration::from_secs(2));
    // Whoever stops a session lets all of it go on, one after the other.
    running.signal(Signal::SIGCONT);
    std::thread::sleep(Duration::from_millis(200));
    to_runners(Signal::SIGCONT);
    running.outcome().exits_with(0).says("Four times as brisk");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "brisk/sums")["status"], "timed");
}

/// A real suspend would take this machine away from everybody; what tells of it is a file of a made-up one.
#[test]
fn a_machine_that_was_suspended_in_a_sample_is_said_to_have_been() {
    let ladder = Ladder::new().with_rung("drowsy", "--ns 1000000 --suspend 60");
    ladder.file("machine/proc/uptime", "100.00 0.00\n");
    let root = ladder.root().join("machine");
    let variables = [("LADDER_SYSTEM_ROOT", root.to_str().expect("UTF-8"))];
    ladder.xtask_within(&variables, &["run", "--benchmark", "sums"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let flags = json["session"]["flags"].as_array().expect("flags");
    let suspended = flags.iter().find(|flag| flag["code"] == "suspended").expect("it is told");
    assert!(suspended["detail"].as_str().is_some_and(|text| text.starts_with("for ")), "{suspended}");
    // The made-up clock stands still but for its sleep, a minute a sample; so what the session took is taken off.
    let (records, samples) = (ladder.records(), ladder.records_of("sample", "drowsy"));
    let last = records.iter().rfind(|record| record["type"] == "load").expect("a load");
    let number = |name: &str| last[name].as_f64().expect("a number");
    let slept = samples.len() as f64 * 60_000.0;
    assert!(samples.len() > 3 && (number("suspended_ms") + number("at_ms") - slept).abs() < 5_000.0, "{last} {slept}");
    for name in ["plain/sums", "brisk/sums", "drowsy/sums"] {
        assert_eq!(cell(&json, name)["status"], "timed", "{name}: no clock of a runner counts a sleep");
    }
    let asleep = |ladder: &Ladder| ladder.records().iter().any(|record| record.get("suspended_ms").is_some());
    assert!(asleep(&ladder));
    let awake = Ladder::new();
    awake.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    assert!(!asleep(&awake));
}
