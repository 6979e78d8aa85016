//! Manifests: what is said of wrong ones, and what the project's own comes to.

use std::collections::HashMap;
use std::fs;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{Ladder, Outcome, a_few_at_a_time, anew, frozen, hold, project, without_folder};

#[test]
fn mistakes_in_manifests_are_said_as_they_were() {
    let ladder = Ladder::for_texts();
    ladder.folder(&frozen().join("manifests"), "");
    let entries = fs::read_dir(frozen().join("manifests")).expect("the wrong manifests").flatten();
    let names = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "toml"));
    let names: Vec<String> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let texts = a_few_at_a_time(&names, |name| {
        let outcome = ladder.xtask_alone(name, &["list"]).exits_with(2);
        assert_eq!(outcome.stdout, "", "{name}");
        (name.replace(".toml", ".txt"), without_folder(&outcome.stderr, ladder.root()))
    });
    hold("manifests", texts);
}

/// What a command says of the project's own ladder.
fn of_the_project(words: &[&str]) -> Outcome {
    let ladder = Ladder::of_the_project("", &[]);
    let manifest = project().join("ladder.toml");
    ladder.xtask_alone(manifest.to_str().expect("UTF-8"), words).exits_with(0)
}

/// A rung that is new changes none of the others, so the ladder may grow without another text here. What is there must
/// stay as it was, in its order.
#[test]
fn every_cell_of_the_projects_ladder_comes_to_what_it_did() {
    let json = of_the_project(&["list", "--resolved", "--format", "json"]).json();
    let mut lines = Vec::new();
    for (section, value) in json.as_object().expect("an object") {
        match value.as_array().filter(|things| things.iter().all(Value::is_object)) {
            Some(things) => lines.extend(things.iter().map(|thing| line(&format!("{section} {}", name(thing)), thing))),
            None => lines.push(line(section, value)),
        }
    }
    let kept = fs::read_to_string(frozen().join("ladder/resolved.txt")).unwrap_or_default();
    let known = |line: &&String| kept.lines().any(|kept| of(kept) == of(line));
    let lines: Vec<String> = lines.iter().filter(|line| anew() || known(line)).cloned().collect();
    hold("ladder", vec![("resolved.txt".to_owned(), lines.join("\n") + "\n")]);
}

/// Whoever reads a figure sees by `algorithm` what the kernel does otherwise than the oracle, whatever rung it is built for.
#[test]
fn what_a_source_does_is_said_alike_by_all_rungs_that_time_it() {
    let json = of_the_project(&["list", "--resolved", "--format", "json"]).json();
    let cells = json["cells"].as_array().expect("cells");
    let mut said: HashMap<(&str, &str), (&str, &str)> = HashMap::new();
    let mut compared = 0;
    for cell in cells.iter().filter(|cell| cell["timed"] == true) {
        let text = |key: &str| cell[key].as_str();
        let (Some(kernel), Some(benchmark), Some(rung)) = (text("kernel"), text("benchmark"), text("rung")) else {
            continue;
        };
        let algorithm = text("algorithm").unwrap_or_default();
        let (first, known) = *said.entry((kernel, benchmark)).or_insert((rung, algorithm));
        assert_eq!(algorithm, known, "{rung} and {first} on {benchmark}");
        compared += usize::from(rung != first);
    }
    assert!(compared > 500, "{compared} cells");
}

#[test]
fn the_projects_list_fits_a_hundred_columns() {
    let text = of_the_project(&["list"]).stdout;
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(wide.is_empty(), "{}", wide.join("\n"));
    let sum = text.lines().last().unwrap_or_default();
    assert!(sum.contains(" benchmarks in ") && sum.contains(" kernels, "), "{sum}");
}

/// What a thing in a list is called.
fn name(thing: &Value) -> String {
    let text = |key: &str| thing[key].as_str();
    match (text("rung"), text("benchmark"), text("name").or(text("title"))) {
        (Some(rung), Some(benchmark), _) => format!("{rung}/{benchmark}"),
        (_, _, name) => name.unwrap_or_default().to_owned(),
    }
}

/// A name with the beginning of the hash of what it stands for.
fn line(name: &str, value: &Value) -> String {
    let hash = Sha256::digest(value.to_string().as_bytes());
    let hash = hash.iter().take(8).fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    format!("{hash} {name}")
}

/// What a line is about.
fn of(line: &str) -> &str {
    line.split_once(' ').map_or(line, |(_, name)| name)
}
