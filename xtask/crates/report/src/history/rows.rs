//! What a history knows of a cell in a session: one row, as it is kept in a store for other programs as well.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::card::{Card, CellCard};
use records::Stop;

/// A cell in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// The session's name.
    pub session: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// What the ladder's repository was at.
    pub commit: Option<String>,
    /// Its branch.
    pub branch: Option<String>,
    /// Whether files were changed since.
    pub dirty: Option<bool>,
    /// What the user called it.
    pub label: Option<String>,
    /// The machine: what makes two of them unlike.
    pub machine: String,
    /// The profile.
    pub profile: String,
    /// The benchmark.
    pub benchmark: String,
    /// The timed input.
    pub size: String,
    /// The rung whose speedup is 1.
    pub baseline: String,
    /// The rung.
    pub rung: String,
    /// For people.
    pub title: String,
    /// The median time of an iteration.
    pub median_ns: f64,
    /// How many times as fast as the baseline.
    pub speedup: f64,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// The invocations that it rests on.
    pub invocations: u32,
    /// The cell's toolchain and version.
    pub toolchain: Option<String>,
    /// The baseline's.
    pub baseline_toolchain: Option<String>,
    /// A hash of the cell's sources.
    pub sources: Option<String>,
    /// A hash of the baseline's.
    pub baseline_sources: Option<String>,
    /// The operating system's kernel.
    pub kernel: Option<String>,
    /// The harness's version.
    pub harness: Option<String>,
    /// SHA-256 of the manifest.
    pub manifest: String,
}

/// Why a session is no part of a history, where it is none.
pub fn left_out(card: &Card) -> Option<&'static str> {
    match &card.end {
        None => Some("it is under way, or it was killed"),
        Some(end) if end.stop == Stop::Interrupted => Some("it was interrupted"),
        Some(_) if card.session.profile.ends_with("-warmup") => Some("it is a session of `warmup`"),
        Some(_) if card.session.baseline.is_none() => Some("it has no baseline"),
        Some(_) => None,
    }
}

/// The rows of a session; of a cell that has no number there is none, nor of the baseline, whose speedup is 1.
pub fn rows(card: &Card) -> Vec<HistoryRow> {
    let Some(baseline) = card.session.baseline.clone().filter(|_| left_out(card).is_none()) else { return Vec::new() };
    let machine = machine(card.environment.as_ref());
    let mut rows = Vec::new();
    for benchmark in &card.benchmarks {
        let base = benchmark.baseline();
        for cell in benchmark.cells.iter().filter(|cell| !cell.is_baseline) {
            let Some((steady, speedup)) = cell.steady().zip(cell.speedup()) else { continue };
            let revision = card.session.revision.as_ref();
            let fact = |path: &str| text(card.environment.as_ref()?.pointer(path)?);
            rows.push(HistoryRow {
                session: card.session.id.clone(),
                started: card.session.started.clone(),
                commit: revision.map(|revision| revision.commit.clone()),
                branch: revision.and_then(|revision| revision.branch.clone()),
                dirty: revision.and_then(|revision| revision.dirty),
                label: card.session.label.clone(),
                machine: machine.clone(),
                profile: card.session.profile.clone(),
                benchmark: benchmark.benchmark.clone(),
                size: benchmark.size.clone(),
                baseline: baseline.clone(),
                rung: cell.cell.rung.clone(),
                title: cell.cell.title.clone(),
                median_ns: steady.median_ns,
                speedup: speedup.estimate,
                low: speedup.interval.map(|interval| interval.low),
                high: speedup.interval.map(|interval| interval.high),
                invocations: u32::try_from(speedup.invocations).unwrap_or(u32::MAX),
                toolchain: toolchain(cell),
                baseline_toolchain: base.and_then(toolchain),
                sources: sources(card, cell),
                baseline_sources: base.and_then(|base| sources(card, base)),
                kernel: fact("/machine/kernel"),
                harness: fact("/harness"),
                manifest: card.session.manifest_sha256.clone(),
            });
        }
    }
    rows
}

fn toolchain(cell: &CellCard) -> Option<String> {
    let (name, version) = (cell.cell.toolchain.as_ref()?, cell.cell.version.as_ref());
    Some(version.map_or_else(|| name.clone(), |version| format!("{name} {version}")))
}

fn sources(card: &Card, cell: &CellCard) -> Option<String> {
    let cells = card.environment.as_ref()?.get("cells")?.as_array()?;
    let own = cells.iter().find(|own| own["rung"] == *cell.cell.rung && own["benchmark"] == *cell.cell.benchmark)?;
    text(own.get("sources_sha256")?)
}

/// What tells machines apart: a history has no times of two of them in one series.
fn machine(environment: Option<&Value>) -> String {
    let machine = environment.and_then(|environment| environment.get("machine"));
    let facts = ["cpu", "cores", "architecture", "virtualisation"];
    let facts = facts.iter().filter_map(|key| text(machine?.get(*key)?));
    let facts: Vec<String> = facts.collect();
    if facts.is_empty() { "an unknown machine".to_owned() } else { facts.join(", ") }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
