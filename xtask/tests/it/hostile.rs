//! What others have written goes through every command, and steers neither the screen nor what is made.

use std::fs;
use std::path::Path;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::{Ladder, Outcome, fixtures, frozen, succeeds, wait_until};

/// Every command that reads sessions: `{one}` and `{two}` are two of them.
const READERS: [&str; 26] = [
    "report {one}",
    "report {one} --format markdown",
    "report {one} --format html",
    "report {one} --format json",
    "report {one} --brief",
    "report {one} --effort",
    "report {one} --effort --format markdown",
    "report {one} --verdicts",
    "report {one} --verdicts --format markdown",
    "report {one} --verdicts --format json",
    "report {one} --cell *",
    "report {one} --cell * --format json",
    "report {one} --cell nothing",
    "report {one} --output written",
    "report {one} --publish",
    "compare {one} {two}",
    "compare {one} {two} --format json",
    "merge {one} {two}",
    "merge {one} {two} --format markdown",
    "merge {one} {two} --format json",
    "advise {one} --work 1h",
    "export pyperf {one}",
    "export hyperfine {one}",
    "export csv {one}",
    "export github-action-benchmark {one}",
    "export pyperf {one} --by rung --output rungs",
];

/// Keys whose values are words of the format, or printed numbers.
const WORDS: [&str; 6] = ["type", "phase", "standing", "stop", "ratio", "time"];

fn texts() -> Vec<String> {
    serde_json::from_str(&fs::read_to_string(fixtures().join("hostile.json")).expect("readable")).expect("JSON")
}

/// Puts a text into every string that may have any; names stay apart from each other.
fn plant(value: &mut Value, key: &str, text: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, key, text)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| plant(field, key, text)),
        Value::String(was) if WORDS.contains(&key) || was.ends_with("invocations") || was == "planned" => {}
        Value::String(was) => match key {
            "benchmark" | "rung" | "baseline" | "toolchain" | "kind" if text.len() > 1000 => {}
            "benchmark" | "rung" | "baseline" | "toolchain" | "kind" => was.push_str(text),
            _ => text.clone_into(was),
        },
        _ => {}
    }
}

/// A ladder with two sessions in which every text is this one.
fn ladder_of(text: &str) -> Ladder {
    let ladder = Ladder::new();
    for (kept, place) in [("troubled", "one"), ("steady", "two")] {
        let folder = frozen().join("sessions").join(kept);
        for file in ["samples.jsonl", "environment.json"] {
            let kept = fs::read_to_string(folder.join(file)).expect("readable");
            let documents = serde_json::Deserializer::from_str(&kept).into_iter::<Value>();
            let lines = documents.map(|document| {
                let mut document = document.expect("JSON");
                plant(&mut document, "", text);
                document.to_string() + "\n"
            });
            // A part is enough to have a cell of every kind.
            let lines: String = lines.take(400).collect();
            ladder.file(&format!("{place}/{file}"), &lines);
        }
    }
    ladder
}

/// Whether a character does more than be read.
fn steers(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}' | '\u{e0041}')
}

#[track_caller]
fn steers_nothing(text: &str, whose: &str) {
    let text = text.replace("\r\n", "\n");
    if let Some(at) = text.find(steers) {
        let around: String = text[at..].chars().take(80).collect();
        panic!("{whose} steers the screen: {}", around.escape_debug());
    }
}

/// The files below a folder, without those of the ladder itself.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path.display().to_string()),
        }
    }
    found.sort();
    found
}

#[test]
fn every_text_goes_through_every_command_and_steers_nothing() {
    let all = texts();
    let short: Vec<String> = all.iter().filter(|text| text.len() > 2).cloned().collect();
    let cases = [short.join(" "), short.iter().rev().cloned().collect::<Vec<_>>().join("\n"), "x".repeat(100_000)];
    for text in cases {
        let ladder = ladder_of(&text);
        let before = files(ladder.root());
        for template in READERS {
            let command = template.replace("{one}", "one").replace("{two}", "two");
            let words: Vec<&str> = command.split(' ').collect();
            let Outcome { status, stdout, stderr } = ladder.xtask(&words);
            assert!(status.is_some_and(|status| status <= 2), "{command}: {status:?}\n{stderr}");
            assert!(!stderr.contains("panicked"), "{command}: {stderr}");
            steers_nothing(&stdout, &command);
            steers_nothing(&stderr, &command);
            if command.contains("html") {
                assert_eq!(stdout.matches("<script").count(), 1, "{command}");
                assert!(!stdout.contains("<img") && !stdout.contains("<i "), "{command}");
            }
        }
        let own = |path: &String| before.contains(path) || ["/written", "/rungs/"].iter().any(|own| path.contains(own));
        let strange: Vec<String> = files(ladder.root()).into_iter().filter(|path| !own(path)).collect();
        let published = strange.iter().filter(|path| path.contains("/results/published/")).count();
        assert_eq!(published, strange.len(), "{strange:?}");
    }
}

#[test]
fn what_a_runner_says_steers_no_screen_while_it_is_checked_and_measured() {
    let said = texts().iter().take(5).cloned().collect::<Vec<_>>().join(" ");
    let quoted: String = said.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let ladder = Ladder::new()
        .with_rung("hostile", &format!("--do complain --text {quoted}"))
        .with_rung("later", &format!("--do complain --for 100 --text {quoted}"))
        .with_instead("title = \"Plain\"", "title = \"Pl\\u202eain \\u001b[31m\"");
    for arguments in [&["check", "--benchmark", "sums"][..], &["run", "--benchmark", "sums"], &["report"], &["list"]] {
        let Outcome { status, stdout, stderr } = ladder.xtask(arguments);
        assert!(matches!(status, Some(0 | 1)), "{arguments:?}: {stderr}");
        assert!(arguments != ["check"] || stdout.contains("alert(1)"), "{stdout}");
        steers_nothing(&stdout, arguments[0]);
        steers_nothing(&stderr, arguments[0]);
    }
    let terminal = ladder.on_a_terminal(&["run", "--benchmark", "sums"]).stdout;
    for sequence in ["\u{1b}]0;title", "\u{202e}", "\u{9b}", "\u{1b}[31mred"] {
        assert!(!terminal.contains(sequence), "{}", terminal.escape_debug());
    }
}

#[test]
fn what_a_tool_and_a_manifest_say_steers_no_screen() {
    let ladder = Ladder::new();
    ladder.script(
        "bin/unobtainium",
        "#!/bin/sh\nprintf 'version 1.0 \\033]0;title\\007\\033[31m\\342\\200\\256\\n'; exit 3\n",
    );
    let path = ladder.path();
    let doctor = ladder.xtask_with("PATH", &path, &["doctor"]);
    steers_nothing(&doctor.stdout, "doctor");
    steers_nothing(&doctor.stderr, "doctor");
    let mistaken = Ladder::new().with("[rung.\"a\\u001b]0;title\\u0007\\u202e\"]\n\"k\\u001b[31m\" = \"\u{202e}\"");
    let told = mistaken.xtask(&["list"]).exits_with(2);
    steers_nothing(&told.stderr, "list");
    let told = ladder.xtask(&["report", "\u{1b}]0;title\u{7}\u{202e}"]).exits_with(2);
    steers_nothing(&told.stderr, "report");
}

#[test]
fn the_first_ctrl_c_ends_a_command_that_reads() {
    let ladder = Ladder::new();
    fs::create_dir_all(ladder.root().join("endless")).expect("a folder");
    assert!(succeeds(ladder.root(), &["mkfifo", "endless/samples.jsonl"]), "no pipe");
    for (command, signal) in [
        (&["report", "endless"][..], Signal::SIGINT),
        (&["export", "csv", "endless"], Signal::SIGTERM),
        (&["merge", "endless", "endless"], Signal::SIGHUP),
    ] {
        let running = ladder.start(command);
        // It is there as soon as the command has opened its end.
        let writer = fs::OpenOptions::new().write(true).open(ladder.root().join("endless/samples.jsonl"));
        running.signal(signal);
        running.outcome().exits_with(130);
        drop(writer);
    }
}

#[test]
fn results_that_are_removed_or_moved_while_measuring_are_missed_at_once_and_lose_nothing() {
    let ladder = Ladder::new()
        .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"30\", \"--jitter\", \"0.5\"]\ncost")
        .with_instead("[profile.small]\ninvocations = 3", "[profile.small]\ninvocations = 6");
    let running = ladder.start(&["run", "--benchmark", "sums"]);
    let measured = || !ladder.sessions().is_empty() && ladder.records_of("sample", "brisk").len() > 4;
    wait_until("something was measured", measured);
    let session = ladder.sessions().pop().expect("a session");
    fs::rename(ladder.root().join("results"), ladder.root().join("elsewhere")).expect("moved");
    wait_until("the records are there again", || session.join("samples.jsonl").exists());
    let results = ladder.root().join("results");
    wait_until("they are removed, though they are being written", || fs::remove_dir_all(&results).is_ok());
    running
        .outcome()
        .exits_with(0)
        .mutters("was removed, moved or replaced while it was written")
        .says("Four times as brisk");
    let records = ladder.records();
    assert_eq!((&records[0]["type"], &records[records.len() - 1]["type"]), (&"session".into(), &"end".into()));
    assert!(session.join("environment.json").exists());
    ladder.xtask(&["report"]).exits_with(0).says("4.0");
}

#[test]
fn a_place_that_takes_no_session_is_said_before_anything_is_built() {
    let ladder = Ladder::new();
    ladder.file("taken", "a file");
    for place in ["taken", "taken/deeper", "/proc/sessions"] {
        let told = ladder.xtask(&["run", "--benchmark", "sums", "--results", place]).exits_with(1);
        assert!(
            told.stderr.contains("cannot keep a session in ") && told.stderr.contains("\nhint: "),
            "{}",
            told.stderr
        );
        assert!(!told.stderr.contains("checking"), "{}", told.stderr);
    }
    assert_eq!(ladder.text("taken"), "a file");
}

#[test]
fn an_oracles_answer_that_was_damaged_on_the_disk_is_asked_for_again() {
    let ladder = Ladder::new();
    ladder.xtask(&["check", "--benchmark", "sums"]).exits_with(0);
    let folder = ladder.root().join("target/ladder/oracle");
    for damage in ["null", "[1, 2]", "", "\0"] {
        for entry in fs::read_dir(&folder).expect("answers").flatten() {
            fs::write(entry.path(), damage).expect("written");
        }
        ladder.xtask(&["check", "--benchmark", "sums", "--again"]).exits_with(0).says("agrees       plain/sums");
    }
}
