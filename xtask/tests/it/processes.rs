//! What commands and runners start themselves: it ends with them, and holds nobody up.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::support::{Ladder, cell, lives, wait_until};

/// A rung whose build is this script, which makes what the runner loads.
fn built_by(script: &str) -> Ladder {
    Ladder::new().with(&format!(
        r#"
[rung.builder]
title = "Built"
toolchain = "python"
project = "kernels"
build = [["sh", "-c", '''cp {{kernel}} {{out}}/x.py; {script}''']]
artefact = "{{out}}/x.py"
runner = ["{{tool}}", "{{root}}/scripted_runner.py", "{{artefact}}", "{{entry}}"]
cost = "a test"
kernels = {{ sums = "sums.py" }}"#
    ))
}

/// Starts a daemon in a session of its own, and goes on when it is there; its number is in the file `daemon`.
const DAEMON: &str = "setsid sh -c 'echo $$ > {root}/daemon; exec sleep 300' & \
                      while [ ! -s {root}/daemon ]; do sleep 0.01; done";

/// The process whose number a script has written into a file.
fn pid_in(ladder: &Ladder, name: &str) -> u32 {
    ladder.text(name).trim().parse().expect("the number of a process")
}

#[test]
fn a_build_whose_daemon_holds_its_output_ends_with_its_command() {
    let ladder = built_by(DAEMON);
    let outcome = ladder.xtask(&["build", "--rung", "builder"]).exits_with(0);
    let outcome = outcome.mutters("warning: builder/sums left a process behind (`sleep 300`), which was ended");
    assert_eq!(outcome.stderr.matches("left a process behind").count(), 1, "{}", outcome.stderr);
    assert!(!lives(pid_in(&ladder, "daemon")));
}

#[test]
fn a_probe_whose_daemon_holds_its_output_ends_with_its_command() {
    let ladder = Ladder::new().with(&format!(
        r#"
[toolchain.served]
title = "Served"
names = ["sh"]
probe = ["{{tool}}", "-c", """{DAEMON}; echo '{{{{"version": "1.2.3"}}}}'"""]
fix = "none""#
    ));
    ladder.xtask(&["doctor"]).says("served").says("1.2.3").mutters("left a process behind (`sleep 300`)");
    assert!(!lives(pid_in(&ladder, "daemon")));
}

#[test]
fn a_runner_that_has_ended_is_not_said_to_hang() {
    let ladder = Ladder::new().with_rung("gone", "--do orphan-elsewhere");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let reason = cell(&json, "gone/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("exited with 7 while it was asked to `run 1 2`"), "{reason}");
    assert!(!ladder.pids("gone").into_iter().any(lives));
}

#[test]
fn daemons_of_a_runner_end_with_it_and_are_told_once() {
    let ladder = Ladder::new().with_rung("serving", "--do daemons");
    let outcome = ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0).says("Scripted: serving");
    let told = "warning: serving/sums left 2 processes behind (`sleep 300`), which were ended";
    assert_eq!(outcome.stderr.matches(told).count(), 1, "{}", outcome.stderr);
    let pids: BTreeSet<u32> = ladder.pids("serving").into_iter().collect();
    // The check and three invocations, and two daemons of each.
    assert_eq!(pids.len(), 4 * 3, "{pids:?}");
    assert!(!pids.into_iter().any(lives));
    assert_eq!(cell(&ladder.xtask(&["report", "--format", "json"]).json(), "serving/sums")["status"], "timed");
}

#[test]
fn a_runner_that_left_its_group_and_hangs_is_ended() {
    let ladder = Ladder::new().with_rung("away", "--do away-and-hang");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--timeout", "1s", "--format", "json"]).json();
    let reason = cell(&json, "away/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("did not answer `run 1 2`"), "{reason}");
    let pids = ladder.pids("away");
    assert!(pids.len() > 1 && !pids.into_iter().any(lives));
}

#[test]
fn a_runner_that_stops_itself_is_named_long_before_its_time_is_over() {
    let ladder = Ladder::new().with_rung("stopped", "--do stops-itself");
    let before = Instant::now();
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--timeout", "5m", "--format", "json"]).json();
    let reason = cell(&json, "stopped/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("was stopped by SIGSTOP while it was asked to `run 1 2`"), "{reason}");
    assert!(before.elapsed() < Duration::from_secs(200), "{:?}", before.elapsed());
}

#[test]
#[cfg(target_os = "linux")]
fn whatever_a_killed_harness_has_started_ends_with_it() {
    let ladder = built_by(&format!("sleep 300 & echo $! > {{root}}/child; {DAEMON}; wait"));
    let running = ladder.start(&["build", "--rung", "builder"]);
    let is_written =
        |name: &str| std::fs::read_to_string(ladder.root().join(name)).is_ok_and(|text| text.ends_with('\n'));
    wait_until("the build has started both", || is_written("child") && is_written("daemon"));
    let pids = [pid_in(&ladder, "child"), pid_in(&ladder, "daemon")];
    assert!(pids.into_iter().all(lives));
    running.signal(Signal::SIGKILL);
    assert_eq!(running.outcome().status, None);
    wait_until("what it has started is gone", || !pids.into_iter().any(lives));
}

#[test]
fn ctrl_c_reaches_a_build_whose_daemon_holds_its_output() {
    let ladder = built_by(&format!("{DAEMON}; sleep 300"));
    let running = ladder.start(&["build", "--rung", "builder"]);
    wait_until("the build has begun", || {
        std::fs::read_to_string(ladder.root().join("daemon")).is_ok_and(|text| text.ends_with('\n'))
    });
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    assert!(!lives(pid_in(&ladder, "daemon")));
}

#[test]
fn a_signal_that_somebody_can_do_something_about_is_named_with_that() {
    let ladder = Ladder::new().with_rung("newer", "--do illegal");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let reason = cell(&json, "newer/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("was killed by SIGILL while it was asked to `run 1 2`"), "{reason}");
    assert!(reason.ends_with("and for `dispatch` what it takes this one for"), "{reason}");
}

#[test]
fn runners_live_together_only_as_far_as_the_harness_may_open_files() {
    let rungs: Vec<String> = (0..24).map(|number| format!("rung-{number}")).collect();
    let ladder = rungs.iter().fold(Ladder::new(), |ladder, id| ladder.with_rung(id, "--ns 2000000"));
    let few = ["run", "--benchmark", "sums", "--profile", "marked", "--all"];
    let ladder = ladder.with_rung("telling", "--do tells-its-limits");
    ladder.xtask_behind("ulimit -n 64", &few).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    for id in &rungs {
        assert_eq!(cell(&json, &format!("{id}/sums"))["status"], "timed", "{id}");
    }
    // In batches, with the baseline in each.
    assert!(ladder.records_of("start", "plain").len() > 3, "{:?}", ladder.records_of("start", "plain"));
}

#[test]
fn the_harness_takes_what_it_may_have_and_leaves_to_others_what_they_had() {
    let ladder =
        (0..24).fold(Ladder::new(), |ladder, number| ladder.with_rung(&format!("rung-{number}"), "--ns 2000000"));
    let ladder = ladder.with_rung("telling", "--do tells-its-limits");
    let few = ["run", "--benchmark", "sums", "--profile", "marked", "--all"];
    ladder.xtask_behind("ulimit -Sn 64", &few).exits_with(0);
    let started = ladder.records_of("start", "plain");
    let first = started.iter().filter(|start| start.get("process").is_none()).count();
    assert_eq!(first, 1, "all lived together: {started:?}");
    let asked = std::fs::read_to_string(ladder.root().join("log/telling")).expect("a log");
    assert!(asked.contains("\"files\": 64}"), "{asked}");
}

#[test]
fn a_cell_for_which_there_are_no_files_left_has_not_failed() {
    let ladder = Ladder::new();
    let few = ["run", "--benchmark", "sums", "--profile", "marked", "--all"];
    ladder.xtask(&["check", "--benchmark", "sums", "--profile", "marked", "--all"]).exits_with(0);
    ladder.xtask_behind("ulimit -n 14", &few);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let statuses: Vec<&str> =
        json["cells"].as_array().expect("cells").iter().filter_map(|cell| cell["status"].as_str()).collect();
    assert!(statuses.iter().all(|status| ["timed", "missing"].contains(status)), "{statuses:?}");
    let brisk = cell(&json, "brisk/sums");
    if brisk["status"] == "missing" {
        let reason = brisk["reason"].as_str().expect("a reason");
        assert!(reason.contains("the harness may open no more files") && reason.contains("ulimit -n"), "{reason}");
    }
}

/// The fixture's ladder with a rung that behaves as the words say, and may fill 200 MiB.
fn limited(id: &str, words: &str) -> Ladder {
    Ladder::new().with_rung(id, words).with("memory-limit = \"200MiB\"")
}

#[test]
#[cfg(target_os = "linux")]
fn a_runner_that_fills_more_memory_than_it_may_is_ended() {
    let ladder = limited("filling", "--do fills");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--timeout", "5m", "--format", "json"]).json();
    let reason = cell(&json, "filling/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(
        reason.contains("MiB of memory while it was asked to `run 1 2`, and may fill 200 (`memory-limit`)"),
        "{reason}"
    );
    assert!(!ladder.pids("filling").into_iter().any(lives));
}

#[test]
fn what_is_only_reserved_is_within_the_limit() {
    let ladder = limited("reserving", "--do reserves");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&json, "reserving/sums")["status"], "agrees");
}

#[test]
fn what_was_filled_for_a_moment_is_seen_at_the_end() {
    let ladder = limited("peak", "--memory 314572800");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let reason = cell(&json, "peak/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("filled 300 MiB of memory while it was asked to `memory`, and may fill 200"), "{reason}");
}

#[test]
fn the_smaller_of_two_limits_of_memory_counts() {
    let ladder = limited("peak", "--memory 157286400")
        .with_instead("title = \"Sums\"", "title = \"Sums\"\nmemory-limit = \"0.1GiB\"");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--format", "json"]).exits_with(1).json();
    let reason = cell(&json, "peak/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("filled 150 MiB") && reason.contains("may fill 102"), "{reason}");
}

/// Whether there is another processor to take than the one that a runner is held to.
fn several_processors() -> bool {
    std::thread::available_parallelism().is_ok_and(|count| count.get() > 1)
}

#[test]
#[cfg(target_os = "linux")]
fn a_runner_that_took_more_processors_gets_its_own_again_before_it_is_timed() {
    let ladder = Ladder::new().with_rung("spread", "--do spreads");
    let outcome = ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0).says("Scripted: spread");
    if several_processors() {
        let outcome = outcome.mutters("warning: spread/sums runs on the processors 0, ").mutters(", as it is again");
        assert_eq!(outcome.stderr.matches("as it is again").count(), 1, "{}", outcome.stderr);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_runner_that_changes_its_processors_or_its_priority_while_it_is_timed_has_no_figures() {
    let ladder = Ladder::new().with_rung("nice", "--do nice-in-runs").with_rung("spread", "--do spreads-in-runs");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(1).says("Four times as brisk");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    let reason = |id: &str| cell(&json, &format!("{id}/sums"))["reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason("nice").contains("the runner has the priority (nice) "), "{}", reason("nice"));
    assert!(cell(&json, "nice/sums")["median_ns"].is_null());
    if several_processors() {
        assert!(reason("spread").contains("the runner runs on the processors 0, "), "{}", reason("spread"));
    }
    assert_eq!(cell(&json, "brisk/sums")["status"], "timed");
}

#[test]
#[cfg(target_os = "linux")]
fn a_runner_that_does_not_listen_is_named_long_before_its_time_is_over() {
    let ladder = Ladder::new().with_rung("deaf", "--do deaf");
    let json = ladder.xtask(&["check", "--benchmark", "sums", "--timeout", "5m", "--format", "json"]).json();
    let reason = cell(&json, "deaf/sums")["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("closed its standard input, so that it could not be asked to `prepare`"), "{reason}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_left_the_group_of_a_runner_is_stopped_with_it_between_visits() {
    let ladder = Ladder::new()
        .with_instead("[profile.small]\ninvocations = 3\nrounds = 2", "[profile.small]\ninvocations = 3\nrounds = 500")
        .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"30\"]\ncost")
        .with_rung("serving", "--do daemons");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    let state = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let is_stopped = |pid: u32| state(pid).rsplit(')').next().is_some_and(|rest| rest.trim().starts_with('T'));
    let sleeps = |pid: &u32| state(*pid).contains("(sleep)");
    wait_until("a daemon is stopped", || ladder.pids("serving").into_iter().filter(sleeps).any(is_stopped));
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    assert!(!ladder.pids("serving").into_iter().any(lives));
}

#[test]
#[cfg(target_os = "linux")]
fn a_runner_cannot_write_to_the_terminal() {
    let ladder = Ladder::new().with_rung("loud", "--do writes-to-the-terminal");
    let outcome = ladder.as_the_terminals_own(&["run", "--benchmark", "sums"]).exits_with(0).says("Scripted: loud");
    assert!(!outcome.stdout.contains("WRITTEN ON YOUR SCREEN"), "{}", outcome.stdout);
    let log = ladder.text("log/loud");
    assert!(log.contains("\"asked\": \"terminal\""), "it has tried: {log}");
}
