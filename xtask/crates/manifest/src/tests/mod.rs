//! What the manifest accepts, and what it says about what it does not accept.
//!
//! Each test changes a line or two of a manifest without mistakes and names what is then found: the text at the caret,
//! the message, and the help.

mod accepted;
mod calls;
mod documents;
mod flags;
mod groups;
mod home;
mod including;
mod keys_and_types;
mod paths;
mod provisions;
mod published;
mod references;
mod rendered;
mod robust;
mod rungs;
mod values;
mod versions;

use std::fs;

use tempfile::TempDir;

use super::diagnostics::Mistake;
use super::{LoadError, Manifest, parse};

/// A manifest without mistakes.
const LADDER: &str = include_str!("ladder.toml");

/// A file of published figures without mistakes.
const PUBLISHED: &str = include_str!("published.toml");

/// Every file and folder that `LADDER` speaks of.
const FILES: [&str; 8] = [
    "kernels-python/nbody.py",
    "kernels-python/pipeline_bytes.py",
    "kernels-cython/nbody.pyx",
    "kernels-cython/nbody_pow.pyx",
    "kernels-cython/requirements.txt",
    "kernels-rust/requirements.txt",
    "kernels-rust/src/lib.rs",
    "data/check/ties.json",
];

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for file in FILES {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a new folder");
        fs::write(path, "").expect("a new file");
    }
    fs::create_dir_all(folder.path().join("data/published")).expect("a new folder");
    fs::write(folder.path().join("data/published/blog.toml"), PUBLISHED).expect("a new file");
    folder
}

/// `LADDER`, changed.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(LADDER.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand in the manifest once");
        text.replace(from, to)
    })
}

fn parsed(text: &str) -> Result<Manifest, LoadError> {
    let folder = folder();
    parse(text, &folder.path().join("ladder.toml"))
}

/// The manifest that `LADDER` is after some changes, none of which is a mistake.
fn accepted(changes: &[(&str, &str)]) -> Manifest {
    parsed(&changed(changes)).unwrap_or_else(|error| panic!("{}", error.render(false)))
}

fn mistakes(text: &str) -> Vec<Mistake> {
    match parsed(text) {
        Ok(_) => Vec::new(),
        Err(LoadError::Invalid { mistakes, .. }) => mistakes,
        Err(error) => panic!("{error}"),
    }
}

/// Changes `LADDER` and compares all that is found: the text at the caret, the message, a part of the help.
fn found(changes: &[(&str, &str)], expected: &[(&str, &str, &str)]) {
    let text = changed(changes);
    let found = mistakes(&text);
    let shown: Vec<String> = found
        .iter()
        .map(|found| format!("{}\n  {}\n  {:?}", at_caret(&text, found), found.message, found.help))
        .collect();
    let shown = shown.join("\n");
    assert_eq!(found.len(), expected.len(), "{shown}");
    for (found, (caret, message, help)) in found.iter().zip(expected) {
        assert!(at_caret(&text, found).starts_with(caret), "expected the caret at `{caret}`:\n{shown}");
        assert_eq!(found.message, *message, "{shown}");
        let given = found.help.as_deref().unwrap_or_default();
        assert!(given.contains(help) && help.is_empty() == given.is_empty(), "expected `{help}`:\n{shown}");
    }
}

fn at_caret<'t>(text: &'t str, mistake: &Mistake) -> &'t str {
    let line = text.lines().nth(mistake.line - 1).unwrap_or_default();
    let start = line.char_indices().nth(mistake.column - 1).map_or(line.len(), |(at, _)| at);
    &line[start..]
}
