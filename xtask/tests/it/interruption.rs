//! Ctrl-C and worse: the report of what is known, and nothing left behind.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::support::{Ladder, cell, lives, wait_until};

/// A ladder that is measured for minutes.
fn endless() -> Ladder {
    Ladder::new()
        .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"30\", \"--jitter\", \"0.5\"]\ncost")
        .with_instead("[profile.small]\ninvocations = 3", "[profile.small]\ninvocations = 500")
        .with_instead("budget = \"2m\"\n\n[profile.marked]", "budget = \"10m\"\n\n[profile.marked]")
}

fn measured_samples(ladder: &Ladder) -> usize {
    if ladder.sessions().is_empty() {
        return 0;
    }
    ladder.records_of("sample", "brisk").iter().filter(|sample| sample["phase"] == "measure").count()
}

#[test]
fn ctrl_c_while_measuring_ends_with_the_report_of_what_is_known() {
    let ladder = endless();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || measured_samples(&ladder) > 4);
    let before = Instant::now();
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).says("Four times as brisk").says("interrupted");
    assert!(before.elapsed() < Duration::from_secs(10), "it took {:?} to end", before.elapsed());
    wait_until("its runners are gone", || !ladder.pids("brisk").into_iter().any(lives));
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "brisk/sums")["status"], "timed");
}

#[test]
fn ctrl_c_reaches_a_harness_whose_runner_hangs() {
    let ladder = Ladder::new().with_rung("stuck", "--do hang-in-run --for 100");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    let asked = |line: &str| ladder.asked("stuck").iter().any(|asked| asked.contains(line));
    wait_until("the runner hangs", || asked("\"value\":100"));
    std::thread::sleep(Duration::from_millis(300));
    let before = Instant::now();
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).says("sums");
    assert!(before.elapsed() < Duration::from_secs(10), "it took {:?} to end", before.elapsed());
    wait_until("the runner is gone", || !ladder.pids("stuck").into_iter().any(lives));
}

#[test]
fn ctrl_c_while_checking_ends_the_check() {
    let ladder = Ladder::new().with_rung("stuck", "--do hang-in-prepare");
    let running = ladder.start(&["check", "--benchmark", "sums"]);
    wait_until("the runner hangs", || ladder.asked("stuck").len() > 1);
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    wait_until("the runner is gone", || !ladder.pids("stuck").into_iter().any(lives));
}

#[test]
fn who_asks_twice_does_not_wait_for_the_report() {
    let ladder = endless();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || measured_samples(&ladder) > 4);
    // Both are there before the harness can do anything about the first.
    for signal in [Signal::SIGSTOP, Signal::SIGINT, Signal::SIGTERM, Signal::SIGCONT] {
        running.signal(signal);
    }
    let outcome = running.outcome().exits_with(130);
    assert!(!outcome.stdout.contains("Four times as brisk"), "{}", outcome.stdout);
    wait_until("its runners are gone", || !ladder.pids("brisk").into_iter().any(lives));
    ladder.xtask(&["report"]).exits_with(0).says("Four times as brisk");
}

#[test]
fn runners_die_with_a_harness_that_is_killed_and_its_records_can_be_reported() {
    let ladder = endless();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || measured_samples(&ladder) > 4);
    running.signal(Signal::SIGKILL);
    assert_eq!(running.outcome().status, None);
    wait_until("its runners are gone", || !ladder.pids("brisk").into_iter().any(lives));
    ladder.xtask(&["report"]).exits_with(0).says("Four times as brisk");
    // The lock died with it.
    ladder.xtask(&["run", "--benchmark", "sums", "--profile", "marked"]).exits_with(0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_runner_that_hears_nothing_dies_with_a_harness_that_is_killed() {
    let ladder = Ladder::new().with_rung("stuck", "--do hang-in-run --for 100");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("the runner hangs", || ladder.asked("stuck").iter().any(|line| line == "run 1 1"));
    running.signal(Signal::SIGKILL);
    running.outcome();
    wait_until("the runner is gone", || !ladder.pids("stuck").into_iter().any(lives));
}

#[test]
fn results_are_there_at_any_time() {
    let ladder = endless();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || measured_samples(&ladder) > 4);
    ladder.xtask(&["report"]).exits_with(0).says("Four times as brisk");
    assert!(lives(running.pid()), "the session is still under way");
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
}

#[test]
fn idle_runners_are_stopped() {
    let ladder = endless().with_rung("other", "--ns 1000000 --sleep-ms 30");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    let stopped = |rung: &str| {
        let state = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let is_stopped = |text: String| text.rsplit(')').next().is_some_and(|rest| rest.trim().starts_with('T'));
        ladder.pids(rung).into_iter().any(|pid| is_stopped(state(pid)))
    };
    wait_until("the one is stopped while the other works", || stopped("other"));
    wait_until("and the other way round", || stopped("brisk"));
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
}

#[test]
fn waiting_for_another_session_is_said_at_once_and_uses_nothing_of_the_budget() {
    let ladder = endless();
    let arguments = ["--benchmark", "sums", "--profile", "marked", "--target", "other-target"];
    ladder.xtask(&[&["check"], &arguments[..]].concat()).exits_with(0);
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || measured_samples(&ladder) > 0);
    // Other surroundings are no other machine.
    let own = ladder.root().join("own");
    std::fs::create_dir(&own).expect("a folder");
    let own = own.to_str().expect("UTF-8");
    let surroundings = [("XDG_RUNTIME_DIR", own), ("TMPDIR", own)];
    let second = ladder.start_within(&surroundings, &[&["run", "--budget", "4s"], &arguments[..]].concat());
    let tickets = || {
        let entries = std::fs::read_dir(ladder.root().join("queue")).into_iter().flatten().flatten();
        entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".session")).count()
    };
    wait_until("the second session waits", || tickets() == 2);
    std::thread::sleep(Duration::from_secs(5));
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    let outcome = second.outcome().exits_with(0).mutters("waiting for another session that measures");
    assert!(!outcome.stderr.contains("at most 0 s left"), "{}", outcome.stderr);
    assert_eq!(tickets(), 0, "who is through leaves the queue");
}

#[test]
fn two_sessions_do_not_measure_at_the_same_time() {
    let ladder = endless();
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || measured_samples(&ladder) > 0);
    let first = running.pid();
    let second = ladder.start(&["run", "--benchmark", "sums", "--profile", "marked", "--target", "other-target"]);
    let its_folder = || ladder.sessions().into_iter().find(|folder| folder.to_string_lossy().ends_with("marked"));
    let checked = ladder.root().join("other-target/checked");
    let ready = || std::fs::read_dir(&checked).is_ok_and(|mut passed| passed.next().is_some());
    wait_until("the second session is about to begin", ready);
    std::thread::sleep(Duration::from_secs(2));
    assert!(its_folder().is_none(), "it measures beside the first");
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    let holder = format!("waiting for another session that measures on this machine: process {} of ", first);
    let place = format!(" in {}, for ", ladder.root().display());
    second.outcome().exits_with(0).mutters(&holder).mutters(&place);
}
