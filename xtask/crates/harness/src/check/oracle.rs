//! The oracle: the pure-Python kernels, asked once per input, and themselves held against published values.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};

use super::{TimedOutput, calls, cases, published};
use crate::data;
use crate::toolchain::{Absence, Tool, Toolbox};
use agreement::{Value, canonical, read};
use files::{self, Fingerprint};
use manifest::{self, Benchmark, Id, Input, Manifest, OraclePlaceholder};
use system::process::Spec;
use system::progress::Progress;
use system::runner::{Limits, Mode, Prepare, Runner};

/// Asks the oracle, and remembers what it said.
#[derive(Debug)]
pub struct Oracle<'a> {
    /// The ladder.
    pub manifest: &'a Manifest,
    /// Where its interpreter comes from.
    pub toolbox: &'a Toolbox<'a>,
    /// Where its answers are remembered.
    pub target: &'a Path,
    /// The longest time for one answer of its runner.
    pub limit: Duration,
    /// What the user sees.
    pub progress: &'a Progress,
}

impl Oracle<'_> {
    /// A generated file's path.
    ///
    /// # Errors
    /// When it cannot be generated.
    pub fn data(&self, id: &Id) -> anyhow::Result<PathBuf> {
        data::provide(self.manifest, id, self.toolbox, self.progress)
    }

    /// What a runner is asked to load for a benchmark's timed input.
    ///
    /// # Errors
    /// When the profile has no such input, or it cannot be generated.
    pub fn timed_input(&self, benchmark: &Benchmark, profile: &Id) -> anyhow::Result<Prepare> {
        let size = benchmark.sizes.get(profile).with_context(|| format!("no size for profile `{profile}`"))?;
        Ok(match &size.input {
            Input::Value(value) => Prepare::Integer { value: *value },
            Input::Data(data) => cases::of_file(benchmark.input, &self.data(data)?),
            Input::Call(call) => calls::prepare(&self.manifest.root, benchmark, call),
        })
    }

    /// The output that every rung must have at the timed size.
    ///
    /// # Errors
    /// When the oracle fails, or its output is not the published one.
    pub fn timed_output(&self, id: &Id, benchmark: &Benchmark, profile: &Id) -> anyhow::Result<TimedOutput> {
        if let Some(printed) = benchmark.sizes.get(profile).and_then(|size| size.output.clone()) {
            return Ok(TimedOutput::Printed(printed));
        }
        let output = self.output(id, benchmark, &self.timed_input(benchmark, profile)?)?;
        if let Some(wanted) = benchmark.sizes.get(profile).and_then(|size| size.sha256.as_ref()) {
            let is = agreement::sha256(&output);
            ensure!(is == *wanted, "the oracle of {id} is wrong: its output has the SHA-256 {is}, not {wanted}");
        }
        Ok(TimedOutput::Oracle(output))
    }

    /// Holds the oracle against the published values of a benchmark.
    ///
    /// # Errors
    /// When it differs from one.
    pub fn prove(&self, id: &Id, benchmark: &Benchmark) -> anyhow::Result<()> {
        for known in &benchmark.known {
            let output = self.output(id, benchmark, &Prepare::Integer { value: known.value })?;
            published::known_matches(known, &output).with_context(|| {
                format!("the oracle of {id} is wrong: for {} it differs from the published value", known.value)
            })?;
        }
        Ok(())
    }

    /// The oracle's output for an input, from memory if it was asked before.
    ///
    /// # Errors
    /// When there is no interpreter for it, or its runner fails.
    pub fn output(&self, id: &Id, benchmark: &Benchmark, input: &Prepare) -> anyhow::Result<Value> {
        let absence = |absence| anyhow!("nothing can be checked without the oracle's interpreter: {absence}");
        let tool = self.tool(benchmark, None).map_err(absence)?;
        let spec = self.spec(id, benchmark, &tool)?;
        // What a function of the user's reads beside its arguments, nobody knows: it is asked every time.
        let memory = match input {
            Prepare::Call(_) => None,
            _ => Some(self.target.join("oracle").join(self.key(benchmark, &tool, &spec, input)?)),
        };
        if let Some(Ok(output)) = memory.as_ref().and_then(|memory| files::recall(memory)).map(|text| read(&text)) {
            return Ok(output);
        }
        let shown = match input {
            Prepare::Integer { value } => value.to_string(),
            Prepare::Bytes { path } | Prepare::Json { path } => {
                Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
            }
            Prepare::Call(request) => request.text().to_owned(),
        };
        let _step = self.progress.step(&format!("asking the oracle of {id} for {shown}"));
        let output = self.ask(&spec, input).with_context(|| format!("the oracle of {id} failed for {shown}"))?;
        if let Some(memory) = memory {
            // Not to remember costs time at the next check, and nothing else.
            let _ = files::remember(&memory, &canonical(&output));
        }
        Ok(output)
    }

    fn ask(&self, spec: &Spec, input: &Prepare) -> anyhow::Result<Value> {
        let mut runner = Runner::start(self.toolbox.spawner(), spec, Limits::all(self.limit))?;
        // Of a call, what is printed belongs to what comes of it.
        runner.prepare(input, if matches!(input, Prepare::Call(_)) { Mode::Verify } else { Mode::Time })?;
        runner.run(1, 1, |_, _| ())?;
        let output = read(&runner.output_text()?).context("its output cannot be compared")?;
        runner.quit(super::LAST_WORDS)?;
        Ok(output)
    }

    /// The oracle's interpreter, with the packages that the benchmark's function needs and with others.
    pub(super) fn tool(&self, benchmark: &Benchmark, others: Option<&Path>) -> Result<Tool, Absence> {
        self.toolbox.with_all_packages(&self.toolbox.oracle()?, others, benchmark.packages(), "the oracle")
    }

    pub(crate) fn spec(&self, id: &Id, benchmark: &Benchmark, tool: &Tool) -> anyhow::Result<Spec> {
        let names = Names { root: &self.manifest.root, id, benchmark, tool: &tool.path };
        let argv = manifest::expand_all(&self.manifest.oracle.runner, |placeholder| names.get(placeholder))?;
        let env = tool.env.clone().into_iter().collect();
        let owner = Some(format!("the oracle of {id}"));
        Ok(Spec { env, owner, ..Spec::new(argv) }.folder(&self.manifest.root.join(&self.manifest.oracle.folder)))
    }

    fn key(&self, benchmark: &Benchmark, tool: &Tool, spec: &Spec, input: &Prepare) -> anyhow::Result<String> {
        let kernel = self.manifest.root.join(&benchmark.oracle);
        let folder = kernel.parent().unwrap_or(&self.manifest.root);
        let mut key = Fingerprint::default()
            // What was remembered without this had doubles for integers beyond 64 bits.
            .with("form", "a hash, and canonical JSON with exact integers")
            .with("kernels", files::sha256_of_folder(folder)?)
            .with("tool", tool.identity())
            .with("command", format!("{:?}", spec.argv))
            .with("input", format!("{input:?}"));
        if let Prepare::Bytes { path } | Prepare::Json { path } = input {
            key = key.with("contents", files::sha256_of_file(Path::new(path))?);
        }
        Ok(key.hex())
    }
}

/// What the placeholders of the oracle's `runner` stand for.
struct Names<'a> {
    root: &'a Path,
    id: &'a Id,
    benchmark: &'a Benchmark,
    tool: &'a Path,
}

impl Names<'_> {
    /// All that `manifest` lets a runner of the oracle have.
    fn get(&self, placeholder: OraclePlaceholder) -> Option<String> {
        let kernel = self.root.join(&self.benchmark.oracle);
        Some(match placeholder {
            OraclePlaceholder::Tool => self.tool.display().to_string(),
            OraclePlaceholder::Root => self.root.display().to_string(),
            OraclePlaceholder::Kernel => kernel.display().to_string(),
            OraclePlaceholder::Stem => kernel.file_stem()?.to_string_lossy().into_owned(),
            OraclePlaceholder::Entry => self.benchmark.entry.clone(),
            OraclePlaceholder::Benchmark => self.id.to_string(),
        })
    }
}
