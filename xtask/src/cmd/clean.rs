//! `clean`: removes what was built and remembered; sessions of measuring stay.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{Place, Problem, TAG, WELL, print, shown};
use crate::flags::CleanFlags;

pub(super) fn run(place: &Place, flags: &CleanFlags) -> Result<ExitCode, Problem> {
    if place.target.exists() && !place.target.join(TAG).is_file() {
        return Err(Problem::Usage(format!(
            "{} was not made by this program: it has no {TAG}",
            place.target.display()
        )));
    }
    let _lock = place.lock()?;
    let mut folders = vec!["build", "cache", "checked", "oracle", "probes", "cargo"];
    if flags.all {
        folders.extend(["environments", "source", "toolchains", "uv"]);
        for data in place.manifest.data.values() {
            remove(place, &place.manifest.root.join(&data.file))?;
        }
    }
    for folder in folders {
        remove(place, &place.target.join(folder))?;
    }
    Ok(ExitCode::from(WELL))
}

fn remove(place: &Place, path: &Path) -> anyhow::Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.with_context(|| format!("cannot remove {}", path.display()))?;
    print(&format!("removed {}", shown(path, &place.manifest.root)))
}
