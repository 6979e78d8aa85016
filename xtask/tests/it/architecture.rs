//! The order of the modules that ARCHITECTURE.md declares, read off the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer, as in ARCHITECTURE.md: one may use those of earlier layers, and none of its own or later ones.
const LAYERS: &[&[&str]] = &[
    &["files", "interrupt", "machine", "parallel", "progress", "published", "splice"],
    &["process", "lock"],
    &["runner"],
    &["manifest"],
    &["plan"],
    &["toolchain"],
    &["baseline", "build", "data", "effort"],
    &["check"],
    &["fuzz"],
    &["results"],
    &["statistics"],
    &["measure"],
    &["report"],
    &["selftest"],
    &["flags"],
    &["cmd"],
];

/// Modules that know less than their layer would allow.
const CONFINED: &[(&str, &[&str])] =
    &[("report", &["published", "results", "statistics"]), ("results", &["files", "published"]), ("statistics", &[])];

#[test]
fn a_module_uses_only_those_before_it() {
    for (module, used) in all_uses() {
        let layer = layer(&module);
        for other in used {
            assert!(self::layer(&other) < layer, "`{module}` uses `{other}`, which does not come before it");
        }
    }
}

#[test]
fn the_report_knows_records_and_statistics_alone() {
    let uses = all_uses();
    for (module, allowed) in CONFINED {
        let used = uses.iter().find(|(name, _)| name == module).map(|(_, used)| used.clone()).unwrap_or_default();
        let allowed: BTreeSet<String> = allowed.iter().map(|name| (*name).to_owned()).collect();
        assert!(used.is_subset(&allowed), "`{module}` uses {:?}", used.difference(&allowed).collect::<Vec<_>>());
    }
}

#[test]
fn only_one_module_starts_processes() {
    for (file, text) in sources() {
        let starts = text.contains("std::process::Command") || text.contains("Command::new(") || text.contains("cmd!(");
        assert!(!starts || file.ends_with("process.rs"), "{} starts a process", file.display());
    }
}

#[test]
fn no_tool_is_known_by_name() {
    let tools = ["cython", "numba", "numpy", "mypyc", "taichi", "mojo", "codon", "pypy", "graalpy", "pyo3", "yyjson"];
    for (file, text) in sources().into_iter().filter(|(file, _)| !is_test(file)) {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code_lines(text) {
            let quoted = line.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ").to_lowercase();
            for tool in tools {
                // What a key may look like is shown to whoever mistypes it.
                let example = file.ends_with("manifest/wire.rs");
                assert!(!quoted.contains(tool) || example, "{} names {tool}: {line}", file.display());
            }
        }
    }
}

#[test]
fn the_document_lists_the_same_layers() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md")).expect("readable");
    for (index, layer) in LAYERS[..LAYERS.len() - 2].iter().enumerate() {
        let line = text.lines().find(|line| line.starts_with(&format!("{}. ", index + 1)));
        let line = line.unwrap_or_else(|| panic!("ARCHITECTURE.md has no layer {}", index + 1));
        for module in *layer {
            assert!(line.contains(&format!("`{module}`")), "layer {} of ARCHITECTURE.md lacks {module}", index + 1);
        }
    }
}

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("`{module}` is in no layer: add it here and in ARCHITECTURE.md"))
}

/// Which modules each top-level module uses, tests included.
fn all_uses() -> Vec<(String, BTreeSet<String>)> {
    let mut uses: Vec<(String, BTreeSet<String>)> = Vec::new();
    for (file, text) in sources() {
        let Some(module) = module_of(&file) else { continue };
        let used = code_lines(&text).flat_map(named).filter(|other| *other != module);
        match uses.iter_mut().find(|(name, _)| *name == module) {
            Some((_, known)) => known.extend(used),
            None => uses.push((module.clone(), used.collect())),
        }
    }
    assert!(uses.len() > 15, "the sources were not found");
    uses
}

/// Modules named as `crate::NAME` in a line, which is how this project writes it: `crate::{` would hide them from here.
fn named(line: &str) -> Vec<String> {
    assert!(!line.contains("crate::{"), "name one module a line: {line}");
    let after = line.split("crate::").skip(1);
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    after.map(name).filter(|name| !name.is_empty()).collect()
}

fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

/// The top-level module that a file belongs to; none for `main.rs`.
fn module_of(file: &Path) -> Option<String> {
    let first = file.strip_prefix(root()).ok()?.components().next()?.as_os_str().to_string_lossy().into_owned();
    let name = first.trim_end_matches(".rs").to_owned();
    (name != "main").then_some(name)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&root(), &mut files);
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(&file).expect("readable"))).collect()
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
