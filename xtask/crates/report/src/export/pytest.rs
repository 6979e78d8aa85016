//! What `pytest --benchmark-json` writes, for pytest-benchmark's `compare`: a round is an invocation, its time that of one iteration.
//!
//! Rounds of pytest-benchmark are taken for independent, which samples of one process are not.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Export, ExportedCell, environment_text};
use crate::wire;
use statistics::{deviation, mean, median};

/// Nanoseconds of a second.
const SECOND: f64 = 1e9;

/// How many times the distance of the quartiles a time lies beyond them that is far out.
const FAR: f64 = 1.5;

/// The cells as one JSON document.
///
/// # Errors
/// When the place takes nothing.
pub fn render(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    let card = export.card;
    let text = |path: &[&str]| environment_text(card, path).unwrap_or_default();
    let revision = card.session.revision.as_ref();
    let document = json!({
        "machine_info": {
            "node": "", "processor": "", "machine": text(&["machine", "arch"]), "system": text(&["machine", "os"]),
            "cpu": { "brand_raw": text(&["machine", "cpu"]) },
        },
        "commit_info": {
            "id": revision.map(|revision| &revision.commit), "branch": revision.and_then(|revision| revision.branch.as_ref()),
            "dirty": revision.and_then(|revision| revision.dirty), "time": card.session.started,
        },
        "benchmarks": export.cells.iter().map(benchmark).collect::<Vec<_>>(),
        "datetime": card.session.started,
        "version": "5.3.1",
    });
    to.write_all(wire::pretty(&document)?.as_bytes())
}

fn benchmark(exported: &ExportedCell<'_>) -> Value {
    let id = exported.card.id();
    let times: Vec<f64> = exported.card.by_invocation.iter().map(|one| one.time_ns / SECOND).collect();
    let times = if times.is_empty() { vec![exported.timed.median_ns / SECOND] } else { times };
    json!({
        "group": plain::text(id.benchmark),
        "name": exported.name,
        "fullname": exported.name,
        "params": null,
        "param": null,
        "extra_info": { "title": plain::text(&exported.card.cell.title), "size": plain::text(&exported.card.cell.size) },
        "options": {
            "disable_gc": false, "timer": "perf_counter_ns", "min_rounds": times.len(), "max_time": 0, "min_time": 0, "warmup": true,
        },
        "stats": stats(&times),
    })
}

/// What so large a share of sorted times does not exceed, between two of them where it must be.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * place.fract()
}

fn stats(times: &[f64]) -> Value {
    let (middle, typical) = (median(times).unwrap_or_default(), mean(times).unwrap_or_default());
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (q1, q3) = (quantile(&sorted, 0.25), quantile(&sorted, 0.75));
    let spread = deviation(times).unwrap_or_default();
    let (low, high) = (q1 - FAR * (q3 - q1), q3 + FAR * (q3 - q1));
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    let far_out = times.iter().filter(|time| **time < low || **time > high).count();
    let beside = times.iter().filter(|time| (**time - typical).abs() > spread).count();
    let near: Vec<f64> = sorted.iter().copied().filter(|time| (low..=high).contains(time)).collect();
    json!({
        "min": least, "max": most, "mean": typical, "stddev": spread, "rounds": times.len(), "median": middle,
        "iqr": q3 - q1, "q1": q1, "q3": q3, "iqr_outliers": far_out, "stddev_outliers": beside,
        "outliers": format!("{beside};{far_out}"),
        "ld15iqr": near.first().unwrap_or(&least), "hd15iqr": near.last().unwrap_or(&most),
        "ops": 1.0 / typical, "total": times.iter().sum::<f64>(), "iterations": 1, "data": times,
    })
}
