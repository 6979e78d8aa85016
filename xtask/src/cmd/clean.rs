//! `clean`: removes what was built and remembered; sessions of measuring stay.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::console::{Problem, WELL, print, shown};
use flags::CleanFlags;
use harness::session::{FETCHED, REMEMBERED, TargetFolder, Workspace};

pub(super) fn run(workspace: &Workspace, flags: &CleanFlags) -> Result<ExitCode, Problem> {
    if workspace.target.exists() && workspace.target_folder() != TargetFolder::Ours {
        let text = format!("nothing says that {} was made by this program", workspace.target.display());
        return Err(Problem::usage_with_hint(text, "any command that builds marks its folder"));
    }
    let _lock = workspace.lock()?;
    let mut folders = REMEMBERED.to_vec();
    if flags.all {
        folders.extend(FETCHED);
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
    let Ok(about) = path.symlink_metadata() else { return Ok(()) };
    // Of a link, the link goes, and what it leads to stays.
    let removed = if about.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.with_context(|| format!("cannot remove {}", path.display()))?;
    print(&format!("removed {}", shown(path, &workspace.manifest.root)))
}
