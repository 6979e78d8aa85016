//! Finding a file by name, and choosing among several that have it.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::ask::Asked;
use super::installation::Receipt;
use super::network;
use super::provide::Provided;
use super::{Absence, Fetch, Probe, Tool, Toolbox};
use crate::home;
use manifest::{Environment, FileOrigin, Id, Provision, Toolchain};

/// A place where the file may be.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The file.
    pub(super) path: PathBuf,
    /// Where it comes from, in words.
    pub(super) origin: String,
    /// What it took to get it, where the harness got it. Such a file stays what it is.
    pub(super) receipt: Option<Receipt>,
    /// The lowest version that will do from there, where that is not the toolchain's.
    pub(super) minimum: Option<String>,
    /// Whether somebody else than its authors has published it.
    pub(super) by_others: bool,
}

impl Candidate {
    pub(super) fn found(path: PathBuf, origin: impl Into<String>) -> Candidate {
        Candidate { path, origin: origin.into(), receipt: None, minimum: None, by_others: false }
    }
}

impl From<Provided> for Candidate {
    fn from(provided: Provided) -> Candidate {
        let Provided { path, origin, receipt, .. } = provided;
        Candidate { path, origin: origin.to_owned(), receipt, minimum: None, by_others: false }
    }
}

impl Toolbox<'_> {
    pub(super) fn file(&self, id: &Id, toolchain: &Toolchain, origin: &FileOrigin) -> Probe {
        if let Some(candidate) = explicit(id, &origin.variables) {
            return self.explicit_file(id, toolchain, origin, &candidate);
        }
        let mut search = Search::new(self, id, toolchain, origin);
        // Somebody asked for it: whatever is better elsewhere, this is what was wanted.
        if let Some(built) = origin.source.as_ref().and_then(|source| self.find_build(id, source)) {
            search.consider([built.into()]);
            if search.best.is_some() {
                return search.verdict();
            }
        }
        search.consider(candidates(origin, None));
        if !search.perfect {
            search.consider(self.got_earlier(origin));
        }
        if search.best.is_none()
            && let Some(environment) = &origin.environment
        {
            // A compiler in a package is a toolchain all the same, and may be large.
            let fetch = if self.fetch == Fetch::Packages { Fetch::Never } else { self.fetch };
            match self.environment(environment, fetch, &format!("toolchain {id}")) {
                Ok(folder) => search.consider(packaged(origin, environment, &folder)),
                Err(absence) => search.notes.push(absence.reason),
            }
        }
        match self.fetch {
            Fetch::Never | Fetch::Packages => {
                search.notes.extend(origin.provisions.iter().filter_map(|known| self.failure(known)))
            }
            Fetch::IfNeeded | Fetch::Always => search.get(),
        }
        search.verdict()
    }

    fn got_earlier(&self, origin: &FileOrigin) -> Vec<Candidate> {
        origin.provisions.iter().filter_map(|provision| self.provided(provision)).map(Candidate::from).collect()
    }

    /// A path that the user gave is the only candidate: to pass it over in silence would be to ignore the user.
    fn explicit_file(&self, id: &Id, toolchain: &Toolchain, origin: &FileOrigin, candidate: &Candidate) -> Probe {
        match self.ask(id, toolchain, origin, candidate) {
            Asked::Is(tool) => Probe::Found(tool),
            Asked::IsNot(reason) | Asked::Broken(reason) => Probe::Broken(misnamed(candidate, reason)),
        }
    }
}

/// What to say of a file that a variable names and that will not do.
pub(super) fn misnamed(candidate: &Candidate, reason: String) -> Absence {
    Absence { reason, fix: format!("correct or unset the variable: {}", candidate.origin) }
}

/// The candidates seen so far, and the best of them.
struct Search<'a> {
    toolbox: &'a Toolbox<'a>,
    id: &'a Id,
    toolchain: &'a Toolchain,
    origin: &'a FileOrigin,
    seen: HashSet<PathBuf>,
    best: Option<Box<Tool>>,
    /// Nothing could be better.
    perfect: bool,
    broken: Option<String>,
    /// The files that do not work.
    spoilt: HashSet<PathBuf>,
    notes: Vec<String>,
}

impl<'a> Search<'a> {
    fn new(toolbox: &'a Toolbox<'a>, id: &'a Id, toolchain: &'a Toolchain, origin: &'a FileOrigin) -> Search<'a> {
        let (seen, spoilt, notes) = (HashSet::new(), HashSet::new(), Vec::new());
        Search { toolbox, id, toolchain, origin, seen, best: None, perfect: false, broken: None, spoilt, notes }
    }

    fn consider(&mut self, candidates: impl IntoIterator<Item = Candidate>) {
        for candidate in candidates {
            let real = fs::canonicalize(&candidate.path).unwrap_or_else(|_| candidate.path.clone());
            if self.perfect || !self.seen.insert(real) {
                continue;
            }
            match self.toolbox.ask(self.id, self.toolchain, self.origin, &candidate) {
                Asked::Is(tool) => self.take(tool),
                Asked::IsNot(reason) => self.notes.push(reason),
                Asked::Broken(reason) => {
                    self.spoilt.insert(candidate.path);
                    self.broken = self.broken.take().or(Some(reason));
                }
            }
        }
    }

    /// One that has more of the preferred facts goes before one that was found earlier.
    fn take(&mut self, tool: Box<Tool>) {
        let prefer = &self.toolchain.prefer;
        self.perfect = tool.has_all(prefer);
        if self.best.as_ref().is_none_or(|best| tool.count_of(prefer) > best.count_of(prefer)) {
            self.best = Some(tool);
        }
    }

    /// Gets what nobody has, or what is better than what there is; those that promise most are asked first.
    fn get(&mut self) {
        let mut provisions: Vec<&Provision> = self.origin.provisions.iter().collect();
        provisions.sort_by_key(|provision| std::cmp::Reverse(self.gain(provision)));
        for provision in provisions {
            if self.best.is_some() && self.gain(provision) == 0 {
                continue;
            }
            // Asking what was got earlier takes time: it is worth it only where something is known to be broken.
            let broken = !self.spoilt.is_empty()
                && self.toolbox.provided(provision).is_some_and(|got| self.spoilt.contains(&got.path));
            match self.toolbox.provide(&self.toolchain.title, provision, broken) {
                Ok(provided) => {
                    // It may have been seen while it was broken.
                    self.seen.remove(&fs::canonicalize(&provided.path).unwrap_or_else(|_| provided.path.clone()));
                    self.consider([provided.into()]);
                }
                Err(reason) => self.notes.push(reason),
            }
        }
    }

    /// How many preferred facts that are lacking a provider promises.
    fn gain(&self, provision: &Provision) -> usize {
        let lacking = |fact: &&String| {
            self.best.as_ref().is_none_or(|best| best.count_of(std::slice::from_ref(*fact)) == 0)
                && provision.gives.contains(fact)
        };
        self.toolchain.prefer.iter().filter(lacking).count()
    }

    /// What a person can do.
    fn fix(&self) -> String {
        let can_get = !self.origin.provisions.is_empty() || self.origin.environment.is_some();
        network::fix(&self.notes.join("; "), &self.toolbox.untried(self.id, can_get, &self.toolchain.fix))
    }

    fn verdict(self) -> Probe {
        let (fix, origin) = (self.fix(), self.origin);
        match (self.best, self.broken) {
            (Some(tool), _) => Probe::Found(tool),
            (None, Some(reason)) => Probe::Broken(Absence { reason, fix }),
            (None, None) => {
                let looked = if origin.on_path { " on PATH" } else { "" };
                let mut reason = format!("no {} found{looked}", origin.names.join(" or "));
                for note in &self.notes {
                    reason = format!("{reason}; {note}");
                }
                Probe::Missing(Absence { reason, fix })
            }
        }
    }
}

/// The file that an environment variable names.
pub(super) fn explicit(id: &Id, variables: &[String]) -> Option<Candidate> {
    let general = id.tool_variable();
    let named = |name: &String| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        let path = which(&value).or_else(|| std::path::absolute(&value).ok())?;
        Some(Candidate::found(path, format!("{name}={value}")))
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

/// The files in an environment, and what it says of them.
fn packaged(origin: &FileOrigin, environment: &Environment, folder: &Path) -> Vec<Candidate> {
    let Environment { origin: made_by, minimum, .. } = environment;
    let known = |found: Candidate| {
        let origin = made_by.clone().unwrap_or(found.origin);
        Candidate { origin, minimum: minimum.clone(), by_others: made_by.is_some(), ..found }
    };
    candidates(origin, Some(folder)).into_iter().map(known).collect()
}

fn matching(pattern: &Path, origin: &str) -> Vec<Candidate> {
    let Ok(paths) = glob::glob(&pattern.to_string_lossy()) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = paths.flatten().filter(|path| path.is_file()).collect();
    // A link whose end was removed is worth a word; the patterns match what is there alone.
    if paths.is_empty() && pattern.is_symlink() && !pattern.exists() {
        paths.push(pattern.to_owned());
    }
    paths.sort();
    paths.reverse(); // newest version last in the order of names, so first here
    paths.into_iter().map(|path| Candidate::found(path, origin)).collect()
}

/// A place with `~`, `$VARIABLE` and `{environment}` replaced; none when one of them has no value.
pub(super) fn located(place: &str, environment: Option<&Path>) -> Option<(PathBuf, String)> {
    if place.contains("{environment}") {
        let folder = environment?.display().to_string();
        return Some((PathBuf::from(place.replace("{environment}", &folder)), "package".to_owned()));
    }
    if environment.is_some() {
        return None;
    }
    Some((home::located(place)?, place.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_environment_says_of_its_files_goes_before_what_the_toolchain_says() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("tool"), "").expect("a file");
        let origin = FileOrigin {
            variables: Vec::new(),
            names: vec!["tool".to_owned()],
            places: vec!["{environment}".to_owned()],
            on_path: true,
            environment: None,
            provisions: Vec::new(),
            source: None,
            probe: Vec::new(),
            version_pattern: None,
            accept: std::collections::BTreeMap::new(),
            minimum: Some("0.19".to_owned()),
        };
        let found = |environment: &Environment| {
            let found = packaged(&origin, environment, folder.path()).pop().expect("the file");
            (found.origin, found.minimum, found.by_others)
        };
        let (toolchain, requirements) = (Id::fixed("cpython"), "requirements.txt".into());
        let plain = Environment { toolchain, requirements, origin: None, minimum: None, executable: Vec::new() };
        assert_eq!(found(&plain), ("package".to_owned(), None, false));
        let (origin, minimum) = (Some("a copy".to_owned()), Some("0.18".to_owned()));
        let copy = Environment { origin: origin.clone(), minimum: minimum.clone(), ..plain };
        assert_eq!(found(&copy), ("a copy".to_owned(), minimum, true));
    }

    #[test]
    fn a_place_in_an_environment_wants_one() {
        assert!(located("{environment}/bin", None).is_none());
        let (place, _) = located("{environment}/bin", Some(Path::new("/env"))).expect("a place");
        assert_eq!(place, Path::new("/env/bin"));
    }
}
