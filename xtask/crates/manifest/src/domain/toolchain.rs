//! An interpreter, a compiler or a source, and how to recognise it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use indexmap::IndexMap;

use super::{BuildSource, Id, Provision};

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
        /// The folder in which Cargo is asked for it.
        folder: PathBuf,
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
    pub environment: Option<Box<Environment>>,
    /// Ways to get it when it is not there, or not as it is preferred; best first.
    pub provisions: Vec<Provision>,
    /// How it is built from source when somebody asks for that.
    pub source: Option<Box<BuildSource>>,
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

/// An environment of Python packages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Environment {
    /// The interpreter.
    pub toolchain: Id,
    /// The pinned packages with hashes, relative to the root.
    pub requirements: PathBuf,
    /// Who made what comes from there, in words, where that are not its authors.
    pub origin: Option<String>,
    /// The lowest version that will do of what comes from there, where that is not the toolchain's.
    pub minimum: Option<String>,
    /// Programs that the packages install as mere files: glob patterns, relative to the environment.
    pub executable: Vec<String>,
}
