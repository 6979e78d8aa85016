//! What Bencher takes as its Metric Format: by benchmark and measure, a value with its bounds.

use std::io::{self, Write};

use indexmap::IndexMap;
use serde::Serialize;

use super::Export;
use crate::wire;
use statistics::typical;

/// The cells as one JSON document: the typical time of an iteration in nanoseconds, with its interval, and the speedup.
///
/// # Errors
/// When the place takes nothing.
pub fn render(export: &Export<'_>, to: &mut dyn Write) -> io::Result<()> {
    let mut cells: IndexMap<&str, IndexMap<&'static str, Metric>> = IndexMap::new();
    for exported in &export.cells {
        let times: Vec<f64> = exported.card.by_invocation.iter().map(|one| one.time_ns).collect();
        let (time, interval) = typical(&times).unwrap_or((exported.timed.median_ns, None));
        let bounds = interval.map(|interval| (interval.low, interval.high));
        let mut measures = IndexMap::from([("latency", Metric::new(time, bounds))]);
        if let Some(speedup) = &exported.timed.speedup {
            let bounds = speedup.interval.map(|interval| (interval.low, interval.high));
            measures.insert("speedup", Metric::new(speedup.estimate, bounds));
        }
        cells.insert(&exported.name, measures);
    }
    to.write_all(wire::pretty(&cells)?.as_bytes())
}

#[derive(Serialize)]
struct Metric {
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    lower_value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper_value: Option<f64>,
}

impl Metric {
    fn new(value: f64, bounds: Option<(f64, f64)>) -> Metric {
        Metric { value, lower_value: bounds.map(|(low, _)| low), upper_value: bounds.map(|(_, high)| high) }
    }
}
