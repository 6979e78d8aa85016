//! The details of cells for programs: `report --cell ... --format json`, described in FORMAT.md. Borrows and computes
//! nothing.

use serde::Serialize;
use serde_json::Value;

use super::{Detail, ProcessTimes};
use crate::card_json::{WireCell, wire};
use statistics::steady::State;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The details as one JSON document, indented, ending in a line feed.
pub fn render(details: &[Detail<'_>]) -> serde_json::Result<String> {
    let session = details.first().map(|detail| detail.session.id.as_str());
    let wire = Wire { version: VERSION, session, cells: details.iter().map(cell).collect() };
    Ok(serde_json::to_string_pretty(&wire)? + "\n")
}

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    session: Option<&'a str>,
    cells: Vec<WireDetail<'a>>,
}

#[derive(Serialize)]
struct WireDetail<'a> {
    #[serde(flatten)]
    cell: WireCell<'a>,
    minimum_ns: Option<f64>,
    processes: Vec<WireProcess<'a>>,
    environment: Option<&'a Value>,
}

#[derive(Serialize)]
struct WireProcess<'a> {
    invocation: u32,
    time_ns: Option<f64>,
    speedup: Option<f64>,
    state: Option<State>,
    steady_from: Option<usize>,
    before_rounds: usize,
    times_ns: &'a [f64],
}

fn cell<'a>(detail: &'a Detail<'a>) -> WireDetail<'a> {
    WireDetail {
        cell: wire(detail.benchmark, detail.card),
        minimum_ns: detail.minimum_ns,
        processes: detail.courses.iter().map(|course| process(detail, course)).collect(),
        environment: detail.build,
    }
}

fn process<'a>(detail: &Detail<'_>, course: &'a ProcessTimes) -> WireProcess<'a> {
    let figures = detail.card.by_invocation.iter().find(|one| one.invocation == course.invocation);
    WireProcess {
        invocation: course.invocation,
        time_ns: figures.map(|one| one.time_ns),
        speedup: figures.and_then(|one| one.ratio),
        state: course.curve.as_ref().map(|curve| curve.state),
        steady_from: course.curve.as_ref().map(|curve| curve.steady_from),
        before_rounds: course.before_rounds,
        times_ns: &course.times_ns,
    }
}
