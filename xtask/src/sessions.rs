//! Finding the ladder, and sessions of measuring by what people call them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::console::Problem;
use crate::shipped;
use ::report::{Card, summarise};
use flags::Places;
use published::complete_older;
use records::{self, Damage, Recorded, Stop};

/// Where sessions of measuring are kept, beside the manifest.
pub const RESULTS: &str = "results";

/// What stands for the latest session with a number in it.
pub const LATEST: &str = "latest";

/// The manifest that the user names, or the nearest one.
pub fn manifest_path(places: &Places) -> Result<PathBuf, Problem> {
    if let Some(path) = &places.manifest {
        return Ok(path.clone());
    }
    let here = std::env::current_dir().context("cannot tell the working folder")?;
    let found = here.ancestors().map(|folder| folder.join("ladder.toml")).find(|path| path.is_file());
    found.or_else(shipped::ladder).ok_or_else(|| {
        let text = format!("no ladder.toml in {} or above", here.display());
        Problem::usage_with_hint(text, "name one with --manifest FILE")
    })
}

/// The folder of the sessions. The manifest tells where they are kept, but need not be valid for a report.
pub fn results_folder(places: &Places) -> Result<PathBuf, Problem> {
    match &places.results {
        Some(folder) => Ok(folder.clone()),
        None => {
            let manifest = manifest_path(places)?;
            Ok(kept_beside(&manifest, RESULTS, shipped::data))
        }
    }
}

/// A folder beside the ladder, or for one that came with the program in a place of the user's.
pub fn kept_beside(manifest: &Path, name: &str, place: fn() -> Option<PathBuf>) -> PathBuf {
    let own = shipped::ladder().filter(|shipped| shipped == manifest).and_then(|_| place());
    own.map_or_else(|| manifest.with_file_name(name), |place| place.join(name))
}

/// The session that is named, or the newest one.
pub fn named_or_newest(places: &Places, name: Option<&Path>) -> Result<PathBuf, Problem> {
    match name {
        Some(name) => named(places, name),
        None => newest(&results_folder(places)?),
    }
}

/// The latest session with a number in it.
pub fn newest(results: &Path) -> Result<PathBuf, Problem> {
    records::latest(results).ok_or_else(|| {
        let text = format!("no session in {}", results.display());
        Problem::usage_with_hint(text, "cargo xtask run --profile quick")
    })
}

/// The records of the session in a folder.
pub fn recorded(folder: &Path, damage: impl Into<Damage>) -> Result<Recorded, Problem> {
    records::read(folder, damage.into()).map_err(Problem::usage)
}

/// The same, to be shown. Older records do not say what tables call their published sources: the files of a ladder at
/// hand do, if they are valid.
pub fn recorded_as_shown(places: &Places, folder: &Path, damage: impl Into<Damage>) -> Result<Recorded, Problem> {
    let mut recorded = recorded(folder, damage)?;
    if recorded.published.iter().any(|source| source.column.is_none()) {
        let manifest = manifest_path(places).ok().and_then(|path| manifest::load(&path).ok());
        complete_older(&mut recorded.published, &manifest.map(|manifest| manifest.published).unwrap_or_default());
    }
    Ok(recorded)
}

/// The card of the session in a folder.
pub fn card(folder: &Path, damage: impl Into<Damage>) -> Result<Card, Problem> {
    Ok(summarise(&recorded(folder, damage)?))
}

/// The session that is named, or the latest that has not come to its end: one to go on with, and its records.
pub fn unfinished(places: &Places, name: Option<&Path>, damage: Damage) -> Result<(PathBuf, Recorded), Problem> {
    let folder = match name {
        Some(name) => named(places, name)?,
        None => latest_unfinished(&results_folder(places)?, damage)?,
    };
    if is_published(&folder) {
        let text = format!("{} is a copy for everybody, which nobody changes", id(&folder));
        return Err(Problem::usage_with_hint(text, "name the session that it is a copy of"));
    }
    let recorded = recorded(&folder, damage)?;
    if is_warm_up(&recorded) {
        return Err(Problem::usage(format!("{} is a session of `warmup`, which is not gone on with", id(&folder))));
    }
    match ended(&recorded) {
        true => {
            Err(Problem::usage(format!("session {} has come to its end: there is nothing to go on with", id(&folder))))
        }
        false => Ok((folder, recorded)),
    }
}

fn latest_unfinished(results: &Path, damage: Damage) -> Result<PathBuf, Problem> {
    let mut finished = Vec::new();
    for folder in records::sessions(results).into_iter().rev() {
        let recorded = match records::load_without_samples(&folder) {
            Err(_) if damage == Damage::PassedOver => recorded(&folder, damage)?,
            recorded => recorded.map_err(Problem::usage)?,
        };
        match ended(&recorded) {
            _ if is_warm_up(&recorded) => {}
            true => finished.push(id(&folder)),
            false => return Ok(folder),
        }
    }
    let text = format!("no session in {} was interrupted or killed", results.display());
    finished.truncate(5);
    Err(match finished.is_empty() {
        true => Problem::usage_with_hint(text, "cargo xtask run"),
        false => Problem::usage(format!("{text}; these have come to their end: {}", finished.join(", "))),
    })
}

/// Whether a session has come to its end by itself.
fn ended(recorded: &Recorded) -> bool {
    recorded.end.as_ref().is_some_and(|end| end.stop != Stop::Interrupted)
}

/// Whether `warmup` made a session.
fn is_warm_up(recorded: &Recorded) -> bool {
    recorded.session.profile.ends_with("-warmup")
}

/// Whether a session is a copy for everybody.
pub fn is_published(folder: &Path) -> bool {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    whole.parent().is_some_and(|parent| parent.ends_with(records::PUBLISHED))
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

/// What `environment.json` has that a merge asks for.
const MERGED: [&str; 2] = ["machine", "cells"];

/// A card without what is nowhere in what is merged: of a thousand sessions that counts.
pub fn lean(mut card: Card) -> Card {
    card.published.clear();
    if let Some(environment) = card.environment.as_mut().and_then(serde_json::Value::as_object_mut) {
        environment.retain(|key, _| MERGED.contains(&key.as_str()));
    }
    for cell in card.benchmarks.iter_mut().flat_map(|benchmark| &mut benchmark.cells) {
        cell.cost_curves = Vec::new();
        cell.by_invocation = Vec::new();
        cell.cell.effort = None;
        cell.cell.cost = String::new();
    }
    card
}
