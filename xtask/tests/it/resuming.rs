//! A session that was interrupted or killed goes on: nothing is lost, nothing is counted twice, and what has changed is said. One
//! file, as all of it looks at the same few things: a killed session, its lines, and its report from whole invocations.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::{Ladder, cell, part, wait_until};

/// A ladder whose sessions take some seconds, in many invocations.
fn ladder(invocations: u32) -> Ladder {
    Ladder::new()
        .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"10\", \"--jitter\", \"0.2\"]\ncost")
        .with_instead("[profile.small]\ninvocations = 3", &format!("[profile.small]\ninvocations = {invocations}"))
}

fn lines(ladder: &Ladder) -> Vec<String> {
    let text = fs::read_to_string(session(ladder).join("samples.jsonl")).unwrap_or_default();
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// The only session that there is; nowhere, as long as there is none.
fn session(ladder: &Ladder) -> PathBuf {
    let mut sessions = ladder.sessions();
    assert!(sessions.len() < 2, "{sessions:?}");
    sessions.pop().unwrap_or_default()
}

/// Starts a command, and kills it once the session has grown by so many lines.
fn killed(ladder: &Ladder, arguments: &[&str], lines_more: usize) {
    let before = lines(ladder).len();
    let running = ladder.start(arguments);
    wait_until("something was measured", || lines(ladder).len() >= before + lines_more);
    running.signal(Signal::SIGKILL);
    assert_eq!(running.outcome().status, None, "it was killed too late");
}

/// What is written is there, at the same line, but for a line that was cut short.
fn assert_kept(before: &[String], after: &[String]) {
    let whole = before.iter().take_while(|line| line.ends_with('\n')).count();
    assert!(before.len() - whole <= 1 && after.len() >= whole, "{} of {} lines", after.len(), before.len());
    assert_eq!(before[..whole], after[..whole]);
    let distinct: BTreeSet<&String> = after.iter().collect();
    // Two samples of one moment may be alike; what is numbered is not.
    let numbered = |line: &&String| !line.contains("\"type\":\"sample\"") && !line.contains("\"type\":\"output\"");
    let all = after.iter().filter(numbered).count();
    assert_eq!(distinct.into_iter().filter(numbered).count(), all, "a record stands twice");
}

fn records(lines: &[String]) -> Vec<Value> {
    lines.iter().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// A session without anything of the invocations that were cut off, as one that was never interrupted.
fn without_cut_off(all: &[String]) -> String {
    let records = records(all);
    let number = |record: &Value| Some((record["benchmark"].as_str()?.to_owned(), record["invocation"].as_u64()?));
    let gone: BTreeSet<(String, u64)> = records
        .iter()
        .flat_map(|record| record["cut_off"].as_array().into_iter().flatten())
        .filter_map(number)
        .collect();
    let last = records.len() - 1;
    let stays = |place: usize, record: &Value| match record["type"].as_str() {
        Some("resumed") => false,
        Some("end") => place == last,
        _ => number(record).is_none_or(|number| !gone.contains(&number)),
    };
    let kept = all.iter().zip(&records).enumerate().filter(|(place, (_, record))| stays(*place, record));
    kept.map(|(_, (line, _))| line.as_str()).collect()
}

/// A report without what counts sittings, and what clocks and other processes say.
fn figures(mut report: Value) -> Value {
    let session = report["session"].as_object_mut().expect("a session");
    for volatile in ["resumed", "cut_off", "budget_s", "stolen", "others", "harness", "flags"] {
        assert!(session.remove(volatile).is_some(), "no {volatile}");
    }
    report
}

/// The report of the session is that of its whole invocations alone.
fn assert_reported_from_whole_invocations(ladder: &Ladder) {
    let own = ladder.xtask(&["report", "--format", "json"]).json();
    let folder = ladder.root().join("whole");
    fs::create_dir_all(&folder).expect("a folder");
    fs::copy(session(ladder).join("environment.json"), folder.join("environment.json")).expect("a copy");
    fs::write(folder.join("samples.jsonl"), without_cut_off(&lines(ladder))).expect("written");
    let whole = ladder.xtask(&["report", "whole", "--format", "json"]).json();
    assert_eq!(figures(own), figures(whole));
}

/// How many samples count of a cell, by invocation.
fn counted(ladder: &Ladder, invocations: usize) {
    let json = ladder.xtask(&["report", "--format", "json"]).json();
    for name in ["plain/sums", "brisk/sums"] {
        let cell = cell(&json, name);
        assert_eq!(
            (&cell["status"], cell["invocations"].as_u64()),
            (&"timed".into(), Some(invocations as u64)),
            "{name}"
        );
        // Two rounds of two samples each, give or take one.
        let samples = cell["samples"].as_u64().expect("a number") as usize;
        assert!((2 * invocations..=6 * invocations).contains(&samples), "{name}: {samples}");
    }
}

#[test]
fn a_session_that_was_killed_goes_on_and_what_was_cut_off_is_in_no_figure() {
    let ladder = ladder(5);
    killed(&ladder, &["run", "--benchmark", "sums"], 120);
    let before = lines(&ladder);
    let outcome = ladder.xtask(&["run", "--resume"]).exits_with(0);
    outcome
        .says("resumed once after it had been interrupted or killed")
        .says("in no figure")
        .says("Four times as brisk");
    let after = lines(&ladder);
    assert_kept(&before, &after);
    counted(&ladder, 5);
    assert_reported_from_whole_invocations(&ladder);
    let json = ladder.xtask(&["report", "--format", "json"]).json();
    assert_eq!((&json["session"]["resumed"], &json["session"]["cut_off"]), (&1.into(), &1.into()));
    assert_eq!(json["session"]["stop"], "complete");
    for format in ["markdown", "html"] {
        ladder.xtask(&["report", "--format", format]).exits_with(0).says("resumed once");
    }
    let records = records(&after);
    let moments: Vec<u64> = records.iter().filter_map(|record| record["at_ms"].as_u64()).collect();
    assert!(moments.is_sorted(), "the clock of the session goes on: {moments:?}");
    ladder
        .xtask(&["run", "--resume"])
        .exits_with(2)
        .mutters("was interrupted or killed; these have come to their end: ");
    assert_eq!(lines(&ladder), after);
}

#[test]
fn whatever_kills_it_and_however_often_it_goes_on() {
    let ladder = ladder(6);
    // Before its first whole invocation, while it goes on, and with a line that was cut short.
    killed(&ladder, &["run", "--benchmark", "sums"], 1);
    let first = lines(&ladder);
    killed(&ladder, &["run", "--resume"], 1);
    let second = lines(&ladder);
    assert_kept(&first, &second);
    killed(&ladder, &["run", "--resume"], 90);
    let path = session(&ladder).join("samples.jsonl");
    let text = fs::read(&path).expect("records");
    fs::write(&path, [&text[..], b"{\"type\":\"sample\",\"bench"].concat()).expect("written");
    let third = lines(&ladder);
    let running = ladder.start(&["run", "--resume"]);
    wait_until("it goes on", || lines(&ladder).len() > third.len() + 20);
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130).mutters("hint: cargo xtask run --resume 2");
    let fourth = lines(&ladder);
    assert_kept(&third, &fourth);
    let id = session(&ladder).file_name().expect("a name").to_string_lossy().into_owned();
    ladder.xtask(&["run", "--resume", &id]).exits_with(0).says("resumed 4 times");
    assert_kept(&fourth, &lines(&ladder));
    counted(&ladder, 6);
    assert_reported_from_whole_invocations(&ladder);
    let ends = records(&lines(&ladder)).iter().filter(|record| record["type"] == "end").count();
    assert_eq!(ends, 2, "that of Ctrl-C and the last");
}

/// Kills at moments that nobody chose, each followed by going on.
fn kill_and_go_on(kills: usize) {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64 ^ u64::from(std::process::id());
    let mut next = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let ladder = ladder(400).with_instead("\"--sleep-ms\", \"10\"", "\"--sleep-ms\", \"1\"");
    let (mut made, mut cut, mut torn) = (0, 0, 0);
    while made < kills {
        let before = lines(&ladder);
        let arguments: &[&str] = if before.is_empty() { &["run", "--benchmark", "sums"] } else { &["run", "--resume"] };
        let running = ladder.start(arguments);
        if before.is_empty() {
            wait_until("something was measured", || !lines(&ladder).is_empty());
        }
        std::thread::sleep(Duration::from_micros(next(1_500_000)));
        running.signal(Signal::SIGKILL);
        assert_eq!(running.outcome().status, None, "kill {made} came too late");
        let after = lines(&ladder);
        assert_kept(&before, &after);
        torn += usize::from(after.last().is_some_and(|line| !line.ends_with('\n')));
        made += 1;
    }
    let before = lines(&ladder);
    let running = ladder.start(&["run", "--resume"]);
    wait_until("it goes on", || lines(&ladder).len() > before.len() + 60);
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    ladder.xtask(&["run", "--resume", "--budget", "1s"]).exits_with(0);
    assert_kept(&before, &lines(&ladder));
    let all = records(&lines(&ladder));
    for record in &all {
        cut += record["cut_off"].as_array().map_or(0, Vec::len);
    }
    assert_reported_from_whole_invocations(&ladder);
    let whole = all.iter().filter(|record| record["type"] == "invocation-end").count();
    let begun = all.iter().filter(|record| record["type"] == "course").count();
    assert_eq!(whole + cut, begun, "what was begun is whole or cut off");
    let json = ladder.xtask(&["report", "--format", "json"]).json();
    assert_eq!(cell(&json, "brisk/sums")["invocations"].as_u64(), Some(whole as u64));
    eprintln!("{made} kills: {} records, {whole} whole invocations, {cut} cut off, {torn} torn lines", all.len());
}

#[test]
fn ten_kills_lose_nothing_and_double_nothing() {
    kill_and_go_on(10);
}

#[test]
#[ignore = "it takes minutes"]
fn a_hundred_kills_lose_nothing_and_double_nothing() {
    kill_and_go_on(100);
}

#[test]
fn what_has_changed_since_is_said_and_stops_it_or_is_recorded_and_flagged() {
    let ladder = ladder(5);
    killed(&ladder, &["run", "--benchmark", "sums"], 60);
    let before = lines(&ladder);
    let environment = session(&ladder).join("environment.json");
    let text = fs::read_to_string(&environment).expect("an environment");
    let mut other: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(part(&other, "commit"), "none");
    other["machine"]["cpu"] = "another".into();
    other["cells"][0]["artefact_sha256"] = "00".into();
    fs::write(&environment, other.to_string()).expect("written");
    let ladder = ladder.with("# another manifest");
    let refused = ladder.xtask(&["run", "--resume"]).exits_with(1).mutters("machine cpu: was another, is ");
    refused
        .mutters("artefact_sha256: was 00, is ")
        .mutters("ladder.toml, or what it includes: SHA-256 was ")
        .mutters("hint: ");
    assert_eq!(lines(&ladder), before, "nothing is written");
    let outcome = ladder.xtask(&["run", "--resume", "--anyway"]).exits_with(0);
    outcome.says("went on although something was not as it had been (").says("machine cpu: was another, is ");
    for format in ["markdown", "html", "json"] {
        ladder.xtask(&["report", "--format", format]).exits_with(0).says("went on although something was not");
    }
    let resumed = records(&lines(&ladder)).into_iter().find(|record| record["type"] == "resumed").expect("a record");
    assert_eq!(resumed["changed"].as_array().map(Vec::len), Some(3), "{resumed}");
    let kept: Value = serde_json::from_str(&fs::read_to_string(&environment).expect("a text")).expect("JSON");
    assert_eq!(kept["machine"]["cpu"], "another", "what was recorded stays");
}

#[test]
fn cells_that_are_gone_or_fail_by_now_are_told_and_the_others_go_on_anyway() {
    let ladder = ladder(4).with_rung("other", "--ns 2000000");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("an invocation is whole", || has_whole_invocation(&ladder));
    running.signal(Signal::SIGKILL);
    running.outcome();
    let manifest = ladder.text("ladder.toml");
    let (without, _) = manifest.split_once("[rung.other]").expect("the rung");
    ladder.file("ladder.toml", without);
    ladder.xtask(&["run", "--resume"]).exits_with(1).mutters("other/sums: the ladder does not have it any more");
    ladder.xtask(&["run", "--resume", "--anyway"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).json();
    assert_eq!(cell(&json, "brisk/sums")["invocations"], 4);
}

#[test]
fn what_cannot_be_gone_on_with_is_refused_with_the_reason() {
    let ladder = ladder(5);
    ladder.xtask(&["run", "--resume"]).exits_with(2).mutters("no session in ").mutters("hint: cargo xtask run");
    killed(&ladder, &["run", "--benchmark", "sums"], 60);
    for flags in [["--benchmark", "sums"], ["--rung", "brisk"], ["--profile", "small"], ["--seed", "1"]] {
        ladder.xtask(&["run", "--resume", "latest", flags[0], flags[1]]).exits_with(2).mutters("cannot be used with");
    }
    ladder.xtask(&["run", "--anyway"]).exits_with(2).mutters("--resume");
    ladder.xtask(&["run", "--resume", "nothing"]).exits_with(2).mutters("no session `nothing`");
    let folder = session(&ladder);
    let copied = |name: &str, change: &dyn Fn(String) -> String| {
        let copy = ladder.root().join(name);
        fs::create_dir_all(&copy).expect("a folder");
        let text = fs::read_to_string(folder.join("samples.jsonl")).expect("records");
        fs::write(copy.join("samples.jsonl"), change(crate::support::unsealed(&text))).expect("written");
    };
    copied("results/published/copy", &|text| text);
    ladder.xtask(&["run", "--resume", "copy"]).exits_with(2).mutters("a copy for everybody");
    copied("warm", &|text| text.replace("\"profile\":\"small\"", "\"profile\":\"small-warmup\""));
    ladder.xtask(&["run", "--resume", "warm"]).exits_with(2).mutters("a session of `warmup`");
    let own = format!("\"version\":{}", records::VERSION);
    copied("old", &|text| text.replace(&own, "\"version\":2"));
    ladder.xtask(&["run", "--resume", "old"]).exits_with(1).mutters("do not say which invocations are whole");
}

#[test]
fn a_session_that_is_being_measured_is_not_gone_on_with() {
    let ladder = ladder(400);
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("something was measured", || lines(&ladder).len() > 30);
    ladder.xtask(&["run", "--resume"]).exits_with(1).mutters("is being measured at present");
    running.signal(Signal::SIGKILL);
    running.outcome();
    let (first, second) = (ladder.start(&["run", "--resume"]), ladder.start(&["run", "--resume", "--target", "other"]));
    wait_until("it goes on", || lines(&ladder).iter().any(|line| line.contains("\"type\":\"resumed\"")));
    std::thread::sleep(Duration::from_secs(2));
    let resumed = lines(&ladder).iter().filter(|line| line.contains("\"type\":\"resumed\"")).count();
    assert_eq!(resumed, 1, "one of the two goes on");
    first.signal(Signal::SIGINT);
    second.signal(Signal::SIGINT);
    let ends = [first.outcome().status, second.outcome().status];
    // The other one may go on for a moment behind the first, with numbers of its own.
    let begun: Vec<(String, u64)> = records(&lines(&ladder))
        .iter()
        .filter(|record| record["type"] == "course")
        .map(|course| (course["benchmark"].to_string(), course["invocation"].as_u64().expect("a number")))
        .collect();
    assert_eq!(begun.iter().collect::<BTreeSet<_>>().len(), begun.len(), "no invocation is made twice: {ends:?}");
    assert!(ladder.xtask(&["report"]).status == Some(0));
}

#[test]
fn time_that_was_spent_counts_and_a_larger_budget_can_be_given() {
    let ladder = ladder(400);
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("an invocation is whole", || has_whole_invocation(&ladder));
    running.signal(Signal::SIGINT);
    running.outcome().exits_with(130);
    let before = lines(&ladder);
    ladder.xtask(&["run", "--resume", "--budget", "1ms"]).exits_with(0).says("the budget was spent");
    let after = records(&lines(&ladder)[before.len()..]);
    assert!(after.iter().all(|record| record["type"] != "sample"), "nothing is begun");
    let spent = |record: &Value| record["spent_ms"].as_u64().expect("a number");
    let ends: Vec<u64> = records(&lines(&ladder)).iter().filter(|record| record["type"] == "end").map(spent).collect();
    assert!(ends.len() == 2 && ends.is_sorted(), "{ends:?}");
    let json = ladder.xtask(&["report", "--format", "json"]).json();
    assert_eq!(json["session"]["budget_s"], 0.001);
}

#[test]
fn damage_is_named_and_passed_over_on_request_and_flags_its_cells() {
    let ladder = ladder(4);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let path = session(&ladder).join("samples.jsonl");
    let whole = fs::read_to_string(&path).expect("records");
    let damage = |kind: &str, rung: &str, from: &str, to: &str| {
        let mut lines: Vec<String> = whole.split_inclusive('\n').map(str::to_owned).collect();
        let is_meant = |line: &String| line.contains(&format!("\"type\":\"{kind}\"")) && line.contains(rung);
        let place = lines.iter().position(is_meant).expect("such a line");
        assert!(lines[place].contains(from), "{}", lines[place]);
        lines[place] = lines[place].replacen(from, to, 1);
        fs::write(&path, lines.concat()).expect("written");
        format!("line {}", place + 1)
    };
    let flags = |report: &Value, place: &Value| {
        assert!(!report["warnings"].as_array().expect("warnings").is_empty(), "{report}");
        let flags = place["flags"].as_array().expect("flags").iter();
        flags.map(|flag| flag["code"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let line = damage("sample", "\"brisk\"", "\"wall_ns\":", "\"wall_ns\":1");
    for command in [&["report"][..], &["export", "csv"], &["advise"], &["report", "--publish=x"]] {
        ladder.xtask(command).exits_with(2).mutters(&line).mutters("samples.jsonl");
    }
    let json = ladder.xtask(&["report", "--salvage", "--format", "json"]).exits_with(0).json();
    assert!(flags(&json, &cell(&json, "brisk/sums")).contains(&"lines-lost".to_owned()));
    assert!(!flags(&json, &cell(&json, "plain/sums")).contains(&"lines-lost".to_owned()));
    assert!(!flags(&json, &json["session"]).contains(&"records-lost".to_owned()));
    for command in [&["report", "--salvage"][..], &["report", "--salvage", "--format", "html"]] {
        ladder.xtask(command).exits_with(0).says(&format!("{line} was passed over"));
    }
    ladder.xtask(&["export", "csv", "--salvage"]).exits_with(0).mutters(&line);
    ladder.xtask(&["advise", "--salvage"]).exits_with(0);
    let folder = session(&ladder);
    let folder = folder.to_str().expect("UTF-8");
    let another = crate::support::unsealed(&whole).replacen("\"id\":\"", "\"id\":\"another-", 1);
    ladder.file("another/samples.jsonl", &another);
    ladder.xtask(&["merge", folder, "another"]).exits_with(2).mutters(&line);
    ladder.xtask(&["merge", folder, "another", "--salvage"]).exits_with(0);
    let compared = ladder.xtask(&["compare", "another", folder, "--salvage"]);
    assert!(!compared.stderr.contains("samples.jsonl"), "{}", compared.stderr);
    ladder.xtask(&["report", "--salvage", "--publish=x"]).exits_with(2).mutters("cannot be used with");
    let line = damage("load", "", "\"cores\":", "\"coreS\":");
    let json = ladder.xtask(&["report", "--salvage", "--format", "json"]).exits_with(0).json();
    assert!(flags(&json, &json["session"]).contains(&"records-lost".to_owned()), "{line}");
    ladder.xtask(&["report", "--salvage"]).exits_with(0).says("of which nobody knows what they said").says(&line);
}

#[test]
fn a_damaged_session_that_was_killed_goes_on_with_what_can_be_read() {
    let ladder = ladder(4);
    killed(&ladder, &["run", "--benchmark", "sums"], 90);
    let path = session(&ladder).join("samples.jsonl");
    let text = fs::read_to_string(&path).expect("records");
    fs::write(&path, text.replacen("\"cpu_ns\":", "\"cpu_ns\":9", 1)).expect("written");
    ladder.xtask(&["run", "--resume"]).exits_with(2).mutters("its checksum is not that of the line");
    ladder.xtask(&["run", "--resume", "--salvage"]).exits_with(0).says("was passed over");
    ladder.xtask(&["report"]).exits_with(2);
    ladder.xtask(&["report", "--salvage"]).exits_with(0).says("resumed once");
}

#[test]
fn a_session_that_is_killed_before_its_first_sample_leaves_none() {
    let ladder = ladder(4).with_rung("stuck", "--do hang-in-prepare --for 100");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    wait_until("it is about to measure", || hidden(&ladder) == 1);
    running.signal(Signal::SIGKILL);
    running.outcome();
    if ladder.sessions().is_empty() {
        ladder.xtask(&["report"]).exits_with(2).mutters("no session in ");
        ladder.xtask(&["run", "--resume"]).exits_with(2).mutters("no session in ");
    }
    ladder.xtask(&["run", "--benchmark", "words"]).exits_with(0);
    assert_eq!(hidden(&ladder), 0, "the next one clears it away");
}

/// Sessions that have not begun, and what is left of them.
fn hidden(ladder: &Ladder) -> usize {
    let entries = fs::read_dir(ladder.root().join("results")).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with('.')).count()
}

#[test]
fn the_latest_session_is_the_last_with_a_number_whatever_the_clock_said() {
    let ladder = ladder(3);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let first = session(&ladder);
    let ahead = first.with_file_name("20990101T000000Z-small");
    fs::rename(&first, &ahead).expect("renamed");
    ladder.xtask(&["run", "--benchmark", "words"]).exits_with(0);
    let latest = || id(&ladder.xtask(&["report", "--format", "json"]).json());
    assert_eq!(latest(), "20990101T000001Z-small", "the clock is far behind the former session");
    ladder.script("no-python", "#!/bin/sh\nexit 1\n");
    let gone = ladder.root().join("no-python");
    let outcome =
        ladder.xtask_with("LADDER_TOOL_PYTHON", gone.to_str().expect("UTF-8"), &["run", "--benchmark", "sums"]);
    assert_ne!(outcome.status, Some(2), "{}", outcome.stderr);
    let last = ladder.sessions().pop().expect("a session");
    assert!(has_end(&last) && !fs::read_to_string(last.join("samples.jsonl")).expect("records").contains("\"sample\""));
    assert_ne!(latest(), last.file_name().expect("a name").to_string_lossy(), "it has no number in it");
}

fn has_whole_invocation(ladder: &Ladder) -> bool {
    lines(ladder).iter().any(|line| line.contains("\"type\":\"invocation-end\""))
}

fn id(report: &Value) -> String {
    report["session"]["id"].as_str().unwrap_or_default().to_owned()
}

fn has_end(folder: &Path) -> bool {
    fs::read_to_string(folder.join("samples.jsonl")).expect("records").contains("\"type\":\"end\"")
}
