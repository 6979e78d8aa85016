//! A pyperf benchmark suite, format 1.0: what `pyperf show`, `stats`, `check` and `compare_to` read.
//!
//! A cell is a benchmark, an invocation a run (pyperf's word for a process): seconds of wall time for one iteration. pyperf
//! takes values for independent, whatever run they are of, so that an invocation has one, its geometric mean over rounds,
//! unless samples are asked for. Names of metadata that pyperf knows are used as it uses them; ours begin with `ladder_`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::{
    Export, ExportedCell, ExportedProcess, environment_text, environment_value, flags_line, line, with_interval,
};
use crate::card::Card;
use crate::wire;
use records::{CellRecord, Phase, Sample};

/// The suite as one JSON document, with a value an invocation.
///
/// # Errors
/// None but what writing JSON to memory may meet.
pub fn invocations(export: &Export<'_>) -> serde_json::Result<String> {
    render(export, |exported, process| {
        let own = exported.card.by_invocation.iter().filter(|one| one.invocation == process.invocation);
        own.map(|one| one.time_ns / 1e9).collect()
    })
}

/// The suite as one JSON document, with a value a measured sample.
///
/// # Errors
/// None but what writing JSON to memory may meet.
pub fn samples(export: &Export<'_>) -> serde_json::Result<String> {
    render(export, |_, process| process.measured().map(|sample| seconds(&sample)).collect())
}

fn render(
    export: &Export<'_>,
    values: fn(&ExportedCell<'_>, &ExportedProcess<'_>) -> Vec<f64>,
) -> serde_json::Result<String> {
    let benchmarks = export.cells.iter().map(|exported| {
        let processes = exported.processes.iter();
        let runs = processes.filter_map(|process| run(export.card, process, values(exported, process)));
        PyperfBenchmark { metadata: metadata(export.card, exported), runs: runs.collect() }
    });
    let suite =
        PyperfSuite { version: "1.0", metadata: SuiteMetadata::new(export.card), benchmarks: benchmarks.collect() };
    wire::pretty(&suite)
}

#[derive(Serialize)]
struct PyperfSuite {
    version: &'static str,
    metadata: SuiteMetadata,
    benchmarks: Vec<PyperfBenchmark>,
}

/// What all benchmarks have in common. pyperf takes no metadata that is null or empty.
#[derive(Serialize)]
struct SuiteMetadata {
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_model_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    load_avg_1min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_baseline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_session_flags: Option<String>,
}

impl SuiteMetadata {
    fn new(card: &Card) -> SuiteMetadata {
        let parts = ["os", "kernel", "architecture"].map(|key| environment_text(card, &["machine", key]));
        let platform = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let load = environment_value(card, &["load", "before", "load_average"]).and_then(|load| load.get(0)?.as_f64());
        SuiteMetadata {
            unit: "second",
            cpu_model_name: environment_text(card, &["machine", "cpu"]),
            cpu_count: environment_value(card, &["machine", "cores"]).and_then(serde_json::Value::as_u64),
            platform: line(&platform),
            load_avg_1min: load.filter(|load| *load >= 0.0),
            ladder_session: line(&card.session.id),
            ladder_profile: line(&card.session.profile),
            ladder_baseline: card.session.baseline.as_deref().and_then(line),
            ladder_session_flags: flags_line(&card.flags),
        }
    }
}

#[derive(Serialize)]
struct PyperfBenchmark {
    metadata: BenchmarkMetadata,
    runs: Vec<PyperfRun>,
}

#[derive(Serialize)]
struct BenchmarkMetadata {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    python_implementation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    python_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    python_compiler: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_benchmark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_rung: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_size: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_toolchain: Option<String>,
    ladder_threads: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_speedup: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ladder_flags: Option<String>,
}

fn metadata(card: &Card, exported: &ExportedCell<'_>) -> BenchmarkMetadata {
    let cell = &exported.card.cell;
    let fact = |key: &str| environment_text(card, &["toolchains", cell.toolchain.as_deref()?, "facts", key]);
    // What reports no implementation is no Python, whatever else it has a version of.
    let implementation = fact("implementation");
    let python = implementation.is_some();
    BenchmarkMetadata {
        name: exported.name.clone(),
        description: line(&format!("{} ({}): {}", cell.benchmark_title, cell.size, cell.title)),
        python_implementation: implementation,
        python_version: python_version(fact("version_tag"), fact("version")).filter(|_| python),
        python_compiler: fact("compiler").filter(|_| python),
        ladder_benchmark: line(&cell.benchmark),
        ladder_rung: line(&cell.rung),
        ladder_size: line(&cell.size),
        ladder_toolchain: toolchain(cell),
        ladder_threads: cell.threads,
        ladder_speedup: exported.timed.speedup.as_ref().map(with_interval),
        ladder_flags: flags_line(&exported.card.flags),
    }
}

fn toolchain(cell: &CellRecord) -> Option<String> {
    let parts = [cell.toolchain.as_deref(), cell.version.as_deref()];
    line(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// An implementation other than the reference counts its own versions; the language's is then all that is known.
fn python_version(language: Option<String>, own: Option<String>) -> Option<String> {
    match (language, own) {
        (Some(language), Some(own)) if own.starts_with(&language) => Some(own),
        (None, own) => own,
        (language, _) => language,
    }
}

#[derive(Serialize)]
struct PyperfRun {
    metadata: RunMetadata,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warmups: Vec<(u64, f64)>,
    values: Vec<f64>,
}

#[derive(Serialize)]
struct RunMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    duration: f64,
    loops: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_affinity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mem_max_rss: Option<u64>,
    ladder_invocation: u32,
}

/// A process; none where nothing was measured, which pyperf does not take.
fn run(card: &Card, process: &ExportedProcess<'_>, values: Vec<f64>) -> Option<PyperfRun> {
    let early = process.samples().filter(|sample| sample.phase != Phase::Measure);
    let called: f64 = process.samples().map(|sample| sample.wall_ns as f64).sum();
    let ready = process.start.map_or(0, |start| start.ready_ns);
    let metadata = RunMetadata {
        date: process.samples().next().and_then(|first| began(card, &first, ready)),
        duration: (called + ready as f64) / 1e9,
        loops: process.measured().map(|sample| sample.iterations).min()?,
        cpu_affinity: process.start.and_then(|start| start.core).map(|core| core.to_string()),
        mem_max_rss: process.peak_bytes.filter(|bytes| *bytes > 0),
        ladder_invocation: process.invocation,
    };
    Some(PyperfRun { metadata, warmups: early.map(|sample| (sample.iterations, seconds(&sample))).collect(), values })
}

/// Wall time of one iteration.
fn seconds(sample: &Sample<&str>) -> f64 {
    sample.wall_ns as f64 / sample.iterations as f64 / 1e9
}

/// When a process started, by its first answer, as pyperf writes dates; in UTC.
fn began(card: &Card, first: &Sample<&str>, ready_ns: u64) -> Option<String> {
    let started: DateTime<Utc> = card.session.started.parse().ok()?;
    let answered = started.checked_add_signed(TimeDelta::try_milliseconds(i64::try_from(first.at_ms).ok()?)?)?;
    let before = TimeDelta::nanoseconds(i64::try_from(first.wall_ns.saturating_add(ready_ns)).ok()?);
    Some(answered.checked_sub_signed(before)?.format("%Y-%m-%d %H:%M:%S%.6f").to_string())
}
