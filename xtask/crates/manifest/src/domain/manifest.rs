//! The whole ladder, and its small sections.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::{Benchmark, HomePart, Id, Language, Model, Profile, Recipe, Rung, Selftest, Toolchain};
use published::PublishedSource;

/// A valid manifest. Every reference in it leads somewhere.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The folder that contains `ladder.toml`; all paths here are relative to it, or absolute.
    pub root: PathBuf,
    /// The folders of all files that the manifest is made of, that one first.
    pub folders: Vec<PathBuf>,
    /// Names (glob patterns) of environment variables that reach no process: they would steer compilers and libraries
    /// behind the back of what the rungs declare. Those behind a `!` do reach them.
    pub unset: Vec<String>,
    /// What of the user's own is in the home that processes get.
    pub home: IndexMap<Id, HomePart>,
    /// SHA-256 of the manifest's text, in hexadecimal; of several files, that of the list of theirs.
    pub sha256: String,
    /// Which rungs may be the baseline, best first, and what a good one can show.
    pub baseline: Baseline,
    /// How the oracle is run.
    pub oracle: OracleRunner,
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
    /// What a new rung can be like: all rungs, those of included files that have no cell here among them.
    pub models: IndexMap<Id, Model>,
    /// How the harness measures itself, where the manifest says it.
    pub selftest: Option<Selftest>,
    /// What others printed about the cells.
    pub published: Vec<PublishedSource>,
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
pub struct OracleRunner {
    /// The interpreter that runs it.
    pub toolchain: Id,
    /// The runner's command line, with placeholders.
    pub runner: Vec<String>,
    /// Pinned Python packages, with which its runner tells what types were seen.
    pub types: Option<PathBuf>,
    /// Whether its runner tells where the time of an input goes.
    pub profiles: bool,
    /// The folder in which it is started.
    pub folder: PathBuf,
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
    /// The folder in which the command is started.
    pub folder: PathBuf,
}
