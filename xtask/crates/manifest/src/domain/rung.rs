//! A way to make it fast: what hosts it, how it is built, and what it does about each benchmark.

use std::path::{Path, PathBuf};
use std::time::Duration;

use indexmap::IndexMap;

use super::{AnswerLimits, Id, Manifest};

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
    /// The folder of the file that declares it.
    pub folder: PathBuf,
    /// The folder in which its commands are started: that of the file, unless it says another.
    pub started_in: PathBuf,
    /// Build commands, in order, with placeholders.
    pub build: Vec<Vec<String>>,
    /// What the build leaves and the runner loads, with placeholders. Without build commands: the kernel itself.
    pub artefact: String,
    /// The runner's command line, with placeholders.
    pub runner: Vec<String>,
    /// The command line of the runner that leaves the tool's account, with placeholders, where there is one.
    pub account: Option<Vec<String>>,
    /// Environment variables for build and runner, with placeholders.
    pub env: IndexMap<String, String>,
    /// What it does about each benchmark.
    pub cells: IndexMap<Id, Cell>,
    /// Declared facts, for the fairness ledger.
    pub fairness: Fairness,
    /// The longest warm-up of its processes, where that is longer than the profile's.
    pub warm_up: Option<Duration>,
    /// The most memory that its runner may fill, in bytes.
    pub memory_limit: Option<u64>,
    /// How long its runner may take for its answers.
    pub limits: AnswerLimits,
    /// What it costs the user.
    pub cost: String,
    /// Whether it is of the headline.
    pub headline: bool,
    /// Whether it compiles while it runs.
    pub compiles_while_running: bool,
    /// Whether it takes any Python source as it is.
    pub any_source: bool,
    /// Whether its build writes the types that were seen into a copy of the source.
    pub typed: bool,
    /// Whether whole numbers are native ones of 64 bits in that copy.
    pub native_ints: bool,
    /// Whether it is a way to make it fast. One that is not is there to be checked and fuzzed, such as a build under
    /// sanitizers, and is never timed.
    pub timed: bool,
    /// The rung that it is derived from, where it is one point of a curve over threads.
    pub thread_curve_of: Option<Id>,
}

/// What a new rung takes from one that it is like.
#[derive(Debug, Clone)]
pub struct Model {
    /// The folder of its kernels, relative to the root, or absolute where it is declared elsewhere.
    pub project: PathBuf,
    /// The suffix and the text of a first kernel, where it says one: `{source}` is the oracle's text, `{oracle}` the path to it,
    /// `{entry}` the function's name.
    pub start: Option<(String, String)>,
    /// Whether it says that itself, and has it from no other.
    pub begins: bool,
    /// Whether its build, or its runner, reads the kernel's own file. Where it builds a whole package, a file beside does nothing.
    pub takes_files: bool,
}

/// What the file with the types that were seen of a source ends with, in place of the source's own suffix.
const TYPES: &str = "types.json";

impl Rung {
    /// The file with the types that were seen of a source, if there is one: it lies beside the source.
    pub fn types_of(source: &Path) -> PathBuf {
        source.with_extension(TYPES)
    }

    /// Its marks, as they are called in JSON, where names stay as they are.
    pub fn marks(&self) -> Vec<&'static str> {
        let marks = [(self.headline, "default"), (self.compiles_while_running, "jit")];
        marks.into_iter().filter(|(so, _)| *so).map(|(_, mark)| mark).collect()
    }

    /// The folders of the ladder that its runner is told of: its kernels share what lies there with those of others.
    pub fn shared_folders(&self, manifest: &Manifest) -> Vec<PathBuf> {
        let named = |word: &String| match word.strip_prefix("{root}/") {
            Some(path) => Some(manifest.root.join(path)),
            // So a ladder is named that is included from elsewhere.
            None => manifest.folders.iter().any(|folder| Path::new(word).starts_with(folder)).then(|| word.into()),
        };
        self.runner.iter().filter_map(named).filter(|path| path.is_dir()).collect()
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
    /// Whether its runner's times come from a model instead of a clock.
    pub simulated: bool,
    /// Whether each answer of its runner comes from a command that warms up by itself before it times.
    pub warms_up_itself: bool,
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
