//! Manifests, files that they include, and published figures.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use harness::plan::{Filters, Plan, WarmUpFilters};
use manifest::{LoadError, Manifest, load, texts};

use crate::Target;
use crate::input::Input;

/// What an input may be made of; each is written for every reading.
const FILES: [&str; 3] = ["ladder.toml", "inner.toml", "published.toml"];

/// What the manifests of the corpus speak of and is no input.
const BESIDE: [&str; 14] = [
    "inputs/apples.json",
    "kernels/sums.py",
    "kernels/words.py",
    "kernels/squares.pyx",
    "squares.py",
    "kernels-python/nbody.py",
    "kernels-python/pipeline_bytes.py",
    "kernels-cython/nbody.pyx",
    "kernels-cython/nbody_pow.pyx",
    "kernels-cython/requirements.txt",
    "kernels-rust/requirements.txt",
    "kernels-rust/src/lib.rs",
    "data/check/ties.json",
    "scripted_runner.py",
];

/// Parts of manifests.
const WORDS: &[&str] = &[
    "{tool}",
    "{tool.cc}",
    "{root}",
    "{kernel}",
    "{artefact}",
    "{out}",
    "{flags.cc}",
    "{flags.",
    "{entry}",
    "{{",
    "}}",
    "{",
    "$1",
    "${1}",
    "$$",
    "\n[rung.x]\nlike = \"plain\"\n",
    "\n[toolchain.y]\n",
    "like = \"x\"\n",
    "like = \"plain\"\n",
    "template = true\n",
    "replace = true\n",
    "include = [\"inner.toml\"]\n",
    "include = [{ path = \"inner.toml\", only = [\"rung\"] }]\n",
    "include = [\"ladder.toml\"]\n",
    "include = [\"inputs\"]\n",
    "published = [\"published.toml\"]\n",
    "version = 1\n",
    "\"\"\"",
    "'''",
    "[[",
    "]]",
    "\r\n",
    "\u{feff}",
    "# ",
    "any-of = [\"x\"]\n",
    "versions = \">=3.10, <3.14\"\n",
    "minimum = \"1.2\"\n",
    "accept = { a = true }\n",
    "pattern = '(?<major>\\d+)'\n",
    "pattern = '((((a{9}){9}){9}){9}){9}'\n",
    "budget = \"1h\"\n",
    "sizes.small = { value = 1 }\n",
    "known = [{ value = 1, output = [\"1.0\"] }]\n",
    "ratio = \"0.75x\"",
    "time = \"1,242ms\"",
    "left = \"plain/sums\"\n",
    "a.b.c = 1\n",
    "[a.\"b\".'c']\n",
    "\"\\u00e9\" = 1\n",
    "\"\\n\" = 1\n",
    "\"\u{202e}\" = 1\n",
];

/// Reads manifests in a folder of its own.
pub(crate) struct Manifests {
    folder: tempfile::TempDir,
}

impl Manifests {
    pub(crate) fn new() -> Manifests {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in BESIDE {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        Manifests { folder }
    }
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the project, with other names for what it includes.
fn text(path: &str) -> String {
    let text = fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let names = [
        ("ladder.toolchains.toml", "inner.toml"),
        ("inner/ladder.toml", "inner.toml"),
        ("data/published/blog.toml", "published.toml"),
    ];
    names.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

impl Target for Manifests {
    fn name(&self) -> &'static str {
        "manifests"
    }

    fn seeds(&self) -> Vec<Input> {
        let published = text("xtask/crates/manifest/src/tests/published.toml");
        let whole = text("xtask/crates/manifest/src/tests/ladder.toml");
        let fixture = text("xtask/tests/it/fixtures/ladder/ladder.toml");
        let printed = text("xtask/tests/it/fixtures/ladder/published.toml");
        let [own, tools] = ["ladder.toml", "ladder.toolchains.toml"].map(text);
        let outer = format!("version = 1\ninclude = [\"inner.toml\"]\n{}", fixture.replace("version = 1\n", ""));
        let mut seeds = vec![
            Input::of([("ladder.toml", &*whole), ("inner.toml", ""), ("published.toml", &published)]),
            Input::of([("ladder.toml", &*fixture), ("inner.toml", &whole), ("published.toml", &printed)]),
            Input::of([("ladder.toml", &*outer), ("inner.toml", &whole), ("published.toml", &published)]),
            Input::of([("ladder.toml", &*own), ("inner.toml", &tools), ("published.toml", &printed)]),
        ];
        let wrong = format!("{}/xtask/tests/frozen/manifests/*.toml", project().display());
        for path in glob::glob(&wrong).expect("a pattern").flatten() {
            let text = fs::read_to_string(path).expect("readable");
            seeds.push(Input::of([("ladder.toml", &*text), ("inner.toml", &fixture), ("published.toml", &printed)]));
        }
        seeds
    }

    fn read(&self, input: &Input) -> Vec<String> {
        for name in FILES {
            fs::write(self.folder.path().join(name), input.file(name)).expect("a file");
        }
        let path = self.folder.path().join(FILES[0]);
        texts(&path);
        match load(&path) {
            Ok(manifest) => planned(&manifest),
            Err(error) => refused(&error),
        }
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS
    }
}

/// What is selected of a manifest.
fn planned(manifest: &Manifest) -> Vec<String> {
    let some = |text: &str| vec![text.to_owned()];
    let filters = [
        Filters::default(),
        Filters { all: true, timed: true, ..Filters::default() },
        Filters { benchmarks: some("*s*"), rungs: some("p*"), ..Filters::default() },
        Filters { groups: some("*a*"), ..Filters::default() },
        Filters { benchmarks: some("["), rungs: some("[!]"), profile: some("x").pop(), ..Filters::default() },
    ];
    let warm = WarmUpFilters {
        profile: None,
        groups: Vec::new(),
        benchmarks: Vec::new(),
        rungs: Vec::new(),
        invocations: 1,
        iterations: 1,
        budget: Duration::ZERO,
    };
    let mut plans: Vec<_> = filters.iter().map(|filters| Plan::new(manifest, filters)).collect();
    plans.push(Plan::for_fuzzing(manifest, &Filters { all: true, ..Filters::default() }));
    plans.push(Plan::for_warm_up(manifest, warm));
    plans.push(Plan::new(manifest, &Filters::default()).and_then(Plan::of_documents));
    let said = plans.iter().map(|plan| match plan {
        Ok(plan) => format!("{} cells of {}", plan.cells.len(), plan.benchmarks().len()),
        Err(error) => error.to_string(),
    });
    said.collect()
}

/// What is said of mistakes. Refusing without one would leave a person with nothing to mend.
fn refused(error: &LoadError) -> Vec<String> {
    assert!(error.render(true).len() >= error.render(false).len(), "colours take something away");
    match error {
        LoadError::Io { source, .. } => vec![source.to_string()],
        LoadError::Several(errors) => errors.iter().flat_map(refused).collect(),
        LoadError::Invalid { mistakes, .. } => {
            assert!(!mistakes.is_empty(), "refused without a reason");
            let places: Vec<_> = mistakes.iter().map(|mistake| (mistake.file, mistake.line, mistake.column)).collect();
            assert!(places.is_sorted(), "out of order: {places:?}");
            mistakes.iter().map(|mistake| format!("{}; {:?}", mistake.message, mistake.help)).collect()
        }
    }
}
