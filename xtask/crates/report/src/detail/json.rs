//! The details of cells for programs: `report --cell ... --format json`, described in docs/json.md. Borrows and computes
//! nothing.

use serde::Serialize;
use serde_json::Value;

use super::{Detail, ProcessTimes};
use crate::card_json::{CellJson, cell_json};
use crate::wire;
use statistics::steady::State;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The details as one JSON document, indented, ending in a line feed.
pub fn render(details: &[Detail<'_>]) -> serde_json::Result<String> {
    let session = details.first().map(|detail| detail.session.id.as_str());
    let document = DetailsJson { version: VERSION, session, cells: details.iter().map(detail_json).collect() };
    Ok(wire::pretty(&document)? + "\n")
}

#[derive(Serialize)]
struct DetailsJson<'a> {
    version: u32,
    session: Option<&'a str>,
    cells: Vec<DetailJson<'a>>,
}

#[derive(Serialize)]
struct DetailJson<'a> {
    #[serde(flatten)]
    cell: CellJson<'a>,
    minimum_ns: Option<f64>,
    processes: Vec<ProcessJson<'a>>,
    environment: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a Value>,
}

#[derive(Serialize)]
struct ProcessJson<'a> {
    invocation: u32,
    process: u32,
    time_ns: Option<f64>,
    speedup: Option<f64>,
    state: Option<State>,
    steady_from: Option<usize>,
    before_rounds: usize,
    times_ns: &'a [f64],
}

fn detail_json<'a>(detail: &'a Detail<'a>) -> DetailJson<'a> {
    DetailJson {
        cell: cell_json(detail.benchmark, detail.card),
        minimum_ns: detail.minimum_ns,
        processes: detail.processes.iter().map(|process| process_json(detail, process)).collect(),
        environment: detail.build,
        profile: detail.profile,
    }
}

fn process_json<'a>(detail: &Detail<'_>, process: &'a ProcessTimes) -> ProcessJson<'a> {
    let figures = detail.figures_of(process);
    ProcessJson {
        invocation: process.invocation,
        process: process.process,
        time_ns: figures.map(|figures| figures.time_ns),
        speedup: figures.and_then(|figures| figures.ratio),
        state: process.curve.as_ref().map(|curve| curve.state),
        steady_from: process.curve.as_ref().map(|curve| curve.steady_from),
        before_rounds: process.before_rounds,
        times_ns: &process.times_ns,
    }
}
