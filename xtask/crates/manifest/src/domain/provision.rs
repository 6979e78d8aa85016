//! Where a toolchain can be got.

use std::path::PathBuf;

use super::Id;

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
