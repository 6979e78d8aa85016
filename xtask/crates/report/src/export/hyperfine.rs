//! What `hyperfine --export-json` writes, in both of its shapes at once: version 2 of its schema, and beside it the fields of
//! the former one, which most programs that read such files still expect. Neither has a field of the other's name.
//!
//! A cell is a command, a measured sample a run, and a run's time that of one iteration.

use std::io::{self, Write};

use serde::Serialize;

use super::filled::{self, Gap};
use super::{Export, ExportedCell, ExportedProcess, environment_text, flags_line};
use crate::card::Card;
use records::Part;
use statistics::{deviation, mean, median};

/// Writes the export as one JSON document.
///
/// # Errors
/// When the place takes nothing.
pub fn render(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    let card = export.card;
    let document = HyperfineFile {
        schema_version: 2,
        metadata: HyperfineMetadata::new(card),
        primary_metric: "time_wall_clock",
        results: export.cells.iter().map(result).collect(),
    };
    filled::write(&document, &["times", "exit_codes", "measurements"], to, &mut |gap| {
        let cell = &export.cells[gap.place];
        match gap.key {
            "times" => cell.times().try_for_each(|(wall, _)| gap.push(&[Part::Float(wall)])),
            "exit_codes" => cell.times().try_for_each(|_| gap.push(&[Part::Integer(0)])),
            _ => measurements(cell, gap),
        }
    })
}

/// A measurement of seconds that no other part of it looks like, and how these are written.
const STAND_INS: (f64, &str, f64, &str) = (1.25, "1.25", 2.25, "2.25");

/// Writes the measured samples of a cell: those with what was seen of memory as they are, the others by their form.
fn measurements(exported: &ExportedCell<'_>, gap: &mut Gap<'_, '_>) -> io::Result<()> {
    let (wall, wall_text, cpu, cpu_text) = STAND_INS;
    let form = gap.element(&Measurement::new(wall, cpu, None))?;
    let parts = form.split_once(wall_text).and_then(|(a, rest)| rest.split_once(cpu_text).map(|(b, c)| (a, b, c)));
    let (before, between, behind) = parts.ok_or_else(|| io::Error::other("a measurement has another form"))?;
    for process in &exported.processes {
        for ((wall, cpu), peak) in process.times().zip(peaks(process)) {
            if peak.is_some() {
                let whole = gap.element(&Measurement::new(wall, cpu, peak))?;
                gap.push(&[Part::Text(&whole)])?;
                continue;
            }
            let [before, between, behind] = [before, between, behind].map(Part::Text);
            gap.push(&[before, Part::Float(wall), between, Part::Float(cpu), behind])?;
        }
    }
    Ok(())
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
    times: [f64; 0],
    exit_codes: [i32; 0],
    // The second one.
    measurements: [(); 0],
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

/// A cell without what is filled in, sample by sample.
fn result<'a>(exported: &'a ExportedCell<'_>) -> HyperfineResult<'a> {
    let (walls, cpus): (Vec<f64>, Vec<f64>) = exported.times().unzip();
    let (wall, cpu) = (MetricSummary::new(&walls, SECOND), MetricSummary::new(&cpus, SECOND));
    let memory: Option<Vec<Quantity>> = exported.processes.iter().map(|process| peaks(process).next()?).collect();
    let memory: Option<Vec<f64>> = memory.map(|peaks| peaks.iter().map(|peak| peak.value).collect());
    HyperfineResult {
        command: &exported.name,
        mean: wall.mean,
        stddev: wall.stddev,
        median: wall.median,
        user: cpu.mean,
        system: 0.0,
        min: wall.min,
        max: wall.max,
        times: [],
        exit_codes: [],
        measurements: [],
        summary: MetricSummaries {
            memory_peak_resident: memory.map(|memory| MetricSummary::new(&memory, BYTE)),
            time_cpu: cpu,
            time_wall_clock: wall,
        },
        ladder: LadderFields::new(exported),
    }
}

impl ExportedCell<'_> {
    /// Wall and CPU seconds of one iteration of each measured sample.
    fn times(&self) -> impl Iterator<Item = (f64, f64)> {
        self.processes.iter().flat_map(ExportedProcess::times)
    }
}

impl ExportedProcess<'_> {
    /// The same, of a process.
    fn times(&self) -> impl Iterator<Item = (f64, f64)> {
        self.measured().map(|sample| {
            let seconds = |ns: u64| ns as f64 / sample.iterations as f64 / 1e9;
            (seconds(sample.wall_ns), seconds(sample.cpu_ns))
        })
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

impl Measurement {
    /// A sample; that its output agreed is what an exit code of 0 says elsewhere.
    fn new(wall: f64, cpu: f64, memory_peak_resident: Option<Quantity>) -> Measurement {
        let seconds = |value| Quantity { value, unit: SECOND };
        Measurement { time_wall_clock: seconds(wall), time_cpu: seconds(cpu), memory_peak_resident, exit_code: 0 }
    }
}

impl MetricSummary {
    fn new(values: &[f64], unit: &'static str) -> MetricSummary {
        MetricSummary {
            unit,
            count: values.len(),
            mean: mean(values).unwrap_or_default(),
            stddev: deviation(values),
            median: median(values).unwrap_or_default(),
            min: values.iter().copied().reduce(f64::min).unwrap_or_default(),
            max: values.iter().copied().reduce(f64::max).unwrap_or_default(),
        }
    }
}
