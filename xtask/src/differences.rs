//! Answers of `differ` by what people call them, those that are kept, and those of a time.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use indexmap::IndexMap;

use crate::console::Problem;
use crate::sessions::{LATEST, manifest_path, results_folder};
use flags::Places;
use manifest::Manifest;
use records::differences::Differences;

/// Where the answers of each time lie, in the folder of sessions.
const SESSIONS: &str = "differences";

/// Answers by their file, by the name of their time, or `latest`; a file may be named from the folder of the manifest.
///
/// # Errors
/// When there are none.
pub fn find(places: &Places, name: &Path) -> Result<PathBuf, Problem> {
    let folder = results_folder(places)?.join(SESSIONS);
    let beside = manifest_path(places)?.with_file_name("").join(name);
    let named = folder.join(format!("{}.json", name.display()));
    let all = sessions(&folder);
    if name == Path::new(LATEST)
        && let Some(latest) = all.last()
    {
        return Ok(latest.clone());
    }
    let found = [name.to_owned(), beside, named].into_iter().find(|path| path.is_file());
    found.ok_or_else(|| {
        let stem = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let known: Vec<String> = all.iter().rev().take(5).map(stem).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        Problem::usage(format!("no answers `{}`; the newest in {}: {known}", name.display(), folder.display()))
    })
}

fn sessions(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// The file of the answers of a time.
pub fn session_file(results: &Path, differences: &Differences) -> PathBuf {
    let time: String = differences.asked.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
    let time = time.split('.').next().unwrap_or(&time).trim_end_matches('Z').to_owned() + "Z";
    results.join(SESSIONS).join(format!("{time}.json"))
}

/// Writes answers into a file, whole or not at all.
///
/// # Errors
/// When it cannot be written.
pub fn write(file: &Path, differences: &Differences) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(differences)? + "\n";
    files::write_whole(file, text.as_bytes()).with_context(|| format!("cannot write {}", file.display()))
}

/// Keeps answers as known. Rungs and probes that were not asked now, and those of tools that are not here, stay as they were
/// as long as the manifest has them.
///
/// # Errors
/// When what is kept cannot be read or written.
pub fn merged(file: &Path, now: &Differences, manifest: &Manifest) -> anyhow::Result<()> {
    let mut all = if file.is_file() { Differences::read(file)? } else { now.clone() };
    for (name, rung) in &now.rungs {
        let kept = all.rungs.entry(name.clone()).or_insert_with(|| rung.clone());
        if rung.missing.is_none() {
            let mut answers = std::mem::take(&mut kept.answers);
            answers.extend(rung.answers.clone());
            *kept = records::differences::RungAnswers { answers, ..rung.clone() };
        }
    }
    all.probes.extend(now.probes.clone());
    all.asked.clone_from(&now.asked);
    all.baseline.clone_from(&now.baseline);
    all.baseline_title.clone_from(&now.baseline_title);
    all.machine.clone_from(&now.machine);
    let order: Vec<String> = manifest
        .benchmarks
        .iter()
        .flat_map(|(id, benchmark)| benchmark.probes.keys().map(move |name| format!("{id}/{name}")))
        .collect();
    all.probes = in_order(all.probes, order.iter());
    let rungs: Vec<String> = manifest.rungs.keys().map(ToString::to_string).collect();
    all.rungs = in_order(all.rungs, rungs.iter());
    for rung in all.rungs.values_mut() {
        rung.answers = in_order(std::mem::take(&mut rung.answers), order.iter());
    }
    write(file, &all)
}

/// The values that have one of these names, in their order.
fn in_order<'n, T>(mut all: IndexMap<String, T>, names: impl Iterator<Item = &'n String>) -> IndexMap<String, T> {
    names.filter_map(|name| all.shift_remove_entry(name)).collect()
}

/// The answers of these rungs to these subjects of these groups alone.
///
/// # Errors
/// When a pattern means none of them.
pub fn narrowed(
    mut all: Differences,
    groups: &[String],
    subjects: &[String],
    rungs: &[String],
) -> Result<Differences, Problem> {
    let ids = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect::<Vec<String>>();
    let known = ids(&mut all.rungs.keys().map(String::as_str));
    let kept = patterns(&known, rungs, "rung")?;
    all.rungs.retain(|name, _| kept.contains(name));
    if !groups.is_empty() {
        let mut known = ids(&mut all.probes.values().flat_map(|probe| &probe.groups).map(String::as_str));
        known.sort();
        known.dedup();
        let kept = patterns(&known, groups, "group")?;
        all.probes.retain(|_, probe| probe.groups.iter().any(|group| kept.contains(group)));
    }
    let subject = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
    let mut known: Vec<String> = all.probes.keys().map(|name| subject(name)).collect();
    known.dedup();
    let kept = patterns(&known, subjects, "benchmark")?;
    all.probes.retain(|name, _| kept.contains(&subject(name)));
    for rung in all.rungs.values_mut() {
        rung.answers.retain(|name, _| all.probes.contains_key(name));
    }
    Ok(all)
}

fn patterns(known: &[String], wanted: &[String], kind: &'static str) -> Result<Vec<String>, Problem> {
    let fits = |pattern: &String, name: &String| glob::Pattern::new(pattern).is_ok_and(|glob| glob.matches(name));
    if let Some(strange) = wanted.iter().find(|pattern| !known.iter().any(|name| fits(pattern, name))) {
        return Err(Problem::usage(format!("the answers have no {kind} `{strange}`; they have {}", known.join(", "))));
    }
    let kept = known.iter().filter(|name| wanted.is_empty() || wanted.iter().any(|pattern| fits(pattern, name)));
    Ok(kept.cloned().collect())
}
