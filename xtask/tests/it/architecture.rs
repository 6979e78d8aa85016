//! The crates and modules that ARCHITECTURE.md shows, held against the sources: the document is the only list.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::project;

/// What stands in the table in place of modules for a crate whose modules use one another in circles.
const IN_NO_ORDER: &str = "in no order yet";

/// Public types that share their name with one of another module, and why they may. A pair that is gone must go from here.
const SHARED_NAMES: &[(&str, &str)] = &[
    ("Build", "report: what two sessions say of a build, and what building took"),
    ("Outcome", "report: of a comparison, and of a claim"),
    ("Terms", "report: of advice, and of a comparison"),
    ("Tool", "report: a toolchain of merged sessions; harness: one that was found"),
    ("Verdict", "report: on a change between sessions, and on a published figure"),
];

/// A row of the document's table of crates.
struct Row {
    name: String,
    uses: BTreeSet<String>,
    /// The modules in order; `None` where there is none yet.
    modules: Option<Vec<String>>,
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
        let Some(modules) = &row.modules else { continue };
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

#[test]
fn no_tool_is_known_by_name() {
    let tools = ["cython", "numba", "numpy", "mypyc", "taichi", "mojo", "codon", "pypy", "graalpy", "pyo3", "yyjson"];
    for source in all_sources() {
        // What a key may look like is shown to whoever mistypes it.
        if source.is_in("wire") {
            continue;
        }
        for line in source.code_lines() {
            let quoted = line.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ").to_lowercase();
            for tool in tools {
                assert!(!quoted.contains(tool), "{} names {tool}: {line}", source.file.display());
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
    let shared: BTreeMap<&str, &Vec<String>> =
        owners.iter().filter(|(_, files)| files.len() > 1).map(|(name, files)| (name.as_str(), files)).collect();
    for (name, files) in &shared {
        assert!(
            SHARED_NAMES.iter().any(|(known, _)| known == name),
            "`{name}` is the name of several types: {files:?}"
        );
    }
    for (name, _) in SHARED_NAMES {
        assert!(shared.contains_key(name), "`{name}` is the name of one type alone: take it off the list");
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
    let in_order = (modules.trim() != IN_NO_ORDER).then(|| quoted(modules));
    Row { name: quoted(name).remove(0), uses: quoted(uses).into_iter().collect(), modules: in_order }
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
    files.into_iter().filter_map(|file| source(&root, file)).collect()
}

fn source(root: &Path, file: PathBuf) -> Option<Source> {
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
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
    Some(Source { file, module: parts.first().cloned(), depth: parts.len(), text })
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
            path if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            _ => {}
        }
    }
}
