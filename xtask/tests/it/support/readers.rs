//! Other tools' own readers of what the harness exports.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

use super::programs::uv;
use super::project;
use super::start::{program, python};

/// The version of hyperfine whose scripts read the exports.
const HYPERFINE: &str = "2.0.0";

/// A Python that has pyperf and pandas, pinned. None, said aloud, where they cannot be had.
pub(crate) fn readers() -> Option<&'static Path> {
    static READERS: OnceLock<Option<PathBuf>> = OnceLock::new();
    environment(&READERS, "readers", "xtask/tests/readers/requirements.txt", "pyperf and pandas")
}

/// A Python that has NumPy and SciPy, pinned, and nothing else. None, said aloud, where they cannot be had.
pub(crate) fn numeric() -> Option<&'static Path> {
    static NUMERIC: OnceLock<Option<PathBuf>> = OnceLock::new();
    environment(&NUMERIC, "recompute", "xtask/tests/recompute/requirements.txt", "NumPy and SciPy")
}

/// A Python that has matplotlib, pinned, for the notebook. None, said aloud, where it cannot be had.
pub(crate) fn drawing() -> Option<&'static Path> {
    static DRAWING: OnceLock<Option<PathBuf>> = OnceLock::new();
    environment(&DRAWING, "notebook", "xtask/tests/notebook/requirements.txt", "matplotlib")
}

/// A Python that has pytest-benchmark and Apache Otava, pinned. None, said aloud, where they cannot be had.
pub(crate) fn trackers() -> Option<&'static Path> {
    static TRACKERS: OnceLock<Option<PathBuf>> = OnceLock::new();
    environment(&TRACKERS, "trackers", "xtask/tests/readers/trackers/requirements.txt", "pytest-benchmark and Otava")
}

/// The interpreter of an environment with these packages, made once. None, said aloud, where they cannot be had.
pub(super) fn environment(
    kept: &'static OnceLock<Option<PathBuf>>,
    name: &str,
    requirements: &str,
    packages: &str,
) -> Option<&'static Path> {
    let found = kept.get_or_init(|| pinned(name, requirements));
    if found.is_none() {
        skipped(&format!("{packages} cannot be had"));
    }
    found.as_deref()
}

/// The interpreter of an environment of its own, made where it is not there yet. None where that cannot be.
fn pinned(name: &str, requirements: &str) -> Option<PathBuf> {
    let requirements = project().join(requirements);
    let wanted = std::fs::read(&requirements).expect("the requirements");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (interpreter, stamp) = (folder.join("bin/python"), folder.join("requirements.txt"));
    if std::fs::read(&stamp).is_ok_and(|made| made == wanted) {
        return Some(interpreter);
    }
    let uv = uv()?.join("uv");
    let done = |words: &[&str], path: &Path, python: &Path| {
        let ended = program(&uv).args(words).arg(path).env("UV_PYTHON", python).current_dir(project()).output();
        ended.is_ok_and(|output| output.status.success())
    };
    let made = done(&["venv", "--clear"], &folder, python())
        && done(&["pip", "sync", "--require-hashes", "--no-build"], &requirements, &interpreter)
        && std::fs::write(&stamp, wanted).is_ok();
    made.then_some(interpreter)
}

/// The folder of hyperfine's package, with its scripts and with a file that it wrote itself. None, said aloud, where Cargo
/// cannot get it.
pub(crate) fn hyperfine() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOLDER.get_or_init(|| {
        // Asked for a package, Cargo unpacks its source; nothing is built.
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cargo-home");
        let name = format!("hyperfine@{HYPERFINE}");
        let asked = || {
            let mut cargo = program(Path::new(env!("CARGO")));
            cargo.args(["info", "--quiet", &name]).current_dir(env!("CARGO_TARGET_TMPDIR")).env("CARGO_HOME", &home);
            cargo.output().is_ok_and(|output| output.status.success())
        };
        let unpacked = || {
            let sources = std::fs::read_dir(home.join("registry/src")).ok()?.flatten();
            sources.map(|entry| entry.path().join(format!("hyperfine-{HYPERFINE}"))).find(|folder| folder.is_dir())
        };
        unpacked().or_else(|| asked().then(unpacked)?)
    });
    if found.is_none() {
        skipped("Cargo cannot get hyperfine's source");
    }
    found.as_deref()
}

/// Runs a Python with arguments.
pub(crate) fn ran(python: &Path, arguments: &[&str]) -> Output {
    program(python).args(arguments).output().expect("a Python that starts")
}

fn skipped(why: &str) {
    // Not by a macro: that would be kept from whoever looks on.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}
