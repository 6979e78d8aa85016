//! What `hyperfine --export-json` writes, in both of its shapes at once: version 2 of its schema, and beside it the fields of
//! the former one, which most programs that read such files still expect. Neither has a field of the other's name.
//!
//! A cell is a command, a measured sample a run, and a run's time that of one iteration.

use serde::Serialize;

use super::{Export, ExportedCell, ExportedProcess, environment_text, flags_line};
use crate::card::Card;
use crate::wire;
use records::Sample;
use statistics::{deviation, mean, median};

/// The export as one JSON document.
///
/// # Errors
/// None but what writing JSON to memory may meet.
pub fn render(export: &Export<'_>) -> serde_json::Result<String> {
    let card = export.card;
    wire::pretty(&HyperfineFile {
        schema_version: 2,
        metadata: HyperfineMetadata::new(card),
        primary_metric: "time_wall_clock",
        results: export.cells.iter().map(result).collect(),
    })
}

#[derive(Serialize)]
struct HyperfineFile<'a> {
    schema_version: u32,
    metadata: HyperfineMetadata,
    primary_metric: &'static str,
    results: Vec<HyperfineResult<'a>>,
}

#[derive(Serialize)]
struct HyperfineMetadata {
    start_time: String,
    platform: HyperfinePlatform,
    ladder_session: String,
    ladder_profile: String,
    ladder_flags: Option<String>,
}

#[derive(Serialize)]
struct HyperfinePlatform {
    #[serde(skip_serializing_if = "Option::is_none")]
    os: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    architecture: Option<String>,
}

impl HyperfineMetadata {
    fn new(card: &Card) -> HyperfineMetadata {
        let machine = |key: &str| environment_text(card, &["machine", key]);
        HyperfineMetadata {
            start_time: plain::text(&card.session.started),
            platform: HyperfinePlatform { os: machine("os"), architecture: machine("architecture") },
            ladder_session: plain::text(&card.session.id),
            ladder_profile: plain::text(&card.session.profile),
            ladder_flags: flags_line(&card.flags),
        }
    }
}

#[derive(Serialize)]
struct HyperfineResult<'a> {
    command: &'a str,
    // The former schema.
    mean: f64,
    stddev: Option<f64>,
    median: f64,
    user: f64,
    system: f64,
    min: f64,
    max: f64,
    times: Vec<f64>,
    exit_codes: Vec<i32>,
    // The second one.
    measurements: Vec<Measurement>,
    summary: MetricSummaries,
    ladder: LadderFields,
}

#[derive(Serialize)]
struct Measurement {
    time_wall_clock: Quantity,
    time_cpu: Quantity,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_peak_resident: Option<Quantity>,
    exit_code: i32,
}

#[derive(Serialize, Clone, Copy)]
struct Quantity {
    value: f64,
    unit: &'static str,
}

#[derive(Serialize)]
struct MetricSummaries {
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_peak_resident: Option<MetricSummary>,
    time_cpu: MetricSummary,
    time_wall_clock: MetricSummary,
}

#[derive(Serialize)]
struct MetricSummary {
    unit: &'static str,
    count: usize,
    mean: f64,
    stddev: Option<f64>,
    median: f64,
    min: f64,
    max: f64,
}

/// What hyperfine has no name for.
#[derive(Serialize)]
struct LadderFields {
    benchmark: String,
    rung: String,
    title: String,
    size: String,
    speedup: Option<f64>,
    speedup_low: Option<f64>,
    speedup_high: Option<f64>,
    flags: Option<String>,
}

const SECOND: &str = "second";
const BYTE: &str = "byte";

fn result<'a>(exported: &'a ExportedCell<'_>) -> HyperfineResult<'a> {
    let measurements: Vec<Measurement> =
        exported.processes.iter().flat_map(|process| process.measured().zip(peaks(process)).map(measured)).collect();
    let wall = MetricSummary::new(measurements.iter().map(|one| one.time_wall_clock), SECOND);
    let cpu = MetricSummary::new(measurements.iter().map(|one| one.time_cpu), SECOND);
    let memory: Option<Vec<Quantity>> = exported.processes.iter().map(|process| peaks(process).next()?).collect();
    HyperfineResult {
        command: &exported.name,
        mean: wall.mean,
        stddev: wall.stddev,
        median: wall.median,
        user: cpu.mean,
        system: 0.0,
        min: wall.min,
        max: wall.max,
        times: measurements.iter().map(|one| one.time_wall_clock.value).collect(),
        exit_codes: vec![0; measurements.len()],
        summary: MetricSummaries {
            memory_peak_resident: memory.map(|memory| MetricSummary::new(memory.into_iter(), BYTE)),
            time_cpu: cpu,
            time_wall_clock: wall,
        },
        measurements,
        ladder: LadderFields::new(exported),
    }
}

impl LadderFields {
    fn new(exported: &ExportedCell<'_>) -> LadderFields {
        let cell = &exported.card.cell;
        let speedup = exported.timed.speedup;
        let interval = speedup.and_then(|speedup| speedup.interval);
        LadderFields {
            benchmark: plain::text(&cell.benchmark),
            rung: plain::text(&cell.rung),
            title: plain::text(&cell.title),
            size: plain::text(&cell.size),
            speedup: speedup.map(|speedup| speedup.estimate),
            speedup_low: interval.map(|interval| interval.low),
            speedup_high: interval.map(|interval| interval.high),
            flags: flags_line(&exported.card.flags),
        }
    }
}

/// The peak of an invocation's memory beside the first of its samples: it was seen once, not once a sample.
fn peaks(process: &ExportedProcess<'_>) -> impl Iterator<Item = Option<Quantity>> {
    let peak = process.peak_bytes.map(|bytes| Quantity { value: bytes as f64, unit: BYTE });
    std::iter::once(peak).chain(std::iter::repeat(None))
}

/// A sample; that its output agreed is what an exit code of 0 says elsewhere.
fn measured((sample, peak): (Sample<&str>, Option<Quantity>)) -> Measurement {
    let seconds = |ns: u64| Quantity { value: ns as f64 / sample.iterations as f64 / 1e9, unit: SECOND };
    Measurement {
        time_wall_clock: seconds(sample.wall_ns),
        time_cpu: seconds(sample.cpu_ns),
        memory_peak_resident: peak,
        exit_code: 0,
    }
}

impl MetricSummary {
    fn new(quantities: impl Iterator<Item = Quantity>, unit: &'static str) -> MetricSummary {
        let values: Vec<f64> = quantities.map(|quantity| quantity.value).collect();
        MetricSummary {
            unit,
            count: values.len(),
            mean: mean(&values).unwrap_or_default(),
            stddev: deviation(&values),
            median: median(&values).unwrap_or_default(),
            min: values.iter().copied().reduce(f64::min).unwrap_or_default(),
            max: values.iter().copied().reduce(f64::max).unwrap_or_default(),
        }
    }
}
