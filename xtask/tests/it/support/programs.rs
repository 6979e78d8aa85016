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
            let mut pip = program(python());
            pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--target"]).arg(&own);
            pip.arg("--requirement").arg(project().join("xtask/uv-requirements.txt"));
            pip.output().ok().filter(|done| done.status.success()).and_then(|_| here(&folders))
        })
    });
    if found.is_none() {
        // Not by a macro: that would be kept from whoever looks on.
        let _ = std::io::stderr().write_all(b"SKIPPED: there is no uv, and pip cannot get it\n");
    }
    found.as_deref()
}
