//! What is installed: finds the manifest's toolchains, and gets what can be got without root.
//!
//! Knows the manifest and how to start processes. A toolchain is found once per session and then remembered; what is not
//! there is a reason and a way to mend it, never an error.

mod ask;
mod crate_source;
mod disk;
mod environment;
mod find;
mod installation;
mod network;
mod provide;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use self::ask::Asked;
pub use environment::HostedPackages;
pub use installation::Receipt;
use manifest::{Id, Manifest, Origin, Toolchain};
pub use provide::{SourceBuild, SourceRequest};
use system::parallel;
use system::process::Spawner;
use system::progress::Progress;

/// Whether something may be downloaded, installed or built to get a toolchain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetch {
    /// Only look.
    Never,
    /// Only look for toolchains, and get the Python packages that rungs need beside them.
    Packages,
    /// Get what can be got; what failed a short while ago is not tried again.
    IfNeeded,
    /// Get what can be got, whatever happened before.
    Always,
}

/// What became of the search for a toolchain.
#[derive(Debug, Clone)]
pub enum Probe {
    /// It is there.
    Found(Box<Tool>),
    /// It is not there.
    Missing(Absence),
    /// It is there, but does not work.
    Broken(Absence),
}

impl Probe {
    /// The toolchain, or why it cannot be used.
    pub fn found(self) -> Result<Tool, Absence> {
        match self {
            Probe::Found(tool) => Ok(*tool),
            Probe::Missing(absence) | Probe::Broken(absence) => Err(absence),
        }
    }
}

/// Why a toolchain cannot be used, and what a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// What was looked for, or what it printed.
    pub reason: String,
    /// A command or an advice.
    pub fix: String,
}

/// In one line, for messages that go on.
impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if self.fix.is_empty() { Ok(()) } else { write!(f, "; hint: {}", self.fix) }
    }
}

/// Facts that a probe measures, and that are a little different each time.
const MEASURED: [&str; 1] = ["peak_memory_bytes"];

/// A toolchain that was found.
#[derive(Debug, Clone)]
pub struct Tool {
    /// Its identifier; that of the member when it was found through an `any-of`.
    pub id: Id,
    /// The executable, library or folder.
    pub path: PathBuf,
    /// Its version, or an empty text where nothing tells.
    pub version: String,
    /// Where it came from, in words.
    pub origin: String,
    /// Whether somebody else than its authors has published it, as `origin` then says.
    pub by_others: bool,
    /// Environment variables that belong to it: everything that is run with it must see them.
    pub env: IndexMap<String, String>,
    /// What it took to get it, where the harness got it.
    pub receipt: Option<Receipt>,
    /// The versions and hashes of packages that a function of the user's needs, as they were resolved for it.
    pub resolved: Option<String>,
    /// What the probe reported.
    pub facts: Map<String, Value>,
}

impl Tool {
    /// How many of these facts the probe reported as true.
    pub fn count_of(&self, facts: &[String]) -> usize {
        facts.iter().filter(|fact| self.facts.get(*fact) == Some(&Value::Bool(true))).count()
    }

    /// Whether the probe reported these facts as true.
    pub fn has_all(&self, facts: &[String]) -> bool {
        self.count_of(facts) == facts.len()
    }

    /// A fact as text, for placeholders.
    pub fn fact(&self, name: &str) -> Option<String> {
        match self.facts.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        }
    }

    /// All that may change what it does, for fingerprints.
    pub fn identity(&self) -> String {
        let mut facts = self.facts.clone();
        facts.retain(|name, _| !MEASURED.contains(&name.as_str()));
        // A file that takes its place may call itself the same.
        let state = files::state_of(&self.path).unwrap_or_default();
        format!("{} {state} {} {:?} {}", self.path.display(), self.version, self.env, Value::Object(facts))
    }
}

/// The toolchains of this machine.
#[derive(Debug)]
pub struct Toolbox<'m> {
    manifest: &'m Manifest,
    target: PathBuf,
    fetch: Fetch,
    spawner: Spawner,
    progress: Progress,
    found: Mutex<HashMap<Id, Arc<OnceLock<Probe>>>>,
    folders: Mutex<HashMap<PathBuf, Arc<Mutex<()>>>>,
    uv_here: OnceLock<Option<PathBuf>>,
    uv: OnceLock<Result<PathBuf, Absence>>,
    downloads: Mutex<Option<String>>,
    /// Folders of packages that could not be filled, and why: they are not tried again.
    lacking: Mutex<HashMap<PathBuf, Absence>>,
    archive: provide::Archive,
    /// Whether what probes say is remembered, and what is spoilt is removed.
    remembers: bool,
}

impl<'m> Toolbox<'m> {
    /// Toolchains are looked for when they are asked for. What is built or downloaded goes below `target`.
    pub fn new(
        manifest: &'m Manifest,
        target: &Path,
        fetch: Fetch,
        spawner: Spawner,
        progress: Progress,
    ) -> Toolbox<'m> {
        Toolbox {
            manifest,
            target: target.to_owned(),
            fetch,
            spawner,
            progress,
            found: Mutex::default(),
            folders: Mutex::default(),
            uv_here: OnceLock::new(),
            uv: OnceLock::new(),
            downloads: Mutex::default(),
            lacking: Mutex::default(),
            archive: provide::Archive::default(),
            remembers: true,
        }
    }

    /// One that leaves every folder as it is.
    #[must_use]
    pub fn without_memory(self) -> Toolbox<'m> {
        Toolbox { remembers: false, ..self }
    }

    /// What starts processes.
    pub fn spawner(&self) -> &Spawner {
        &self.spawner
    }

    /// The toolchain of that name.
    pub fn get(&self, id: &Id) -> Probe {
        let slot = {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(found.entry(id.clone()).or_default())
        };
        slot.get_or_init(|| match self.manifest.toolchains.get(id) {
            Some(toolchain) => self.search(id, toolchain),
            None => Probe::Missing(Absence { reason: format!("no toolchain `{id}` is declared"), fix: String::new() }),
        })
        .clone()
    }

    /// What runs the oracle.
    ///
    /// # Errors
    /// When it is not there, or does not work.
    pub fn oracle(&self) -> Result<Tool, Absence> {
        self.get(&self.manifest.oracle.toolchain).found()
    }

    /// The toolchains of these names, found or got side by side.
    pub fn get_all(&self, ids: &[&Id]) -> Vec<Probe> {
        self.get_all_with(ids, &|_| ())
    }

    /// The same, telling of each when it was looked for.
    pub fn get_all_with(&self, ids: &[&Id], looked: &(dyn Fn(&Id) + Sync)) -> Vec<Probe> {
        parallel::at_once(self.most_at_once(ids.len()), ids.to_vec(), |id| {
            let probe = self.get(id);
            looked(id);
            probe
        })
    }

    /// How many of so many toolchains are looked for side by side. Asking takes no work, only time: a tool that hangs must not hold
    /// up the others.
    pub fn most_at_once(&self, all: usize) -> usize {
        if self.fetch == Fetch::Never { all } else { all.min(parallel::cores()) }
    }

    /// Every toolchain that was asked for and found, for the record.
    pub fn described(&self) -> Value {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Map::new();
        for (id, slot) in found.iter() {
            if let Some(Probe::Found(tool)) = slot.get() {
                let (id, path) = (id.to_string(), tool.path.display().to_string());
                all.insert(
                    id,
                    json!({
                        "version": tool.version, "path": path, "origin": tool.origin,
                        "by_others": tool.by_others, "env": tool.env,
                        "receipt": tool.receipt, "facts": tool.facts,
                    }),
                );
            }
        }
        all.sort_keys();
        Value::Object(all)
    }

    fn search(&self, id: &Id, toolchain: &Toolchain) -> Probe {
        match &toolchain.origin {
            Origin::AnyOf(members) => self.any_of(id, toolchain, members),
            Origin::Crate { package, folder, inside, variables } => {
                self.crate_source(id, toolchain, package, folder, inside, variables)
            }
            Origin::File(origin) => self.file(id, toolchain, origin),
        }
    }

    /// The first member that has every preferred fact, else the first that is there at all.
    fn any_of(&self, id: &Id, toolchain: &Toolchain, members: &[Id]) -> Probe {
        if let Some(candidate) = find::explicit(id, &[]) {
            return self.explicit_member(toolchain, members, &candidate);
        }
        let mut fallback = None;
        let mut reasons = Vec::new();
        for member in members {
            match self.get(member) {
                Probe::Found(tool) if !tool.has_all(&toolchain.require) => {
                    reasons.push(format!("{member} lacks {}", toolchain.require.join(", ")));
                }
                Probe::Found(tool) if tool.has_all(&toolchain.prefer) => return Probe::Found(tool),
                Probe::Found(tool) => fallback = fallback.or(Some(tool)),
                Probe::Missing(_) => reasons.push(format!("{member} is missing")),
                Probe::Broken(absence) => reasons.push(format!("{member} is broken: {}", absence.reason)),
            }
        }
        match fallback {
            Some(tool) => Probe::Found(tool),
            None => Probe::Missing(Absence { reason: reasons.join("; "), fix: self.first_fix(id, toolchain, members) }),
        }
    }

    /// The member that a file named by the user is.
    fn explicit_member(&self, toolchain: &Toolchain, members: &[Id], candidate: &find::Candidate) -> Probe {
        let mut reasons = Vec::new();
        for id in members {
            let Some(member) = self.manifest.toolchains.get(id) else { continue };
            let Origin::File(origin) = &member.origin else { continue };
            match self.ask(id, member, origin, candidate) {
                Asked::Is(tool) if tool.has_all(&toolchain.require) => return Probe::Found(tool),
                Asked::Is(_) => reasons.push(format!("it lacks {}", toolchain.require.join(", "))),
                Asked::IsNot(reason) => reasons.push(format!("as {id}: {reason}")),
                Asked::Broken(reason) => return Probe::Broken(find::misnamed(candidate, reason)),
            }
        }
        Probe::Broken(find::misnamed(candidate, reasons.join("; ")))
    }

    /// What a person can do where none of these is there.
    fn first_fix(&self, id: &Id, toolchain: &Toolchain, members: &[Id]) -> String {
        let known = |id: &Id| self.manifest.toolchains.get(id);
        let first = || members.first().and_then(known).map(|member| member.fix.clone()).unwrap_or_default();
        let fix = if toolchain.fix.is_empty() { first() } else { toolchain.fix.clone() };
        let can_be_got =
            |member: &Toolchain| matches!(&member.origin, Origin::File(file) if !file.provisions.is_empty());
        self.untried(id, members.iter().filter_map(known).any(can_be_got), &fix)
    }

    /// What a person can do: first of all what has not been tried yet, where the harness `can_get` it.
    fn untried(&self, id: &Id, can_get: bool, fix: &str) -> String {
        match self.fetch {
            Fetch::Never | Fetch::Packages if can_get && fix.is_empty() => format!("cargo xtask setup {id}"),
            Fetch::Never | Fetch::Packages if can_get => format!("cargo xtask setup {id}; or: {fix}"),
            _ => fix.to_owned(),
        }
    }
}
