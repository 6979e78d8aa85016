//! Finding sessions of measuring by what people call them.

use std::path::{Path, PathBuf};

use super::{Problem, RESULTS, manifest_path};
use crate::flags::Places;
use ::report::{Card, summarise};
use records::{self, Recorded};

/// What stands for the newest session.
const LATEST: &str = "latest";

/// The folder of the sessions. The manifest tells where they are kept, but need not be valid for a report.
pub(super) fn results_folder(places: &Places) -> Result<PathBuf, Problem> {
    match &places.results {
        Some(folder) => Ok(folder.clone()),
        None => Ok(manifest_path(places)?.with_file_name(RESULTS)),
    }
}

/// The session that is named, or the newest one.
pub(super) fn named_or_newest(places: &Places, name: Option<&Path>) -> Result<PathBuf, Problem> {
    match name {
        Some(name) => named(places, name),
        None => newest(&results_folder(places)?),
    }
}

/// The newest session.
pub(super) fn newest(results: &Path) -> Result<PathBuf, Problem> {
    records::newest(results).ok_or_else(|| {
        Problem::Usage(format!("no session in {}; hint: cargo xtask run --profile quick", results.display()))
    })
}

/// The records of the session in a folder.
pub(super) fn recorded(folder: &Path) -> Result<Recorded, Problem> {
    records::load(folder).map_err(|error| Problem::Usage(error.to_string()))
}

/// The card of the session in a folder.
pub(super) fn card(folder: &Path) -> Result<Card, Problem> {
    Ok(summarise(&recorded(folder)?))
}

/// A session by its folder, its name or `latest`; published ones have names as well.
pub(super) fn named(places: &Places, name: &Path) -> Result<PathBuf, Problem> {
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
    Err(Problem::Usage(format!(
        "no session `{}`, neither a folder of that name nor one in {}; the newest there: {}",
        name.display(),
        results.display(),
        if known.is_empty() { "none".to_owned() } else { known.join(", ") }
    )))
}

/// What a session is called: the name of its folder.
pub(super) fn id(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
