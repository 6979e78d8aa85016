//! What every kernel of a benchmark must get right: inputs with their expected outputs.

use agreement::canonical;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::calls;
use super::expected::{self, Expected, ExpectedError};
use super::oracle::Oracle;
use crate::cell::Absent;
use files::{self, Fingerprint};
use manifest::{Benchmark, Id, InputKind};
use system::interrupt;
use system::runner::Prepare;

/// One input with what must come of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// For messages: `1000`, or a document's name.
    pub name: String,
    /// What the runner is asked to load.
    pub prepare: Prepare,
    /// What must come of it.
    pub expected: Expected,
    /// Changes when input or expectation do.
    pub fingerprint: String,
    /// Of a large input: the expected output as most runners write it, which need not be understood to be right.
    pub(super) text: Option<String>,
}

impl Case {
    /// Whether the input is one of those that were generated for their size.
    pub(super) fn is_large(&self) -> bool {
        self.text.is_some()
    }

    /// Whether kernels must refuse the input.
    pub fn must_be_refused(&self) -> bool {
        matches!(self.expected, Expected::Error(_))
    }

    /// The document, where the input is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.prepare {
            Prepare::Bytes { path } | Prepare::Json { path } => Some(Path::new(path)),
            Prepare::Integer { .. } | Prepare::Call(_) => None,
        }
    }
}

/// A document that nothing can be compared on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// The documents of a folder.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// Those with what must come of them.
    pub cases: Vec<Case>,
    /// Those whose expected result cannot be compared.
    pub left_out: Vec<LeftOut>,
}

/// The cases of each benchmark, or why it has none.
#[derive(Debug, Clone, Default)]
pub struct Cases(HashMap<Id, Result<Documents, String>>);

/// A folder of inputs that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InputsError(String);

impl Cases {
    /// The cases of one benchmark.
    ///
    /// # Errors
    /// When it cannot be checked, which makes its cells absent.
    pub fn of_benchmark(&self, benchmark: &Id) -> Result<&[Case], Absent> {
        match self.0.get(benchmark) {
            Some(Ok(Documents { cases, .. })) => Ok(cases),
            None => Ok(&[]),
            // The oracle that was asked when Ctrl-C came has not failed.
            Some(Err(_)) if interrupt::requested() => Err(Absent::Interrupted),
            Some(Err(reason)) => Err(Absent::Failed(reason.clone())),
        }
    }

    /// Those of one benchmark alone.
    #[must_use]
    pub fn only(&self, benchmark: &Id) -> Cases {
        Cases(self.0.get_key_value(benchmark).map(|(id, own)| (id.clone(), own.clone())).into_iter().collect())
    }

    /// How many cases there are in all.
    pub fn count(&self) -> usize {
        self.0.values().flatten().map(|documents| documents.cases.len()).sum()
    }

    /// The documents of a benchmark that nobody is asked for.
    pub fn left_out(&self, benchmark: &Id) -> &[LeftOut] {
        self.0.get(benchmark).and_then(|documents| documents.as_ref().ok()).map_or(&[], |documents| &documents.left_out)
    }

    /// Says of a benchmark that it cannot be checked or timed, and why; the first reason counts.
    pub fn refuse(&mut self, benchmark: &Id, error: &anyhow::Error) {
        let cases = self.0.entry(benchmark.clone()).or_insert_with(|| Ok(Documents::default()));
        if cases.is_ok() {
            *cases = Err(format!("{error:#}"));
        }
    }

    /// Adds the project's own cases of a benchmark; what the oracle must say of them, it says here.
    ///
    /// # Errors
    /// When an input cannot be read or generated, or the oracle fails.
    pub fn add(&mut self, id: &Id, benchmark: &Benchmark, oracle: &Oracle<'_>) -> anyhow::Result<()> {
        let Documents { cases: mut all, mut left_out } = Documents::default();
        for &value in &benchmark.check.values {
            let prepare = Prepare::Integer { value };
            let output = oracle.output(id, benchmark, &prepare)?;
            all.push(Case {
                name: value.to_string(),
                fingerprint: format!("{prepare:?} {}", canonical(&output)),
                prepare,
                expected: Expected::Output(output),
                text: None,
            });
        }
        for call in benchmark.calls.iter().flat_map(|calls| &calls.each) {
            let prepare = calls::prepare(&oracle.manifest.root, benchmark, call);
            let output = oracle.output(id, benchmark, &prepare)?;
            let fingerprint = format!("{prepare:?} {}", canonical(&output));
            let expected = Expected::Output(output);
            all.push(Case { name: calls::named(call), prepare, expected, fingerprint, text: None });
        }
        for folder in &benchmark.check.folders {
            let folder = documents(&oracle.manifest.root.join(folder), benchmark.input)?;
            all.extend(folder.cases);
            left_out.extend(folder.left_out);
        }
        for data in &benchmark.check.data {
            let path = oracle.data(data)?;
            let prepare = of_file(benchmark.input, &path);
            let output = oracle.output(id, benchmark, &prepare)?;
            let fingerprint = Fingerprint::default()
                .with("input", files::sha256_of_file(&path)?)
                .with("expected", agreement::sha256(&output))
                .hex();
            let text = Some(canonical(&output));
            all.push(Case { name: data.to_string(), prepare, expected: Expected::Output(output), fingerprint, text });
        }
        self.0.insert(id.clone(), Ok(Documents { cases: all, left_out }));
        Ok(())
    }

    /// A user's own documents, for benchmarks that take documents.
    ///
    /// # Errors
    /// When the folder or a document cannot be used.
    pub fn of_folder(benchmarks: Vec<(&Id, &Benchmark)>, folder: &Path) -> Result<Cases, InputsError> {
        let mut cases = Cases::default();
        for (id, benchmark) in benchmarks {
            let own = documents(folder, benchmark.input).map_err(|error| InputsError(format!("{error:#}")))?;
            cases.0.insert(id.clone(), Ok(own));
        }
        Ok(cases)
    }
}

/// What a runner is asked to load for a file.
pub(super) fn of_file(kind: InputKind, path: &Path) -> Prepare {
    let path = path.display().to_string();
    if kind == InputKind::Json { Prepare::Json { path } } else { Prepare::Bytes { path } }
}

/// The documents of a folder with what is expected of them, ordered by name.
///
/// # Errors
/// When there is none, or one cannot be read or lacks its expectation.
pub fn documents(folder: &Path, kind: InputKind) -> anyhow::Result<Documents> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    anyhow::ensure!(!paths.is_empty(), "{} has no NAME.json", folder.display());
    let mut documents = Documents::default();
    for path in &paths {
        match document(path, kind)? {
            Ok(case) => documents.cases.push(case),
            Err(left_out) => documents.left_out.push(left_out),
        }
    }
    Ok(documents)
}

/// A document with what is expected of it, in the file of the same name that ends in `.expected`; the inner error is that of
/// an expected result that cannot be compared.
///
/// # Errors
/// When either cannot be read or understood.
pub fn document(path: &Path, kind: InputKind) -> anyhow::Result<Result<Case, LeftOut>> {
    let path = fs::canonicalize(path).with_context(|| format!("cannot read {}", path.display()))?;
    let beside = path.with_extension("expected");
    let text = fs::read_to_string(&beside)
        .with_context(|| format!("{} needs {} beside it", path.display(), beside.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let expected = match expected::parse_expected(&text) {
        Ok(expected) => expected,
        Err(error @ ExpectedError::Incomparable(_)) => {
            let beside = beside.file_name().unwrap_or_default().to_string_lossy();
            return Ok(Err(LeftOut { name, reason: format!("what is expected is in {beside}, and {error}") }));
        }
        Err(error) => return Err(error).with_context(|| format!("cannot understand {}", beside.display())),
    };
    let fingerprint = Fingerprint::default().with("input", files::sha256_of_file(&path)?).with("expected", &text).hex();
    Ok(Ok(Case { name, prepare: of_file(kind, &path), expected, fingerprint, text: None }))
}
