//! A problem, its inputs and its expected outputs.

use std::fmt;
use std::path::PathBuf;

use agreement::Tolerance;
use indexmap::IndexMap;

use super::{AnswerLimits, CurvePoint, Id};

/// A problem, its inputs and its expected outputs.
#[derive(Debug, Clone)]
pub struct Benchmark {
    /// For people.
    pub title: String,
    /// What most of its time goes into, in a word that users choose by.
    pub kind: Option<String>,
    /// The benchmark whose work on the same input it does a part of.
    pub part_of: Option<Id>,
    /// The groups that it belongs to, one at least; that of the ladder unless the manifest says others.
    pub groups: Vec<Id>,
    /// Whether it is of the headline.
    pub headline: bool,
    /// Whether profiles select of it those cells alone that a published figure or claim is about.
    pub published_only: bool,
    /// The name of the function in every kernel: the identifier with `_` for `-`, unless a function of calls has another.
    pub entry: String,
    /// What the kernel's one argument is.
    pub input: InputKind,
    /// The calls, where the kernel is a function of any arguments.
    pub calls: Option<Calls>,
    /// Behaviours in which tools may differ, by the names of their functions.
    pub probes: IndexMap<String, BehaviourProbe>,
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
    /// The sizes of its curve, where it has several.
    pub curve: Vec<Size>,
    /// What it is derived from, where it is one point of a curve over sizes.
    pub point: Option<CurvePoint>,
    /// Published values that the oracle itself is checked against.
    pub known: Vec<KnownValue>,
    /// The most memory that a runner may fill, in bytes.
    pub memory_limit: Option<u64>,
    /// How long a runner may take for its answers.
    pub limits: AnswerLimits,
    /// How documents for fuzzing are made, where the manifest says it.
    pub fuzz: Option<Fuzz>,
}

/// A behaviour in which tools may differ from Python.
#[derive(Debug, Clone)]
pub struct BehaviourProbe {
    /// What is looked at.
    pub behaviour: String,
    /// What is said of a rung that differs in it.
    pub differs: String,
    /// The calls that are made.
    pub calls: Vec<String>,
    /// What of Python touches it.
    pub touches: Vec<String>,
    /// Rungs whose process it ends, with how: they are not asked.
    pub ends: IndexMap<Id, String>,
}

/// Calls of a function of any arguments.
#[derive(Debug, Clone)]
pub struct Calls {
    /// Every call that is checked.
    pub each: Vec<GivenCall>,
    /// Whether arguments are made anew for every call that is timed.
    pub fresh: bool,
    /// Whether a value agrees that is equal and of another type.
    pub same_value: bool,
    /// The file that the oracle was copied from, as the user has it.
    pub origin: Option<String>,
    /// The folder in which the function is called.
    pub home: Option<String>,
    /// The packages that the function needs.
    pub packages: Option<OwnPackages>,
}

impl Benchmark {
    /// The packages that its function needs.
    pub fn packages(&self) -> Option<&OwnPackages> {
        self.calls.as_ref()?.packages.as_ref()
    }
}

/// Packages that a function of the user's needs, whatever calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPackages {
    /// The list of them, relative to the root, which is resolved for each interpreter.
    pub list: PathBuf,
    /// Whether those without wheels are built from their sources, which runs whatever these contain.
    pub builds: bool,
}

/// A call, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenCall {
    /// An expression in the namespace of the function's module.
    Expression(String),
    /// A file of arguments, relative to the root.
    File(PathBuf),
}

impl fmt::Display for GivenCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GivenCall::Expression(text) => text.fmt(f),
            GivenCall::File(path) => path.display().fmt(f),
        }
    }
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
    /// The folder in which the commands are started.
    pub folder: PathBuf,
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
    /// Any arguments, made by an expression.
    Call,
}

impl InputKind {
    /// Every one of them.
    pub(crate) const EACH: [InputKind; 4] = [InputKind::Integer, InputKind::Bytes, InputKind::Json, InputKind::Call];

    /// What they are called in the file.
    pub(crate) const NAMES: [&'static str; 4] =
        [InputKind::Integer.name(), InputKind::Bytes.name(), InputKind::Json.name(), InputKind::Call.name()];

    /// What it is called in the file.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            InputKind::Integer => "integer",
            InputKind::Bytes => "bytes",
            InputKind::Json => "json",
            InputKind::Call => "call",
        }
    }
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
    /// The printed parts of the result, where the oracle is not to be asked.
    pub output: Option<KnownValue>,
    /// How much work it is, in a unit that the benchmark's sizes share.
    pub work: Option<f64>,
}

/// An input, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The argument itself.
    Value(i64),
    /// A generated file.
    Data(Id),
    /// A call.
    Call(GivenCall),
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Value(value) => value.fmt(f),
            Input::Data(data) => data.fmt(f),
            Input::Call(call) => call.fmt(f),
        }
    }
}

/// A published value that the oracle must reproduce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownValue {
    /// The argument.
    pub value: i64,
    /// The printed parts of the result, from the first on; compared at the printed number of decimals. An empty text
    /// stands for a part that nobody published.
    pub output: Vec<String>,
}
