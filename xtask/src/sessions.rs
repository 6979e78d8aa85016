//! Finding the ladder, and sessions of measuring by what people call them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::console::Problem;
use crate::flags::Places;
use ::report::{Card, summarise};
use records::published::complete_older;
use records::{self, Recorded};

/// Where sessions of measuring are kept, beside the manifest.
pub const RESULTS: &str = "results";

/// What stands for the newest session.
pub const LATEST: &str = "latest";

/// The manifest that the user names, or the nearest one.
pub fn manifest_path(places: &Places) -> Result<PathBuf, Problem> {
    if let Some(path) = &places.manifest {
        return Ok(path.clone());
    }
    let here = std::env::current_dir().context("cannot tell the working folder")?;
    let found = here.ancestors().map(|folder| folder.join("ladder.toml")).find(|path| path.is_file());
    found.ok_or_else(|| {
        let text = format!("no ladder.toml in {} or above", here.display());
        Problem::usage_with_hint(text, "name one with --manifest FILE")
    })
}

/// The folder of the sessions. The manifest tells where they are kept, but need not be valid for a report.
pub fn results_folder(places: &Places) -> Result<PathBuf, Problem> {
    match &places.results {
        Some(folder) => Ok(folder.clone()),
        None => Ok(manifest_path(places)?.with_file_name(RESULTS)),
    }
}

/// The session that is named, or the newest one.
pub fn named_or_newest(places: &Places, name: Option<&Path>) -> Result<PathBuf, Problem> {
    match name {
        Some(name) => named(places, name),
        None => newest(&results_folder(places)?),
    }
}

/// The newest session.
pub fn newest(results: &Path) -> Result<PathBuf, Problem> {
    records::newest(results).ok_or_else(|| {
        let text = format!("no session in {}", results.display());
        Problem::usage_with_hint(text, "cargo xtask run --profile quick")
    })
}

/// What to say of a new session that is not the newest by its name, which is the time: the clock was set back.
pub fn not_the_newest(results: &Path, folder: &Path) -> Option<String> {
    let newest = records::newest(results).filter(|newest| newest.file_name() > folder.file_name())?;
    Some(format!(
        "note: by the clock, this session is older than {}, which is still the one that `{LATEST}` means\n\
         hint: name this one: cargo xtask report {}",
        id(&newest),
        id(folder)
    ))
}

/// The records of the session in a folder.
pub fn recorded(folder: &Path) -> Result<Recorded, Problem> {
    records::load(folder).map_err(Problem::usage)
}

/// The same, to be shown. Older records do not say what tables call their published sources: the files of a ladder at
/// hand do, if they are valid.
pub fn recorded_as_shown(places: &Places, folder: &Path) -> Result<Recorded, Problem> {
    let mut recorded = recorded(folder)?;
    if recorded.published.iter().any(|source| source.column.is_none()) {
        let manifest = manifest_path(places).ok().and_then(|path| manifest::load(&path).ok());
        complete_older(&mut recorded.published, &manifest.map(|manifest| manifest.published).unwrap_or_default());
    }
    Ok(recorded)
}

/// The card of the session in a folder.
pub fn card(folder: &Path) -> Result<Card, Problem> {
    Ok(summarise(&recorded(folder)?))
}

/// A session by its folder, its name or `latest`; published ones have names as well.
pub fn named(places: &Places, name: &Path) -> Result<PathBuf, Problem> {
    if name.is_dir() {
        return Ok(name.to_owned());
    }
    let results = results_folder(places)?;
    if name == Path::new(LATEST) {
        return newest(&results);
    }
    let folders = [results.join(name), results.join(records::PUBLISHED).join(name)];
    if let Some(folder) = folders.into_iter().find(|folder| folder.is_dir()) {
        return Ok(folder);
    }
    let known: Vec<String> = records::sessions(&results).iter().rev().take(5).map(|folder| id(folder)).collect();
    Err(Problem::usage(format!(
        "no session `{}`, neither a folder of that name nor one in {}; the newest there: {}",
        name.display(),
        results.display(),
        if known.is_empty() { "none".to_owned() } else { known.join(", ") }
    )))
}

/// What a session is called: the name of its folder.
pub fn id(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
