//! How to build from source.

use std::path::PathBuf;

use super::Id;

/// What a toolchain is built from, with `configure` and `make`.
#[derive(Debug, Clone)]
pub struct BuildSource {
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
