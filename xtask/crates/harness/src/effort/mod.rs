//! What a kernel takes to write: how far its source is from the oracle's, and in which languages it is written.
//!
//! Reads sources and computes; times nothing and starts nothing. What a comment is, and which other files a source names,
//! the manifest says of each language.

mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::plan::Planned;
use manifest::{self, Benchmark, Kernel, Language, Manifest, Origin};

/// What was written, and what of it is not the oracle's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effort {
    /// Lines with anything but comments and docstrings on them.
    pub lines: Change,
    /// What these lines consist of: names, numbers, strings, operators.
    pub tokens: Change,
    /// The titles of the languages that the oracle is not written in.
    pub languages: Vec<String>,
}

/// A source in numbers, beside the oracle's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// How many it has.
    pub own: usize,
    /// How many of them the oracle has not.
    pub added: usize,
    /// How many the oracle has and it has not.
    pub removed: usize,
}

/// The effort of a cell; none where it has no kernel, or the manifest says of no language how it is read.
///
/// # Errors
/// When a source cannot be read.
pub fn of_cell(manifest: &Manifest, planned: &Planned<'_>) -> anyhow::Result<Option<Effort>> {
    let Kernel::Source(kernel) = &planned.cell.kernel else { return Ok(None) };
    let glue = planned.rung.glue.iter().cloned();
    let own = Written::read(manifest, std::iter::once(kernel.clone()).chain(glue))?;
    let oracle = Written::of_oracle(manifest, planned.benchmark)?;
    Ok((!manifest.languages.is_empty()).then(|| own.beside(&oracle)))
}

/// What a rung needs that does not come with Python or a compiler: pinned packages, libraries in source, and those that it
/// declares. A list of packages that cannot be read has none.
pub fn dependencies(manifest: &Manifest, planned: &Planned<'_>) -> Vec<String> {
    let list = planned.rung.requirements.as_ref();
    let list = list.and_then(|list| std::fs::read_to_string(manifest.root.join(list)).ok()).unwrap_or_default();
    let sources = planned.rung.tools.iter().filter_map(|id| match &manifest.toolchains.get(id)?.origin {
        Origin::Crate { package, .. } => Some(package.clone()),
        Origin::AnyOf(_) | Origin::File(_) => None,
    });
    packages(&list).map(str::to_owned).chain(planned.rung.libraries.iter().cloned()).chain(sources).collect()
}

/// The names in a list of pinned packages.
fn packages(list: &str) -> impl Iterator<Item = &str> {
    let names = list.lines().filter_map(|line| line.split_once("==")).map(|(name, _)| name.trim());
    names.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
}

/// Sources, as far as they count.
struct Written {
    lines: Vec<String>,
    tokens: Vec<String>,
    languages: BTreeSet<String>,
}

impl Written {
    fn of_oracle(manifest: &Manifest, benchmark: &Benchmark) -> anyhow::Result<Written> {
        Written::read(manifest, std::iter::once(benchmark.oracle.clone()))
    }

    /// Reads files and those that they name, each once, in the order in which they are named.
    fn read(manifest: &Manifest, files: impl Iterator<Item = PathBuf>) -> anyhow::Result<Written> {
        let mut written = Written { lines: Vec::new(), tokens: Vec::new(), languages: BTreeSet::new() };
        let mut queue: Vec<PathBuf> = files.collect();
        let mut next = 0;
        while let Some(file) = queue.get(next).cloned() {
            next += 1;
            let Some(language) = language_of(manifest, &file) else { continue };
            let path = manifest.root.join(&file);
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            written.add(&text, language);
            for named in named_by(&text, language, &path) {
                if !queue.iter().any(|known| manifest.root.join(known) == named) {
                    queue.push(named);
                }
            }
        }
        Ok(written)
    }

    fn add(&mut self, text: &str, language: &Language) {
        let lines = source::lines(text, language);
        self.lines.extend(lines.iter().map(|line| line.join(" ")));
        self.tokens.extend(lines.into_iter().flatten());
        self.languages.insert(language.title.clone());
    }

    fn beside(&self, oracle: &Written) -> Effort {
        Effort {
            lines: change(&oracle.lines, &self.lines),
            tokens: change(&oracle.tokens, &self.tokens),
            languages: self.languages.difference(&oracle.languages).cloned().collect(),
        }
    }
}

fn language_of<'m>(manifest: &'m Manifest, file: &Path) -> Option<&'m Language> {
    let suffix = file.extension()?.to_string_lossy().into_owned();
    manifest.languages.values().find(|language| language.suffixes.contains(&suffix))
}

/// The files beside a source that it names, as its language names them, where they are there.
fn named_by(text: &str, language: &Language, path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().unwrap_or(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut found = Vec::new();
    for name in language.includes.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let Some(name) = name.iter().skip(1).flatten().next() else { continue };
        let lookup = |placeholder: &str| match placeholder {
            "name" => Some(name.as_str().to_owned()),
            "stem" => Some(stem.clone().into_owned()),
            _ => None,
        };
        let candidates = language.files.iter().filter_map(|file| manifest::expand(file, &lookup).ok());
        found.extend(candidates.map(|file| folder.join(file)).find(|file| file.is_file()));
    }
    found
}

/// What is in the one and not in the other, by the shortest way from the first to the second.
fn change(oracle: &[String], own: &[String]) -> Change {
    let mut change = Change { own: own.len(), ..Change::default() };
    for operation in capture_diff_slices(Algorithm::Myers, oracle, own) {
        match operation {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_len, .. } => change.removed += old_len,
            DiffOp::Insert { new_len, .. } => change.added += new_len,
            DiffOp::Replace { old_len, new_len, .. } => {
                change.removed += old_len;
                change.added += new_len;
            }
        }
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_change_counts_what_comes_and_what_goes() {
        let change = |one: &str, other: &str| {
            let Change { own, added, removed } = super::change(&words(one), &words(other));
            (own, added, removed)
        };
        assert_eq!(change("a b c", "a b c"), (3, 0, 0));
        assert_eq!(change("a b c", "a x b c"), (4, 1, 0));
        assert_eq!(change("a b c", "a c"), (2, 0, 1));
        assert_eq!(change("a b c", "a y c"), (3, 1, 1));
        assert_eq!(change("a b c", "d e"), (2, 2, 3));
    }

    #[test]
    fn packages_are_counted_and_hashes_are_not() {
        let list = "numba==0.68.0 ; python_version < '3.15' \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\nnumpy==2.5.0\n# x==1\n";
        assert_eq!(packages(list).collect::<Vec<_>>(), ["numba", "numpy"]);
    }

    #[test]
    fn the_files_that_a_source_names_belong_to_it_each_once() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("a.py", "import b, os\nfrom c import d\n"), ("b.py", "import a"), ("c.py", "x = 1")] {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        let language = Language {
            includes: vec![regex::Regex::new(r"(?m)^(?:import|from) (\w+)").expect("a pattern")],
            files: vec!["{name}.py".to_owned()],
            ..Language::default()
        };
        let path = folder.path().join("a.py");
        let text = std::fs::read_to_string(&path).expect("readable");
        assert_eq!(named_by(&text, &language, &path), [folder.path().join("b.py"), folder.path().join("c.py")]);
    }
}
