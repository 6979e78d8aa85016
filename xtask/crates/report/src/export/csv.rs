//! Comma-separated values (RFC 4180, UTF-8, with a header): a row a cell, or a row a sample.

use std::io;

use ::csv::{Terminator, Writer, WriterBuilder};
use serde::Serialize;

use super::{Export, ExportedCell, ExportedProcess, environment_text, flags_line};
use crate::card::Card;
use records::{Phase, Sample};
use statistics::steady::State;

/// A row a cell.
///
/// # Errors
/// None but what writing to memory may meet.
pub fn cells(export: &Export<'_>) -> io::Result<String> {
    let cpu = environment_text(export.card, &["machine", "cpu"]);
    written(export.cells.iter().map(|exported| CsvCell::new(export.card, cpu.as_deref(), exported)))
}

/// A row a sample, from the first call of each process on.
///
/// # Errors
/// None but what writing to memory may meet.
pub fn samples(export: &Export<'_>) -> io::Result<String> {
    let samples = export.cells.iter().flat_map(|exported| {
        let of_cell = exported.processes.iter().flat_map(ExportedProcess::samples);
        of_cell.map(|sample| CsvSample::new(export.card, exported, sample))
    });
    written(samples)
}

fn written(rows: impl Iterator<Item = impl Serialize>) -> io::Result<String> {
    let mut writer: Writer<Vec<u8>> = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    let bytes = writer.into_inner().map_err(::csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

#[derive(Serialize)]
struct CsvCell<'a> {
    session: &'a str,
    started: &'a str,
    profile: &'a str,
    cpu: Option<&'a str>,
    benchmark: &'a str,
    size: &'a str,
    rung: &'a str,
    title: &'a str,
    toolchain: Option<&'a str>,
    toolchain_version: Option<&'a str>,
    build_kind: Option<&'a str>,
    threads: u32,
    median_ns: f64,
    cpu_over_wall: Option<f64>,
    baseline: Option<&'a str>,
    speedup: Option<f64>,
    speedup_low: Option<f64>,
    speedup_high: Option<f64>,
    state: Option<State>,
    build_s: Option<f64>,
    start_ns: Option<f64>,
    first_ns: Option<f64>,
    warm_up_ns: Option<f64>,
    peak_bytes: Option<u64>,
    invocations: usize,
    samples: usize,
    flags: Option<String>,
    session_flags: Option<String>,
    cost: &'a str,
}

impl<'a> CsvCell<'a> {
    fn new(all: &'a Card, cpu: Option<&'a str>, exported: &'a ExportedCell<'_>) -> CsvCell<'a> {
        let (card, timed) = (exported.card, &exported.timed);
        let cell = &card.cell;
        let interval = timed.speedup.and_then(|speedup| speedup.interval);
        CsvCell {
            session: &all.session.id,
            started: &all.session.started,
            profile: &all.session.profile,
            cpu,
            benchmark: &cell.benchmark,
            size: &cell.size,
            rung: &cell.rung,
            title: &cell.title,
            toolchain: cell.toolchain.as_deref(),
            toolchain_version: cell.version.as_deref(),
            build_kind: cell.build_kind.as_deref(),
            threads: cell.threads,
            median_ns: timed.median_ns,
            cpu_over_wall: timed.cpu_over_wall,
            baseline: all.session.baseline.as_deref(),
            speedup: timed.speedup.map(|speedup| speedup.estimate),
            speedup_low: interval.map(|interval| interval.low),
            speedup_high: interval.map(|interval| interval.high),
            state: timed.state,
            build_s: cell.build_s,
            start_ns: timed.start_costs.start_ns,
            first_ns: timed.start_costs.first_ns,
            warm_up_ns: timed.start_costs.warm_up_ns,
            peak_bytes: card.peak_bytes,
            invocations: timed.invocations,
            samples: timed.samples,
            flags: flags_line(&card.flags),
            session_flags: flags_line(&all.flags),
            cost: &cell.cost,
        }
    }
}

#[derive(Serialize)]
struct CsvSample<'a> {
    session: &'a str,
    benchmark: &'a str,
    size: &'a str,
    rung: &'a str,
    invocation: u32,
    round: u32,
    turn: u32,
    phase: Phase,
    iterations: u64,
    wall_ns: u64,
    cpu_ns: u64,
    slow: bool,
    at_ms: u64,
}

impl<'a> CsvSample<'a> {
    fn new(all: &'a Card, exported: &'a ExportedCell<'_>, sample: Sample<&'a str>) -> CsvSample<'a> {
        CsvSample {
            session: &all.session.id,
            benchmark: sample.benchmark,
            size: &exported.card.cell.size,
            rung: sample.rung,
            invocation: sample.invocation,
            round: sample.round,
            turn: sample.turn,
            phase: sample.phase,
            iterations: sample.iterations,
            wall_ns: sample.wall_ns,
            cpu_ns: sample.cpu_ns,
            slow: sample.slow,
            at_ms: sample.at_ms,
        }
    }
}
