//! The figures in sentences, held against the published sessions that the titles of their links name.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};

use serde_json::Value;

use super::Document;
use crate::support::{cell, part, program, project};

/// The document whose sentences have figures.
const README: &str = "README.md";
/// As many lines as two documents may have.
const LENGTHS: [(&str, usize); 2] = [(README, 120), ("METHODOLOGY.md", 150)];
/// What stands for all published sessions at the blog's sizes.
const ALL: &str = "all";
/// What draws its picture, but for the file.
const PICTURE: [&str; 7] = ["report", "limits", "--format", "svg", "--benchmark", "nbody", "--output"];

#[test]
fn what_is_read_first_fits_on_a_few_screens() {
    for (document, limit) in LENGTHS {
        let lines = Document::named(document).text.lines().count();
        assert!(lines <= limit, "{document} has {lines} lines");
    }
}

#[test]
fn every_figure_in_a_sentence_is_that_of_the_session_that_it_names() {
    let document = Document::named(README);
    let sources = sources(&document.text);
    let usage = regex_lite::Regex::new(r"\[([\d.]+)x?\]\[([^\]]+)\]").expect("a pattern");
    let mut reports: HashMap<String, Value> = HashMap::new();
    let mut compared = 0;
    for found in usage.captures_iter(&document.text) {
        let (printed, label) = (&found[1], &found[2]);
        let source = sources.get(label).unwrap_or_else(|| panic!("[{label}] names no session"));
        let (session, what) = source.split_once(": ").unwrap_or_else(|| panic!("[{label}]: {source}"));
        let sessions: Vec<String> = if session == ALL { at_the_blogs_sizes() } else { vec![session.to_owned()] };
        for session in &sessions {
            reports.entry(session.clone()).or_insert_with(|| report(session));
        }
        let sessions: Vec<&Value> = sessions.iter().filter_map(|session| reports.get(session)).collect();
        let here = figure(&sessions, what);
        assert!(reads_as(here, printed), "{README}: {printed} stands for {source}, which is {here}");
        compared += 1;
    }
    assert!(compared >= 10, "{compared} figures");
}

#[test]
fn the_picture_is_drawn_from_the_session_that_the_sentences_name() {
    let (folder, root) = (tempfile::tempdir().expect("a folder"), project());
    let drawn = folder.path().join("ladder.svg");
    let mut command = program(std::path::Path::new(env!("CARGO_BIN_EXE_xtask")));
    command.arg("--manifest").arg(root.join("ladder.toml")).args(PICTURE).arg(&drawn);
    let done = command.output().expect("the harness starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("a picture");
    let kept = read(&root.join("docs/ladder.svg"));
    assert!(kept == read(&drawn), "not up to date: cargo xtask {} docs/ladder.svg", PICTURE.join(" "));
    assert!(kept.contains("prefers-color-scheme:dark"), "it is for light and dark");
    assert!(Document::named(README).text.contains("](docs/ladder.svg)"));
}

#[test]
fn another_digit_is_noticed() {
    assert!(reads_as(60.76, "60.8") && !reads_as(60.76, "60.7") && !reads_as(60.74, "60.8"));
    assert!(reads_as(13.0, "13") && !reads_as(13.0, "14"));
}

/// Whether a printed number is this one, rounded to its digits.
fn reads_as(number: f64, printed: &str) -> bool {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    format!("{number:.decimals$}") == printed
}

/// The titles of the definitions of links, by their labels.
fn sources(text: &str) -> HashMap<String, String> {
    let definition = regex_lite::Regex::new(r#"(?m)^\[([^\]]+)\]: \S+ "([^"]+)"$"#).expect("a pattern");
    definition.captures_iter(text).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

/// What the report of a published session says.
fn report(session: &str) -> Value {
    let mut command = program(std::path::Path::new(env!("CARGO_BIN_EXE_xtask")));
    command.arg("--manifest").arg(project().join("ladder.toml")).args(["report", session, "--format", "json"]);
    let done = command.output().expect("the harness starts");
    assert!(done.status.code() <= Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// The published sessions that measured at the blog's own sizes.
fn at_the_blogs_sizes() -> Vec<String> {
    let folders = std::fs::read_dir(project().join("results/published")).expect("published sessions").flatten();
    let names = folders.filter_map(|folder| {
        let records = BufReader::new(File::open(folder.path().join("samples.jsonl")).ok()?);
        let first: Value = serde_json::from_str(&records.lines().next()?.ok()?).expect("JSON");
        (first["profile"] == "blog").then(|| folder.file_name().to_string_lossy().into_owned())
    });
    names.collect()
}

/// The speedup of a cell in a session, or how many claims of the first source have an outcome in one of several, and the opposite
/// in none.
fn figure(sessions: &[&Value], what: &str) -> f64 {
    let (outcome, opposite) = match what {
        "claims that hold" => ("holds", "does-not-hold"),
        "claims that do not hold" => ("does-not-hold", "holds"),
        name => return part(&cell(sessions[0], name), "speedup")["estimate"].as_f64().expect("a speedup"),
    };
    let claims: Vec<&Vec<Value>> =
        sessions.iter().map(|report| report["published"][0]["claims"].as_array().expect("claims")).collect();
    let in_some = |place: usize, outcome: &str| claims.iter().any(|claims| claims[place]["outcome"] == outcome);
    let count = (0..claims[0].len()).filter(|&place| in_some(place, outcome) && !in_some(place, opposite)).count();
    u32::try_from(count).map(f64::from).expect("a few claims")
}

#[test]
fn the_citation_names_the_version_and_the_licences_of_the_project() {
    let citation = Document::named("CITATION.cff").text;
    let manifest = Document::named("Cargo.toml").text;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")).expect("a version");
    let lines: Vec<&str> = citation.lines().map(str::trim).collect();
    let version = format!("version: {}", version.trim_end_matches('"'));
    for line in ["cff-version: 1.2.0", "type: software", "authors:", "- MIT", "- Apache-2.0", &version] {
        assert!(lines.contains(&line), "CITATION.cff has no line `{line}`");
    }
}
