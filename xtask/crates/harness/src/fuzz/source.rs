//! Where documents come from: the programs that the manifest names, and folders of the harness.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;

use super::Fuzzer;
use crate::check::{self, Case, LeftOut};
use manifest::{self, Benchmark, ExpectPlaceholder, Fuzz, FuzzPlaceholder, Id};
use system::process::Spec;

/// How long a program may take for a batch.
const LIMIT: Duration = Duration::from_secs(300);

/// The documents of one benchmark.
pub(super) struct DocumentSource<'a> {
    fuzzer: &'a Fuzzer<'a>,
    benchmark: &'a Benchmark,
    fuzz: &'a Fuzz,
    folder: PathBuf,
}

impl<'a> DocumentSource<'a> {
    pub(super) fn new(fuzzer: &'a Fuzzer<'a>, id: &Id, benchmark: &'a Benchmark, fuzz: &'a Fuzz) -> DocumentSource<'a> {
        DocumentSource { fuzzer, benchmark, fuzz, folder: fuzzer.target.join("fuzz").join(id.as_str()) }
    }

    /// A batch of new documents.
    pub(super) fn generate(&self, seed: u64, count: u32) -> anyhow::Result<Vec<Case>> {
        let folder = self.empty("batch")?;
        let argv = manifest::expand_all(&self.fuzz.generate, |placeholder: FuzzPlaceholder| {
            Some(match placeholder {
                FuzzPlaceholder::Tool => self.fuzzer.tool.path.display().to_string(),
                FuzzPlaceholder::Root => self.fuzzer.manifest.root.display().to_string(),
                FuzzPlaceholder::Folder => folder.display().to_string(),
                FuzzPlaceholder::Seed => seed.to_string(),
                FuzzPlaceholder::Count => count.to_string(),
            })
        })?;
        self.call(argv)?;
        let documents = check::documents(&folder, self.benchmark.input)?;
        for LeftOut { name, reason } in documents.left_out {
            self.fuzzer.progress.note(&format!("{name} of seed {seed} is left out: {reason}"));
        }
        Ok(documents.cases)
    }

    /// What is expected of documents: none of those that may be answered as anybody likes.
    pub(super) fn expect(&self, documents: &[Vec<u8>]) -> anyhow::Result<Vec<Option<Case>>> {
        let folder = self.empty("candidates")?;
        let mut paths = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            let path = folder.join(format!("{index:06}.json"));
            fs::write(&path, document).with_context(|| format!("cannot write {}", path.display()))?;
            paths.push(path);
        }
        let argv = manifest::expand_all(&self.fuzz.expect, |placeholder: ExpectPlaceholder| {
            let path = match placeholder {
                ExpectPlaceholder::Tool => &self.fuzzer.tool.path,
                ExpectPlaceholder::Root => &self.fuzzer.manifest.root,
                ExpectPlaceholder::Folder => &folder,
            };
            Some(path.display().to_string())
        })?;
        self.call(argv)?;
        let mut cases = Vec::new();
        for path in paths {
            let judged = path.with_extension("expected").is_file();
            // What cannot be compared may be answered as anybody likes, too.
            cases.push(if judged { check::document(&path, self.benchmark.input)?.ok() } else { None });
        }
        Ok(cases)
    }

    /// The document itself.
    pub(super) fn contents(&self, case: &Case) -> anyhow::Result<Vec<u8>> {
        let path = case.path().context("only documents are fuzzed with")?;
        fs::read(path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Puts a document and what is expected of it into the corpus.
    pub(super) fn keep(&self, case: &Case) -> anyhow::Result<PathBuf> {
        let path = case.path().context("only documents are fuzzed with")?;
        let name = &files::sha256_of_file(path)?[..12];
        let kept = self.fuzzer.manifest.root.join(&self.fuzz.corpus).join(format!("found-{name}.json"));
        for (from, to) in
            [(path.to_owned(), kept.clone()), (path.with_extension("expected"), kept.with_extension("expected"))]
        {
            let contents = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
            files::write_whole(&to, &contents)?;
        }
        Ok(kept)
    }

    /// A folder of the harness's own with nothing in it.
    fn empty(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = self.folder.join(name);
        let removed = if folder.exists() { fs::remove_dir_all(&folder) } else { Ok(()) };
        let made = removed.and_then(|()| fs::create_dir_all(&folder));
        made.with_context(|| format!("cannot empty {}", folder.display()))?;
        Ok(folder)
    }

    /// Runs a command in the folder of the file that declares it.
    fn call(&self, argv: Vec<String>) -> anyhow::Result<()> {
        let folder = self.fuzzer.manifest.root.join(&self.fuzz.folder);
        let env = self.fuzzer.tool.env.clone().into_iter().collect();
        self.fuzzer
            .spawner
            .capture(&Spec { env, ..Spec::new(argv) }.folder(&folder), LIMIT)
            .context("cannot make documents")?;
        Ok(())
    }
}
