//! Finding a file by name, asking it what it is, and choosing among several.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value};

use super::{Absence, Effort, Probe, Tool, Toolbox};
use crate::files::{self, Fingerprint};
use crate::manifest::{self, FileOrigin, Id, Toolchain};
use crate::process::{self, Spec};

/// How long a tool may take to say what it is.
const PROBE_LIMIT: Duration = Duration::from_secs(10);

/// A place where the file may be.
struct Candidate {
    path: PathBuf,
    origin: String,
}

/// What asking a candidate brought.
enum Asked {
    Is(Tool),
    IsNot(String),
    Broken(String),
}

impl Toolbox<'_> {
    pub(super) fn file(&self, id: &Id, toolchain: &Toolchain, origin: &FileOrigin) -> Probe {
        if let Some(candidate) = explicit(id, &origin.variables) {
            return self.explicit_file(id, toolchain, origin, &candidate);
        }
        let mut search = Search::default();
        search.consider(self, id, toolchain, origin, candidates(origin, None));
        let efforts: &[Effort] =
            if self.effort == Effort::Get { &[Effort::Look, Effort::Get] } else { &[Effort::Look] };
        for &effort in efforts {
            // What is there already and better than what PATH has is taken; for what is not, nothing is downloaded.
            if search.best.is_none() || (effort == Effort::Look && !search.perfect) {
                let more = self.beyond_path(id, origin, effort, &mut search.notes);
                search.consider(self, id, toolchain, origin, more);
            }
        }
        search.verdict(toolchain, origin)
    }

    /// A path that the user gave is the only candidate: to pass it over in silence would be to ignore the user.
    fn explicit_file(&self, id: &Id, toolchain: &Toolchain, origin: &FileOrigin, candidate: &Candidate) -> Probe {
        let broken = |reason| {
            Probe::Broken(Absence { reason, fix: format!("correct or unset the variable: {}", candidate.origin) })
        };
        match self.ask(id, toolchain, origin, candidate) {
            Asked::Is(tool) => Probe::Found(tool),
            Asked::IsNot(reason) | Asked::Broken(reason) => broken(reason),
        }
    }

    /// What is in an environment of Python packages or among the Python installer's own; with the effort to get it,
    /// what can be downloaded.
    fn beyond_path(&self, id: &Id, origin: &FileOrigin, effort: Effort, notes: &mut Vec<String>) -> Vec<Candidate> {
        let mut all = Vec::new();
        if let Some(environment) = &origin.environment {
            match self.environment(environment, effort, &format!("toolchain {id}")) {
                Ok(folder) => all.extend(candidates(origin, Some(&folder))),
                Err(absence) => notes.push(absence.reason),
            }
        }
        if let Some(request) = &origin.uv {
            match effort {
                Effort::Look => {
                    all.extend(self.uv_find(request).map(|path| Candidate { path, origin: "uv".to_owned() }))
                }
                Effort::Get => match self.uv_install(request) {
                    Ok(path) => all.push(Candidate { path, origin: "downloaded by uv".to_owned() }),
                    Err(reason) => notes.push(reason),
                },
            }
        }
        all
    }

    /// Asks a candidate what it is. Answers of binaries are remembered by path, size and time of change.
    fn ask(&self, id: &Id, toolchain: &Toolchain, origin: &FileOrigin, candidate: &Candidate) -> Asked {
        if !candidate.path.exists() {
            return Asked::Broken(format!("{} does not exist", candidate.path.display()));
        }
        let facts = match self.facts(origin, &candidate.path) {
            Ok(facts) => facts,
            Err(reason) => return Asked::Broken(reason),
        };
        for (name, wanted) in &origin.accept {
            let is = facts.get(name).unwrap_or(&Value::Null);
            if is != wanted {
                return Asked::IsNot(format!("{} reports {name} = {is}, not {wanted}", candidate.path.display()));
            }
        }
        for name in &toolchain.require {
            if facts.get(name) != Some(&Value::Bool(true)) {
                return Asked::IsNot(format!("{} lacks {name}", candidate.path.display()));
            }
        }
        let text = |name: &str| facts.get(name).and_then(Value::as_str).map(str::to_owned);
        let version = text("version").unwrap_or_default();
        if let Some(minimum) = origin.minimum.as_deref().filter(|minimum| older(&version, minimum)) {
            return Asked::Broken(format!(
                "{} is version {version}, but {minimum} is the oldest that will do",
                candidate.path.display()
            ));
        }
        // A shim (pyenv's, asdf's) leads to another file: that is the one to start, it is faster and stays the same.
        let path = text("executable")
            .map(PathBuf::from)
            .filter(|path| path.exists())
            .unwrap_or_else(|| candidate.path.clone());
        Asked::Is(Tool { id: id.clone(), path, version, origin: candidate.origin.clone(), facts })
    }

    fn facts(&self, origin: &FileOrigin, path: &Path) -> Result<Map<String, Value>, String> {
        if origin.probe.is_empty() {
            return Ok(Map::new());
        }
        let argv = self.probe_command(origin, path)?;
        let remembered = self.memory_of(&argv, path);
        if let Some(facts) = remembered.as_ref().and_then(|memory| fs::read_to_string(memory).ok())
            && let Ok(Value::Object(facts)) = serde_json::from_str(&facts)
        {
            return Ok(facts);
        }
        let failed = |error: process::ProcessError| format!("{}: {}", path.display(), error.brief());
        let captured = process::capture(&Spec::new(argv), PROBE_LIMIT).map_err(failed)?;
        let facts = understand(&captured.stdout, origin.version_pattern.as_deref())
            .ok_or_else(|| format!("{} printed no version: `{}`", path.display(), first_line(&captured.stdout)))?;
        let is_itself = facts.get("executable").and_then(Value::as_str) == path.to_str();
        if let Some(memory) = remembered.filter(|_| is_itself) {
            // Remembering only saves time: a full disk must not turn a working tool into a broken one.
            let _ = files::write_whole(&memory, Value::Object(facts.clone()).to_string().as_bytes());
        }
        Ok(facts)
    }

    fn probe_command(&self, origin: &FileOrigin, path: &Path) -> Result<Vec<String>, String> {
        let lookup = |name: &str| match name {
            "tool" => Some(path.display().to_string()),
            "root" => Some(self.manifest.root.display().to_string()),
            _ => None,
        };
        let expand = |word: &String| manifest::expand(word, &lookup).map_err(|error| error.to_string());
        origin.probe.iter().map(expand).collect()
    }

    /// Where the answer to a probe is remembered. Only a binary that names itself as what runs is remembered: a script,
    /// a shim or a proxy may lead anywhere tomorrow.
    fn memory_of(&self, argv: &[String], path: &Path) -> Option<PathBuf> {
        let path = fs::canonicalize(path).ok()?;
        let mut head = [0; 2];
        std::io::Read::read_exact(&mut fs::File::open(&path).ok()?, &mut head).ok()?;
        if &head == b"#!" {
            return None;
        }
        let about = fs::metadata(&path).ok()?;
        let mut key = Fingerprint::default()
            .with("path", path.to_string_lossy().as_bytes())
            .with("size", about.len().to_le_bytes())
            .with("changed", format!("{:?}", about.modified().ok()));
        for word in argv {
            key = key.with("word", word);
            if Path::new(word).extension().is_some() && Path::new(word) != path {
                key = key.with("file", files::sha256_of_file(Path::new(word)).ok()?);
            }
        }
        Some(self.target.join("probes").join(key.hex()))
    }

    /// A package of the Cargo registry that is never built, only read.
    pub(super) fn crate_source(
        &self,
        id: &Id,
        toolchain: &Toolchain,
        package: &str,
        inside: &Path,
        variables: &[String],
    ) -> Probe {
        if let Some(candidate) = explicit(id, variables) {
            return match candidate.path.is_dir() {
                true => Probe::Found(given(id, candidate)),
                false => Probe::Broken(Absence {
                    reason: format!("{} is no folder", candidate.path.display()),
                    fix: format!("correct or unset the variable: {}", candidate.origin),
                }),
            };
        }
        match self.crate_folder(package) {
            Ok((folder, version)) => {
                Probe::Found(source(id, folder.join(inside), &version, "Cargo registry".to_owned()))
            }
            Err(reason) => Probe::Missing(Absence { reason, fix: toolchain.fix.clone() }),
        }
    }

    fn crate_folder(&self, package: &str) -> Result<(PathBuf, String), String> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut argv = vec![cargo.as_str(), "metadata", "--format-version", "1", "--locked"];
        argv.extend((self.effort == Effort::Look).then_some("--offline"));
        let spec = Spec::new(argv).folder(&self.manifest.root);
        let captured = process::capture(&spec, Duration::from_secs(120)).map_err(|error| error.brief())?;
        let metadata: Value = serde_json::from_str(&captured.stdout).map_err(|error| error.to_string())?;
        let packages = metadata["packages"].as_array().ok_or("`cargo metadata` named no packages")?;
        let found = packages.iter().find(|entry| entry["name"] == package);
        let found = found.ok_or_else(|| format!("Cargo.lock has no package `{package}`"))?;
        let manifest = Path::new(found["manifest_path"].as_str().unwrap_or_default());
        let folder = manifest
            .parent()
            .filter(|folder| folder.is_dir())
            .ok_or_else(|| format!("the source of `{package}` was not downloaded"))?;
        Ok((folder.to_owned(), found["version"].as_str().unwrap_or_default().to_owned()))
    }
}

fn source(id: &Id, path: PathBuf, version: &str, origin: String) -> Tool {
    Tool { id: id.clone(), path, version: version.to_owned(), origin, facts: Map::new() }
}

/// A folder that the user named: nobody gave it a version, so its contents are one.
fn given(id: &Id, candidate: Candidate) -> Tool {
    let contents = files::sha256_of_folder(&candidate.path).unwrap_or_default();
    let version: String = contents.chars().take(12).collect();
    source(id, candidate.path, &version, candidate.origin)
}

/// The candidates seen so far, and the best of them.
#[derive(Default)]
struct Search {
    seen: HashSet<PathBuf>,
    best: Option<Tool>,
    perfect: bool,
    broken: Option<String>,
    notes: Vec<String>,
}

impl Search {
    fn consider(
        &mut self,
        toolbox: &Toolbox<'_>,
        id: &Id,
        toolchain: &Toolchain,
        origin: &FileOrigin,
        candidates: Vec<Candidate>,
    ) {
        for candidate in candidates {
            let real = fs::canonicalize(&candidate.path).unwrap_or_else(|_| candidate.path.clone());
            if self.perfect || !self.seen.insert(real) {
                continue;
            }
            match toolbox.ask(id, toolchain, origin, &candidate) {
                Asked::Is(tool) => {
                    self.perfect = tool.has_all(&toolchain.prefer);
                    if self.perfect || self.best.is_none() {
                        self.best = Some(tool);
                    }
                }
                Asked::IsNot(reason) => self.notes.push(reason),
                Asked::Broken(reason) => self.broken = self.broken.take().or(Some(reason)),
            }
        }
    }

    fn verdict(self, toolchain: &Toolchain, origin: &FileOrigin) -> Probe {
        let fix = toolchain.fix.clone();
        match (self.best, self.broken) {
            (Some(tool), _) => Probe::Found(tool),
            (None, Some(reason)) => Probe::Broken(Absence { reason, fix }),
            (None, None) => {
                let looked = if origin.on_path { " on PATH" } else { "" };
                let mut reason = format!("no {} found{looked}", origin.names.join(" or "));
                if let Some(note) = self.notes.last() {
                    reason = format!("{reason}; {note}");
                }
                Probe::Missing(Absence { reason, fix })
            }
        }
    }
}

/// The file that an environment variable names.
fn explicit(id: &Id, variables: &[String]) -> Option<Candidate> {
    let general =
        format!("LADDER_TOOL_{}", id.as_str().to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    let named = |name: &String| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        let path = which(&value).or_else(|| std::path::absolute(&value).ok())?;
        Some(Candidate { path, origin: format!("{name}={value}") })
    };
    std::iter::once(&general).chain(variables).find_map(named)
}

fn which(name: &str) -> Option<PathBuf> {
    if name.contains(std::path::MAIN_SEPARATOR) {
        return None;
    }
    path_folders().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn path_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// Every file with one of the names: names first, then PATH before the other places.
fn candidates(origin: &FileOrigin, environment: Option<&Path>) -> Vec<Candidate> {
    let mut all = Vec::new();
    for name in &origin.names {
        if origin.on_path && environment.is_none() {
            all.extend(path_folders().into_iter().flat_map(|folder| matching(&folder.join(name), "PATH")));
        }
        for place in &origin.places {
            if let Some((place, origin)) = located(place, environment) {
                all.extend(matching(&place.join(name), &origin));
            }
        }
    }
    all
}

fn matching(pattern: &Path, origin: &str) -> Vec<Candidate> {
    let Ok(paths) = glob::glob(&pattern.to_string_lossy()) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = paths.flatten().filter(|path| path.is_file()).collect();
    paths.sort();
    paths.reverse(); // newest version last in the order of names, so first here
    paths.into_iter().map(|path| Candidate { path, origin: origin.to_owned() }).collect()
}

/// A place with `~`, `$VARIABLE` and `{environment}` replaced; none when one of them has no value.
fn located(place: &str, environment: Option<&Path>) -> Option<(PathBuf, String)> {
    if place.contains("{environment}") {
        let folder = environment?.display().to_string();
        return Some((PathBuf::from(place.replace("{environment}", &folder)), "package".to_owned()));
    }
    if environment.is_some() {
        return None;
    }
    let mut parts = PathBuf::new();
    for part in Path::new(place) {
        let text = part.to_string_lossy();
        match text.strip_prefix('$') {
            Some(variable) => parts.push(std::env::var_os(variable).filter(|value| !value.is_empty())?),
            None if text == "~" => parts.push(std::env::home_dir()?),
            None => parts.push(part),
        }
    }
    Some((parts, place.to_owned()))
}

/// Facts from what a probe printed: its last line if that is a JSON object, else the version that the pattern finds.
fn understand(printed: &str, pattern: Option<&str>) -> Option<Map<String, Value>> {
    let last = printed.lines().rev().find(|line| !line.trim().is_empty())?;
    if let Ok(Value::Object(facts)) = serde_json::from_str(last) {
        return Some(facts);
    }
    let version = regex::Regex::new(pattern?).ok()?.captures(printed)?.get(1)?.as_str().to_owned();
    let mut facts = Map::new();
    facts.insert("version".to_owned(), Value::String(version));
    facts.insert("banner".to_owned(), Value::String(first_line(printed)));
    Some(facts)
}

fn first_line(text: &str) -> String {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim().chars().take(200).collect()
}

/// Whether a version comes before another, number by number.
fn older(version: &str, minimum: &str) -> bool {
    let numbers = |text: &str| {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect::<Vec<u64>>()
    };
    numbers(version) < numbers(minimum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        assert!(older("9.4.0", "12.2"));
        assert!(!older("12.2.0", "12.2"));
        assert!(older("", "1"));
    }

    #[test]
    fn a_probe_may_print_json_behind_a_banner_or_a_version_in_a_sentence() {
        let facts = understand("hello\n{\"version\": \"3.11\", \"pgo\": true}\n", None).expect("facts");
        assert_eq!(facts["pgo"], Value::Bool(true));
        let facts = understand("gcc (Debian) 12.2.0\nCopyright", Some(r"(\d+\.\d+\.\d+)")).expect("facts");
        assert_eq!(facts["version"], "12.2.0");
        assert!(understand("what?", Some(r"(\d+)")).is_none());
        assert!(understand("", None).is_none());
    }

    #[test]
    fn a_place_that_names_an_unset_variable_is_no_place() {
        assert!(located("$LADDER_SURELY_UNSET/bin", None).is_none());
        assert!(located("{environment}/bin", None).is_none());
        let (place, _) = located("{environment}/bin", Some(Path::new("/env"))).expect("a place");
        assert_eq!(place, Path::new("/env/bin"));
    }
}
