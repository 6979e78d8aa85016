//! Comma-separated values (RFC 4180, UTF-8, with a header): a row a cell, or a row a sample.

use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};
use serde::Serialize;

use super::{Export, ExportedCell, environment_text, flags_line};
use crate::card::Card;
use records::{Counted, Part, Rows};
use statistics::steady::State;

/// A row a cell.
///
/// # Errors
/// When the place takes nothing.
pub fn cells(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    let cpu = environment_text(export.card, &["machine", "cpu"]);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    for exported in &export.cells {
        writer.serialize(CsvCell::new(export.card, cpu.as_deref(), exported))?;
    }
    writer.flush()
}

/// What a row a sample has.
const OF_SAMPLES: &str = "session,benchmark,size,rung,invocation,round,turn,phase,iterations,wall_ns,cpu_ns,slow,at_ms,\
    process,throttled\r\n";

/// A row a sample, from the first call of each process on.
///
/// # Errors
/// When the place takes nothing.
pub fn samples(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    use Part::{Integer, Text};
    let truth = |known: bool| Text(if known { "true" } else { "false" });
    let mut rows = Rows::new(to);
    rows.write(&[Text(OF_SAMPLES)])?;
    for exported in &export.cells {
        let cell = &exported.card.cell;
        let head = row(&[&export.card.session.id, &cell.benchmark, &cell.size, &cell.rung])?;
        for process in &exported.processes {
            for sample in process.samples() {
                let [comma, phase] = [Text(","), Text(sample.phase.word())];
                let parts = [
                    [Text(&head), comma],
                    [Integer(sample.invocation.into()), comma],
                    [Integer(sample.round.into()), comma],
                    [Integer(sample.turn.into()), comma],
                    [phase, comma],
                    [Integer(sample.iterations), comma],
                    [Integer(sample.wall_ns), comma],
                    [Integer(sample.cpu_ns), comma],
                    [truth(sample.slow), comma],
                    [Integer(sample.at_ms), comma],
                    [Integer(sample.process.into()), comma],
                    [truth(sample.throttled), Text("\r\n")],
                ];
                rows.write(parts.as_flattened())?;
            }
        }
    }
    rows.flush()
}

/// Texts as a row has them.
fn row(texts: &[&str]) -> io::Result<String> {
    let mut writer: Writer<Vec<u8>> = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(texts.iter().map(|text| quoted(text)))?;
    let bytes = writer.into_inner().map_err(::csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned())
}

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A text as every program takes it for a text: what would be a formula has an apostrophe before it.
fn quoted(text: &str) -> String {
    let text = plain::text(text);
    if text.trim_start().starts_with(FORMULA) { format!("'{text}") } else { text }
}

#[derive(Serialize)]
struct CsvCell {
    session: String,
    started: String,
    profile: String,
    cpu: Option<String>,
    benchmark: String,
    size: String,
    rung: String,
    title: String,
    toolchain: Option<String>,
    toolchain_version: Option<String>,
    build_kind: Option<String>,
    threads: u32,
    median_ns: f64,
    mean_ns: f64,
    p95_ns: f64,
    p99_ns: f64,
    worst_ns: f64,
    cpu_over_wall: Option<f64>,
    baseline: Option<String>,
    speedup: Option<f64>,
    speedup_low: Option<f64>,
    speedup_high: Option<f64>,
    comparison: Option<f64>,
    state: Option<State>,
    build_s: Option<f64>,
    start_ns: Option<f64>,
    first_ns: Option<f64>,
    warm_up_ns: Option<f64>,
    peak_bytes: Option<u64>,
    artefact_bytes: Option<u64>,
    instructions: Option<f64>,
    branch_misses: Option<f64>,
    cache_misses: Option<f64>,
    energy_uj: Option<f64>,
    invocations: usize,
    samples: usize,
    flags: Option<String>,
    session_flags: Option<String>,
    cost: String,
}

impl CsvCell {
    fn new(all: &Card, cpu: Option<&str>, exported: &ExportedCell<'_>) -> CsvCell {
        let (card, timed) = (exported.card, &exported.timed);
        let cell = &card.cell;
        let interval = timed.speedup.and_then(|speedup| speedup.interval);
        let counted = |of: fn(&Counted) -> Option<u64>| card.counted.and_then(|all| all.per_iteration(of));
        CsvCell {
            session: quoted(&all.session.id),
            started: quoted(&all.session.started),
            profile: quoted(&all.session.profile),
            cpu: cpu.map(quoted),
            benchmark: quoted(&cell.benchmark),
            size: quoted(&cell.size),
            rung: quoted(&cell.rung),
            title: quoted(&cell.title),
            toolchain: cell.toolchain.as_deref().map(quoted),
            toolchain_version: cell.version.as_deref().map(quoted),
            build_kind: cell.build_kind.as_deref().map(quoted),
            threads: cell.threads,
            median_ns: timed.median_ns,
            mean_ns: timed.mean_ns,
            p95_ns: timed.percentiles.p95_ns,
            p99_ns: timed.percentiles.p99_ns,
            worst_ns: timed.percentiles.worst_ns,
            cpu_over_wall: timed.cpu_over_wall,
            baseline: all.session.baseline.as_deref().map(quoted),
            speedup: timed.speedup.map(|speedup| speedup.estimate),
            speedup_low: interval.map(|interval| interval.low),
            speedup_high: interval.map(|interval| interval.high),
            comparison: timed.comparison,
            state: timed.state,
            build_s: cell.build_s,
            start_ns: timed.start_costs.start_ns,
            first_ns: timed.start_costs.first_ns,
            warm_up_ns: timed.start_costs.warm_up_ns,
            peak_bytes: card.peak_bytes,
            artefact_bytes: card.artefact_bytes,
            instructions: counted(|all| all.instructions),
            branch_misses: counted(|all| all.branch_misses),
            cache_misses: counted(|all| all.cache_misses),
            energy_uj: counted(|all| all.energy_uj),
            invocations: timed.invocations,
            samples: timed.samples,
            flags: flags_line(&card.flags).as_deref().map(quoted),
            session_flags: flags_line(&all.flags).as_deref().map(quoted),
            cost: quoted(&cell.cost),
        }
    }
}
