//! The ladder that a wheel brings along, and where the program keeps things then: there is no checkout to keep them in.

use std::env;
use std::path::{Path, PathBuf};

use crate::console::Problem;
use flags::Command;

/// What the command of the wheel is called, and what it is called in a checkout.
pub const NAME: &str = "ladder";

/// What the folders of the program are called.
const FOLDER: &str = "optimization-ladder";

/// The ladder that came with this program, which a wheel installs as `bin/ladder` and `share/optimization-ladder/`.
pub fn ladder() -> Option<PathBuf> {
    let program = env::current_exe().and_then(std::fs::canonicalize).ok()?;
    let prefix = program.parent()?.parent()?;
    Some(prefix.join("share").join(FOLDER).join("ladder.toml")).filter(|file| file.is_file())
}

/// Whether this is the program of a wheel.
pub fn is_installed() -> bool {
    cfg!(feature = "wheel")
}

/// Where everything goes that can be got or made again: the user's folder of caches, by the customs of the system.
pub fn cache() -> Option<PathBuf> {
    kept("XDG_CACHE_HOME", ".cache", "Library/Caches")
}

/// Where sessions are kept: the user's folder of data, by the customs of the system.
pub fn data() -> Option<PathBuf> {
    kept("XDG_DATA_HOME", ".local/share", "Library/Application Support")
}

fn kept(variable: &str, custom: &str, on_a_mac: &str) -> Option<PathBuf> {
    let home = env::home_dir();
    if cfg!(windows) {
        return env::var_os("LOCALAPPDATA").map(|folder| PathBuf::from(folder).join(FOLDER));
    }
    if cfg!(target_os = "macos") {
        return home.map(|home| home.join(on_a_mac).join(FOLDER));
    }
    let given = env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute());
    given.or_else(|| home.map(|home| home.join(custom))).map(|folder| folder.join(FOLDER))
}

/// Refuses what takes a checkout: its kernels are built, and its documents written, where they lie.
///
/// # Errors
/// When the ladder is the one that came along.
pub fn refuse(command: &Command, manifest: &Path) -> Result<(), Problem> {
    let takes_a_checkout = matches!(
        command,
        Command::Run(_)
            | Command::Check(_)
            | Command::Fuzz(_)
            | Command::Build(_)
            | Command::Warmup(_)
            | Command::Selftest(_)
            | Command::Splice(_)
            | Command::Test(_)
            | Command::Audit(_)
    );
    match ladder().filter(|shipped| takes_a_checkout && is_installed() && shipped == manifest) {
        None => Ok(()),
        Some(_) => Err(Problem::usage_with_hint(
            "this takes a checkout of the repository, whose kernels and documents do not come with the wheel",
            "ladder climb FILE.py:FUNCTION needs none, and --manifest FILE names a ladder of your own",
        )),
    }
}
