//! From sources to something a runner can load: expands the manifest's commands, runs them when something has changed,
//! and says of each cell what became of it.

mod built;
mod stamp;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::cell::Absent;
use crate::conditions;
use crate::plan::{Plan, Planned};
use crate::sources::Sources;
use crate::toolchain::{Absence, Probe, Tool, Toolbox};
use built::{ACCOUNT, account_in};
pub use built::{Built, typed_folder};
use files::{self, Fingerprint};
use manifest::{self, Id, Kernel, RungPlaceholder, RungWord};
use stamp::{Stamp, remembered};
use system::interrupt;
use system::parallel;
use system::process::{self, ProcessError, Spawner, Spec};
use system::progress::{Gauge, Progress};

/// How long one build command may take.
const BUILD_LIMIT: Duration = Duration::from_secs(30 * 60);

/// What building would do for a cell.
#[derive(Debug, Clone)]
pub enum CellOutlook {
    /// Nothing: it is built, or is loaded as it is.
    Ready,
    /// It would run these commands.
    Build(Vec<String>),
}

/// Builds the cells of a plan.
#[derive(Debug)]
pub struct Workshop<'a> {
    /// Where toolchains come from.
    pub toolbox: &'a Toolbox<'a>,
    /// Where artefacts go.
    pub target: &'a Path,
    /// What is known of the settings that reach tools.
    pub home: &'a str,
    /// What the user sees.
    pub progress: &'a Progress,
}

impl Workshop<'_> {
    /// Builds every cell; what became of them comes in the order of the plan.
    pub fn build(&self, plan: &Plan<'_>) -> Vec<Result<Built, Absent>> {
        let work = self.progress.stage(plan.cells.len() as u64, "building what has changed");
        let built = parallel::side_by_side(by_rung(plan), |indices| {
            indices
                .into_iter()
                .map(|index| {
                    let built = self.build_cell(plan, &plan.cells[index], &work);
                    match &built {
                        Ok(built) if built.is_new => work.advance(),
                        // What takes no work does not count.
                        Ok(_) => work.forget(),
                        Err(_) => {}
                    }
                    (index, built)
                })
                .collect::<Vec<_>>()
        });
        parallel::in_order(built.into_iter().flatten().collect())
    }

    /// What building would do for every cell, in the order of the plan; does nothing of it.
    pub fn foresee(&self, plan: &Plan<'_>) -> Vec<Result<CellOutlook, Absent>> {
        plan.cells.iter().map(|planned| self.site(plan, planned).and_then(|site| site.foresee())).collect()
    }

    /// Builds a cell.
    ///
    /// # Errors
    /// When it cannot be built; then it counts no more.
    pub fn build_cell(&self, plan: &Plan<'_>, planned: &Planned<'_>, work: &Gauge) -> Result<Built, Absent> {
        let built = self.site(plan, planned).and_then(|site| site.build(self.progress, work));
        match &built {
            Ok(_) => {}
            Err(Absent::Unsupported(_) | Absent::Missing(_)) => work.forget(),
            Err(_) => work.advance(),
        }
        built
    }

    /// Everything that a cell's templates can name, where it is all there.
    fn site<'a>(&'a self, plan: &'a Plan<'a>, planned: &'a Planned<'a>) -> Result<Site<'a>, Absent> {
        if interrupt::requested() {
            return Err(Absent::Interrupted);
        }
        let source = match &planned.cell.kernel {
            Kernel::Unsupported(reason) => return Err(Absent::Unsupported(reason.clone())),
            Kernel::Source(source) => plan.manifest.root.join(source),
        };
        match self.tools(planned) {
            Ok(tools) => {
                let (target, spawner) = (self.target, self.toolbox.spawner());
                Ok(Site { plan, planned, source, tools, target, spawner, home: self.home })
            }
            // A search that Ctrl-C has ended says nothing about what is there.
            Err(_) if interrupt::requested() => Err(Absent::Interrupted),
            Err(absence) => Err(absence.into()),
        }
    }

    fn tools(&self, planned: &Planned<'_>) -> Result<Tools, Absence> {
        let wanted = |id: &Id| match self.toolbox.get(id) {
            Probe::Found(tool) => Ok(*tool),
            Probe::Missing(absence) => Err(absence),
            Probe::Broken(absence) => Err(Absence { reason: format!("{id} is broken: {}", absence.reason), ..absence }),
        };
        let mut main = wanted(&planned.rung.toolchain)?;
        let mut others = Vec::new();
        for id in &planned.rung.tools {
            others.push((id.to_string(), wanted(id)?));
        }
        let (pinned, own) = (planned.rung.requirements.as_deref(), planned.benchmark.packages());
        main = self.toolbox.with_all_packages(&main, pinned, own, &format!("rung {}", planned.rung_id))?;
        Ok(Tools { main, others })
    }
}

/// Cells of one rung are built one after another, as they may share files; rungs are built side by side.
fn by_rung(plan: &Plan<'_>) -> Vec<Vec<usize>> {
    let mut queue: Vec<(&Id, Vec<usize>)> = Vec::new();
    for (index, planned) in plan.cells.iter().enumerate() {
        match queue.iter_mut().find(|(rung, _)| *rung == planned.rung_id) {
            Some((_, indices)) => indices.push(index),
            None => queue.push((planned.rung_id, vec![index])),
        }
    }
    queue.into_iter().map(|(_, indices)| indices).collect()
}

struct Tools {
    main: Tool,
    others: Vec<(String, Tool)>,
}

/// One cell with everything that its templates can name.
struct Site<'a> {
    plan: &'a Plan<'a>,
    planned: &'a Planned<'a>,
    source: PathBuf,
    tools: Tools,
    target: &'a Path,
    spawner: &'a Spawner,
    home: &'a str,
}

impl Site<'_> {
    fn folder(&self, kind: &str) -> PathBuf {
        // The sizes of a curve share what is built.
        self.target.join(kind).join(self.planned.rung_id.as_str()).join(self.planned.benchmark_id.origin())
    }

    fn threads(&self) -> u32 {
        self.planned.rung.fairness.threads.on(process::core_count())
    }

    /// The least of what the rung and the benchmark allow its runner.
    fn memory_limit(&self) -> Option<u64> {
        self.planned.rung.memory_limit.into_iter().chain(self.planned.benchmark.memory_limit).min()
    }

    /// What a placeholder stands for; none for what a probe did not report.
    fn value(&self, placeholder: RungPlaceholder<'_>) -> Option<String> {
        let path = |id: &str| self.tools.others.iter().find(|(name, _)| name == id).map(|(_, tool)| &tool.path);
        match placeholder {
            RungPlaceholder::Word(word) => self.word(word),
            RungPlaceholder::Fact(fact) => self.tools.main.fact(fact),
            RungPlaceholder::Tool(id) => Some(path(id)?.display().to_string()),
            RungPlaceholder::Folder(id) => {
                let real = fs::canonicalize(path(id)?).ok()?;
                Some(real.parent()?.display().to_string())
            }
        }
    }

    fn word(&self, word: RungWord) -> Option<String> {
        let text = |path: &Path| Some(path.display().to_string());
        match word {
            RungWord::Tool => text(&self.tools.main.path),
            RungWord::Root => text(&self.plan.manifest.root),
            RungWord::Target => text(self.target),
            RungWord::Kernel => text(&self.source),
            RungWord::Stem => Some(self.source.file_stem()?.to_string_lossy().into_owned()),
            RungWord::Entry => Some(self.planned.benchmark.entry.clone()),
            RungWord::Benchmark => Some(self.planned.benchmark_id.origin().to_owned()),
            RungWord::Out => text(&self.folder("build")),
            RungWord::Cache => text(&self.folder("cache")),
            RungWord::Threads => Some(self.threads().to_string()),
            RungWord::Artefact => self.artefact().ok(),
        }
    }

    /// The folder of the file that declares the rung.
    fn root(&self) -> PathBuf {
        self.plan.manifest.root.join(&self.planned.rung.folder)
    }

    fn expand(&self, template: &str) -> Result<String, manifest::UnknownPlaceholder> {
        manifest::expand(template, |placeholder| self.value(placeholder))
    }

    fn artefact(&self) -> Result<String, manifest::UnknownPlaceholder> {
        self.expand(&self.planned.rung.artefact)
    }

    fn spec(&self, words: &[String]) -> Result<Spec, manifest::UnknownPlaceholder> {
        let argv = manifest::expand_all(words, |placeholder| self.value(placeholder))?;
        // What belongs to the interpreter comes first, so that a rung can say otherwise.
        let mut env: Vec<(String, String)> = self.tools.main.env.clone().into_iter().collect();
        for (name, value) in &self.planned.rung.env {
            env.push((name.clone(), self.expand(value)?));
        }
        let folder = Some(self.plan.manifest.root.join(&self.planned.rung.started_in));
        Ok(Spec { argv, env, folder, owner: Some(self.planned.id().to_string()), ..Spec::default() })
    }

    fn foresee(&self) -> Result<CellOutlook, Absent> {
        let commands = self.planned.rung.build.iter().map(|words| self.spec(words)).collect::<Result<Vec<_>, _>>()?;
        if commands.is_empty() {
            return Ok(CellOutlook::Ready);
        }
        let runner = Spec { memory_limit: self.memory_limit(), ..self.spec(&self.planned.rung.runner)? };
        let artefact = PathBuf::from(self.artefact()?);
        let key = self.key(&self.sources_sha256()?, &commands, &runner)?;
        Ok(match remembered(&self.folder("build").join("stamp"), &key, &artefact) {
            Some(_) => CellOutlook::Ready,
            None => CellOutlook::Build(commands.iter().map(Spec::line).collect()),
        })
    }

    fn build(&self, progress: &Progress, work: &Gauge) -> Result<Built, Absent> {
        let commands = self.planned.rung.build.iter().map(|words| self.spec(words)).collect::<Result<Vec<_>, _>>()?;
        let runner = Spec { memory_limit: self.memory_limit(), ..self.spec(&self.planned.rung.runner)? };
        let artefact = PathBuf::from(self.artefact()?);
        let sources = self.sources_sha256()?;
        let key = self.key(&sources, &commands, &runner)?;
        let stamp_path = self.folder("build").join("stamp");
        fs::create_dir_all(self.folder("cache")).map_err(|error| Absent::Failed(error.to_string()))?;
        let known = remembered(&stamp_path, &key, &artefact);
        let is_new = !commands.is_empty() && known.is_none();
        if is_new {
            work.doing(&format!("building {}", self.planned.id()));
        }
        let stamp = match known {
            Some(stamp) => stamp,
            None => self.make(&commands, &artefact, key, &stamp_path, progress)?,
        };
        let files = self.files(&runner, &artefact)?;
        let limits = self.planned.rung.limits.or(self.planned.benchmark.limits);
        Ok(Built {
            benchmark: self.planned.benchmark_id.clone(),
            rung: self.planned.rung_id.clone(),
            runner,
            fingerprint: Fingerprint::default().with("key", &stamp.key).with("artefact", &stamp.artefact).hex(),
            sources_sha256: sources,
            artefact_sha256: stamp.artefact,
            artefact_bytes: fs::metadata(&artefact).ok().map(|about| about.len()),
            tool: self.tools.main.clone(),
            threads: self.threads(),
            pinned: self.planned.rung.fairness.pinned,
            helpers: self.planned.rung.fairness.helpers.is_some(),
            warm_up: self.planned.rung.warm_up,
            compiles: self.planned.rung.compiles_while_running,
            validates: self.planned.rung.fairness.validates,
            simulated: self.planned.rung.fairness.simulated,
            calls: self.planned.benchmark.calls.is_some(),
            warms_up_itself: self.planned.rung.fairness.warms_up_itself,
            fast_math: self.planned.cell.fast_math,
            limits,
            asked_for: conditions::asked_for(self.plan.manifest, &self.tools.main),
            files: Arc::new(files),
            commands: commands.iter().map(Spec::line).collect(),
            seconds: stamp.seconds,
            account: account_in(&self.folder("build").join(ACCOUNT)),
            accountant: self.accountant()?,
            is_new,
        })
    }

    /// What makes the tool's account, where the build does not.
    fn accountant(&self) -> Result<Option<(Spec, PathBuf)>, Absent> {
        let Some(words) = &self.planned.rung.account else { return Ok(None) };
        let spec = Spec { memory_limit: self.memory_limit(), ..self.spec(words)? };
        Ok(Some((spec, self.folder("build").join(ACCOUNT))))
    }

    /// One hash of the project's folder, or of that and the folders that it shares with others.
    fn sources_sha256(&self) -> anyhow::Result<String> {
        let root = &self.plan.manifest.root;
        let project = match &self.planned.benchmark.calls {
            // The kernel is the oracle itself, and lies with it.
            Some(_) => self.source.parent().unwrap_or(root).to_owned(),
            None => root.join(&self.planned.rung.project),
        };
        let own = files::sha256_of_folder(&project)?;
        let shared = self.planned.rung.shared_folders(self.plan.manifest);
        if shared.is_empty() {
            return Ok(own);
        }
        let mut sources = Fingerprint::default().with("project", own);
        for folder in shared {
            sources = sources.with("shared", files::sha256_of_folder(&folder)?);
        }
        Ok(sources.hex())
    }

    /// The files that a process of the cell is made of: what it loads may lie beside an artefact of ours, and in the folders
    /// that it is told of.
    fn files(&self, runner: &Spec, artefact: &Path) -> anyhow::Result<Sources> {
        let mut sources = Sources::default();
        sources.add([artefact.to_owned()])?;
        sources.add(self.ours(&runner.argv).map(Path::to_owned))?;
        sources.add_program(&self.tools.main.path);
        let manifest = self.plan.manifest;
        if manifest.folders.iter().any(|folder| artefact.starts_with(folder)) && !artefact.starts_with(self.target) {
            sources.add_folder(&manifest.root.join(&self.planned.rung.project))?;
        }
        for folder in self.planned.rung.shared_folders(manifest) {
            sources.add_folder(&folder)?;
        }
        Ok(sources)
    }

    /// The words of a command that are programs of ours.
    fn ours<'s>(&'s self, words: &'s [String]) -> impl Iterator<Item = &'s Path> {
        let folders = &self.plan.manifest.folders;
        let in_ours = |path: &&Path| folders.iter().any(|folder| path.starts_with(folder));
        let is_ours = move |path: &&Path| in_ours(path) && !path.starts_with(self.target) && path.is_file();
        words.iter().map(Path::new).filter(is_ours)
    }

    /// Everything that may change what is built or how it behaves.
    fn key(&self, sources: &str, commands: &[Spec], runner: &Spec) -> anyhow::Result<String> {
        let root = self.root();
        let mut key = Fingerprint::default()
            .with("project", sources)
            .with("kernel", files::sha256_of_file(&self.source)?)
            .with("tool", self.tools.main.identity())
            .with("home", self.home);
        for (name, tool) in &self.tools.others {
            key = key.with(name, tool.identity());
        }
        for spec in commands.iter().chain([runner]) {
            key = key.with("command", format!("{:?} {:?} {:?}", spec.argv, spec.env, spec.folder));
        }
        // Programs of ours may lie in other folders. What builds is the first word, or the second behind its interpreter:
        // further ones may name what is built. The runner decides how the kernel is called and timed.
        for program in commands.iter().flat_map(|spec| self.ours(&spec.argv[..spec.argv.len().min(2)])) {
            key = key.with("builder", files::sha256_of_file(program)?);
        }
        for program in self.ours(&runner.argv) {
            // What calls any function lies beside the runner.
            let folder = program.parent().filter(|_| self.planned.benchmark.calls.is_some());
            let contents = folder.map_or_else(|| files::sha256_of_file(program), files::sha256_of_folder);
            key = key.with("runner", contents?);
        }
        for shared in ["Cargo.lock", "Cargo.toml"] {
            if root.join(shared).is_file() {
                key = key.with(shared, files::sha256_of_file(&root.join(shared))?);
            }
        }
        Ok(key.hex())
    }

    fn make(
        &self,
        commands: &[Spec],
        artefact: &Path,
        key: String,
        stamp_path: &Path,
        progress: &Progress,
    ) -> Result<Stamp, Absent> {
        let out = self.folder("build");
        let io = |error: std::io::Error| Absent::Failed(format!("cannot prepare {}: {error}", out.display()));
        if out.exists() {
            fs::remove_dir_all(&out).map_err(io)?;
        }
        fs::create_dir_all(&out).map_err(io)?;
        let started = Instant::now();
        let _step = (!commands.is_empty())
            .then(|| progress.step(&format!("building {} for {}", self.planned.rung_id, self.planned.benchmark_id)));
        for command in commands {
            self.spawner.capture(command, BUILD_LIMIT).map_err(|error| match error {
                ProcessError::Interrupted => Absent::Interrupted,
                // A compiler that does not take anybody's function refuses it; a kernel that was written for it is broken.
                other if self.planned.benchmark.calls.is_some() => Absent::Unsupported(other.to_string()),
                other => Absent::Failed(other.to_string()),
            })?;
        }
        if !artefact.is_file() {
            return Err(Absent::Failed(format!("the build left no {}", artefact.display())));
        }
        let stamp = Stamp { key, seconds: started.elapsed().as_secs_f64(), artefact: files::sha256_of_file(artefact)? };
        let text = serde_json::to_string(&stamp).map_err(|error| Absent::Failed(error.to_string()))?;
        files::remember(stamp_path, &text)?;
        Ok(stamp)
    }
}
