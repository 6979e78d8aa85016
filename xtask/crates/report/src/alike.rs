//! What may be compared: one machine, one input, one build of the baseline; and what has changed about a cell.
//!
//! Reads of `environment.json` what the harness wrote there. What it does not say is unknown, never assumed. `compare`
//! and `merge` ask here: the former for one machine at two times, the latter for several machines.

use std::path::Path;

use serde_json::{Map, Value};

use crate::card::summary::{BenchmarkCard, Card, CellCard};
use records::{CellRecord, Stop};

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
pub(super) enum KernelMatch {
    /// The same sources, or the same artefact.
    Same,
    /// Other sources.
    Other,
    /// One of the sessions does not say.
    Unknown,
}

/// A cell's names: benchmark and rung.
pub(super) type Place<'a> = (&'a str, &'a str);

pub(super) fn place(cell: &CellRecord) -> Place<'_> {
    (&cell.benchmark, &cell.rung)
}

/// Why two sessions cannot be compared at all: every reason, each with what can be done.
pub(super) fn refusals(before: &Card, after: &Card, other_machine: bool) -> Vec<String> {
    let mut refusals = Vec::new();
    for card in [before, after] {
        if card.end.is_none() {
            refusals.push(format!("session {} is unfinished: it is under way, or it was killed", card.session.id));
        }
        if card.session.baseline.is_none() {
            refusals.push(format!("session {} has no baseline to compare with", card.session.id));
        }
    }
    let pair = (&before.session, &after.session);
    if before.session.id == after.session.id {
        refusals.push(format!("both are session {}", before.session.id));
    }
    if pair.0.profile != pair.1.profile {
        refusals.push(format!("their profiles are `{}` and `{}`", pair.0.profile, pair.1.profile));
    }
    if let (Some(one), Some(other)) = (&pair.0.baseline, &pair.1.baseline)
        && one != other
    {
        refusals.push(format!(
            "their baselines are {one} and {other}, so that their speedups mean different things; measure both with one"
        ));
    }
    if !other_machine {
        refusals.extend(machines_differ(before, after));
    }
    refusals
}

fn machines_differ(before: &Card, after: &Card) -> Option<String> {
    let hint = "--other-machine compares all the same";
    let (Some(one), Some(other)) = (machine(before), machine(after)) else {
        return Some(format!("environment.json does not say on which machines they were made; {hint}"));
    };
    let what = ["cpu", "cores", "architecture", "virtualisation"];
    let mut differences: Vec<String> = what.iter().filter_map(|key| difference(key, one, other)).collect();
    // The kernel keeps some memory for itself, and not always as much.
    let memory = |machine: &Map<String, Value>| machine.get("memory_bytes").and_then(Value::as_f64);
    if let (Some(one), Some(other)) = (memory(one), memory(other))
        && (one / other - 1.0).abs() > 0.02
    {
        differences.push(format!("memory_bytes: {one}, then {other}"));
    }
    (!differences.is_empty())
        .then(|| format!("they were made on different machines ({}); {hint}", differences.join("; ")))
}

/// What a reader should know of two sessions that are compared.
pub(super) fn notes(before: &Card, after: &Card, other_machine: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if other_machine && machines_differ(before, after).is_some() {
        notes.push(
            "different machines: what is compared is each cell's speedup, and machines speed up different code \
             differently"
                .to_owned(),
        );
    }
    if let (Some(one), Some(other)) = (machine(before), machine(after)) {
        let what = ["os", "kernel", "governor", "turbo_off", "smt"];
        notes.extend(what.iter().filter_map(|key| difference(key, one, other)));
    }
    for card in [before, after] {
        if card.end.as_ref().is_some_and(|end| end.stop == Stop::Interrupted) {
            notes.push(format!("session {} was interrupted: what it knows is compared", card.session.id));
        }
    }
    notes
}

/// Why a benchmark cannot be compared.
pub(super) fn benchmark_refusal(before: &Card, after: &Card, id: &str, other_machine: bool) -> Option<String> {
    let (one, other) = match (benchmark(before, id), benchmark(after, id)) {
        (Some(one), Some(other)) => (one, other),
        (None, _) => return Some("the earlier session did not select it".to_owned()),
        (_, None) => return Some("the later session did not select it".to_owned()),
    };
    if one.size != other.size {
        return Some(format!("the inputs differ: {}, then {}", one.size, other.size));
    }
    let (one, other) = match (baseline(one), baseline(other)) {
        (Some(one), Some(other)) => (one, other),
        (None, _) => return Some("the baseline was not timed in the earlier session".to_owned()),
        (_, None) => return Some("the baseline was not timed in the later session".to_owned()),
    };
    match build(before, after, place(&other.cell)) {
        BuildChange::Same => {}
        BuildChange::Changed(what) => {
            return Some(format!("the baseline is another build ({what}); measure both with one"));
        }
        BuildChange::Unknown => {
            return Some("environment.json does not say how the baseline was built; measure again".to_owned());
        }
    }
    if one.output_sha256 != other.output_sha256 && !other_machine {
        return Some("the baseline's outputs differ, so that the inputs do".to_owned());
    }
    None
}

/// What has changed in how a cell is built.
pub(super) fn build(before: &Card, after: &Card, place: Place<'_>) -> BuildChange {
    let (Some(one), Some(other)) = (described(before, place), described(after, place)) else {
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
pub(super) fn kernel(one: &Card, other: &Card, place: Place<'_>) -> KernelMatch {
    let described = described(one, place).zip(described(other, place));
    match described.and_then(|(one, other)| BuildHashes::new(one, other)) {
        None => KernelMatch::Unknown,
        Some(hashes) if hashes.is_same_kernel() => KernelMatch::Same,
        Some(_) => KernelMatch::Other,
    }
}

/// Whether a cell's runner is started with the same options in two sessions that both say how it is.
pub(super) fn has_same_options(one: &Card, other: &Card, place: Place<'_>) -> bool {
    let described = described(one, place).zip(described(other, place));
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
    let text = |cell: &Value| cell.get(key).and_then(Value::as_str).map(str::to_owned);
    text(one).zip(text(other))
}

/// How a cell's runner is started, without paths: another checkout has others.
fn options(cell: &Value) -> Vec<String> {
    let runner = cell.get("runner").and_then(Value::as_str).unwrap_or_default();
    let variables = cell.get("env").and_then(Value::as_array).into_iter().flatten().map(Value::to_string);
    let words = runner.split(' ').map(str::to_owned).chain(variables);
    words.filter(|word| !word.contains('/')).collect()
}

fn toolchain_changed<'a>(before: &'a Card, after: &'a Card, (one, other): &(String, String)) -> Option<String> {
    let of = |card: &'a Card, id: &str| card.environment.as_ref()?.get("toolchains")?.get(id);
    let (Some(before), Some(after)) = (of(before, one), of(after, other)) else {
        return (one != other).then(|| format!("toolchain {one}, now {other}"));
    };
    let version = |tool: &Value| tool.get("version").and_then(Value::as_str).unwrap_or_default().to_owned();
    if one != other || version(before) != version(after) {
        return Some(format!("toolchain {one} {}, now {other} {}", version(before), version(after)));
    }
    let fact = fact_that_differs(before.get("facts")?, after.get("facts")?)?;
    Some(format!("toolchain {one}: another {fact}"))
}

/// The first fact that says that a tool is another one. Paths say only where it lies, numbers how it happens to fare.
fn fact_that_differs(one: &Value, other: &Value) -> Option<String> {
    let says = |value: Option<&Value>| match value {
        Some(Value::String(text)) if Path::new(text).is_absolute() => Value::Null,
        Some(Value::Number(_)) | None => Value::Null,
        Some(value) => value.clone(),
    };
    let (one, other) = (one.as_object()?, other.as_object()?);
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    names.into_iter().find(|name| says(one.get(*name)) != says(other.get(*name))).cloned()
}

/// Declarations of a cell that differ, in words.
pub(super) fn declared(before: &CellRecord, after: &CellRecord) -> Vec<String> {
    let differ = declarations(before, after).into_iter();
    differ.map(|(name, one, other)| format!("{name}: {one}, now {other}")).collect()
}

/// Declarations of a cell that differ: what is declared, and how in either session.
pub(super) fn declarations(one: &CellRecord, other: &CellRecord) -> Vec<(&'static str, String, String)> {
    let said = |cell: &CellRecord| {
        vec![
            ("threads", cell.threads.to_string()),
            ("fast-math", cell.fast_math.to_string()),
            ("target CPU", cell.target_cpu.clone()),
            ("native", cell.native.to_string()),
            ("validates", cell.validates.to_string()),
            ("helpers", cell.helpers.clone().unwrap_or_else(|| "none".to_owned())),
            ("algorithm", cell.algorithm.clone()),
        ]
    };
    differing(said(one), said(other))
}

/// In what the toolchains of a cell differ that makes its figures another thing: its minor version, who built it and how.
pub(super) fn hosts(one: &CellRecord, other: &CellRecord) -> Vec<(&'static str, String, String)> {
    let unknown = || "unknown".to_owned();
    let said = |cell: &CellRecord| {
        vec![
            ("toolchain", cell.toolchain.clone().unwrap_or_else(unknown)),
            ("version", cell.version.as_deref().map_or_else(unknown, minor)),
            ("build", cell.build_kind.clone().unwrap_or_else(unknown)),
            ("optimised", cell.optimised.map_or_else(unknown, |optimised| optimised.to_string())),
        ]
    };
    differing(said(one), said(other))
}

/// The same of the baselines of a benchmark.
pub(super) fn baseline_hosts(one: &Card, other: &Card, id: &str) -> Vec<(&'static str, String, String)> {
    let of = |card| baseline(benchmark(card, id)?);
    of(one).zip(of(other)).map(|(one, other)| hosts(&one.cell, &other.cell)).unwrap_or_default()
}

/// `3.14` of `3.14.2`
fn minor(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

type Said = Vec<(&'static str, String)>;

fn differing(one: Said, other: Said) -> Vec<(&'static str, String, String)> {
    let differ = one.into_iter().zip(other).filter(|(one, other)| one != other);
    differ.map(|((name, one), (_, other))| (name, one, other)).collect()
}

/// Why a benchmark of two sessions, on whatever machines, must not stand in one table: another profile, another input, or
/// another baseline, which makes speedups mean something else.
pub(super) fn apart(one: &Card, other: &Card, id: &str) -> Vec<String> {
    let mut reasons = Vec::new();
    if one.session.profile != other.session.profile {
        reasons.push(format!("its profile is `{}`, not `{}`", other.session.profile, one.session.profile));
    }
    let (Some(left), Some(right)) = (benchmark(one, id), benchmark(other, id)) else { return reasons };
    if left.size != right.size {
        reasons.push(format!("its input is {}, not {}", right.size, left.size));
    }
    match (baseline(left), baseline(right)) {
        (None, None) => {}
        (Some(_), None) => reasons.push("its baseline was not timed".to_owned()),
        (None, Some(_)) => reasons.push("its baseline was timed".to_owned()),
        (Some(own), Some(theirs)) => reasons.extend(baselines_apart((one, own), (other, theirs))),
    }
    reasons
}

fn benchmark<'a>(card: &'a Card, id: &str) -> Option<&'a BenchmarkCard> {
    card.benchmarks.iter().find(|benchmark| benchmark.benchmark == id)
}

fn baseline(benchmark: &BenchmarkCard) -> Option<&CellCard> {
    benchmark.cells.iter().find(|card| card.is_baseline)
}

/// Why the speedups of two sessions have different meanings.
fn baselines_apart((one, own): (&Card, &CellCard), (other, theirs): (&Card, &CellCard)) -> Option<String> {
    if own.cell.rung != theirs.cell.rung {
        return Some(format!("its baseline is {}, not {}", theirs.cell.rung, own.cell.rung));
    }
    match kernel(one, other, place(&own.cell)) {
        KernelMatch::Same => {}
        KernelMatch::Other => return Some("its baseline has other sources".to_owned()),
        KernelMatch::Unknown => {
            return Some("environment.json does not say what its baseline was made from".to_owned());
        }
    }
    // A number says all of an input; elsewhere, its last digits may come out differently by nobody's fault. Inputs that are
    // called differently have been told of.
    let is_number = own.cell.size.parse::<f64>().is_ok();
    let tells = own.cell.size == theirs.cell.size && (!is_number || machines_differ(one, other).is_none());
    (tells && own.output_sha256 != theirs.output_sha256)
        .then(|| "its baseline's output is another, so that its input is".to_owned())
}

fn machine(card: &Card) -> Option<&Map<String, Value>> {
    card.environment.as_ref()?.get("machine")?.as_object()
}

fn difference(key: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> Option<String> {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "unknown".to_owned(),
    };
    (one.get(key) != other.get(key)).then(|| format!("{key}: {}, then {}", text(one.get(key)), text(other.get(key))))
}

/// What `environment.json` says of a cell.
fn described<'a>(card: &'a Card, (benchmark, rung): Place<'_>) -> Option<&'a Value> {
    let cells = card.environment.as_ref()?.get("cells")?.as_array()?;
    cells.iter().find(|cell| cell["benchmark"] == benchmark && cell["rung"] == rung)
}
