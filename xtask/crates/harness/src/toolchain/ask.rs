//! Asking a candidate what it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Map, Value};

use super::find::Candidate;
use super::{Fetch, Tool, Toolbox};
use files::{self, Fingerprint};
use manifest::{self, FileOrigin, Id, ProbePlaceholder, Toolchain};
use system::process::Spec;

/// How long a tool may take to say what it is when somebody only wants to look.
const GLANCE_LIMIT: Duration = Duration::from_secs(4);

/// How long it may take when it is about to be used.
const PROBE_LIMIT: Duration = Duration::from_secs(20);

/// How long it may take where the harness got it itself: it is no stranger that might never answer.
const OWN_LIMIT: Duration = Duration::from_secs(120);

/// What asking a candidate brought.
pub(super) enum Asked {
    /// It is what was looked for.
    Is(Box<Tool>),
    /// It is something else, and why.
    IsNot(String),
    /// It does not work, and how that shows.
    Broken(String),
}

impl Toolbox<'_> {
    /// Asks a candidate what it is. Answers of binaries are remembered by path, size and time of change.
    pub(super) fn ask(&self, id: &Id, toolchain: &Toolchain, origin: &FileOrigin, candidate: &Candidate) -> Asked {
        if !candidate.path.exists() {
            let path = candidate.path.display();
            return Asked::Broken(match fs::read_link(&candidate.path) {
                Ok(end) => format!("{path} is a link to {}, which does not exist", end.display()),
                Err(_) => format!("{path} does not exist"),
            });
        }
        let facts = match self.facts(toolchain, origin, candidate) {
            Ok(facts) => facts,
            Err(reason) => return Asked::Broken(reason),
        };
        let version = text_fact(&facts, "version").unwrap_or_default();
        if let Some(reason) = stranger(toolchain, origin, candidate, &facts) {
            return Asked::IsNot(reason);
        }
        let minimum = candidate.minimum.as_ref().or(origin.minimum.as_ref());
        if let Some(minimum) = minimum.filter(|minimum| older(&version, minimum)) {
            return Asked::Broken(format!(
                "{} is version {version}, but {minimum} is the oldest that will do",
                candidate.path.display()
            ));
        }
        // A shim (pyenv's, asdf's) leads to another file: that is the one to start, it is faster and stays the same.
        let real = text_fact(&facts, "executable").map(PathBuf::from).filter(|path| path.exists());
        Asked::Is(Box::new(Tool {
            id: id.clone(),
            path: real.unwrap_or_else(|| candidate.path.clone()),
            version,
            origin: candidate.origin.clone(),
            by_others: candidate.by_others,
            env: toolchain.env.clone(),
            receipt: candidate.receipt,
            resolved: None,
            facts,
        }))
    }

    fn facts(
        &self,
        toolchain: &Toolchain,
        origin: &FileOrigin,
        candidate: &Candidate,
    ) -> Result<Map<String, Value>, String> {
        if origin.probe.is_empty() {
            return Ok(Map::new());
        }
        let path = &candidate.path;
        // Above the root of the file system nobody's settings lie.
        let mut spec = Spec::new(self.probe_command(origin, path)?).folder(Path::new("/"));
        spec.env.extend(toolchain.env.iter().map(|(name, value)| (name.clone(), value.clone())));
        let lasting = candidate.receipt.is_some();
        let remembered = self.memory_of(&spec, path, lasting);
        if let Some(facts) = remembered.as_ref().and_then(|memory| files::recall(memory))
            && let Ok(Value::Object(facts)) = serde_json::from_str(&facts)
        {
            return Ok(facts);
        }
        let limit = match self.fetch {
            _ if lasting => OWN_LIMIT,
            Fetch::Never => GLANCE_LIMIT,
            Fetch::Packages | Fetch::IfNeeded | Fetch::Always => PROBE_LIMIT,
        };
        let captured = self.spawner.capture(&spec, limit);
        let captured = captured.map_err(|error| format!("{}: {}", path.display(), error.brief()))?;
        let facts = understand(&captured.stdout, origin.version_pattern.as_deref())
            .ok_or_else(|| format!("{} printed no version: `{}`", path.display(), first_line(&captured.stdout)))?;
        let is_itself = facts.get("executable").and_then(Value::as_str) == path.to_str();
        if let Some(memory) = remembered.filter(|_| self.remembers && (is_itself || lasting)) {
            // Remembering only saves time: a full disk must not turn a working tool into a broken one.
            let _ = files::remember(&memory, &Value::Object(facts.clone()).to_string());
        }
        Ok(facts)
    }

    fn probe_command(&self, origin: &FileOrigin, path: &Path) -> Result<Vec<String>, String> {
        let words = manifest::expand_all(&origin.probe, |placeholder: ProbePlaceholder| {
            let path = match placeholder {
                ProbePlaceholder::Tool => path,
                ProbePlaceholder::Root => &self.manifest.root,
            };
            Some(path.display().to_string())
        });
        words.map_err(|error| error.to_string())
    }

    /// Where the answer to a probe is remembered. Only what the harness got itself, or a binary that names itself as
    /// what runs, is remembered: a script, a shim or a proxy may lead anywhere tomorrow.
    fn memory_of(&self, spec: &Spec, path: &Path, lasting: bool) -> Option<PathBuf> {
        let path = fs::canonicalize(path).ok()?;
        let mut head = [0; 2];
        std::io::Read::read_exact(&mut fs::File::open(&path).ok()?, &mut head).ok()?;
        if !lasting && &head == b"#!" {
            return None;
        }
        let about = fs::metadata(&path).ok()?;
        let mut key = Fingerprint::default()
            .with("path", path.to_string_lossy().as_bytes())
            .with("size", about.len().to_le_bytes())
            .with("changed", format!("{:?}", about.modified().ok()));
        for (name, value) in &spec.env {
            key = key.with(name, value);
        }
        if &head == b"#!" {
            // What a script starts decides what it is.
            let script = fs::read_to_string(&path).ok()?;
            let programs = script.split_ascii_whitespace().filter(|word| Path::new(word).is_absolute());
            for about in programs.filter_map(|program| fs::metadata(program).ok()) {
                key = key.with("starts", format!("{} {:?}", about.len(), about.modified().ok()));
            }
        }
        for word in &spec.argv {
            key = key.with("word", word);
            if Path::new(word).extension().is_some() && Path::new(word) != path {
                key = key.with("file", files::sha256_of_file(Path::new(word)).ok()?);
            }
        }
        Some(self.target.join("probes").join(key.hex()))
    }
}

/// A fact that is a text.
fn text_fact(facts: &Map<String, Value>, name: &str) -> Option<String> {
    facts.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// Why a candidate is something else than what is looked for, if it is.
fn stranger(
    toolchain: &Toolchain,
    origin: &FileOrigin,
    candidate: &Candidate,
    facts: &Map<String, Value>,
) -> Option<String> {
    let path = candidate.path.display();
    for (name, wanted) in &origin.accept {
        match facts.get(name) {
            Some(is) if is == wanted => {}
            Some(is) => return Some(format!("{path} reports {name} = {is}, not {wanted}")),
            None => return Some(unreported(candidate, name, facts)),
        }
    }
    let lacking = toolchain.require.iter().find(|name| facts.get(*name) != Some(&Value::Bool(true)))?;
    Some(if facts.contains_key(lacking) {
        format!("{path} lacks {lacking}")
    } else {
        unreported(candidate, lacking, facts)
    })
}

/// A fact that a probe does not report at all may be a slip of the pen, which would drop every rung of the toolchain.
fn unreported(candidate: &Candidate, name: &str, facts: &Map<String, Value>) -> String {
    let nearest = suggest::nearest(name, facts.keys().map(String::as_str));
    let nearest = nearest.map(|nearest| format!(" (did you mean `{nearest}`?)")).unwrap_or_default();
    format!("{} reports no `{name}`{nearest}", candidate.path.display())
}

/// Facts from what a probe printed: its last line if that is a JSON object, else the version that the pattern finds.
fn understand(printed: &str, pattern: Option<&str>) -> Option<Map<String, Value>> {
    let last = printed.lines().rev().find(|line| !line.trim().is_empty())?;
    if let Ok(Value::Object(facts)) = serde_json::from_str(last) {
        return Some(facts);
    }
    let pattern = regex_lite::Regex::new(pattern?).ok()?;
    let found = pattern.captures(printed)?;
    let mut facts = Map::new();
    for name in pattern.capture_names().flatten() {
        if let Some(text) = found.name(name) {
            facts.insert(name.to_owned(), Value::String(text.as_str().to_owned()));
        }
    }
    facts.insert("version".to_owned(), Value::String(found.get(1)?.as_str().to_owned()));
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
        let facts = understand("openjdk 25.0.3 2026-04-21", Some(r"jdk ((?<major>\d+)[\d.]*)")).expect("facts");
        assert_eq!((&facts["version"], &facts["major"]), (&Value::from("25.0.3"), &Value::from("25")));
        assert!(understand("what?", Some(r"(\d+)")).is_none());
        assert!(understand("", None).is_none());
    }
}
