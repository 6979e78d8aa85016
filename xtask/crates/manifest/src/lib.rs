//! The ladder as it is declared in `ladder.toml`: the domain types, which cannot be invalid.
//!
//! `wire` mirrors the file as typed, filled by `reader`; `resolve` turns it into these types and collects every mistake;
//! `diagnostics` shows them with line, column and caret. `template` is for everybody who fills in placeholders. This
//! module knows nothing of what is installed on the machine, and no tool by name.

mod diagnostics;
mod reader;
mod resolve;
mod syntax;
mod template;
#[cfg(test)]
mod tests;
mod wire;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indexmap::IndexMap;
use regex::Regex;
use toml::de::DeTable;

pub use diagnostics::LoadError;
use diagnostics::Mistakes;
use reader::Shape;
use records::published::PublishedSource;
pub use template::{UnknownPlaceholder, expand, expand_all};

/// A duration such as `500ms`, `90s`, `10m` or `1h`.
pub fn duration(text: &str) -> Option<Duration> {
    resolve::parse_duration(text)
}

/// Reads a manifest.
pub fn load(path: &Path) -> Result<Manifest, LoadError> {
    let text = std::fs::read_to_string(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
    parse(&text, path)
}

/// Understands a manifest's text. The path says from where relative paths start, and what to call it in messages.
pub fn parse(text: &str, path: &Path) -> Result<Manifest, LoadError> {
    let root = root_of(path);
    let (mut manifest, published) =
        understood(text, path, |wire, mistakes| resolve::manifest(wire, &root, files::sha256(text), mistakes))?;
    manifest.published = sources(&manifest, &published)?;
    Ok(manifest)
}

/// Reads the files of published figures, all of them before the first mistake counts.
fn sources(manifest: &Manifest, files: &[PathBuf]) -> Result<Vec<PublishedSource>, LoadError> {
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        match source(manifest, file) {
            Ok(source) => sources.push(source),
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(sources),
        1 => Err(errors.remove(0)),
        _ => Err(LoadError::Several(errors)),
    }
}

fn source(manifest: &Manifest, file: &Path) -> Result<PublishedSource, LoadError> {
    let path = manifest.root.join(file);
    let text = std::fs::read_to_string(&path).map_err(|source| LoadError::Io { path: path.clone(), source })?;
    understood(&text, &path, |wire, mistakes| resolve::published(wire, manifest, mistakes))
}

/// What a file says, or every mistake in it. `resolve` notes mistakes wherever it makes nothing.
fn understood<W: Shape, T>(
    text: &str,
    path: &Path,
    resolve: impl FnOnce(&W, &Mistakes<'_>) -> Option<T>,
) -> Result<T, LoadError> {
    let mistakes = Mistakes::new(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    let made = match syntax::note(&mistakes, errors) {
        true => None,
        false => resolve(&reader::read_shape(document.get_ref(), "", &mistakes), &mistakes),
    };
    let mistakes = mistakes.into_sorted();
    match made {
        Some(made) if mistakes.is_empty() => Ok(made),
        _ => Err(LoadError::Invalid { path: path.to_owned(), text: text.to_owned(), mistakes }),
    }
}

/// The manifest's folder; absolute where the system can tell, because commands are started in other folders.
fn root_of(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The identifier of a benchmark, rung, toolchain, profile or data file: lower-case letters, digits, `-`, `.` and `+`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(crate) String);

impl Id {
    /// A name that the harness itself knows, such as that of a tool for its own tests.
    pub fn fixed(name: &'static str) -> Id {
        Id(name.to_owned())
    }

    /// The same name with an addition, for a copy that the harness makes: `c-plain` and `b` give `c-plain+b`.
    #[must_use]
    pub fn with(&self, addition: &str) -> Id {
        Id(format!("{self}+{addition}"))
    }

    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Maps by identifier can be asked for a text that somebody typed.
impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A valid manifest. Every reference in it leads somewhere.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The folder that contains `ladder.toml`; relative paths in the manifest start here.
    pub root: PathBuf,
    /// Names (glob patterns) of environment variables that reach no process: they would steer compilers and libraries
    /// behind the back of what the rungs declare.
    pub unset: Vec<String>,
    /// SHA-256 of the manifest's text, in hexadecimal.
    pub sha256: String,
    /// Which rungs may be the baseline, best first, and what a good one can show.
    pub baseline: Baseline,
    /// How the oracle is run.
    pub oracle: Oracle,
    /// What `run` measures and for how long, by name; the first is the default.
    pub profiles: IndexMap<Id, Profile>,
    /// Files that are generated before anything is checked.
    pub data: IndexMap<Id, DataFile>,
    /// The problems.
    pub benchmarks: IndexMap<Id, Benchmark>,
    /// Ways to build from source.
    pub recipes: IndexMap<Id, Recipe>,
    /// How sources are read, to count what was written.
    pub languages: IndexMap<Id, Language>,
    /// The interpreters, compilers and sources.
    pub toolchains: IndexMap<Id, Toolchain>,
    /// The ways to make it fast, in the order of the file.
    pub rungs: IndexMap<Id, Rung>,
    /// How the harness measures itself, where the manifest says it.
    pub selftest: Option<Selftest>,
    /// What others printed about the cells.
    pub published: Vec<PublishedSource>,
}

/// How the harness measures itself: identical programs against each other, and against the same with more work.
#[derive(Debug, Clone)]
pub struct Selftest {
    /// A benchmark whose work grows with its integer input.
    pub benchmark: Id,
    /// The input of the identical programs.
    pub value: i64,
    /// Inputs that are more work, with the share by which they are.
    pub more: Vec<MoreWork>,
    /// The rungs that are compared with themselves, beside the baseline.
    pub beside: Vec<Id>,
    /// Comparisons of identical programs, all rungs together.
    pub comparisons: u32,
    /// Identical runners in one round, two or more: each is compared with the next, the last with the first.
    pub copies: u32,
    /// Invocations and rounds of one comparison, and the time for all of them.
    pub profile: Profile,
}

/// An input that is more work than another one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoreWork {
    /// By this share: 0.05 is five per cent.
    pub share: f64,
    /// The input.
    pub value: i64,
}

/// The choice of the rung whose speedup is 1.
#[derive(Debug, Clone)]
pub struct Baseline {
    /// Candidates, best first.
    pub rungs: Vec<Id>,
    /// Facts of the toolchain that must be true; a candidate that has them all goes before one that lacks any.
    pub prefer: Vec<String>,
}

/// How the oracle is run.
#[derive(Debug, Clone)]
pub struct Oracle {
    /// The interpreter that runs it.
    pub toolchain: Id,
    /// The runner's command line, with placeholders.
    pub runner: Vec<String>,
}

/// What is measured, and for how long.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The cells that are selected unless the command line names others: those of any of these groups.
    pub cells: Vec<Group>,
    /// Sets of fresh processes, at least this many when the budget allows.
    pub invocations: u32,
    /// Upper limit of invocations; the budget or the width usually ends it earlier.
    pub max_invocations: u32,
    /// Rounds in one invocation, at least.
    pub rounds: u32,
    /// Rounds in one invocation, at most: more than `rounds` where rounds vary more than invocations do.
    pub max_rounds: u32,
    /// Samples of one cell in a visit, and so in a round, at least.
    pub samples: u32,
    /// Cheap cells take more samples in a round, until about this much time has passed.
    pub turn_time: Duration,
    /// The longest warm-up of a process whose iterations are still changing.
    pub warm_up: Duration,
    /// The least duration of one sample; fast iterations are batched to reach it.
    pub sample_time: Duration,
    /// The time for checking and measuring, all benchmarks together.
    pub budget: Duration,
    /// Measuring ends early when every interval's half-width is below this share of its estimate.
    pub width: f64,
}

/// Cells that a profile can select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Every cell.
    All,
    /// Those of rungs tagged `default`, on benchmarks that do not stand aside.
    Default,
    /// Those that a published figure or claim is about.
    Published,
}

impl Group {
    /// Every one of them.
    pub const EACH: [Group; 3] = [Group::All, Group::Default, Group::Published];

    /// What it is called in the file.
    pub fn name(self) -> &'static str {
        match self {
            Group::All => "all",
            Group::Default => "default",
            Group::Published => "published",
        }
    }
}

/// A file that a command generates.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Where it lies, relative to the root.
    pub file: PathBuf,
    /// The interpreter for the command's `{tool}`.
    pub toolchain: Id,
    /// The command that writes it, with placeholders `{tool}`, `{root}` and `{file}`.
    pub command: Vec<String>,
    /// SHA-256 of its contents in hexadecimal, where it is known.
    pub sha256: Option<String>,
}

/// A problem, its inputs and its expected outputs.
#[derive(Debug, Clone)]
pub struct Benchmark {
    /// For people.
    pub title: String,
    /// What most of its time goes into, in a word that users choose by.
    pub kind: Option<String>,
    /// The benchmark whose work on the same input it does a part of.
    pub part_of: Option<Id>,
    /// Whether small profiles select it by themselves.
    pub default: bool,
    /// The name of the function in every kernel: the identifier with `_` for `-`.
    pub entry: String,
    /// What the kernel's one argument is.
    pub input: InputKind,
    /// Names of the parts of an array result, for messages.
    pub output: Vec<String>,
    /// How much a float may differ from the oracle's.
    pub tolerance: Tolerance,
    /// The oracle's kernel, relative to the root.
    pub oracle: PathBuf,
    /// What every kernel must get right before it is timed.
    pub check: CheckInputs,
    /// The timed input of each profile.
    pub sizes: IndexMap<Id, Size>,
    /// Published values that the oracle itself is checked against.
    pub known: Vec<Known>,
    /// How documents for fuzzing are made, where the manifest says it.
    pub fuzz: Option<Fuzz>,
}

/// How documents for fuzzing are made and judged, by programs that the oracle's interpreter runs.
#[derive(Debug, Clone)]
pub struct Fuzz {
    /// The command that fills `{folder}` with `{count}` documents, made from `{seed}`, and what is expected of them.
    pub generate: Vec<String>,
    /// The command that writes beside each document of `{folder}` what is expected of it, if anything is.
    pub expect: Vec<String>,
    /// The folder, relative to the root, that keeps documents on which a kernel was wrong.
    pub corpus: PathBuf,
}

/// What a kernel's one argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// A whole number.
    Integer,
    /// The contents of a file.
    Bytes,
    /// The parsed contents of a JSON file.
    Json,
}

/// How much a float may differ from the oracle's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Not at all: the canonical JSON must be the same text.
    Exact,
    /// By this much.
    Absolute(f64),
    /// By this share of the oracle's value.
    Relative(f64),
}

/// The inputs of the check.
#[derive(Debug, Clone, Default)]
pub struct CheckInputs {
    /// Whole numbers, for `InputKind::Integer`.
    pub values: Vec<i64>,
    /// Folders of `NAME.json` with `NAME.expected`, relative to the root.
    pub folders: Vec<PathBuf>,
    /// Generated documents, whose expected output is the oracle's.
    pub data: Vec<Id>,
}

/// One timed input.
#[derive(Debug, Clone)]
pub struct Size {
    /// The input itself.
    pub input: Input,
    /// SHA-256 of the canonical JSON of the result, where it is known.
    pub sha256: Option<String>,
}

/// An input, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The argument itself.
    Value(i64),
    /// A generated file.
    Data(Id),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Value(value) => value.fmt(f),
            Input::Data(data) => data.fmt(f),
        }
    }
}

/// A published value that the oracle must reproduce.
#[derive(Debug, Clone)]
pub struct Known {
    /// The argument.
    pub value: i64,
    /// The printed parts of the result, from the first on; compared at the printed number of decimals. An empty text
    /// stands for a part that nobody published.
    pub output: Vec<String>,
}

/// An interpreter, a compiler or a source, and how to recognise it.
#[derive(Debug, Clone)]
pub struct Toolchain {
    /// For people.
    pub title: String,
    /// Where it can come from.
    pub origin: Origin,
    /// Facts that must be true (or not false) for a candidate to be preferred to the next one.
    pub prefer: Vec<String>,
    /// Facts without which a candidate is no candidate.
    pub require: Vec<String>,
    /// Environment variables that belong to it: its probe and everything run with it see them.
    pub env: IndexMap<String, String>,
    /// Files and folders (patterns, as in `places`) that it consists of, where the harness has not got it.
    pub disk: Vec<String>,
    /// What a person can do when it is missing.
    pub fix: String,
}

/// Where a toolchain can come from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The first of several toolchains, preferred ones before others.
    AnyOf(Vec<Id>),
    /// A package of the Cargo registry, present as a never-built dependency; the path found is its folder.
    Crate {
        /// The package's name.
        package: String,
        /// The folder within the package that is meant; a folder that a variable names is taken as it is.
        inside: PathBuf,
        /// Environment variables that name a folder to use instead.
        variables: Vec<String>,
    },
    /// A file found by name.
    File(FileOrigin),
}

/// A file found by name: on PATH, at given places, in an environment of Python packages, or by a downloader.
#[derive(Debug, Clone)]
pub struct FileOrigin {
    /// Environment variables that name the file, first of all. `LADDER_TOOL_<ID>` always does.
    pub variables: Vec<String>,
    /// File names (glob patterns) to look for, best first.
    pub names: Vec<String>,
    /// Folders (glob patterns; `~`, `$VARIABLE` and `{environment}` are replaced) beside PATH.
    pub places: Vec<String>,
    /// Whether PATH is searched (libraries are not on it).
    pub on_path: bool,
    /// An environment of Python packages that contains the file.
    pub environment: Option<Environment>,
    /// Ways to get it when it is not there, or not as it is preferred; best first.
    pub provisions: Vec<Provision>,
    /// How it is built from source when somebody asks for that.
    pub source: Option<Box<Source>>,
    /// The command that prints facts: a line of JSON, or text that `version_pattern` understands. Without one the file
    /// is taken as it is.
    pub probe: Vec<String>,
    /// A regular expression whose first group is the version.
    pub version_pattern: Option<String>,
    /// Facts that the probe must report exactly so.
    pub accept: BTreeMap<String, serde_json::Value>,
    /// The lowest version that will do.
    pub minimum: Option<String>,
}

/// A way to get a toolchain that is not there.
#[derive(Debug, Clone)]
pub struct Provision {
    /// Who gets it.
    pub provider: Provider,
    /// Preferred facts that a toolchain from there will have: it is got even where one without them is found.
    pub gives: Vec<String>,
}

/// Who can get a toolchain, without root and into a folder of the harness (uv: into its own).
#[derive(Debug, Clone)]
pub enum Provider {
    /// The Python installer's downloads.
    Uv {
        /// What to ask it for, such as `cpython-3.14`.
        request: String,
    },
    /// The distribution's packages, unpacked.
    Deb(Deb),
    /// Maven's artifacts, and a script that starts them.
    Maven(Maven),
}

/// Packages of a distribution that are unpacked with everything they need.
#[derive(Debug, Clone)]
pub struct Deb {
    /// The distribution's releases to look in, best first.
    pub suites: Vec<String>,
    /// The packages.
    pub packages: Vec<String>,
    /// What they need and counts as there all the same: the machine has it, or nobody uses it.
    pub without: Vec<String>,
    /// The tool, relative to the folder into which they are unpacked: a glob pattern.
    pub file: String,
    /// What to change in their files.
    pub edits: Vec<Edit>,
    /// Files that are in the way: glob patterns.
    pub remove: Vec<String>,
}

/// Text to replace in the files of unpacked packages.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The files: a glob pattern.
    pub files: String,
    /// What to replace: a regular expression.
    pub pattern: String,
    /// What by: `{folder}` is where the packages are, `$1` the first group.
    pub by: String,
}

/// What a toolchain is built from, with `configure` and `make`.
#[derive(Debug, Clone)]
pub struct Source {
    /// How.
    pub recipe: Id,
    /// The version, or its beginning: `3.13` stands for every 3.13.x.
    pub version: String,
    /// The tool, relative to the folder that it is installed into.
    pub file: PathBuf,
    /// Arguments of `configure` beside the recipe's.
    pub configure: Vec<String>,
    /// The distribution's source package that has it.
    pub package: Option<String>,
}

/// How the sources of a language are read, to count what was written.
#[derive(Debug, Clone, Default)]
pub struct Language {
    /// For people.
    pub title: String,
    /// What its files end in, without the point.
    pub suffixes: Vec<String>,
    /// What begins a comment that ends with the line.
    pub line_comments: Vec<String>,
    /// What begins and what ends any other comment.
    pub block_comments: Vec<(String, String)>,
    /// Whether three quotes are a string, and a string that stands alone is a comment.
    pub docstrings: bool,
    /// Whether a string may stand in single quotes.
    pub single_quotes: bool,
    /// From the first match on, a file does not count: its tests.
    pub until: Option<Regex>,
    /// Patterns whose first group that takes part names another source.
    pub includes: Vec<Regex>,
    /// The file that such a name stands for, relative to the folder of the one that has it: the first that is there.
    pub files: Vec<String>,
}

/// A way to build from source that several toolchains share.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// The file that states the version, relative to the top of the source; what lacks it is no such source.
    pub version_file: PathBuf,
    /// A regular expression whose first group is the version in that file.
    pub version_pattern: String,
    /// Arguments of every `configure`.
    pub configure: Vec<String>,
    /// Further arguments, unless the user wants a plain build.
    pub optimise: Vec<String>,
    /// What `make` is asked for in the end.
    pub install: String,
    /// The time of one core that a plain build takes, in minutes, roughly.
    pub plain_minutes: u32,
    /// The same with the optimisations.
    pub optimised_minutes: u32,
    /// The distribution's releases whose source packages are looked at beside the machine's own, oldest first.
    pub suites: Vec<String>,
}

/// A program of pinned Java archives.
#[derive(Debug, Clone)]
pub struct Maven {
    /// The project file that names them and whose default goal copies them into the folder `${jars}`, relative to the
    /// root.
    pub pom: PathBuf,
    /// The SHA-256 and name of every archive, as `sha256sum` prints them, relative to the root.
    pub sha256: PathBuf,
    /// The Java that runs them, and Maven as well.
    pub toolchain: Id,
    /// The tool, relative to the folder that is filled: a script that runs `command`.
    pub file: PathBuf,
    /// The command line, with placeholders; what the tool is given comes after it.
    pub command: Vec<String>,
    /// What the tool is given when it is started for the first time, which may unpack or prepare something.
    pub start: Vec<String>,
}

/// An environment of Python packages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Environment {
    /// The interpreter.
    pub toolchain: Id,
    /// The pinned packages with hashes, relative to the root.
    pub requirements: PathBuf,
}

/// One way to make it fast.
#[derive(Debug, Clone)]
pub struct Rung {
    /// For people.
    pub title: String,
    /// What hosts or builds it: `{tool}` in its commands.
    pub toolchain: Id,
    /// Further tools that must be there: `{tool.ID}`.
    pub tools: Vec<Id>,
    /// Pinned Python packages; with them `{tool}` is the interpreter of an environment that has them.
    pub requirements: Option<PathBuf>,
    /// The folder of its kernels, relative to the root; any change in it builds anew.
    pub project: PathBuf,
    /// Sources in that folder that its kernels need without naming them.
    pub glue: Vec<PathBuf>,
    /// Libraries that its kernels need beside those packages and tools.
    pub libraries: Vec<String>,
    /// Build commands, in order, with placeholders.
    pub build: Vec<Vec<String>>,
    /// What the build leaves and the runner loads, with placeholders. Without build commands: the kernel itself.
    pub artefact: String,
    /// The runner's command line, with placeholders.
    pub runner: Vec<String>,
    /// Environment variables for build and runner, with placeholders.
    pub env: IndexMap<String, String>,
    /// What it does about each benchmark.
    pub cells: IndexMap<Id, Cell>,
    /// Declared facts, for the fairness ledger.
    pub fairness: Fairness,
    /// The longest warm-up of its processes, where that is longer than the profile's.
    pub warm_up: Option<Duration>,
    /// What it costs the user.
    pub cost: String,
    /// Tags; `default` selects it for small profiles.
    pub tags: Vec<String>,
    /// Whether it is a way to make it fast. One that is not is there to be checked and fuzzed, such as a build under
    /// sanitizers, and is never timed.
    pub timed: bool,
}

impl Rung {
    /// Whether the rung carries the tag `default`.
    pub fn is_default(&self) -> bool {
        self.tags.iter().any(|tag| tag == "default")
    }

    /// The folders of the ladder that its runner is told of: its kernels share what lies there with those of others.
    pub fn shared_folders(&self, root: &Path) -> Vec<PathBuf> {
        let named = self.runner.iter().filter_map(|word| word.strip_prefix("{root}/"));
        named.map(|path| root.join(path)).filter(|path| path.is_dir()).collect()
    }
}

/// What a rung does about one benchmark.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The kernel, or why there is none.
    pub kernel: Kernel,
    /// How the kernel's algorithm relates to the oracle's, such as `same loop`.
    pub algorithm: String,
    /// Whether floating-point operations may be reordered or approximated.
    pub fast_math: bool,
}

/// A kernel's source, or the reason for its absence.
#[derive(Debug, Clone)]
pub enum Kernel {
    /// The source file, relative to the root.
    Source(PathBuf),
    /// Why the rung cannot do this benchmark.
    Unsupported(String),
}

/// What a rung declares about itself.
#[derive(Debug, Clone)]
pub struct Fairness {
    /// Threads of the kernel.
    pub threads: Threads,
    /// The CPU that code is generated for: `generic`, `native`, `dispatch`, or a name.
    pub target_cpu: String,
    /// Whether results are native structures (beside the headline) instead of Python objects.
    pub native: bool,
    /// Whether it refuses malformed input, as the contract on input asks. One that does not is checked on good inputs
    /// alone, and says so in every report.
    pub validates: bool,
    /// Threads that the runtime has beside the kernel's, in words; none where it has none.
    pub helpers: Option<String>,
    /// Whether its process is held to one core, when its kernel uses one thread.
    pub pinned: bool,
}

/// How many threads a kernel uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// This many.
    Count(u32),
    /// As many as the machine lets the harness use.
    All,
}

impl Threads {
    /// The number of threads where this many cores may be used.
    pub fn on(self, cores: usize) -> u32 {
        match self {
            Threads::Count(count) => count,
            Threads::All => u32::try_from(cores).unwrap_or(u32::MAX).max(1),
        }
    }
}
