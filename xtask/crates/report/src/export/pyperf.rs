//! A pyperf benchmark suite, format 1.0: what `pyperf show`, `stats`, `check` and `compare_to` read.
//!
//! A cell is a benchmark, an invocation a run (pyperf's word for a process): seconds of wall time for one iteration. pyperf
//! takes values for independent, whatever run they are of, so that an invocation has one, its geometric mean over rounds,
//! unless samples are asked for. Names of metadata that pyperf knows are used as it uses them; ours begin with `ladder_`.

use std::io::{self, Write};

use serde::Serialize;
use std::time::Duration;

use super::filled::{self, Gap};
use super::{
    Export, ExportedCell, ExportedProcess, environment_text, environment_value, flags_line, line, with_interval,
};
use crate::card::Card;
use records::{CellRecord, Part, Phase, Sample};

/// Writes the suite as one JSON document, with a value an invocation.
///
/// # Errors
/// When the place takes nothing.
pub fn invocations(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    render(export, to, &mut |(exported, process), gap| {
        let mut own = exported.card.by_invocation.iter().filter(|one| one.invocation == process.invocation);
        own.try_for_each(|one| gap.push(&[Part::Float(one.time_ns / 1e9)]))
    })
}

/// Writes the suite as one JSON document, with a value a measured sample.
///
/// # Errors
/// When the place takes nothing.
pub fn samples(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    render(export, to, &mut |(_, process), gap| {
        process.measured().try_for_each(|sample| gap.push(&[Part::Float(seconds(&sample))]))
    })
}

/// A process of a cell that becomes a run.
type RunOf<'e, 'a> = (&'e ExportedCell<'a>, &'e ExportedProcess<'a>);

/// What writes the values of a run.
type Values<'v> = &'v mut dyn FnMut(RunOf<'_, '_>, &mut Gap<'_, '_>) -> io::Result<()>;

fn render(export: &Export<'_>, to: &mut dyn Write, values: Values<'_>) -> io::Result<()> {
    let mut sources: Vec<RunOf> = Vec::new();
    let mut benchmarks = Vec::new();
    for exported in &export.cells {
        let processes = exported.processes.iter();
        let runs = processes.filter_map(|process| Some(((exported, process), run(export.card, process)?)));
        let (of, runs): (Vec<RunOf>, Vec<PyperfRun>) = runs.unzip();
        sources.extend(of);
        benchmarks.push(PyperfBenchmark { metadata: metadata(export.card, exported), runs });
    }
    // A run without warm-ups has no place for them.
    let with_warmups: Vec<&ExportedProcess> =
        sources.iter().map(|(_, process)| *process).filter(|process| early(process).next().is_some()).collect();
    let suite = PyperfSuite { version: "1.0", metadata: SuiteMetadata::new(export.card), benchmarks };
    filled::write(&suite, &["warmups", "values"], to, &mut |gap| match gap.key {
        "values" => values(sources[gap.place], gap),
        _ => warmups(with_warmups[gap.place], gap),
    })
}

/// What was taken before the first round.
fn early<'a>(process: &ExportedProcess<'a>) -> impl Iterator<Item = Sample<&'a str>> + use<'a> {
    process.samples().filter(|sample| sample.phase != Phase::Measure)
}

/// Writes the warm-ups of a run: of each how many iterations it had, and the seconds of one.
fn warmups(process: &ExportedProcess<'_>, gap: &mut Gap<'_, '_>) -> io::Result<()> {
    let form = gap.element(&["iterations", "seconds"])?;
    let parts = form.split_once("\"iterations\"").and_then(|(a, rest)| Some((a, rest.split_once("\"seconds\"")?)));
    let (before, (between, behind)) = parts.ok_or_else(|| io::Error::other("an array has another form"))?;
    let [before, between, behind] = [before, between, behind].map(Part::Text);
    early(process).try_for_each(|sample| {
        gap.push(&[before, Part::Integer(sample.iterations), between, Part::Float(seconds(&sample)), behind])
    })
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
    #[serde(skip_serializing_if = "Option::is_none")]
    warmups: Option<[(); 0]>,
    values: [(); 0],
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

/// A process without what is filled in; none where nothing was measured, which pyperf does not take.
fn run(card: &Card, process: &ExportedProcess<'_>) -> Option<PyperfRun> {
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
    Some(PyperfRun { metadata, warmups: early(process).next().map(|_| []), values: [] })
}

/// Wall time of one iteration.
fn seconds(sample: &Sample<&str>) -> f64 {
    sample.wall_ns as f64 / sample.iterations as f64 / 1e9
}

/// When a process started, by its first answer, as pyperf writes dates; in UTC.
fn began(card: &Card, first: &Sample<&str>, ready_ns: u64) -> Option<String> {
    let started = humantime::parse_rfc3339(&card.session.started).ok()?;
    let answered = started.checked_add(Duration::from_millis(first.at_ms))?;
    let began = answered.checked_sub(Duration::from_nanos(first.wall_ns.saturating_add(ready_ns)))?;
    // humantime writes no year beyond four digits, and none before 1970.
    let times = std::time::UNIX_EPOCH..humantime::parse_rfc3339("9999-12-31T23:59:59Z").ok()?;
    let date = times.contains(&began).then(|| humantime::format_rfc3339_micros(began).to_string())?;
    Some(date.trim_end_matches('Z').replace('T', " "))
}
