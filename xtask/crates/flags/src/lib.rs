//! The command line as typed: pure data, in one file as long as it is, so that it can be read like `--help`, from top to
//! bottom.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use records::{Damage, Share};

/// How fast can this Python get, what does each step cost, and can I trust the number?
///
/// The ladder is declared in ladder.toml. `run` builds every rung it can, proves that all of them compute the same, times
/// them in interleaved rounds, and prints a report card beside the published figures.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit status: 0 all well (missing and unsupported cells included), 1 something disagreed, failed to build or \
    failed, 2 wrong usage or manifest, 3 nothing was found, but not everything could be looked at, 130 after Ctrl-C (with the \
    report of what is known).\n\n\
    Examples:\n  \
    cargo xtask climb slow.py:f --call 'f(100)'  how fast can your own function get?\n  \
    cargo xtask run --profile quick              the whole ladder at small sizes, in minutes\n  \
    cargo xtask run --benchmark nbody --rung 'cython*' --rung rust\n  \
    cargo xtask check --inputs my-documents      do the pipelines agree on your own inputs?\n  \
    cargo xtask setup                            everything that the ladder needs, into target/ladder/\n  \
    cargo xtask doctor                           which tools are here, and how to get the others"
)]
pub struct Flags {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Where things lie.
    #[command(flatten)]
    pub places: Places,
}

/// Where things lie.
#[derive(Debug, Args)]
pub struct Places {
    /// The ladder [default: ladder.toml in this folder or the nearest one above]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Places")]
    pub manifest: Option<PathBuf>,
    /// Where sessions of measuring are kept [default: results/ beside the manifest]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Places")]
    pub results: Option<PathBuf>,
    /// Where everything that is built, installed or remembered goes [default: target/ladder/ beside the manifest]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Places")]
    pub target: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build, check and measure, then print the report card
    #[command(after_help = RUN_HELP)]
    Run(RunFlags),
    /// How fast can your own function get: put it, as it stands, through every rung that takes any Python source
    #[command(after_help = CLIMB_HELP)]
    Climb(ClimbFlags),
    /// Write a first kernel and its lines of the manifest: a rung of your own, or a benchmark
    #[command(after_help = NEW_HELP)]
    New(NewFlags),
    /// Build, then compare every kernel with the oracle on every check input
    Check(CheckFlags),
    /// In what does each rung differ from Python: put probes to every rung that takes them, and say what comes instead
    #[command(after_help = DIFFER_HELP)]
    Differ(DifferFlags),
    /// Put documents to kernels that nobody thought of, for as long as you like, and keep those that they get wrong
    #[command(after_help = FUZZ_HELP)]
    Fuzz(FuzzFlags),
    /// Get every interpreter, compiler and package that can be had, without root; say what each takes
    Setup(SetupFlags),
    /// Set up what is needed, and build every rung
    Build(SelectionFlags),
    /// Show benchmarks, rungs and profiles
    List(ListFlags),
    /// Show which toolchains are here, and how to get the others
    Doctor(DoctorFlags),
    /// Print the report card of a session again, from its records
    Report(ReportFlags),
    /// Draw how the times of fresh processes go, iteration by iteration, and say when they are steady
    Warmup(WarmupFlags),
    /// Compare two sessions: which cells have become slower or faster, and how sure is that
    Compare(CompareFlags),
    /// Write a session for another tool: pyperf, hyperfine's scripts, a spreadsheet, github-action-benchmark
    #[command(after_help = EXPORT_HELP)]
    Export(ExportFlags),
    /// Have ReFrame send a session to every node of a site, and set what comes back side by side
    #[command(after_help = FLEET_HELP)]
    Fleet(FleetFlags),
    /// List the sessions that there are: what each was made of, and how it ended
    Sessions(SessionsFlags),
    /// Show how cells went over sessions, and where their level changed
    #[command(after_help = HISTORY_HELP)]
    History(HistoryFlags),
    /// Set sessions of several machines side by side: what is alike, what changes places
    #[command(after_help = MERGE_HELP)]
    Merge(MergeFlags),
    /// Say which rung pays back for a workload of yours, and where to stop climbing
    #[command(after_help = ADVISE_HELP)]
    Advise(AdviseFlags),
    /// Put what reports say into documents, between markers that hold the commands
    #[command(after_help = SPLICE_HELP)]
    Splice(SpliceFlags),
    /// Print which keys ladder.toml may have, as a JSON Schema for editors
    Schema(SchemaFlags),
    /// Measure the harness itself: how often does it call identical programs different, and how small a slowdown does
    /// it find?
    #[command(after_help = SELFTEST_HELP)]
    Selftest(SelftestFlags),
    /// Remove what was built and remembered; sessions of measuring stay
    Clean(CleanFlags),
    /// Hold what others made against what is known of it: licences, sources, hashes, advisories; or list it
    #[command(after_help = AUDIT_HELP)]
    Audit(AuditFlags),
    /// Print what completes this command line in a shell
    Completions(CompletionsFlags),
    /// Print the manual: cargo xtask man | man -l -
    Man,
    /// Run all tests of this project: formatting, lints, the harness, and every rung at small sizes
    Test(TestFlags),
}

impl Command {
    /// Whether it starts nothing and records nothing, so that it can end at any moment.
    pub fn only_reads(&self) -> bool {
        match self {
            Command::List(_)
            | Command::Report(_)
            | Command::Compare(_)
            | Command::Export(_)
            | Command::Merge(_)
            | Command::Sessions(_)
            | Command::Advise(_)
            | Command::Splice(_)
            | Command::Schema(_)
            | Command::New(_)
            | Command::Completions(_)
            | Command::Man
            | Command::Clean(_) => true,
            Command::Run(_)
            | Command::Climb(_)
            | Command::Check(_)
            | Command::Differ(_)
            | Command::Fuzz(_)
            | Command::Setup(_)
            | Command::Build(_)
            | Command::Doctor(_)
            | Command::Warmup(_)
            | Command::Selftest(_)
            | Command::Audit(_)
            | Command::History(_)
            | Command::Fleet(_)
            | Command::Test(_) => false,
        }
    }
}

/// Which cells.
#[derive(Debug, Args, Clone, Default)]
pub struct SelectionFlags {
    /// Only benchmarks of this group; may be repeated, and may be a pattern [default: the profile's groups, or else the ladder]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Only this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub benchmark: Vec<String>,
    /// Only this rung (`run` adds the baseline); may be repeated, and may be a pattern such as 'cython*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub rung: Vec<String>,
    /// How large and how long: a profile of the manifest, such as `quick` [default: its first]
    #[arg(long, short, value_name = "NAME")]
    pub profile: Option<String>,
    /// All rungs, where the profile would leave some out
    #[arg(long)]
    pub all: bool,
}

/// Which cells of sessions.
#[derive(Debug, Args, Clone)]
pub struct NarrowFlags {
    /// Only benchmarks of this group; may be repeated, and may be a pattern
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Only this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub benchmark: Vec<String>,
    /// Only this rung; may be repeated, and may be a pattern such as 'cython*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub rung: Vec<String>,
}

/// How long to wait.
#[derive(Debug, Args, Clone, Copy)]
pub struct Patience {
    /// The longest time a runner may take for any answer, in place of the ladder's `limits`; else a quarter of the budget, from 2 to 10 minutes
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub timeout: Option<Duration>,
}

/// What to set up.
#[derive(Debug, Args)]
pub struct SetupFlags {
    /// Only these toolchains (names as `doctor` prints them, or patterns such as 'cpython-3.1*'), and the packages of the
    /// rungs that they host; then it is a failure if one cannot be had [default: all]
    #[arg(value_name = "TOOLCHAIN")]
    pub toolchains: Vec<String>,
    /// Build what this source is for: an archive such as Python-3.14.2.tgz or .tar.xz, or the folder that it unpacks to;
    /// may be repeated. Only what is built so is set up, unless toolchains are named
    #[arg(long, value_name = "FILE", help_heading = "From source")]
    pub source: Vec<PathBuf>,
    /// Build every version alike, from the sources given and those of the distribution
    #[arg(long, help_heading = "From source")]
    pub from_source: bool,
    /// Build without the optimisations that take most of the time (for CPython: PGO and LTO)
    #[arg(long, help_heading = "From source")]
    pub plain: bool,
    /// How to print the outcome
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What to look at.
#[derive(Debug, Args, Clone, Copy)]
pub struct DoctorFlags {
    /// Say instead what on this machine disturbs measuring, and what to do about it; changes nothing
    #[arg(long)]
    pub noise: bool,
    /// How to say it
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What to list.
#[derive(Debug, Args)]
pub struct ListFlags {
    /// Every cell with all that its rung says, after `like` and with every default, templates as they are; as JSON, the
    /// rest of the manifest likewise. Two manifests that are listed alike are the same ladder, however they are written:
    /// compare the listings of before and after a change
    #[arg(long)]
    pub resolved: bool,
    /// Of `--resolved`, only cells of benchmarks of this group; may be repeated, and may be a pattern
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "resolved")]
    pub group: Vec<String>,
    /// Of `--resolved`, only cells of this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',', requires = "resolved")]
    pub benchmark: Vec<String>,
    /// Of `--resolved`, only cells of this rung; may be repeated, and may be a pattern such as 'cython*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',', requires = "resolved")]
    pub rung: Vec<String>,
    /// How to print it
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What measuring is.
const RUN_HELP: &str = "\
Every record is on the disk when it is known. A session that was interrupted or killed goes on with --resume in the folder that it \
has: with its profile, cells, baseline and budget, time that was spent included. Invocations that were cut off are made again. First \
everything is built and checked, and ladder, harness, commit, machine, toolchains and programs are held against what was recorded; \
what is another is said, and nothing is measured (exit status 1), unless with --anyway.\n\n\
Examples:\n  \
cargo xtask run --profile quick       all of it\n  \
cargo xtask run --resume              the latest session that has not come to its end\n  \
cargo xtask run --resume 20260102T030405Z-quick --budget 2h";

/// Whether damage ends the reading of a session.
#[derive(Debug, Args, Clone, Copy, Default)]
pub struct SalvageFlags {
    /// Pass over lines of the records that were damaged or cannot be understood; each is named, and the cells that it may be
    /// about are flagged
    #[arg(long)]
    pub salvage: bool,
}

impl From<SalvageFlags> for Damage {
    fn from(flags: SalvageFlags) -> Damage {
        if flags.salvage { Damage::PassedOver } else { Damage::Refused }
    }
}

/// What to measure.
#[derive(Debug, Args)]
pub struct RunFlags {
    /// Which cells.
    #[command(flatten)]
    pub selection: SelectionFlags,
    /// The time for checking and measuring, such as 90s, 10m or 1h; more than the profile's buys further invocations, as long as
    /// intervals are too wide [default: the profile's]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub budget: Option<Duration>,
    /// So many invocations, sets of fresh processes, if the budget has room for them [default: the profile's]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub invocations: Option<u32>,
    /// Measure until every interval is so narrow to each side, such as 1%, or the budget is spent [default: the profile's]
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub width: Option<f64>,
    /// What to call the session, such as the name of a change; `sessions` and `history` show it
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    /// Measure nothing, and exit with status 1, where a cell that is asked for cannot be timed: what a rung says that it does not
    /// do is not asked for
    #[arg(long)]
    pub require: bool,
    /// Rungs that can be told on how many threads to compute, on each of these numbers, as a curve [default: 1, 2, 4 ... up to the
    /// cores that the session may use]
    #[arg(long, value_name = "NUMBER,...", num_args = 0..=1, value_delimiter = ',', require_equals = true,
        value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Curves")]
    pub threads: Option<Vec<u32>>,
    /// More threads than there are cores, too; their cells are flagged
    #[arg(long, requires = "threads", help_heading = "Curves")]
    pub oversubscribe: bool,
    /// Benchmarks that have a `curve` of sizes, at each of them: what one element takes
    #[arg(long, help_heading = "Curves")]
    pub sizes: bool,
    /// How long to wait.
    #[command(flatten)]
    pub patience: Patience,
    /// Run also what the profile has no patience for: cells whose one call was estimated to take longer than it says
    #[arg(long)]
    pub patient: bool,
    /// The seed of the random orders, to repeat an order [default: from the clock; it is recorded]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Say what would be fetched, built, checked and measured, and do none of it
    #[arg(long, conflicts_with_all = ["resume", "require", "label"])]
    pub dry_run: bool,
    /// How to say what --dry-run says
    #[arg(long, value_enum, requires = "dry_run", default_value_t = Format::Text)]
    pub format: Format,
    /// Go on with a session that was interrupted or killed: its folder or its name in results/ [default: the latest that has
    /// not come to its end]
    #[arg(
        long,
        value_name = "SESSION",
        num_args = 0..=1,
        conflicts_with_all = ["group", "benchmark", "rung", "profile", "all", "seed", "invocations", "width", "require", "label", "threads", "sizes"],
        help_heading = "Going on"
    )]
    pub resume: Option<Option<PathBuf>>,
    /// Go on although something is not what it was; the session says so from then on
    #[arg(long, requires = "resume", help_heading = "Going on")]
    pub anyway: bool,
    /// Pass over lines of the records that were damaged or cannot be understood; each is named, and the cells that it may be
    /// about are flagged
    #[arg(long, requires = "resume", help_heading = "Going on")]
    pub salvage: bool,
}

/// What a climb is.
const CLIMB_HELP: &str = "\
The function is profiled first, so that you know what there is to win. Then every rung that takes any Python source gets its file as \
it is: interpreters that are here, compilers, whose packages are fetched. Each must do what your function does on the \
baseline: return the same value of the same type, raise the same exception, print the same, change its arguments alike. Only then is it timed. \
Nothing is written beside your file.\n\n\
A rung that is named with --rung is fetched if it is not here; others that are missing are told, with the command that gets them.\n\n\
Exit status: 0 there is a table (refused and wrong rungs are answers, too), 1 nothing beside the baseline could be timed, or the \
function does not always do the same, 2 wrong usage, a module that cannot be imported, a call that cannot be made.\n\n\
Examples:\n  \
cargo xtask climb slow.py:distance --call 'distance(\"saturday\" * 30, \"sunday\" * 40)'\n  \
cargo xtask climb slow.py:total --input case.json --input other.json --tolerance relative=1e-9\n  \
cargo xtask climb slow.py:parse --arguments make_case --keep my-ladder";

/// What to climb.
#[derive(Debug, Args)]
pub struct ClimbFlags {
    /// The file and its function, such as slow.py:distance or slow.py:Shape.area
    #[arg(value_name = "FILE.py:FUNCTION")]
    pub function: String,
    /// A call, as an expression in the namespace of the file; may be repeated: all are checked
    #[arg(long, value_name = "EXPR")]
    pub call: Vec<String>,
    /// A call's arguments in a file of JSON: an array, or an object with their names; may be repeated
    #[arg(long, value_name = "FILE")]
    pub input: Vec<PathBuf>,
    /// A call's arguments by a function of the file that returns them as a tuple or a list; it is called anew, outside the
    /// clock, for every call
    #[arg(long, value_name = "FUNCTION", conflicts_with_all = ["call", "input"])]
    pub arguments: Option<String>,
    /// Which of the calls is timed, from 1 on: those of --call come first
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub time: u32,
    /// Only this rung and the baseline; may be repeated, and may be a pattern such as 'cython*' [default: all that take any
    /// Python source]
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub rung: Vec<String>,
    /// The packages that the file needs, as pip takes them [default: what the file says itself, by PEP 723]
    #[arg(long, value_name = "FILE")]
    pub requirements: Option<PathBuf>,
    /// Build packages from their sources where there is no wheel, which runs whatever these contain
    #[arg(long)]
    pub allow_builds: bool,
    /// How much floats may differ, such as relative=1e-9 or absolute=1e-12 [default: not at all]
    #[arg(long, value_name = "KIND=VALUE", value_parser = tolerance)]
    pub tolerance: Option<Allowance>,
    /// Take an equal value of another type for the same, such as 1.0 for 1
    #[arg(long)]
    pub same_value: bool,
    /// Also the rungs that get the types which were seen while the function ran: Cython, mypyc, Codon, Pythran
    #[arg(long)]
    pub typed: bool,
    /// Also those whose whole numbers are native ones of 64 bits, which wrap around; with --typed
    #[arg(long)]
    pub int64: bool,
    /// Print the copies of the file that got types, too
    #[arg(long)]
    pub show: bool,
    /// The share of the program's time that the function takes, such as 30% or 0.3
    #[arg(long, value_name = "SHARE", default_value = "1", value_parser = share)]
    pub share: f64,
    /// The time for checking and measuring, such as 90s or 10m
    #[arg(long, value_name = "TIME", default_value = "3m", value_parser = duration)]
    pub budget: Duration,
    /// The longest time a rung may take for one answer
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
    /// The seed of the random orders, to repeat an order [default: from the clock; it is recorded]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Keep the climb as a ladder of your own in this new folder, to go on with `run` and rungs written by hand
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// How to print it
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What is written, and what then.
const NEW_HELP: &str = "\
What is written passes `check` at once: a rung begins with the kernel of the one that it is like, or with the oracle's own source, and a \
benchmark with a small function of its own. Then it is yours to change. It works in this repository and in any other ladder \
(--manifest FILE), such as `climb --keep` makes; for a benchmark, a FILE that is not there is made. Nothing that is there is \
overwritten, and the manifest only grows at its end.\n\n\
Exit status: 0 it is written, 1 it cannot be written, 2 wrong usage, or a rung that nothing can be like.\n\n\
Examples:\n  \
cargo xtask new rung mine --like numba\n  \
cargo xtask new rung mine --like cython --benchmark distance --manifest my-ladder/ladder.toml\n  \
cargo xtask new rung oxidised --like rust-file --manifest my-ladder/ladder.toml\n  \
cargo xtask new benchmark moving-average";

/// What to write.
#[derive(Debug, Args)]
pub struct NewFlags {
    /// A rung or a benchmark
    #[command(subcommand)]
    pub what: NewThing,
}

/// A rung or a benchmark.
#[derive(Debug, Subcommand)]
pub enum NewThing {
    /// A rung with one kernel
    Rung(NewRungFlags),
    /// A benchmark with its oracle, for every rung that takes any Python source
    Benchmark(NewBenchmarkFlags),
}

/// The rung that is written.
#[derive(Debug, Args)]
pub struct NewRungFlags {
    /// What it is called: lower-case letters, digits, `-`, `.` and `+`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The rung from which it takes all that it does not say: what builds it, what runs it
    #[arg(long, value_name = "RUNG")]
    pub like: String,
    /// The benchmark that its kernel is for [default: the first for which that one has a kernel of its own]
    #[arg(long, short, value_name = "NAME")]
    pub benchmark: Option<String>,
}

/// The benchmark that is written.
#[derive(Debug, Args)]
pub struct NewBenchmarkFlags {
    /// What it is called: lower-case letters, digits and `-`
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// How much floats may differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Allowance {
    /// By this much.
    Absolute(f64),
    /// By this share.
    Relative(f64),
}

/// What the differences are.
const DIFFER_HELP: &str = "\
A probe is a small function with its calls, each one behaviour. It goes through every rung that takes any Python source, as it is, \
and through rungs with a language of their own in the form that their users write. What the baseline answers is right.\n\n\
Every answer is kept in results/differences/ with the versions that gave it. Those in data/differences.json are the known ones: \
what is other than there is told, and fails nothing unless you say --fail-changed.\n\n\
Exit status: 0 whatever the tools answer, 1 where a tool that is here gave no answer, or with --fail-changed where one has changed, \
2 wrong usage.\n\n\
Examples:\n  \
cargo xtask differ                                       every rung that is here\n  \
cargo xtask differ --rung numba-as-is                    all that Numba does otherwise\n  \
cargo xtask differ --from latest --behaviours            by behaviour: who does what instead\n  \
cargo xtask differ --against 20261129T120000Z --fail-changed   what a new release has changed";

/// What to put to which rungs.
#[derive(Debug, Args)]
pub struct DifferFlags {
    /// Only probes of this group; may be repeated, and may be a pattern [default: all groups that have probes]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Only the probes of this subject, such as floats; may be repeated, and may be a pattern
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub benchmark: Vec<String>,
    /// Only this rung, with all of its answers; may be repeated, and may be a pattern such as 'cython*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub rung: Vec<String>,
    /// Show each behaviour, with who does what instead
    #[arg(long)]
    pub behaviours: bool,
    /// Compare with these answers: a file, the name of a time in results/differences/, or `latest` [default: data/differences.json]
    #[arg(long, value_name = "ANSWERS")]
    pub against: Option<PathBuf>,
    /// Exit with status 1 where an answer is another one than there
    #[arg(long)]
    pub fail_changed: bool,
    /// Ask nobody, and show these answers
    #[arg(long, value_name = "ANSWERS")]
    pub from: Option<PathBuf>,
    /// Keep the answers as the known ones, in data/differences.json beside the manifest
    #[arg(long, conflicts_with = "from")]
    pub keep: bool,
    /// The longest time a rung may take for one answer
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = duration)]
    pub timeout: Duration,
    /// For people, for a document or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = DocumentFormat::Text)]
    pub format: DocumentFormat,
}

/// What to check.
#[derive(Debug, Args)]
pub struct CheckFlags {
    /// Which cells.
    #[command(flatten)]
    pub selection: SelectionFlags,
    /// Instead of the project's inputs, your own: each NAME.json in this folder with NAME.expected beside it (the
    /// result as canonical JSON, or the word `error`) goes through every kernel that takes documents
    #[arg(long, value_name = "DIR")]
    pub inputs: Option<PathBuf>,
    /// How long to wait.
    #[command(flatten)]
    pub patience: Patience,
    /// Check again what has already passed
    #[arg(long)]
    pub again: bool,
    /// Only every so many-th cell, such as 2/3: a share of a check that several machines do
    #[arg(long, value_name = "NUMBER/ALL", value_parser = share_of_all, conflicts_with = "inputs")]
    pub share: Option<Share>,
    /// Check nothing, and put the shares of one check together: what each printed with `--format json`
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["group", "benchmark", "rung", "profile", "all", "inputs", "again", "share"])]
    pub gather: Vec<PathBuf>,
    /// How to print the outcome
    #[command(flatten)]
    pub output: OutputFlags,
}

fn share_of_all(text: &str) -> Result<Share, String> {
    let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match parts {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Share { number, of }),
        _ => Err("a share is its number and that of all, such as 2/3".to_owned()),
    }
}

/// What fuzzing is.
const FUZZ_HELP: &str = "\
A benchmark's generator makes valid, faulty and broken documents from a seed, and what must come of each; every kernel gets \
the same. The first document on which a kernel disagrees, crashes or hangs is made small and kept in the corpus, which \
every later check replays. Exit status: 1 when there is such a document.\n\n\
With --batches it ends after so many batches, each in processes of its own: the same seed finds the same, on one machine or shared \
out on several (`cargo xtask fleet --task fuzz` does that, or --share and --gather).\n\n\
Examples:\n  \
cargo xtask fuzz                                     all rungs, for a minute on each benchmark\n  \
cargo xtask fuzz 'rust*' c-yyjson --benchmark pipeline-bytes --budget 10m\n  \
cargo xtask fuzz rust --seed 7 --budget 1s           the documents of that seed again\n  \
cargo xtask fuzz --seed 7 --batches 40 --share 1/2 --format json > one.json\n  \
cargo xtask fuzz --gather one.json two.json          what both shares have found, made small";

/// What to fuzz.
#[derive(Debug, Args)]
pub struct FuzzFlags {
    /// Only these rungs, or patterns such as 'rust*' [default: all]
    #[arg(value_name = "RUNG")]
    pub rungs: Vec<String>,
    /// Only benchmarks of this group; may be repeated, and may be a pattern [default: the ladder]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Only this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub benchmark: Vec<String>,
    /// How long new documents are made for each benchmark, such as 90s, 10m or 1h
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = duration)]
    pub budget: Duration,
    /// Where the documents begin, to see the same again [default: from the clock; it is printed]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Documents that are made at once; another number makes others of the same seed
    #[arg(long, value_name = "NUMBER", default_value_t = 250, value_parser = clap::value_parser!(u32).range(1..))]
    pub batch: u32,
    /// So many batches for each benchmark, however long they take, each in processes of its own
    #[arg(long, value_name = "NUMBER", conflicts_with = "budget", value_parser = clap::value_parser!(u64).range(1..))]
    pub batches: Option<u64>,
    /// Only every so many-th batch, such as 2/3: a share of what several machines do; what is wrong is told, and neither made small
    /// nor kept
    #[arg(long, value_name = "NUMBER/ALL", value_parser = share_of_all, requires_all = ["batches", "seed"])]
    pub share: Option<Share>,
    /// Make no documents, and put the shares of one seed together: what each printed with `--format json`. What is wrong is made
    /// small here, once, and kept
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["rungs", "group", "benchmark", "budget", "seed", "batch", "batches", "share"])]
    pub gather: Vec<PathBuf>,
    /// The longest time a kernel may take for one document; ten times as long for the first one of a process
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration)]
    pub timeout: Duration,
    /// How to print the outcome
    #[command(flatten)]
    pub output: OutputFlags,
}

/// Which session to report.
#[derive(Debug, Args)]
pub struct ReportFlags {
    /// The session: its folder, its name in results/ or results/published/, or `latest`, which is the default
    #[arg(value_name = "SESSION")]
    pub session: Option<PathBuf>,
    /// Everything about this cell, such as cython/nbody; either part may be a pattern or be left out, and the whole may
    /// be repeated
    #[arg(long, short, value_name = "CELL", value_delimiter = ',')]
    pub cell: Vec<String>,
    /// What others printed about the cells: the verdict on each figure and each claim, with its reason
    #[arg(long, conflicts_with = "cell")]
    pub verdicts: bool,
    /// What each rung takes beside time: new lines, languages, dependencies, room on the disk, building
    #[arg(long, conflicts_with_all = ["cell", "verdicts"])]
    pub effort: bool,
    /// Only benchmarks of this group; may be repeated, and may be a pattern
    #[arg(long, value_name = "NAME", value_delimiter = ',', conflicts_with_all = ["cell", "verdicts"])]
    pub group: Vec<String>,
    /// Only this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',', conflicts_with_all = ["cell", "verdicts"])]
    pub benchmark: Vec<String>,
    /// Only this rung; may be repeated, and may be a pattern such as 'cython*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',', conflicts_with_all = ["cell", "verdicts"])]
    pub rung: Vec<String>,
    /// In short, for a document: the tables and what their marks mean; of verdicts, how many there are of each; of a picture,
    /// the rungs of the headline without their variants
    #[arg(long, conflicts_with_all = ["cell", "effort"])]
    pub brief: bool,
    /// Instead of a report: write a copy for everybody into results/published/, with placeholders for names of users, hosts
    /// and folders. NAME is what it is called there [default: the session's identifier]
    #[arg(
        long,
        value_name = "NAME",
        num_args = 0..=1,
        require_equals = true,
        conflicts_with_all = ["cell", "verdicts", "effort", "group", "benchmark", "rung", "brief", "salvage"]
    )]
    pub publish: Option<Option<String>>,
    /// For people, for a document, as a page, as a picture or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// The rung whose speedup is 1, instead of the session's baseline; what others printed is judged against the session's own
    #[arg(long, value_name = "RUNG", conflicts_with = "publish")]
    pub baseline: Option<String>,
    /// Over benchmarks: the geometric mean of each rung's speedups, with its interval, and why it may mislead
    #[arg(long, conflicts_with_all = ["cell", "verdicts", "effort", "brief", "publish"])]
    pub mean: bool,
    /// The order of the rows
    #[arg(long, value_enum, value_name = "BY", default_value_t = SortBy::Ladder)]
    pub sort: SortBy,
    /// Of a picture: which chart of the benchmark it shows
    #[arg(long, value_enum, value_name = "CHART", default_value_t = Chart::Ladder, help_heading = "Pictures")]
    pub chart: Chart,
    /// Of a picture: a slide of 16:9, with what was found in large print
    #[arg(long, help_heading = "Pictures")]
    pub slide: bool,
    /// For a document: although the session has raised a flag, which is then printed first. `splice` refuses it otherwise
    #[arg(long)]
    pub flagged: bool,
    /// Write it to this file instead of the standard output, whole or not at all; or to this pipe or device (`-`: the standard
    /// output)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What becomes of damage.
    #[command(flatten)]
    pub salvage: SalvageFlags,
}

/// What to watch warming up.
#[derive(Debug, Args)]
pub struct WarmupFlags {
    /// Only benchmarks of this group; may be repeated, and may be a pattern [default: the profile's groups, or else the ladder]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Only this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub benchmark: Vec<String>,
    /// These rungs; may be repeated, and may be patterns [default: all that compile while they run]
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub rung: Vec<String>,
    /// Whose input sizes to take [default: the one with the smallest budget]
    #[arg(long, short, value_name = "NAME")]
    pub profile: Option<String>,
    /// Iterations of each process after its first ones have settled
    #[arg(long, value_name = "NUMBER", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    pub iterations: u32,
    /// Fresh processes of each rung
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub invocations: u32,
    /// The time for measuring, such as 90s, 10m or 1h
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    pub budget: Duration,
    /// How long to wait.
    #[command(flatten)]
    pub patience: Patience,
    /// How to print it
    #[command(flatten)]
    pub output: OutputFlags,
}

/// Which sessions to compare.
#[derive(Debug, Args)]
#[command(
    after_help = "What is compared is each cell's time relative to the baseline's in the same round, and only where the \
    baseline is the same build in both sessions.\n\n\
    Exit status: 0 compared, and every cell that has a limit is surely within it; 1 a cell has surely changed by more than its \
    limit, or is required and not there; 2 wrong usage, or something that was asked for is not comparable; 3 these sessions \
    could not have seen it: an interval reaches across its limit, and the smallest slowdown that would have been found is \
    said. 1 is told before 2, and 2 before 3.\n\n\
    Examples:\n  \
    cargo xtask compare                              the newest session with the one before it\n  \
    cargo xtask compare before.d latest --fail-slower 5%\n  \
    cargo xtask compare before.d latest --limits limits.toml --require\n  \
    cargo xtask compare 20260102T030405Z-quick --benchmark nbody --rung 'cython*'"
)]
pub struct CompareFlags {
    /// The earlier session: its folder, its name in results/, or `latest` [default: the one before the later session
    /// that has the same profile]
    #[arg(value_name = "EARLIER")]
    pub earlier: Option<PathBuf>,
    /// The later session, likewise [default: latest]
    #[arg(value_name = "LATER")]
    pub later: Option<PathBuf>,
    /// Exit with status 1 when a cell is surely slower by more than this, such as 5%, and with 3 when that could not have been seen
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Gate")]
    pub fail_slower: Option<f64>,
    /// Limits of their own for cells, slower and faster, in a file of [[limit]] tables; the first that names a cell holds for it
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub limits: Option<PathBuf>,
    /// Pass where a slowdown could not have been seen
    #[arg(long, help_heading = "Gate")]
    pub allow_unseen: bool,
    /// Exit with status 1 when a cell that is asked for is not timed in both sessions
    #[arg(long, help_heading = "Gate")]
    pub require: bool,
    /// Compare sessions of different machines, too
    #[arg(long)]
    pub other_machine: bool,
    /// Which cells.
    #[command(flatten)]
    pub narrow: NarrowFlags,
    /// How to print it
    #[command(flatten)]
    pub output: OutputFlags,
    /// What becomes of damage.
    #[command(flatten)]
    pub salvage: SalvageFlags,
}

/// What an export is.
const EXPORT_HELP: &str = "\
Cells that have one number are written, with the samples behind it where the format has room for them; the others are \
named on standard error, each with the reason. Flags go along as metadata: read them before you compare. pyperf gets one value an \
invocation, so that `compare_to` counts processes and not samples; hyperfine gets all CPU time as `user`, as runners tell it \
as a whole. docs/exports.md says what is written where.\n\n\
Exit status: 0 written, 2 wrong usage or nothing to write.\n\n\
Examples:\n  \
cargo xtask export pyperf --output now.json          then: python -m pyperf compare_to before.json now.json\n  \
cargo xtask export pyperf --by rung --output rungs   then: python -m pyperf compare_to rungs/cpython-3.14.json rungs/cython.json\n  \
cargo xtask export csv latest --samples --benchmark nbody > nbody.csv";

/// What to export.
#[derive(Debug, Args)]
pub struct ExportFlags {
    /// For which tool
    #[arg(value_enum)]
    pub format: ExportFormat,
    /// The session: its folder, its name in results/, or `latest`, which is the default
    #[arg(value_name = "SESSION")]
    pub session: Option<PathBuf>,
    /// The file to write, whole or not at all, or the pipe or device to write to [default: `-`, the standard output]; with
    /// `--by rung` the folder
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// A file for each rung, in which cells are called after their benchmarks, for tools that compare files: of pyperf and
    /// hyperfine alone
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = By::Cell)]
    pub by: By,
    /// Every sample: a row each of csv; a value each of pyperf, whose statistics then take samples of one process for
    /// independent and find differences that are chance's
    #[arg(long)]
    pub samples: bool,
    /// Which cells.
    #[command(flatten)]
    pub narrow: NarrowFlags,
    /// What becomes of damage.
    #[command(flatten)]
    pub salvage: SalvageFlags,
}

/// For which tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A suite that `pyperf stats`, `show` and `compare_to` read.
    Pyperf,
    /// What `hyperfine --export-json` writes, for its scripts.
    Hyperfine,
    /// A table for spreadsheets and data frames.
    Csv,
    /// `customSmallerIsBetter`: times that are followed from commit to commit.
    GithubActionBenchmark,
    /// What `pytest --benchmark-json` writes: for pytest-benchmark's `compare`
    PytestBenchmark,
    /// Bencher's Metric Format: times in nanoseconds and speedups, with their intervals
    Bencher,
    /// A folder of tables and `otava.yaml`, of every session unless one is named: for Apache Otava's `analyze`
    Otava,
    /// A row a cell and session, of every session unless one is named: for `history --store`, and for whatever reads Parquet.
    Parquet,
}

/// What becomes a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// One file has all cells, called `benchmark/rung`.
    Cell,
    /// A file a rung has its benchmarks.
    Rung,
}

/// What a fleet is.
const FLEET_HELP: &str = "\
SITE.py is a configuration of ReFrame's: systems, partitions and their schedulers (local, ssh, slurm, squeue and others). Every node gets \
a session to itself. A node is done when its session has come to its end; what it says of jobs itself is kept in fleet.json and not \
believed. Results are in results/fleet/NAME/, a folder a node. Nodes see this folder, unless with --bundle. docs/fleet.md has sites to \
begin with.\n\n\
Exit status: 0 all nodes are done, 1 some are not (the others are shown), 2 wrong usage, or no ReFrame, 130 after Ctrl-C.\n\n\
Examples:\n  \
cargo xtask fleet --site site.py --profile quick\n  \
cargo xtask fleet --site site.py --profile quick --rung 'rust*' --partition cluster:amd\n  \
cargo xtask fleet --restore-session                  what the latest one lacks";

/// What a fleet does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FleetTask {
    /// A session of measuring on every node
    Run,
    /// Every cell's check, once
    Check,
    /// So many batches of documents of a seed, each once
    Fuzz,
}

/// Where to measure, and what.
#[derive(Debug, Args)]
pub struct FleetFlags {
    /// A configuration of ReFrame's
    #[arg(long, value_name = "SITE.py", required_unless_present = "restore")]
    pub site: Option<PathBuf>,
    /// What is done: `run` measures on every node; `check` and `fuzz` are shared out among the nodes
    #[arg(long, value_enum, default_value_t = FleetTask::Run)]
    pub task: FleetTask,
    /// Into how many shares what is shared out is parted, for which the nodes come again and again
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..))]
    pub shares: u32,
    /// Of `fuzz`: where the documents begin [default: from the clock; it is printed]
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Of `fuzz`: batches for each benchmark, in all
    #[arg(long, value_name = "NUMBER", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    pub batches: u64,
    /// Of `fuzz`: documents of a batch
    #[arg(long, value_name = "NUMBER", default_value_t = 250, value_parser = clap::value_parser!(u32).range(1..))]
    pub batch: u32,
    /// Which cells.
    #[command(flatten)]
    pub selection: SelectionFlags,
    /// The time for checking and measuring on each node [default: the profile's]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub budget: Option<Duration>,
    /// The most that a job may take, with building [default: an hour beside twice the budget]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time_limit: Option<Duration>,
    /// Only this system or partition, such as cluster:amd; may be repeated
    #[arg(long, value_name = "SYSTEM:PARTITION")]
    pub partition: Vec<String>,
    /// Send the repository along, at its commit, as nodes do not see this folder; they build the harness, and fetch what it needs
    #[arg(long)]
    pub bundle: bool,
    /// With --bundle: send what `setup` fetched and this program as well, to nodes of this architecture without a network or Rust
    #[arg(long, requires = "bundle")]
    pub fetched: bool,
    /// Do what a fleet lacks: its folder or its name in results/fleet/ [default: the latest]
    #[arg(
        long = "restore-session",
        value_name = "FLEET",
        num_args = 0..=1,
        conflicts_with_all = ["site", "task", "shares", "seed", "batches", "batch", "group", "benchmark", "rung", "profile", "all", "budget", "partition", "bundle", "fetched"]
    )]
    pub restore: Option<Option<PathBuf>>,
    /// For people, for a document or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = DocumentFormat::Text)]
    pub format: DocumentFormat,
}

/// Which sessions to list.
#[derive(Debug, Args)]
pub struct SessionsFlags {
    /// Those for everybody as well, in results/published/
    #[arg(long)]
    pub published: bool,
    /// How to print it
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What a history is.
const HISTORY_HELP: &str = "\
Without a cell every series has a line; with one it has a chart. A series is a cell on one machine, with one profile, input and \
baseline; what is shown is its time as a share of the baseline's in the same rounds. Where its level changed is found by E-divisive \
(docs/methodology-appendix.md says how surely): a level has three sessions or more, so that what the latest two do is not judged yet.\n\n\
Exit status: 0 shown, 2 wrong usage, or nothing to show.\n\n\
Examples:\n  \
cargo xtask history                                  every cell, in a line\n  \
cargo xtask history cython/nbody                     one, with its chart\n  \
cargo xtask history 'rust/*' --format html --output history.html\n  \
cargo xtask export parquet --output all.parquet      then: cargo xtask history cython/nbody --store all.parquet";

/// Which cells over which sessions.
#[derive(Debug, Args)]
pub struct HistoryFlags {
    /// Cells as in `report --cell`: rung and benchmark, or one of the two, and patterns [default: all, a line each]
    #[arg(value_name = "CELL")]
    pub cell: Vec<String>,
    /// These sessions alone, by their folders or names; may be repeated [default: all in results/]
    #[arg(long = "session", value_name = "SESSION", conflicts_with = "store")]
    pub sessions: Vec<PathBuf>,
    /// Sessions that `export parquet` has written into a file
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Only sessions of this branch
    #[arg(long, value_name = "NAME")]
    pub branch: Option<String>,
    /// For people, for a browser or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = PublicationFormat::Text)]
    pub format: PublicationFormat,
    /// The file to write, whole or not at all, or the pipe or device to write to [default: `-`, the standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// For people, for a browser or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PublicationFormat {
    /// Charts and sentences.
    Text,
    /// One page for a browser that needs nothing else.
    Html,
    /// One JSON document.
    Json,
}

/// What merging is.
const MERGE_HELP: &str = "\
Every benchmark has a table with a rung a row, and for each session the median and the speedup against its own \
baseline. What is not alike is not mixed: other profiles, inputs or baselines make another table, other sources of a \
kernel another row, each with the reason. A warning says where baselines differ in version or build. Below the tables \
you see which rung is the fastest of those that every machine timed, and which change places from one machine to another. The latter is \
corrected for the number of pairs.\n\n\
Exit status: 0 merged, 2 wrong usage or records that cannot be merged.\n\n\
Examples:\n  \
cargo xtask merge laptop/20260102T030405Z-quick server/20260103T040506Z-quick\n  \
cargo xtask merge a.d b.d c.d --benchmark nbody --format markdown\n  \
cargo xtask merge --shards first.d second.d          then: cargo xtask report";

/// Which sessions to merge.
#[derive(Debug, Args)]
pub struct MergeFlags {
    /// The sessions, two or more: their folders, wherever they are, or their names in results/
    #[arg(value_name = "SESSION", num_args = 2.., required = true)]
    pub sessions: Vec<PathBuf>,
    /// Make one session of them in results/, as they are parts of one: of one machine, with the same tools, commit and inputs
    #[arg(long)]
    pub shards: bool,
    /// Which cells.
    #[command(flatten)]
    pub narrow: NarrowFlags,
    /// For people, for a document or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = DocumentFormat::Text)]
    pub format: DocumentFormat,
    /// What becomes of damage.
    #[command(flatten)]
    pub salvage: SalvageFlags,
}

/// What advice is.
const ADVISE_HELP: &str = "\
The workload is many iterations of a benchmark: choose the one that is like your hot path, by its kind or its name. What is \
saved counts starts, first calls and warm-up. The way up has every rung that surely saves more than those that are less to \
write (fewer new languages, then fewer lines changed, then fewer dependencies); climb on as long as a step, or the next ones \
together, saves the share of the program's time that --worth says.\n\n\
Examples:\n  \
cargo xtask advise --work 1h --kind loops               an hour of loops over objects\n  \
cargo xtask advise --seconds 90 --kind dicts --share 30%  of which 30 % is the hot path\n  \
cargo xtask advise reference --benchmark pipeline-bytes --worth 1%";

/// What the workload is.
#[derive(Debug, Args)]
pub struct AdviseFlags {
    /// The session: its folder, its name in results/ or results/published/, or `latest`, which is the default
    #[arg(value_name = "SESSION")]
    pub session: Option<PathBuf>,
    /// What the program takes on the baseline, such as 90s, 10m or 1h
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = some_time)]
    pub work: Duration,
    /// The same in seconds
    #[arg(long, value_name = "NUMBER", conflicts_with = "work", value_parser = some_seconds)]
    pub seconds: Option<f64>,
    /// Only this kind of work, such as loops, arrays, dicts or bytes [default: every benchmark of the session]
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Only work like the benchmarks of this group; may be repeated, and may be a pattern
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub group: Vec<String>,
    /// Only work like this benchmark; may be repeated, and may be a pattern such as 'pipeline-*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub benchmark: Vec<String>,
    /// Only these rungs; may be repeated, and may be a pattern such as 'cython*'
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    pub rung: Vec<String>,
    /// The share of that time that is the hot path, such as 30% or 0.3; the rest becomes no faster
    #[arg(long, value_name = "SHARE", default_value = "1", value_parser = share)]
    pub share: f64,
    /// The share of the program's time that a rung must save beyond the one below to be worth climbing
    #[arg(long, value_name = "PERCENT", default_value = "5%", value_parser = percent)]
    pub worth: f64,
    /// Count building, too: the program is built each time that it runs
    #[arg(long)]
    pub with_build: bool,
    /// For people, for a document or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = DocumentFormat::Text)]
    pub format: DocumentFormat,
    /// What becomes of damage.
    #[command(flatten)]
    pub salvage: SalvageFlags,
}

/// What splicing is.
const SPLICE_HELP: &str = "\
A marker is a line of its own with a command that reads sessions, `report`, `advise` or `compare`, or with `schema`, as it is typed \
behind `cargo xtask`. \
What the command says stands below it, up to the line that ends it; Markdown as it is, anything else as code:\n\n  \
<!-- ladder: report reference --brief --benchmark nbody --format markdown -->\n  \
<!-- /ladder -->\n\n\
Every command is run before the first document is written. Exit status: 0 done or up to date, 1 with --check where a document \
is not, 2 a marker or its command is wrong.\n\n\
Examples:\n  \
cargo xtask splice                    every document that has markers\n  \
cargo xtask splice --check            does it still say what the sessions say?\n  \
cargo xtask splice docs/speed.md";

/// Which documents to make anew.
#[derive(Debug, Args)]
pub struct SpliceFlags {
    /// The documents [default: those with markers among README.md, docs/ and results/published/ beside the manifest]
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write nothing: say which documents are not up to date
    #[arg(long)]
    pub check: bool,
}

/// What to print about the keys of a file.
#[derive(Debug, Args, Clone, Copy)]
pub struct SchemaFlags {
    /// Tables for people, in Markdown
    #[arg(long)]
    pub tables: bool,
    /// Of files of published figures
    #[arg(long)]
    pub published: bool,
}

/// What a self-test is.
const SELFTEST_HELP: &str = "\
A self-test compares programs with identical copies of themselves, in fresh processes and interleaved rounds, exactly as \
`run` compares rungs, and counts how often the 95 % interval says that they differ. If the intervals are right, that is \
about one time in twenty. Beside the copies run some that are given 2, 5 and 10 % more work inside the clock: how often \
are they found to be slower?\n\n\
It belongs on the machine that the figures come from, in the state in which they are made. Its figures are kept in \
results/selftest/, and every later session on the machine carries them. Ctrl-C prints what is known; the next call goes \
on where it was. Exit status: 1 when false alarms are clearly more frequent than they should be.\n\n\
Examples:\n  \
cargo xtask selftest                  400 comparisons, 25 minutes at most\n  \
cargo xtask selftest --budget 5m      what can be had in five minutes\n  \
cargo xtask selftest --show           the latest figures of this machine again";

/// How to measure the harness itself.
#[derive(Debug, Args)]
pub struct SelftestFlags {
    /// The time for measuring, such as 5m, earlier parts of the same self-test included [default: the manifest's]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub budget: Option<Duration>,
    /// How many comparisons of identical programs, all rungs together [default: the manifest's]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub comparisons: Option<u32>,
    /// Begin anew, even where an earlier self-test could be gone on with
    #[arg(long)]
    pub again: bool,
    /// Measure nothing: print the latest figures of this machine
    #[arg(long, conflicts_with_all = ["budget", "comparisons", "again"])]
    pub show: bool,
    /// How long to wait.
    #[command(flatten)]
    pub patience: Patience,
    /// How to print the figures
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What to remove.
#[derive(Debug, Args)]
pub struct CleanFlags {
    /// Also interpreters, Python environments, uv and the generated inputs, which take minutes to get again
    #[arg(long)]
    pub all: bool,
}

/// What an audit is.
const AUDIT_HELP: &str = "\
Looks at the checksums of crates, at what cargo-deny says of them by deny.toml, at the versions and hashes of every list of \
Python packages, at what pip-audit says of those, and at the hashes of Java archives and packages of npm. Both tools are got \
from PyPI, pinned. Advisories are fetched.\n\n\
Exit status: 0 all of it was looked at and is clean, 1 something was found, 3 something could not be looked at, such as \
advisories without a network, and nothing was found in the rest.\n\n\
Examples:\n  \
cargo xtask audit\n  \
cargo xtask audit --bom bom.json                     all of it as a bill of materials (CycloneDX)";

/// What to audit.
#[derive(Debug, Args)]
pub struct AuditFlags {
    /// Instead of looking, write all of it with hashes and licences into this file, as CycloneDX
    #[arg(long, value_name = "FILE")]
    pub bom: Option<PathBuf>,
    /// How to print the outcome
    #[command(flatten)]
    pub output: OutputFlags,
}

/// For which shell.
#[derive(Debug, Args, Clone, Copy)]
pub struct CompletionsFlags {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// source <(cargo xtask completions bash)
    Bash,
    /// source <(cargo xtask completions zsh)
    Zsh,
    /// cargo xtask completions fish | source
    Fish,
}

/// What to test.
#[derive(Debug, Args)]
pub struct TestFlags {
    /// Only the harness, without setting up and checking the rungs
    #[arg(long)]
    pub harness: bool,
    /// Also what takes long: functions of unlike kinds through every rung that takes any source, and the wheel
    #[arg(long)]
    pub long: bool,
}

/// How to print.
#[derive(Debug, Args, Clone, Copy)]
pub struct OutputFlags {
    /// For people or for programs (docs/json.md describes the JSON)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables and sentences.
    Text,
    /// One JSON document.
    Json,
}

/// For people, for a document or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocumentFormat {
    /// Tables and sentences.
    Text,
    /// The same as Markdown.
    Markdown,
    /// One JSON document.
    Json,
}

impl From<DocumentFormat> for ReportFormat {
    fn from(format: DocumentFormat) -> Self {
        match format {
            DocumentFormat::Text => ReportFormat::Text,
            DocumentFormat::Markdown => ReportFormat::Markdown,
            DocumentFormat::Json => ReportFormat::Json,
        }
    }
}

/// The same, and for a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Tables and sentences.
    Text,
    /// The same as Markdown.
    Markdown,
    /// One page for a browser that needs nothing else: charts, tables that sort, verdicts; it may contain paths and names
    /// of this machine unless the session is a published one (--publish)
    Html,
    /// One chart of one benchmark as SVG, light and dark: name the benchmark, or a folder for all of them (--output DIR/)
    Svg,
    /// The same as PNG, light; the program that draws it is fetched when first asked for
    Png,
    /// One JSON document.
    Json,
}

/// The order of the rows of a table, and of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    /// As the ladder goes up, the same in every table
    Ladder,
    /// The fastest first
    Speedup,
    /// The shortest median first
    Median,
    /// The fewest new lines of code first
    Effort,
    /// By title
    Title,
}

/// A chart of a benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Chart {
    /// Speedups with their intervals, a row a rung
    Ladder,
    /// New lines of code against speedups
    Effort,
}

/// A duration such as `500ms`, `90s`, `10m` or `1h`.
fn duration(text: &str) -> Result<Duration, String> {
    manifest::duration(text).ok_or_else(|| "write a number and a unit, such as 500ms, 90s, 10m or 1h".to_owned())
}

/// A duration that is longer than nothing.
fn some_time(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("there must be some work".to_owned()),
        time => Ok(time),
    }
}

/// Seconds, more than none.
fn some_seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds > 0.0);
    seconds.ok_or_else(|| "write a number of seconds above 0, such as 3600 or 0.5".to_owned())
}

/// A tolerance such as `relative=1e-9`.
fn tolerance(text: &str) -> Result<Allowance, String> {
    let (kind, by) = text.split_once('=').unwrap_or((text, ""));
    let by = by.parse().ok().filter(|by: &f64| by.is_finite() && *by > 0.0);
    match (kind, by) {
        ("relative", Some(by)) => Ok(Allowance::Relative(by)),
        ("absolute", Some(by)) => Ok(Allowance::Absolute(by)),
        _ => Err("write relative=1e-9 or absolute=1e-12, with a number above 0".to_owned()),
    }
}

/// A share from 0 to 1, or in per cent.
fn share(text: &str) -> Result<f64, String> {
    let share = percent(text).ok().or_else(|| text.parse().ok());
    let share = share.filter(|share: &f64| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "write a share of the time between 0 and 1, such as 0.3 or 30%".to_owned())
}

/// A share such as `5%`, as a number such as 0.05.
pub fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').map(str::trim_end).and_then(|number| number.parse::<f64>().ok());
    let share = number.filter(|number| number.is_finite() && *number >= 0.0).map(|number| number / 100.0);
    share.ok_or_else(|| "write a share of the former time, such as 5% or 0.5%".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn a_share_is_a_number_with_its_sign() {
        assert_eq!(percent("5%"), Ok(0.05));
        assert_eq!(percent("0.5 %"), Ok(0.005));
        for wrong in ["5", "-5%", "%", "much", "inf%", "NaN%"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_share_of_the_hot_path_is_a_number_or_per_cent_and_no_more_than_all() {
        assert_eq!((share("0.3"), share("30%"), share("1"), share("0")), (Ok(0.3), Ok(0.3), Ok(1.0), Ok(0.0)));
        for wrong in ["1.1", "101%", "-0.1", "half", "NaN"] {
            assert!(share(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tolerance_is_a_kind_and_a_number() {
        assert_eq!(tolerance("relative=1e-9"), Ok(Allowance::Relative(1e-9)));
        assert_eq!(tolerance("absolute=0.5"), Ok(Allowance::Absolute(0.5)));
        for wrong in ["1e-9", "relative", "relative=0", "relative=-1", "near=1", "absolute=inf"] {
            assert!(tolerance(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_workload_takes_some_time() {
        assert_eq!((some_seconds("0.5"), some_time("90s")), (Ok(0.5), Ok(Duration::from_secs(90))));
        assert!(["0", "-1", "inf", "NaN", "1s"].into_iter().all(|wrong| some_seconds(wrong).is_err()));
        assert!(some_time("0s").is_err());
    }

    #[test]
    fn the_command_line_is_consistent() {
        Flags::command().debug_assert();
    }
}
