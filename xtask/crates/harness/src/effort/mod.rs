//! What a kernel takes to write: how far its source is from the oracle's, and in which languages it is written.
//!
//! Reads sources and computes; times nothing and starts nothing. What a comment is, and which other files a source names,
//! the manifest says of each language.

mod meter;
mod source;

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::plan::Planned;
use manifest::{self, Benchmark, Kernel, Language, Manifest, Origin, SourcePlaceholder};
pub use meter::EffortMeter;

/// What was written, and what of it is not the oracle's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEffort {
    /// Lines with anything but comments and docstrings on them.
    pub lines: SourceCount,
    /// What these lines consist of: names, numbers, strings, operators.
    pub tokens: SourceCount,
    /// The titles of the languages that the oracle is not written in.
    pub languages: Vec<String>,
    /// The files that no language of the manifest reads: with any, what is counted is not all.
    pub unread: Vec<String>,
    /// Of the libraries that the rung declares, those that the sources name.
    pub libraries: Vec<String>,
}

/// A source in numbers, beside the oracle's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceCount {
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
pub fn source_effort(manifest: &Manifest, planned: &Planned<'_>) -> anyhow::Result<Option<SourceEffort>> {
    let Kernel::Source(kernel) = &planned.cell.kernel else { return Ok(None) };
    let glue = glue_of(manifest, planned, kernel)?;
    let shared = planned.rung.shared_folders(manifest);
    let own = SourceText::read(manifest, std::iter::once(kernel.clone()).chain(glue), &shared)?;
    let oracle = SourceText::read_oracle(manifest, planned.benchmark)?;
    let named = |library: &&String| own.tokens.contains(&library.replace('-', "_"));
    let libraries = planned.rung.libraries.iter().filter(named).cloned().collect();
    Ok((!manifest.languages.is_empty()).then(|| SourceEffort { libraries, ..own.beside(&oracle) }))
}

/// The rung's glue, as far as this kernel needs it: what names kernels of the rung is for those that it names.
fn glue_of(manifest: &Manifest, planned: &Planned<'_>, kernel: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let stems = planned.rung.cells.values().filter_map(|cell| match &cell.kernel {
        Kernel::Source(path) => Some(stem(path)),
        Kernel::Unsupported(_) => None,
    });
    let (stems, own): (BTreeSet<String>, String) = (stems.collect(), stem(kernel));
    let mut needed = Vec::new();
    for file in &planned.rung.glue {
        let tokens = SourceText::read_alone(manifest, file)?.tokens;
        if tokens.contains(&own) || !tokens.iter().any(|token| stems.contains(token)) {
            needed.push(file.clone());
        }
    }
    Ok(needed)
}

/// What a rung needs that does not come with Python or a compiler: pinned packages, libraries in source, and those that it
/// declares and the kernel names. A list of packages that cannot be read has none.
pub fn dependencies(manifest: &Manifest, planned: &Planned<'_>, libraries: &[String]) -> Vec<String> {
    let list = planned.rung.requirements.as_ref();
    let list = list.and_then(|list| std::fs::read_to_string(manifest.root.join(list)).ok()).unwrap_or_default();
    let sources = planned.rung.tools.iter().filter_map(|id| match &manifest.toolchains.get(id)?.origin {
        Origin::Crate { package, .. } => Some(package.clone()),
        Origin::AnyOf(_) | Origin::File(_) => None,
    });
    packages(&list).map(str::to_owned).chain(libraries.iter().cloned()).chain(sources).collect()
}

/// The names in a list of pinned packages.
fn packages(list: &str) -> impl Iterator<Item = &str> {
    let names = list.lines().filter_map(|line| line.split_once("==")).map(|(name, _)| name.trim());
    names.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
}

/// Sources, as far as they count.
#[derive(Default)]
struct SourceText {
    lines: Vec<String>,
    tokens: Vec<String>,
    languages: BTreeSet<String>,
    unread: Vec<String>,
}

impl SourceText {
    /// A file without those that it names.
    fn read_alone(manifest: &Manifest, file: &Path) -> anyhow::Result<SourceText> {
        let (path, mut written) = (manifest.root.join(file), SourceText::default());
        if let Some(language) = language_of(manifest, &path) {
            let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            written.add(&text, language);
        }
        Ok(written)
    }

    fn read_oracle(manifest: &Manifest, benchmark: &Benchmark) -> anyhow::Result<SourceText> {
        SourceText::read(manifest, std::iter::once(benchmark.oracle.clone()), &[])
    }

    /// Reads files and those that they name, each once.
    fn read(
        manifest: &Manifest,
        files: impl Iterator<Item = PathBuf>,
        shared: &[PathBuf],
    ) -> anyhow::Result<SourceText> {
        let mut written = SourceText::default();
        let mut sources = Sources::new(files.map(|file| manifest.root.join(file)), shared);
        while let Some(path) = sources.next.pop_front() {
            let Some(language) = language_of(manifest, &path) else {
                written.unread.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
                continue;
            };
            written.add(&sources.text(&path, language)?, language);
        }
        Ok(written)
    }

    fn add(&mut self, text: &str, language: &Language) {
        let lines = source::lines(text, language);
        self.lines.extend(lines.iter().map(|line| line.join(" ")));
        self.tokens.extend(lines.into_iter().flatten());
        self.languages.insert(language.title.clone());
    }

    fn beside(&self, oracle: &SourceText) -> SourceEffort {
        SourceEffort {
            lines: count(&oracle.lines, &self.lines),
            tokens: count(&oracle.tokens, &self.tokens),
            languages: self.languages.difference(&oracle.languages).cloned().collect(),
            unread: self.unread.clone(),
            libraries: Vec::new(),
        }
    }
}

fn language_of<'m>(manifest: &'m Manifest, file: &Path) -> Option<&'m Language> {
    let suffix = file.extension()?.to_string_lossy().into_owned();
    manifest.languages.values().find(|language| language.suffixes.contains(&suffix))
}

/// Which sources are still to be read, and which are known.
struct Sources<'a> {
    next: VecDeque<PathBuf>,
    known: Vec<PathBuf>,
    shared: &'a [PathBuf],
}

impl<'a> Sources<'a> {
    fn new(files: impl Iterator<Item = PathBuf>, shared: &'a [PathBuf]) -> Sources<'a> {
        let next: VecDeque<PathBuf> = files.collect();
        Sources { known: next.iter().cloned().collect(), next, shared }
    }

    /// A file's text. What it includes stands in its place, as a compiler sees it; what it imports is read next.
    fn text(&mut self, path: &Path, language: &Language) -> anyhow::Result<String> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut whole = String::new();
        let mut from = 0;
        for (to, file) in named_by(&text, language, path, self.shared) {
            if self.known.contains(&file) {
                continue;
            }
            self.known.push(file.clone());
            if includes_text(language) {
                let to = to.max(from);
                whole.push_str(&text[from..to]);
                whole.push('\n');
                whole.push_str(&self.text(&file, language)?);
                from = to;
            } else {
                self.next.push_back(file);
            }
        }
        whole.push_str(&text[from..]);
        whole.push('\n');
        Ok(whole)
    }
}

/// Whether sources name each other in full, as text that is included, and not as modules.
fn includes_text(language: &Language) -> bool {
    language.files.iter().any(|file| file == "{name}")
}

/// The files that a source names, as its language names them, where they are there: beside it, or in a folder that is
/// shared. Each with the end of the line that names it.
fn named_by(text: &str, language: &Language, path: &Path, shared: &[PathBuf]) -> Vec<(usize, PathBuf)> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let folders = || path.parent().into_iter().chain(shared.iter().map(PathBuf::as_path));
    let mut found = Vec::new();
    for name in language.includes.iter().flat_map(|pattern| pattern.regex().captures_iter(text)) {
        let Some(name) = name.iter().skip(1).flatten().next() else { continue };
        let value = |placeholder: SourcePlaceholder| match placeholder {
            SourcePlaceholder::Name => Some(name.as_str().to_owned()),
            SourcePlaceholder::Stem => Some(stem.clone().into_owned()),
        };
        let candidates: Vec<String> =
            language.files.iter().filter_map(|file| manifest::expand(file, value).ok()).collect();
        let paths = folders().flat_map(|folder| candidates.iter().map(|file| folder.join(file)));
        let end = text[name.end()..].find('\n').map_or(text.len(), |line| name.end() + line + 1);
        found.extend(paths.into_iter().find(|file| file.is_file()).map(|file| (end, file)));
    }
    found
}

/// What is in the one and not in the other, by the shortest way from the first to the second.
fn count(oracle: &[String], own: &[String]) -> SourceCount {
    let mut change = SourceCount { own: own.len(), ..SourceCount::default() };
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
            let SourceCount { own, added, removed } = super::count(&words(one), &words(other));
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

    fn language(includes: &str, files: &str) -> Language {
        Language {
            includes: vec![manifest::Expression::new(includes).expect("a pattern")],
            files: vec![files.to_owned()],
            ..Language::default()
        }
    }

    /// The text of the first of these files, and the files that are to be read after it.
    fn read(files: &[(&str, &str)], language: &Language, shared: &str) -> (String, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("written");
        }
        let first = folder.path().join(files[0].0);
        let shared = [folder.path().join(shared)];
        let mut sources = Sources::new(std::iter::once(first.clone()), &shared);
        sources.next.pop_front();
        let text = sources.text(&first, language).expect("readable");
        let next =
            sources.next.iter().map(|path| path.strip_prefix(folder.path()).expect("below").display().to_string());
        (text, next.collect())
    }

    #[test]
    fn the_files_that_a_source_names_belong_to_it_each_once() {
        let files =
            [("k/a.py", "import b, os\nfrom c import d\nimport b\n"), ("k/b.py", "import a"), ("k/c.py", "x = 1")];
        let (text, next) = read(&files, &language(r"(?m)^(?:import|from) (\w+)", "{name}.py"), "none");
        assert_eq!(text.trim_end(), files[0].1.trim_end());
        assert_eq!(next, ["k/b.py", "k/c.py"]);
    }

    #[test]
    fn a_file_that_is_shared_is_found_after_those_beside_the_source() {
        let files = [("k/a.py", "import b\nimport c\n"), ("k/b.py", ""), ("s/b.py", ""), ("s/c.py", "")];
        let (_, next) = read(&files, &language(r"(?m)^import (\w+)", "{name}.py"), "s");
        assert_eq!(next, ["k/b.py", "s/c.py"]);
    }

    #[test]
    fn text_that_is_included_stands_in_its_place_once() {
        let files = [
            ("k/a.c", "one\n#include \"b.h\"\ntwo\n#include \"c.h\"\nthree"),
            ("k/b.h", "#include \"c.h\"\nb"),
            ("k/c.h", "c"),
        ];
        let (text, next) = read(&files, &language(r#"(?m)^#include "(.+)""#, "{name}"), "none");
        let words: Vec<&str> = text.split_whitespace().filter(|word| !word.contains(['#', '"'])).collect();
        assert_eq!(words, ["one", "c", "b", "two", "three"]);
        assert!(next.is_empty());
    }
}
