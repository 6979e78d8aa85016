//! Hand-made records for tests.

use serde_json::Value;

use published::{Claim, PublishedRow, PublishedSource, Quantity, Table};

use crate::Card;
use records::Recorded;
use records::{CellId, CellRecord, End, Failure, Memory, Output, Phase, Sample, Session, Standing, Start, Stop};

/// The end of a session that was not interrupted.
pub const END: End =
    End { stop: Stop::Complete, ended: String::new(), spent_ms: None, harness_cpu_ms: None, lost_ms: None };

/// A session without cells, whose baseline is `python`.
pub fn recorded() -> Recorded {
    let session = Session {
        version: 1,
        id: "20260102T030405Z".to_owned(),
        started: "2026-01-02T03:04:05Z".to_owned(),
        profile: "quick".to_owned(),
        seed: 7,
        budget_s: 60.0,
        invocations: 3,
        max_invocations: None,
        width: Some(0.02),
        rounds: 2,
        manifest_sha256: "00".repeat(32),
        baseline: Some("python".to_owned()),
        baseline_doubt: None,
        baseline_instead: None,
        revision: None,
        label: None,
    };
    Recorded { end: Some(End { ended: "2026-01-02T03:06:05Z".to_owned(), ..END }), ..Recorded::new(session) }
}

/// The card of a session in which everything that was timed agreed.
pub fn summarise(recorded: &Recorded) -> Card {
    let mut recorded = recorded.clone();
    recorded.outputs = recorded.samples.iter().map(agreement).collect();
    super::summarise(&recorded)
}

/// The record that the output behind a sample agreed.
pub fn agreement(sample: Sample<&str>) -> Output {
    let (benchmark, rung) = (sample.benchmark.to_owned(), sample.rung.to_owned());
    Output { benchmark, rung, invocation: sample.invocation, sha256: "00".repeat(32) }
}

/// A ready cell of the benchmark `nbody`, about which there is nothing to say.
pub fn cell(rung: &str) -> CellRecord {
    CellRecord {
        benchmark: "nbody".to_owned(),
        benchmark_title: "n-body".to_owned(),
        kind: None,
        part_of: None,
        group: None,
        size: "33000".to_owned(),
        rung: rung.to_owned(),
        title: rung.to_owned(),
        standing: Standing::Ready,
        reason: None,
        fix: None,
        difference: None,
        toolchain: None,
        version: None,
        optimised: Some(true),
        build_kind: None,
        build_s: None,
        threads: 1,
        fast_math: false,
        target_cpu: "generic".to_owned(),
        native: false,
        validates: true,
        helpers: None,
        algorithm: "same loop".to_owned(),
        cost: String::new(),
        effort: None,
        effort_unknown: None,
        differs: None,
        headline: false,
        simulated: false,
        compiles: false,
        thread_curve_of: None,
        size_curve_of: None,
        pending: false,
        elements: None,
    }
}

/// A cell that cannot be timed.
pub fn lost(rung: &str, standing: Standing, reason: &str, fix: Option<&str>) -> CellRecord {
    CellRecord { standing, reason: Some(reason.to_owned()), fix: fix.map(str::to_owned), ..cell(rung) }
}

/// A measured sample of one iteration, all of whose wall time was spent computing.
pub fn sample(rung: &str, invocation: u32, round: u32, wall_ns: u64) -> Sample {
    Sample {
        benchmark: "nbody".to_owned(),
        rung: rung.to_owned(),
        invocation,
        round,
        turn: 0,
        phase: Phase::Measure,
        iterations: 1,
        wall_ns,
        cpu_ns: wall_ns,
        slow: false,
        at_ms: 0,
        process: 0,
        throttled: false,
    }
}

/// A source that prints a table about `nbody`: rung, time and ratio of each row, the first of which is the reference.
pub fn published(rows: &[(&str, &str, &str)]) -> PublishedSource {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let row = |(rung, time, ratio): &(&str, &str, &str)| PublishedRow {
        row: (*rung).to_owned(),
        sections: vec!["One".to_owned()],
        time: text(time),
        ratio: text(ratio),
        rung: text(rung),
        near: Vec::new(),
        absent: None,
        any_size: true,
        fast_math: false,
        parallel: false,
        unlike: None,
        cause: None,
    };
    let mut rows: Vec<PublishedRow> = rows.iter().map(row).collect();
    let figures = rows.split_off(1);
    let (title, benchmark) = ("N-body".to_owned(), Some("nbody".to_owned()));
    PublishedSource {
        title: "A blog".to_owned(),
        source: "https://example.org/".to_owned(),
        edition: "2026".to_owned(),
        machine: Some("another machine".to_owned()),
        method: None,
        short: Some("blog".to_owned()),
        column: Some(true),
        legend: Some(
            "as the blog prints it: another machine, another baseline, and the blog's own input size".to_owned(),
        ),
        bounds: None,
        conditions: [].into(),
        tables: vec![Table { title, benchmark, reference: rows.pop(), figures }],
        claims: Vec::new(),
    }
}

/// A claim about two rungs on `nbody`.
pub fn claim(left: &str, right: &str, low: Option<f64>, high: Option<f64>) -> Claim {
    let place = |rung: &str| Some(CellId::new(rung, "nbody"));
    Claim {
        control: None,
        says: format!("{left} beside {right}"),
        section: "One".to_owned(),
        left: place(left),
        right: place(right),
        over: Vec::new(),
        quantity: Quantity::Speed,
        low,
        high,
        absent: None,
        any_size: None,
        unlike: None,
        despite: None,
        cause: None,
        series: None,
    }
}

/// Samples of a rung, two rounds an invocation.
pub fn samples(rung: &str, times: &[u64]) -> Vec<Sample> {
    let places = (0u32..).map(|turn| (turn / 2, turn % 2));
    places.zip(times).map(|((invocation, round), wall_ns)| sample(rung, invocation, round, *wall_ns)).collect()
}

/// Takes the samples of a session out of their store, changes them, and puts them back.
pub fn change_samples(recorded: &mut Recorded, change: impl FnOnce(&mut Vec<Sample>)) {
    let mut samples: Vec<Sample> = recorded.samples.iter().map(|sample| sample.owned()).collect();
    change(&mut samples);
    recorded.samples = samples.into();
}

/// A peak of resident memory.
pub fn memory(rung: &str, invocation: u32, peak_bytes: u64) -> Memory {
    Memory {
        benchmark: "nbody".to_owned(),
        rung: rung.to_owned(),
        invocation,
        peak_bytes,
        clock: None,
        oddities: None,
        counted: None,
    }
}

/// A failure while measuring.
pub fn failure(rung: &str, standing: Standing, message: &str) -> Failure {
    let (benchmark, rung) = ("nbody".to_owned(), rung.to_owned());
    Failure { benchmark, rung, invocation: 0, standing, message: message.to_owned(), since: None }
}

/// The names of all fields of a JSON value, at any depth.
pub fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) => {
            let deeper = fields.values().flat_map(names);
            fields.keys().map(String::as_str).chain(deeper).collect()
        }
        Value::Array(items) => items.iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
}

/// The start of a runner, pinned to the core if there is one.
pub fn start(rung: &str, invocation: u32, core: Option<usize>) -> Start {
    let (benchmark, rung) = ("nbody".to_owned(), rung.to_owned());
    Start { benchmark, rung, invocation, ready_ns: 50, core, process: 0 }
}
