//! Tools that are not what they seem: `doctor` and `setup` say of each what is wrong with it, and do not wait for those
//! that never answer.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Ladder, part};

/// The longest that `doctor` may take, whatever it meets.
const DOCTOR: Duration = Duration::from_secs(5);

/// Tools by what they do when they are asked: their text (none: a link to nothing), the status, and words of the reason
/// or the version.
const FAKES: &[(&str, Option<&str>, &str, &[&str])] = &[
    ("fine", Some("#!/bin/sh\necho '{\"version\": \"3.14.2\", \"kind\": \"good\"}'\n"), "ok", &["3.14.2"]),
    (
        "chatty",
        Some("#!/bin/sh\necho Welcome.\necho '{\"version\": \"3.14.1\", \"kind\": \"good\"}'\n"),
        "ok",
        &["3.14.1"],
    ),
    ("worded", Some("#!/bin/sh\necho 'Tool 4.5.6 (build 7)'\n"), "ok", &["4.5.6"]),
    ("hangs", Some("#!/bin/sh\nexec sleep 600\n"), "broken", &["was ended after 4 s"]),
    (
        "hangs-on",
        Some("#!/bin/sh\necho '{\"version\": \"3.14.2\"}'\nexec sleep 600\n"),
        "broken",
        &["was ended after 4 s"],
    ),
    ("crashes", Some("#!/bin/sh\nkill -SEGV $$\n"), "broken", &["SIGSEGV"]),
    ("fails", Some("#!/bin/sh\necho 'No module named json' >&2\nexit 1\n"), "broken", &["No module named json"]),
    ("fails-silently", Some("#!/bin/sh\nexit 9\n"), "broken", &["exited with 9"]),
    (
        "lies",
        Some("#!/bin/sh\necho '{\"version\": \"3.14.2\", \"kind\": \"other\"}'\n"),
        "missing",
        &["kind = \"other\", not \"good\""],
    ),
    ("garbage", Some("#!/bin/sh\nprintf '\\377\\376\\000 what?\\n'\n"), "broken", &["printed no version", "what?"]),
    ("silent", Some("#!/bin/sh\n"), "broken", &["printed no version"]),
    (
        "old",
        Some("#!/bin/sh\necho '{\"version\": \"3.8.19\", \"kind\": \"good\"}'\n"),
        "broken",
        &["3.8.19", "3.9 is the oldest"],
    ),
    ("stranger", Some("#!/no/such/interpreter\n"), "broken", &["cannot start"]),
    ("dangling", None, "broken", &["gone", "does not exist"]),
];

fn ladder() -> (Ladder, String) {
    let mut ladder = Ladder::new();
    for (name, text, ..) in FAKES {
        ladder = ladder.with(&format!(
            r#"
[toolchain.{name}]
title = "Fake: {name}"
names = ["fake-{name}"]
probe = ["{{tool}}", "--what-are-you"]
version-pattern = '(\d+\.\d+\.\d+)'
{}
minimum = "3.9"
fix = "mend fake-{name}""#,
            // A version in a sentence is all that such a tool tells.
            if *name == "worded" { "" } else { "accept = { kind = \"good\" }" }
        ));
        match text {
            Some(text) => ladder.script(&format!("bin/fake-{name}"), text),
            None => ladder.link(&format!("bin/fake-{name}"), "gone"),
        }
    }
    let path = ladder.path();
    (ladder, path)
}

fn tool(json: &Value, name: &str) -> Value {
    let tools = part(json, "toolchains").as_array().expect("toolchains");
    tools.iter().find(|tool| tool["name"] == name).unwrap_or_else(|| panic!("no `{name}` in {json:#}")).clone()
}

#[test]
fn doctor_explains_every_tool_that_is_not_what_it_seems_within_five_seconds() {
    let (ladder, path) = ladder();
    let doctor = || {
        let started = Instant::now();
        let json = ladder.xtask_with("PATH", &path, &["doctor", "--format", "json"]).exits_with(0).json();
        (json, started.elapsed())
    };
    let (json, mut took) = doctor();
    for (name, _, status, words) in FAKES {
        let tool = tool(&json, name);
        let said = [&tool["version"], &tool["reason"]].into_iter().filter_map(Value::as_str).collect::<String>();
        assert_eq!(tool["status"], *status, "{name}: {tool}");
        for word in *words {
            assert!(said.contains(word), "no `{word}` in what is said of {name}: {said}");
        }
        let fix = if *status == "ok" { Value::Null } else { format!("mend fake-{name}").into() };
        assert_eq!(tool["fix"], fix, "{name}");
    }
    // The machine may have had something else to do.
    for _ in 0..3 {
        took = if took < DOCTOR { took } else { doctor().1 };
    }
    assert!(took < DOCTOR, "{took:?}");
}

#[test]
fn doctor_says_the_same_in_words() {
    let (ladder, path) = ladder();
    let text = ladder.xtask_with("PATH", &path, &["doctor"]).exits_with(0).stdout;
    for (name, _, status, words) in FAKES {
        let mut lines = text.lines().skip_while(|line| line.split_whitespace().nth(1) != Some(name));
        let first = lines.next().unwrap_or_else(|| panic!("no line for {name} in\n{text}"));
        let further = lines.take_while(|line| line.starts_with("           ") && !line.contains("hint: "));
        let line = further.fold(first.to_owned(), |line, more| format!("{line} {}", more.trim()));
        assert!(line.starts_with(status), "{line}");
        for word in *words {
            assert!(line.contains(word), "no `{word}` in {line}");
        }
        assert_eq!(text.contains(&format!("hint: mend fake-{name}\n")), *status != "ok", "{name} in\n{text}");
    }
}

#[test]
fn setup_explains_them_too_and_fails_for_those_that_were_asked_for_by_name() {
    let (ladder, path) = ladder();
    let setup = |name: &str| ladder.xtask_with("PATH", &path, &["setup", name, "--format", "json"]);
    assert_eq!(tool(&setup("fine").exits_with(0).json(), "fine")["status"], "ok");
    for name in ["crashes", "lies", "old", "dangling"] {
        let (_, _, status, words) = FAKES.iter().find(|fake| fake.0 == name).expect("the fake");
        let tool = tool(&setup(name).exits_with(1).json(), name);
        assert_eq!(tool["status"], *status, "{tool}");
        assert!(tool["reason"].as_str().is_some_and(|reason| reason.contains(words[0])), "{tool}");
    }
}

#[test]
fn a_tool_that_was_removed_is_missed_at_once() {
    let (ladder, path) = ladder();
    let status = || {
        let json = ladder.xtask_with("PATH", &path, &["doctor", "--format", "json"]).exits_with(0).json();
        tool(&json, "fine")
    };
    assert_eq!(status()["status"], "ok");
    std::fs::remove_file(ladder.root().join("bin/fake-fine")).expect("the tool");
    let removed = status();
    assert_eq!(removed["status"], "missing");
    assert!(
        removed["reason"].as_str().is_some_and(|reason| reason.contains("no fake-fine found on PATH")),
        "{removed}"
    );
}
