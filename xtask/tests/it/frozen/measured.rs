//! A session with a seed: what is recorded, and every line that each runner is sent.
//!
//! The runners claim their times, and how they go on follows from these alone; what a clock or the machine says is
//! replaced: a number by `#`, a text by `<text>`.

use std::collections::HashMap;
use std::fs;

use serde_json::{Map, Value};

use super::sessions;
use crate::support::{Ladder, hold, section, without_folder};

/// Numbers that a clock or the machine says.
const MEASURED: [&str; 19] = [
    "bytes",
    "at_ms",
    "steal_ms",
    "busy_ms",
    "cores",
    "harness_cpu_ms",
    "runners_cpu_ms",
    "left_ms",
    "ready_ns",
    "core",
    "spent_ms",
    "build_s",
    "toolchain_bytes",
    "artefact_bytes",
    "steal_ticks",
    "load_average",
    "wall_ns",
    "cpu_ns",
    "seconds",
];

/// Texts that a clock or the machine says.
const SAID: [&str; 8] = ["id", "started", "ended", "at", "pressure", "manifest_sha256", "program", "harness"];

#[test]
fn a_session_with_a_seed_is_made_and_recorded_as_it_was() {
    let ladder = sessions::ladder(true);
    let said = ladder.xtask_alone("ladder.toml", &["run", "--seed", "7", "--all"]);
    assert_eq!(said.status, Some(1), "{}", said.stderr);
    let mut texts =
        vec![("records.txt".to_owned(), records(&ladder)), ("environment.txt".to_owned(), environment(&ladder))];
    let logs = fs::read_dir(ladder.root().join("log")).expect("the logs").flatten();
    let mut names: Vec<String> = logs.map(|log| log.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let asked: Vec<String> = names.iter().map(|name| section(name, &asked(&ladder, name))).collect();
    texts.push(("asked.txt".to_owned(), asked.concat()));
    hold("session", texts);
}

/// The records, each as its values; the keys of a type stand before its first record, and wherever they change.
fn records(ladder: &Ladder) -> String {
    let mut keys: HashMap<String, Vec<String>> = HashMap::new();
    let mut lines = Vec::new();
    for record in ladder.records() {
        let Value::Object(fields) = masked(ladder, record) else { panic!("a record is an object") };
        let kind = fields["type"].to_string();
        let own: Vec<String> = fields.keys().cloned().collect();
        if keys.get(&kind) != Some(&own) {
            lines.push(format!("{kind}: {}", own.join(", ")));
            keys.insert(kind, own);
        }
        lines.push(fields.values().map(Value::to_string).collect::<Vec<_>>().join(" "));
    }
    in_runs(lines.into_iter())
}

fn environment(ladder: &Ladder) -> String {
    let folder = ladder.sessions().pop().expect("a session");
    let text = fs::read_to_string(folder.join("environment.json")).expect("an environment");
    let mut environment: Value = serde_json::from_str(&text).expect("JSON");
    if let Some(machine) = environment["machine"].as_object_mut() {
        machine.values_mut().for_each(|value| *value = "<of the machine>".into());
    }
    if let Some(load) = environment["load"].as_object_mut() {
        load.values_mut().for_each(|value| *value = "<of the machine>".into());
    }
    environment["uncounted"] = "<of the machine>".into();
    // Whoever runs the tests may have set some.
    environment["unset"] = "<names>".into();
    serde_json::to_string_pretty(&masked(ladder, environment)).expect("JSON") + "\n"
}

/// What the processes of a cell were asked.
fn asked(ladder: &Ladder, log: &str) -> String {
    let processes = ladder.asked_of_each(log).into_iter();
    let processes = processes.map(|asked| in_runs(asked.iter().map(|line| without_folder(line, ladder.root()))));
    processes.collect()
}

/// Lines, of which those that are the same one after another stand once.
fn in_runs(lines: impl Iterator<Item = String>) -> String {
    let mut runs: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((last, times)) if *last == line => *times += 1,
            _ => runs.push((line, 1)),
        }
    }
    let runs =
        runs.into_iter().map(|(line, times)| if times > 1 { format!("{line}  x {times}\n") } else { line + "\n" });
    runs.collect()
}

/// A value in which what differs from one time to the next is replaced: a number by `#`, a text by `<text>`.
fn masked(ladder: &Ladder, value: Value) -> Value {
    match value {
        Value::String(text) => plain(ladder, &text).into(),
        Value::Array(items) => items.into_iter().map(|item| masked(ladder, item)).collect(),
        Value::Object(fields) => {
            // Time that went into runners that failed: there is some or none.
            let fields = fields.into_iter().filter(|(key, _)| key != "lost_ms");
            let fields = fields.map(|(key, value)| {
                let value = match value {
                    Value::Null => Value::Null,
                    _ if MEASURED.contains(&key.as_str()) => "#".into(),
                    Value::String(_) if SAID.contains(&key.as_str()) => "<text>".into(),
                    other => masked(ladder, other),
                };
                (key, value)
            });
            fields.collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

/// A text without the folders and the interpreter of this machine.
fn plain(ladder: &Ladder, text: &str) -> String {
    let python = crate::support::python().to_str().expect("UTF-8");
    without_folder(&text.replace(python, "{python}"), ladder.root())
}
