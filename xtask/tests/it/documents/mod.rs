//! The documents, held against what they speak of: links, figures, words, commands, and the pages that say how to add
//! something.

mod commands;
mod contributing;
mod figures;
mod links;
mod tables;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// Folders without documents for readers.
const OTHERS: [&str; 6] = ["target", ".git", "frozen", "node_modules", ".venv", "fixtures"];

/// A document of this project.
struct Document {
    /// Its path below the project's root.
    name: String,
    text: String,
}

impl Document {
    fn named(name: &str) -> Document {
        let text = fs::read_to_string(project().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        Document { name: name.to_owned(), text }
    }

    /// Its folder.
    fn folder(&self) -> PathBuf {
        project().join(&self.name).parent().expect("a folder").to_owned()
    }

    /// Its lines with their numbers, and whether each is part of a block of code.
    fn lines(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        let mut fence: Option<&str> = None;
        self.text.lines().zip(1..).map(move |(line, number)| {
            let start = line.trim_start();
            let marks = if start.starts_with("~~~") { "~~~" } else { "```" };
            let is_fence = start.starts_with("```") || start.starts_with("~~~");
            let in_code = fence.is_some() || is_fence || line.starts_with("    ");
            match fence {
                Some(open) if start.starts_with(open) => fence = None,
                None if is_fence => fence = Some(marks),
                _ => {}
            }
            (number, line, in_code)
        })
    }
}

/// Every document of this project, sorted by name.
fn documents() -> Vec<Document> {
    let mut names = Vec::new();
    collect(&project(), &mut names);
    names.sort();
    assert!(names.len() > 30, "{names:?}");
    names.iter().map(|name| Document::named(name)).collect()
}

fn collect(folder: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            // A session of the user's is no document of the project until it is published.
            let is_own_session = folder.ends_with("results") && name != "published";
            if !OTHERS.contains(&name.as_str()) && !is_own_session {
                collect(&path, names);
            }
        } else if name.ends_with(".md") {
            let below = path.strip_prefix(project()).expect("below the root");
            names.push(below.to_string_lossy().into_owned());
        }
    }
}

/// A line of prose without what stands in backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}
