//! Which versions gave the answers: of what hosts or compiles, of its tools, and of the packages that the rung names.

use std::fs;
use std::path::Path;

use indexmap::IndexMap;

use crate::plan::Planned;
use crate::session::EquippedPlan;
use crate::toolchain::{Probe, Tool};

pub(super) fn versions(
    equipped: &EquippedPlan<'_>,
    planned: &Planned<'_>,
    tool: Option<&Tool>,
) -> IndexMap<String, String> {
    let mut versions = IndexMap::new();
    if let Some(tool) = tool {
        versions.insert(tool.id.to_string(), tool.version.clone());
    }
    for id in &planned.rung.tools {
        if let Probe::Found(tool) = equipped.toolbox.get(id) {
            versions.insert(id.to_string(), tool.version.clone());
        }
    }
    if let Some(requirements) = &planned.rung.requirements {
        versions.extend(named(&equipped.plan.manifest.root.join(requirements)));
    }
    let project = equipped.plan.manifest.root.join(&planned.rung.project);
    versions.extend(planned.rung.libraries.iter().filter_map(|name| Some((name.clone(), locked(&project, name, 2)?))));
    versions.retain(|_, version| !version.is_empty());
    versions
}

/// The version of a package in the first lock file of Cargo's or npm's that has it, in a folder or so many levels below.
fn locked(folder: &Path, package: &str, levels: usize) -> Option<String> {
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let of_cargo = || {
        let lock = text("Cargo.lock");
        let (_, behind) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        Some(behind.split('"').next()?.to_owned())
    };
    let of_npm = || {
        let lock: serde_json::Value = serde_json::from_str(&text("package-lock.json")).ok()?;
        Some(lock["packages"][format!("node_modules/{package}")]["version"].as_str()?.to_owned())
    };
    let below = || {
        let entries = fs::read_dir(folder).ok()?.flatten().filter(|_| levels > 0);
        let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        folders.sort();
        folders.iter().find_map(|folder| locked(folder, package, levels - 1))
    };
    of_cargo().or_else(of_npm).or_else(below)
}

/// The packages that somebody asked for, with the versions that are pinned: those of the file that was pinned from.
fn named(requirements: &Path) -> Vec<(String, String)> {
    let text = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let asked = text(&requirements.with_extension("in"));
    let asked: Vec<String> = asked.lines().filter_map(package).map(normal).collect();
    let pinned = text(requirements);
    let pinned = pinned.lines().filter_map(|line| {
        let (name, rest) = line.split_once("==")?;
        let version = rest.split([' ', ';', '\\']).next()?;
        Some((normal(name), version.to_owned()))
    });
    pinned.filter(|(name, _)| asked.contains(name)).collect()
}

/// The name of the package that a line asks for.
fn package(line: &str) -> Option<&str> {
    let line = line.trim();
    let end = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(line.len());
    Some(&line[..end]).filter(|name| !name.is_empty())
}

fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::{locked, named};

    #[test]
    fn the_packages_that_were_asked_for_have_the_versions_that_are_pinned() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("requirements.txt");
        std::fs::write(folder.path().join("requirements.in"), "# ours\nCython>=3\n\nmypy_extensions\n")
            .expect("written");
        let pins = "cython==3.3.1 \\\n    --hash=sha256:00\nmypy-extensions==1.2 ; x\nother==1\n";
        std::fs::write(&file, pins).expect("written");
        let expected = [("cython", "3.3.1"), ("mypy-extensions", "1.2")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(named(&file), expected);
    }

    #[test]
    fn a_library_has_the_version_of_the_nearest_lock_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = |name: &str| {
            let path = folder.path().join("hosts").join(name);
            std::fs::create_dir_all(&path).expect("made");
            path
        };
        let cargo = "[[package]]\nname = \"their-own\"\nversion = \"9.0.0\"\n\n[[package]]\nname = \"their\"\nversion = \"1.2.3\"\n";
        std::fs::write(below("one").join("Cargo.lock"), cargo).expect("written");
        let npm = r#"{"packages": {"": {}, "node_modules/other": {"version": "4.5.6"}}}"#;
        std::fs::write(below("two").join("package-lock.json"), npm).expect("written");
        let found = |name: &str, levels| locked(folder.path(), name, levels);
        assert_eq!((found("their", 2).as_deref(), found("other", 2).as_deref()), (Some("1.2.3"), Some("4.5.6")));
        assert_eq!((found("none", 2), found("their", 1)), (None, None));
    }
}
