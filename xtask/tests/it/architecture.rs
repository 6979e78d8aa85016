//! The crates and modules that ARCHITECTURE.md shows, held against the sources: the document is the only list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// A row of the document's table of crates.
struct Row {
    name: String,
    uses: BTreeSet<String>,
    /// The modules in order.
    modules: Vec<String>,
}

#[test]
fn the_document_shows_every_crate_and_what_it_uses() {
    let rows = rows();
    let known: BTreeSet<String> = rows.iter().map(|row| row.name.clone()).collect();
    assert_eq!(known, crates(), "the table of crates in ARCHITECTURE.md");
    for row in &rows {
        let used = dependencies(&row.name).intersection(&known).cloned().collect();
        assert_eq!(row.uses, used, "what `{}` uses", row.name);
    }
}

#[test]
fn a_crate_uses_only_those_above_it() {
    let mut above = BTreeSet::new();
    for row in rows() {
        let strangers: Vec<&String> = row.uses.difference(&above).collect();
        assert!(strangers.is_empty(), "`{}` stands above {strangers:?}, which it uses", row.name);
        above.insert(row.name);
    }
}

#[test]
fn a_module_uses_only_those_before_it() {
    for row in rows() {
        let modules = &row.modules;
        let found: BTreeSet<String> = sources(&row.name).into_iter().filter_map(|source| source.module).collect();
        let listed: BTreeSet<String> = modules.iter().cloned().collect();
        assert_eq!(listed, found, "the modules of `{}` in ARCHITECTURE.md", row.name);
        for source in sources(&row.name) {
            let Some(module) = &source.module else { continue };
            let place = modules.iter().position(|other| other == module);
            for used in source.used(&listed).iter().filter(|used| *used != module) {
                let before = modules.iter().position(|other| other == used) < place;
                assert!(before, "{}: `{module}` uses `{used}`, which comes after it", source.file.display());
            }
        }
    }
}

#[test]
fn only_one_module_starts_processes() {
    for source in all_sources() {
        let starts = ["std::process::Command", "Command::new(", "cmd!("].iter().any(|call| source.text.contains(call));
        assert!(!starts || source.is_in("process"), "{} starts a process", source.file.display());
    }
}

/// Interpreters, compilers, libraries and their runtimes: data in the manifest.
const TOOLS: [&str; 21] = [
    "cinderx", "codon", "cpython", "cython", "duckdb", "graalpy", "jax", "mojo", "msgspec", "mypyc", "nuitka", "numba",
    "numpy", "orjson", "polars", "pyo3", "pypy", "pythran", "simdjson", "taichi", "yyjson",
];

/// What this ladder's own files call a source of published figures.
const SOURCES: [&str; 1] = ["blog"];

#[test]
fn no_tool_is_known_by_name() {
    for source in all_sources() {
        for literal in literals(&source.text) {
            for line in literal.lines().filter(|line| !source.shows_an_example(line)) {
                for tool in TOOLS {
                    let named = line.to_lowercase().contains(tool);
                    assert!(!named, "{} names {tool}: {line}", source.file.display());
                }
            }
        }
    }
}

#[test]
fn no_published_source_is_known_by_name() {
    for source in all_sources() {
        for line in source.text.lines() {
            for name in SOURCES {
                let named = line.to_lowercase().contains(name);
                assert!(!named, "{} names {name}: {line}", source.file.display());
            }
        }
    }
}

#[test]
fn a_public_name_is_that_of_one_type() {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in all_sources() {
        for name in source.public_types() {
            owners.entry(name.to_owned()).or_default().push(source.file.display().to_string());
        }
    }
    for (name, files) in &owners {
        assert_eq!(files.len(), 1, "`{name}` is the name of several types: {files:?}");
    }
}

#[test]
fn only_what_was_checked_is_recorded_as_ready() {
    for source in all_sources() {
        let says_so = source.code_lines().any(|line| line.contains("standing: Standing::Ready"));
        let file = source.file.display().to_string();
        assert!(!says_so || file.ends_with("harness/src/session/cells.rs"), "{file} records a cell as ready");
    }
}

/// A file of a crate; tests are left out.
struct Source {
    file: PathBuf,
    crate_name: String,
    /// The module of the crate that it belongs to; none for the crate's root.
    module: Option<String>,
    /// How many modules lie between it and the crate's root, itself included.
    depth: usize,
    text: String,
}

impl Source {
    fn is_in(&self, module: &str) -> bool {
        self.module.as_deref() == Some(module)
    }

    /// Whether a line of a text shows whoever mistypes something what may be typed: a key of the manifest, or a command.
    fn shows_an_example(&self, line: &str) -> bool {
        let key = line.trim_start_matches('[').split([' ', '.', ']']).next().unwrap_or_default();
        let is_key = !key.is_empty()
            && key.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
        match self.crate_name.as_str() {
            "manifest" => is_key && (line.contains(" = ") || line.starts_with('[')),
            "flags" => line.contains("cargo xtask "),
            _ => false,
        }
    }

    fn code_lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//"))
    }

    /// The types that it declares for everybody.
    fn public_types(&self) -> impl Iterator<Item = &str> {
        self.code_lines().filter_map(|line| {
            let declaration = line.trim_start().strip_prefix("pub ")?;
            let (kind, rest) = declaration.split_once(' ')?;
            let name = rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
            ["struct", "enum", "trait", "type"].contains(&kind).then_some(name)
        })
    }

    /// The modules of its crate that it names, from the crate's root or upwards from itself.
    fn used(&self, modules: &BTreeSet<String>) -> BTreeSet<String> {
        let up = "super::".repeat(self.depth);
        let lines = self.code_lines().collect::<Vec<_>>().join("\n");
        let from_root = lines.split("crate::").skip(1).flat_map(names);
        let upwards = lines.match_indices(&up).filter(|(at, _)| !lines[..*at].ends_with("super::"));
        let from_here = upwards.flat_map(|(at, _)| names(&lines[at + up.len()..]));
        from_root.chain(from_here).filter(|name| modules.contains(name)).collect()
    }
}

/// The first names of a path or of a group of paths.
fn names(rest: &str) -> Vec<String> {
    let first =
        |path: &str| path.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    match rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((group, _)) => group.split(',').map(first).collect(),
        None => vec![first(rest)],
    }
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(project().join("ARCHITECTURE.md")).expect("readable");
    let (_, table) =
        text.split_once("| crate | uses | modules, in order |\n|---|---|---|\n").expect("the table of crates");
    let rows: Vec<Row> = table.lines().take_while(|line| line.starts_with('|')).map(row).collect();
    assert!(!rows.is_empty(), "the table of crates is empty");
    rows
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
    let [name, uses, modules] = cells[..] else { panic!("three cells: {line}") };
    Row { name: quoted(name).remove(0), uses: quoted(uses).into_iter().collect(), modules: quoted(modules) }
}

/// What stands in backquotes.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The crates of the harness by name.
fn crates() -> BTreeSet<String> {
    let folders = fs::read_dir(project().join("xtask/crates")).expect("readable").flatten();
    let folders = folders.filter(|entry| entry.path().join("Cargo.toml").is_file());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).chain(["xtask".to_owned()]).collect()
}

fn folder(name: &str) -> PathBuf {
    if name == "xtask" { project().join("xtask") } else { project().join("xtask/crates").join(name) }
}

/// The names under `[dependencies]`, as this project writes them: a line each.
fn dependencies(name: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(folder(name).join("Cargo.toml")).expect("readable");
    let section = text.split("[dependencies]\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split(['.', ' ', '=']).next()).map(str::to_owned).collect()
}

fn all_sources() -> Vec<Source> {
    let all: Vec<Source> = crates().iter().flat_map(|name| sources(name)).collect();
    assert!(all.len() > 100, "the sources were not found");
    all
}

/// The sources of a crate without its tests.
fn sources(name: &str) -> Vec<Source> {
    let root = folder(name).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.into_iter().filter_map(|file| source(name, &root, file)).collect()
}

fn source(name: &str, root: &Path, file: PathBuf) -> Option<Source> {
    let inner = file.strip_prefix(root).ok()?.with_extension("");
    let mut parts: Vec<String> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.iter().any(|part| part == "tests") {
        return None;
    }
    parts.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
    let text = fs::read_to_string(&file).expect("readable");
    if is_test_module(root, &parts) {
        return None;
    }
    let text = text.split("\nmod tests {").next().unwrap_or_default().to_owned();
    Some(Source { file, crate_name: name.to_owned(), module: parts.first().cloned(), depth: parts.len(), text })
}

/// Whether the crate's root declares the module for tests alone.
fn is_test_module(root: &Path, parts: &[String]) -> bool {
    let lib = fs::read_to_string(root.join("lib.rs")).unwrap_or_default();
    parts.first().is_some_and(|module| {
        let declared = |visibility: &str| lib.contains(&format!("#[cfg(test)]\n{visibility}mod {module};"));
        declared("") || declared("pub ") || lib.contains(&format!("feature = \"fixture\"))]\npub mod {module};"))
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("readable").flatten() {
        match entry.path() {
            path if path.is_dir() => collect(&path, files),
            // The same program by another name.
            path if path.is_symlink() => {}
            path if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            _ => {}
        }
    }
}

/// The texts between quotes in a source, without those in comments.
fn literals(source: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, found) = rest.split_at(at);
        rest = match found.as_bytes() {
            [b'/', b'/', ..] => found.find('\n').map_or("", |end| &found[end..]),
            [b'\'', b'\\', ..] => found[2..].find('\'').map_or("", |end| &found[end + 3..]),
            [b'\'', ..] if found.chars().nth(2) == Some('\'') => {
                &found[found.char_indices().nth(3).map_or(3, |c| c.0)..]
            }
            [b'"', ..] => {
                let (literal, after) = literal(before, &found[1..]);
                literals.push(literal);
                after
            }
            _ => &found[1..],
        };
    }
    literals
}

/// A text up to its closing quote, and what follows; what stands before it says whether backslashes mean anything in it.
fn literal<'a>(before: &str, text: &'a str) -> (String, &'a str) {
    let hashes = before.len() - before.trim_end_matches('#').len();
    let is_raw = before.trim_end_matches('#').ends_with('r');
    let close = format!("\"{}", "#".repeat(if is_raw { hashes } else { 0 }));
    let ends = text.match_indices(&close).map(|(at, _)| at);
    let is_escaped = |at: usize| !is_raw && (text[..at].len() - text[..at].trim_end_matches('\\').len()) % 2 == 1;
    match ends.into_iter().find(|at| !is_escaped(*at)) {
        Some(end) => (text[..end].to_owned(), &text[end + close.len()..]),
        None => (text.to_owned(), ""),
    }
}

#[test]
fn texts_are_found_between_quotes_alone() {
    let source = r##"let a = "one \"two\""; // "three" isn't
let b: &'static str = r#"four "five""#; let c = ['"', '\'', '/']; let d = "six / seven";"##;
    assert_eq!(literals(source), [r#"one \"two\""#, "four \"five\"", "six / seven"]);
}
