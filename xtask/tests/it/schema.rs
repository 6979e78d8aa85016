//! The JSON Schema of manifests: kept in step with the harness, and fit for what people write.

use std::fs;
use std::path::PathBuf;

use crate::support::{Ladder, fixtures, project, ran, readers};

/// Where schemas and the tables of all keys are kept.
const SCHEMAS: [(&str, &[&str]); 2] =
    [("ladder.schema.json", &["schema"]), ("data/published.schema.json", &["schema", "--published"])];

#[test]
fn the_schemas_that_are_kept_are_those_that_are_printed() {
    let ladder = Ladder::new();
    for (file, command) in SCHEMAS {
        let kept = fs::read_to_string(project().join(file)).expect("the schema");
        let printed = ladder.xtask(command).exits_with(0).stdout;
        assert!(kept == printed, "{file} is not up to date: cargo xtask {} > {file}", command.join(" "));
    }
}

#[test]
fn the_documents_show_the_keys_as_they_are_declared() {
    let documents =
        ["docs/manifest.md", "docs/published-figures.md"].map(|file| project().join(file).display().to_string());
    let ladder = Ladder::new();
    ladder.xtask(&["splice", "--check", &documents[0], &documents[1]]).exits_with(0).says("up to date");
}

#[test]
fn schemas_accept_what_the_harness_accepts() {
    let published = fs::read_dir(project().join("data/published")).expect("the folder").flatten();
    let published =
        published.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "toml"));
    let published: Vec<PathBuf> = published.chain([fixtures().join("ladder/published.toml")]).collect();
    for file in manifests() {
        assert_eq!(judged("ladder.schema.json", &file), Some(String::new()), "{}", file.display());
    }
    for file in published {
        assert_eq!(judged("data/published.schema.json", &file), Some(String::new()), "{}", file.display());
    }
}

#[test]
fn schemas_refuse_what_the_harness_refuses() {
    let text = fs::read_to_string(fixtures().join("ladder/ladder.toml")).expect("the fixture");
    let folder = tempfile::tempdir().expect("a folder");
    for (old, new, where_it_is) in [
        ("title = \"Sums\"", "titel = \"Sums\"", "data.benchmark.sums"),
        ("rounds = 2", "rounds = \"two\"", "data.profile.small.rounds"),
        ("input = \"integer\"", "input = \"number\"", "data.benchmark.sums.input"),
        ("kernels = { sums = \"sums.py\" }", "kernels = [\"sums.py\"]", "data.rung.brisk.kernels"),
        ("[rung.rare]\nlike", "[rung.rare]\nthreads = 0\nlike", "data.rung.rare.threads"),
        ("version = 1", "version = 1\nrungs = 3", "data must not contain"),
    ] {
        assert!(text.contains(old), "the fixture has no `{old}`");
        let file = folder.path().join("ladder.toml");
        fs::write(&file, text.replacen(old, new, 1)).expect("a file");
        let Some(problem) = judged("ladder.schema.json", &file) else { return };
        assert!(problem.contains(where_it_is), "`{new}`: {problem}");
    }
}

/// Every manifest in this project that the harness accepts.
fn manifests() -> Vec<PathBuf> {
    let own = [
        "ladder.toml",
        "ladder.toolchains.toml",
        "ladder.sanitized.toml",
        "xtask/crates/manifest/src/tests/ladder.toml",
    ];
    let own = own.map(|file| project().join(file));
    own.into_iter().chain([fixtures().join("ladder/ladder.toml"), fixtures().join("liars.toml")]).collect()
}

/// What a validator of JSON Schemas has against a file: nothing, if the text is empty. None where there is no validator.
fn judged(schema: &str, file: &std::path::Path) -> Option<String> {
    let script = project().join("xtask/tests/readers/readers.py").display().to_string();
    let (schema, file) = (project().join(schema).display().to_string(), file.display().to_string());
    let output = ran(readers()?, &[&script, "schema", &schema, &file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("a text in JSON"))
}
