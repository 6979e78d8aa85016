//! Whether a cell was built alike in two sessions, by what `environment.json` says.

use std::path::Path;

use serde_json::Value;

use crate::card::Card;
use records::CellId;

/// What has changed in how a cell is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildChange {
    /// Nothing: the same artefact, hosted by the same toolchain.
    Same,
    /// What has, in words: sources, toolchain, artefact.
    Changed(String),
    /// One of the sessions does not say.
    Unknown,
}

/// Whether two builds come from the same kernel, whatever compiled or runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KernelMatch {
    /// The same sources, or the same artefact.
    Same,
    /// Other sources.
    Other,
    /// One of the sessions does not say.
    Unknown,
}

/// What has changed in how a cell is built.
pub(crate) fn build_change(before: &Card, after: &Card, cell: CellId<&str>) -> BuildChange {
    let (Some(one), Some(other)) = (described(before, cell), described(after, cell)) else {
        return BuildChange::Unknown;
    };
    let (Some(hashes), Some(tools)) = (BuildHashes::new(one, other), pair(one, other, "toolchain")) else {
        return BuildChange::Unknown;
    };
    let mut changed = Vec::new();
    changed.extend(toolchain_changed(before, after, &tools));
    if !hashes.is_same_kernel() {
        changed.push("sources".to_owned());
    } else if !hashes.artefact_same {
        changed.push("artefact".to_owned());
    }
    if options(one) != options(other) {
        changed.push("options".to_owned());
    }
    if changed.is_empty() { BuildChange::Same } else { BuildChange::Changed(changed.join(", ")) }
}

/// Whether a cell comes from the same kernel in two sessions. Its artefact may differ: another machine has another.
pub(crate) fn kernel_match(one: &Card, other: &Card, cell: CellId<&str>) -> KernelMatch {
    let described = described(one, cell).zip(described(other, cell));
    match described.and_then(|(one, other)| BuildHashes::new(one, other)) {
        None => KernelMatch::Unknown,
        Some(hashes) if hashes.is_same_kernel() => KernelMatch::Same,
        Some(_) => KernelMatch::Other,
    }
}

/// Whether a cell's runner is started with the same options in two sessions that both say how it is.
pub(crate) fn has_same_options(one: &Card, other: &Card, cell: CellId<&str>) -> bool {
    let described = described(one, cell).zip(described(other, cell));
    described.is_none_or(|(one, other)| options(one) == options(other))
}

/// What the hashes of a cell in two sessions say of each other.
struct BuildHashes {
    sources_same: bool,
    artefact_same: bool,
    /// Whether anything is built from the sources.
    built: bool,
}

impl BuildHashes {
    /// None where one of the sessions does not say.
    fn new(one: &Value, other: &Value) -> Option<BuildHashes> {
        let (sources, artefacts) = (pair(one, other, "sources_sha256")?, pair(one, other, "artefact_sha256")?);
        let built = other.get("build").and_then(Value::as_array).is_some_and(|commands| !commands.is_empty());
        Some(BuildHashes { sources_same: sources.0 == sources.1, artefact_same: artefacts.0 == artefacts.1, built })
    }

    /// Where nothing is built, the artefact is one source of several. Where something is, what came out decides.
    fn is_same_kernel(&self) -> bool {
        self.sources_same || self.built && self.artefact_same
    }
}

/// What both descriptions of a cell say under a key.
fn pair(one: &Value, other: &Value, key: &str) -> Option<(String, String)> {
    Some((one.get(key)?.as_str()?.to_owned(), other.get(key)?.as_str()?.to_owned()))
}

/// How a cell's runner is started, without paths: another checkout has others.
fn options(cell: &Value) -> Vec<String> {
    let runner = cell.get("runner").and_then(Value::as_str).unwrap_or_default();
    let variables = cell.get("env").and_then(Value::as_array).into_iter().flatten().map(Value::to_string);
    let words = runner.split(' ').map(str::to_owned).chain(variables);
    words.filter(|word| !word.contains('/')).collect()
}

fn toolchain_changed(before: &Card, after: &Card, (one, other): &(String, String)) -> Option<String> {
    let (Some(before), Some(after)) = (toolchain(before, one), toolchain(after, other)) else {
        return (one != other).then(|| format!("toolchain {one}, now {other}"));
    };
    let (earlier, later) = (version(before), version(after));
    if one != other || earlier != later {
        return Some(format!("toolchain {one} {earlier}, now {other} {later}"));
    }
    let fact = fact_that_differs(before.get("facts")?, after.get("facts")?)?;
    Some(format!("toolchain {one}: another {fact}"))
}

fn toolchain<'a>(card: &'a Card, id: &str) -> Option<&'a Value> {
    card.environment.as_ref()?.get("toolchains")?.get(id)
}

fn version(tool: &Value) -> &str {
    tool.get("version").and_then(Value::as_str).unwrap_or_default()
}

/// The first fact that says that a tool is another one.
fn fact_that_differs(one: &Value, other: &Value) -> Option<String> {
    let (one, other) = (one.as_object()?, other.as_object()?);
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    names.into_iter().find(|name| telling(one.get(*name)) != telling(other.get(*name))).cloned()
}

/// A fact, where it says which tool it is. Paths say only where it lies, numbers how it happens to fare.
fn telling(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| match value {
        Value::String(text) => !Path::new(text).is_absolute(),
        Value::Number(_) | Value::Null => false,
        _ => true,
    })
}

/// What `environment.json` says of a cell.
fn described<'a>(card: &'a Card, id: CellId<&str>) -> Option<&'a Value> {
    let cells = card.environment.as_ref()?.get("cells")?.as_array()?;
    cells.iter().find(|cell| cell["benchmark"] == id.benchmark && cell["rung"] == id.rung)
}
