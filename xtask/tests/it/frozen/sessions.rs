//! A ladder with cells of every kind, and the sessions of it that are kept in `tests/frozen/sessions/`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ladder, frozen};

/// The kept sessions with their identifiers, oldest first.
pub(super) const KEPT: [(&str, &str); 3] = [
    ("steady", "20260101T000000Z-small"),
    ("slower", "20260102T000000Z-small"),
    ("troubled", "20260103T000000Z-small"),
];

/// Rungs beside those of the fixtures' ladder: their keys, and what their runners are told.
const RUNGS: [(&str, &str, &str); 9] = [
    ("reckless", "fast-math = true\ntarget-cpu = \"native\"", "--ns {x4} --jitter 0.02"),
    ("native", "native = true\npinned = false", "--ns {x2} --jitter 0.02"),
    ("lenient", "validates = false\nhelpers = \"one that cleans up\"", "--ns {x9} --jitter 0.03"),
    ("wide", "threads = 2", "--ns {x5} --cpu 1.9 --jitter 0.02"),
    ("slow", "kernels = { sums = \"sums.py\" }", "--ns 3000000000"),
    ("forked", "algorithm = \"other loop\"\nheadline = true", "--ns {x7} --jitter 0.2"),
    (
        "built",
        "build = [[\"{tool}\", \"-c\", \"import shutil, sys; shutil.copy(*sys.argv[1:])\", \"{kernel}\", \"{artefact}\"]]\n\
         artefact = \"{out}/{stem}.py\"\nenv = { LADDER_COLOUR = \"{entry} blue\" }",
        "--ns {x6} --jitter 0.01",
    ),
    ("late", "", "--ns {x3} --falls 4 --jitter 0.02"),
    ("watched", "timed = false", "--ns {x6}"),
];

/// Rungs that come to nothing, each in another way.
const TROUBLED: [(&str, &str, &str); 5] = [
    ("wrong", "", "--ns {x6} --do wrong-output"),
    ("crashing", "", "--ns {x6} --do crash-in-run --since 2"),
    ("lying", "", "--ns {x6} --do wrong-output --since 2 --after 3"),
    ("speechless", "", "--ns {x6} --do no-memory --since 1"),
    ("unbuilt", "build = [[\"{tool}\", \"-c\", \"raise SystemExit('no luck')\"]]\nartefact = \"{out}/x\"", "--ns {x6}"),
];

/// What its runners claim alone decides how a session goes: ten times the shortest sample, after which a process may count
/// as warm, is less than a runner really takes for one, and nothing else ends too early.
const PROFILE: &str =
    "sample-time = \"0.4ms\"\nturn-time = \"2ms\"\nwarm-up = \"1h\"\nbudget = \"3h\"\nbaseline-processes = 3";
const SLEEP: &str = "--sleep-ms 5";

/// How sources are read, so that it is known what each rung takes.
const LANGUAGE: &str = r##"
[language.python]
title = "Python"
suffixes = ["py"]
line-comments = ["#"]
docstrings = true
single-quotes = true"##;

/// What stands for `{x}` in the options of runners.
const NANOSECONDS: u64 = 50_000;

/// A ladder with cells of every kind. A cell's runners keep a log of their own, called `RUNG-BENCHMARK`.
pub(super) fn ladder(troubled: bool) -> Ladder {
    let mut ladder = Ladder::for_texts()
        .with(LANGUAGE)
        .with_instead("title = \"Sums\"", "title = \"Sums\"\nkind = \"loops\"")
        .with_instead("sample-time = \"4ms\"\nturn-time = \"1ms\"\nbudget = \"2m\"", PROFILE)
        .with_instead(&runner("plain", "--ns 4000000"), &scripted("plain", "--ns {x8} --jitter 0.01"))
        .with_instead(&runner("brisk", "--ns 1000000"), &scripted("brisk", "--ns {x2} --jitter 0.01"));
    let more = if troubled { &TROUBLED[..] } else { &[] };
    for (id, keys, words) in RUNGS.iter().chain(more) {
        let runner = scripted(id, words);
        ladder = ladder.with(&format!(
            "\n[rung.{id}]\nlike = \"plain\"\ntitle = \"One that is {id}\"\n{keys}\nrunner = {runner}\ncost = \"a test\""
        ));
    }
    ladder
}

/// The runner of a rung as the fixtures' manifest has it.
fn runner(id: &str, words: &str) -> String {
    format!(
        "[\"{{tool}}\", \"{{root}}/scripted_runner.py\", \"{{artefact}}\", \"{{entry}}\", {}, \"--log={{root}}/log/{id}\"]",
        quoted(words)
    )
}

/// The runner of a rung, with `{x3}` for three times the unit of time.
fn scripted(id: &str, words: &str) -> String {
    let times = (1..10).fold(words.to_owned(), |words, factor| {
        words.replace(&format!("{{x{factor}}}"), &(NANOSECONDS * factor).to_string())
    });
    runner(&format!("{id}-{{entry}}"), &format!("{times} {SLEEP} --seed {id}"))
}

fn quoted(words: &str) -> String {
    words.split_whitespace().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// Makes the kept sessions anew: `cargo test -p xtask --test it the_kept_sessions -- --ignored`. What is kept of the
/// commands that read them must then be made anew, too.
#[test]
#[ignore = "it replaces files of this repository"]
fn the_kept_sessions_are_made_anew() {
    for (name, id) in KEPT {
        let mut ladder = ladder(name == "troubled");
        if name == "slower" {
            ladder = ladder.with_instead(
                "title = \"One that is wide\"",
                "title = \"One that is wide\"\nunsupported.words = \"too wide\"\nkernels.sums = \"sums.py\"",
            );
        }
        ladder.xtask(&["run", "--seed", "7", "--all"]).exits_with(i32::from(name == "troubled"));
        ladder.xtask_alone("ladder.toml", &["report", &format!("--publish={name}")]).exits_with(0);
        let published = ladder.root().join("results/published").join(name);
        let kept = frozen().join("sessions").join(name);
        fs::create_dir_all(&kept).expect("a folder");
        let records = fs::read_to_string(published.join("samples.jsonl")).expect("records");
        let slower = if name == "slower" { 1.2 } else { 1.0 };
        fs::write(kept.join("samples.jsonl"), of_another_time(&records, id, slower)).expect("records, written");
        let cpu = if name == "troubled" { "Another processor" } else { "A processor" };
        without_machine(&published.join("environment.json"), &kept.join("environment.json"), cpu);
    }
}

/// Records with another identifier, in which some rungs are slower by a factor and nothing takes quite the same time.
fn of_another_time(records: &str, id: &str, slower: f64) -> String {
    let mut lines = String::new();
    for (place, line) in records.lines().enumerate() {
        let mut record: Value = serde_json::from_str(line).expect("a record");
        if record["type"] == "session" {
            record["id"] = id.into();
        }
        let rung = record["rung"].as_str().unwrap_or_default();
        let factor = if ["brisk", "native", "forked"].contains(&rung) { slower } else { 1.0 };
        let factor = factor * (1.0 + 0.004 * (slower * place as f64).sin());
        for key in ["wall_ns", "cpu_ns"] {
            if let Some(time) = record[key].as_f64() {
                record[key] = ((time * factor) as u64).into();
            }
        }
        lines += &format!("{record}\n");
    }
    lines
}

/// Copies what is known of the machine with another machine in it, so that no word of it is a name somewhere.
fn without_machine(from: &Path, to: &Path, cpu: &str) {
    let text = fs::read_to_string(from).expect("an environment");
    let mut environment: Value = serde_json::from_str(&text).expect("JSON");
    if let Some(machine) = environment["machine"].as_object_mut() {
        machine.values_mut().for_each(|value| *value = Value::Null);
        machine.insert("cpu".to_owned(), cpu.into());
        machine.insert("cores".to_owned(), 2.into());
    }
    fs::write(to, serde_json::to_string_pretty(&environment).expect("JSON") + "\n").expect("an environment, written");
}
