//! Programs that tests need beside the harness.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::start::{program, python};
use super::{fixtures, project};

/// Writes an archive of what lies in a folder; `fixtures/pack.py` says how members are named.
pub(crate) fn pack(folder: &Path, archive: &str, members: &[&str]) -> PathBuf {
    let path = folder.join(archive);
    let mut command = program(python());
    command.arg(fixtures().join("pack.py")).arg(&path).args(members).current_dir(folder);
    let done = command.output().expect("a Python that starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    path
}

/// Says why a test does not do its work. Not by a macro: that would be kept from whoever looks on.
pub(crate) fn said_aloud(reason: &str) {
    let _ = std::io::stderr().write_all(format!("{reason}\n").as_bytes());
}

/// The HTML checker of the W3C's validator, from npm's registry, and a Java that runs it. None, said aloud, where one
/// of the two cannot be had.
pub(crate) fn html_checker() -> Option<&'static (PathBuf, PathBuf)> {
    static CHECKER: OnceLock<Option<(PathBuf, PathBuf)>> = OnceLock::new();
    let found = CHECKER.get_or_init(|| Some((java()?, checker()?)));
    if found.is_none() {
        said_aloud("SKIPPED: HTML is not checked: that takes Java 17 or newer, and npm to get the checker");
    }
    found.as_ref()
}

/// A Java that is new enough: on PATH, or the harness's own.
fn java() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let own = project().join("target/ladder/toolchains/deb-openjdk*/usr/lib/jvm/java-*/bin/java");
    let own = glob::glob(&own.display().to_string()).into_iter().flatten().flatten();
    let mut found = std::env::split_paths(&path).map(|folder| folder.join("java")).chain(own);
    found.find(|java| {
        let Ok(asked) = program(java).arg("--version").output() else { return false };
        let said = String::from_utf8_lossy(&asked.stdout).into_owned();
        let major = said.split_whitespace().nth(1).and_then(|version| version.split('.').next()?.parse().ok());
        major.is_some_and(|major: u32| major >= 17)
    })
}

/// The archive of the checker, verified by npm against the lock file.
fn checker() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("npm");
    let archive = folder.join("node_modules/vnu-jar/build/dist/vnu.jar");
    if !archive.is_file() {
        std::fs::create_dir_all(&folder).ok()?;
        for file in ["package.json", "package-lock.json"] {
            std::fs::copy(project().join("xtask/tests/page").join(file), folder.join(file)).ok()?;
        }
        let mut npm = program(Path::new("npm"));
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder).output().ok()?;
    }
    archive.is_file().then_some(archive)
}

/// Has pip put what a list of this repository pins into a folder. Where it cannot, what is looked for there is not found.
pub(super) fn pip_install(folder: &Path, requirements: &str) {
    let mut pip = program(python());
    pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", "--target"]);
    pip.arg(folder).arg("--requirement").arg(project().join(requirements));
    drop(pip.output());
}

/// The folder with a uv: the one on PATH, the harness's own, or one from PyPI. None, said aloud, where there is none.
pub(crate) fn uv() -> Option<&'static Path> {
    static UV: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = UV.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        folders.push(project().join("target/ladder/uv/bin"));
        let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("uv");
        folders.push(own.join("bin"));
        let here = |folders: &[PathBuf]| folders.iter().find(|folder| folder.join("uv").is_file()).cloned();
        here(&folders).or_else(|| {
            pip_install(&own, "xtask/uv-requirements.txt");
            here(&folders)
        })
    });
    if found.is_none() {
        said_aloud("SKIPPED: there is no uv, and pip cannot get it");
    }
    found.as_deref()
}
