//! RELIABILITY.md, held against the tests: each fault has one that makes it, and the document is the only list.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::project;

/// A table has these columns.
const COLUMNS: &str = "| fault | test that injects it | what you see |";

/// As many faults as were promised.
const FAULTS: usize = 60;

/// A row of the document.
struct Row {
    fault: String,
    /// File and function.
    test: (String, String),
    seen: String,
}

#[test]
fn every_fault_has_a_test_that_injects_it() {
    let rows = rows();
    assert!(rows.len() >= FAULTS, "only {} faults", rows.len());
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    for Row { test: (group, name), .. } in &rows {
        let source = sources.entry(group.clone()).or_insert_with(|| source(group));
        let is_test = tests(source).any(|test| test == name);
        assert!(is_test, "RELIABILITY.md names `{group}::{name}`, which is no test");
    }
}

#[test]
fn every_fault_is_told_once_and_with_what_is_seen() {
    let rows = rows();
    for (number, row) in rows.iter().enumerate() {
        assert!(!row.fault.is_empty() && !row.seen.is_empty(), "an empty cell beside `{}`", row.test.1);
        let again = rows[..number].iter().any(|other| other.fault == row.fault && other.test == row.test);
        assert!(!again, "`{}` is told twice", row.fault);
    }
}

/// The rows of all tables of the document.
fn rows() -> Vec<Row> {
    let text = fs::read_to_string(project().join("RELIABILITY.md")).expect("readable");
    let mut rows = Vec::new();
    for table in text.split(&format!("{COLUMNS}\n|---|---|---|\n")).skip(1) {
        rows.extend(table.lines().take_while(|line| line.starts_with('|')).map(row));
    }
    let lines = text.lines().filter(|line| line.starts_with('|') && *line != COLUMNS && !line.starts_with("|---"));
    assert_eq!(rows.len(), lines.count(), "a table has other columns than {COLUMNS}");
    rows
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [fault, test, seen] = cells[..] else { panic!("three cells: {line}") };
    let path = test.strip_prefix('`').and_then(|test| test.strip_suffix('`'));
    let (group, name) = path.and_then(|path| path.rsplit_once("::")).unwrap_or_else(|| panic!("no test: {line}"));
    Row { fault: fault.to_owned(), test: (group.to_owned(), name.to_owned()), seen: seen.to_owned() }
}

/// The text of a group of tests: a file or a folder of `it`, or tests of their own beside it.
fn source(group: &str) -> String {
    let path = project().join("xtask/tests/it").join(group.replace("::", "/"));
    let read = |path: &Path| fs::read_to_string(path).ok();
    let other = project().join("xtask/tests").join(group).join("main.rs");
    let text = read(&path.with_extension("rs")).or_else(|| read(&path.join("mod.rs"))).or_else(|| read(&other));
    text.unwrap_or_else(|| panic!("RELIABILITY.md names `{group}`, which is no group of tests"))
}

/// The functions that are tests.
fn tests(source: &str) -> impl Iterator<Item = &str> {
    source.split("#[test]").skip(1).filter_map(|rest| {
        let (_, name) = rest.split_once("fn ")?;
        name.split('(').next()
    })
}
