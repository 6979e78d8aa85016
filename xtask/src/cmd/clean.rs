//! `clean`: removes what was built and remembered; sessions of measuring stay.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::console::{Problem, WELL, print, shown};
use crate::flags::CleanFlags;
use harness::session::{TAG, Workspace};

pub(super) fn run(workspace: &Workspace, flags: &CleanFlags) -> Result<ExitCode, Problem> {
    if workspace.target.exists() && !workspace.target.join(TAG).is_file() {
        return Err(Problem::usage(format!(
            "{} was not made by this program: it has no {TAG}",
            workspace.target.display()
        )));
    }
    let _lock = workspace.lock()?;
    let mut folders = vec!["build", "cache", "checked", "oracle", "probes", "cargo"];
    if flags.all {
        folders.extend(["environments", "source", "toolchains", "uv"]);
        // What lies elsewhere belongs to a ladder that this one includes.
        for data in workspace.manifest.data.values().filter(|data| data.file.is_relative()) {
            remove(workspace, &workspace.manifest.root.join(&data.file))?;
        }
    }
    for folder in folders {
        remove(workspace, &workspace.target.join(folder))?;
    }
    Ok(ExitCode::from(WELL))
}

fn remove(workspace: &Workspace, path: &Path) -> anyhow::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.with_context(|| format!("cannot remove {}", path.display()))?;
    print(&format!("removed {}", shown(path, &workspace.manifest.root)))
}
