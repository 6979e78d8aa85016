//! Advice for programs: `advise --format json`, described in FORMAT.md. Borrows and computes nothing.

use serde::Serialize;

use super::{Advice, BenchmarkAdvice, ClimbStep, Overhead, RungAdvice, Saving, Unusable};
use records::Effort;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 2;

/// The advice as one JSON document, indented, ending in a line feed.
pub fn render(advice: &Advice<'_>) -> serde_json::Result<String> {
    let terms = advice.terms;
    let wire = WireAdvice {
        version: VERSION,
        session: &advice.session.id,
        warnings: &advice.doubts,
        work_s: terms.work_s,
        share: terms.share,
        worth: terms.worth,
        with_build: terms.with_build,
        limit: terms.limit(),
        benchmarks: advice.benchmarks.iter().map(benchmark).collect(),
    };
    Ok(serde_json::to_string_pretty(&wire)? + "\n")
}

#[derive(Serialize)]
struct WireAdvice<'a> {
    version: u32,
    session: &'a str,
    warnings: &'a [String],
    work_s: f64,
    share: f64,
    worth: f64,
    with_build: bool,
    limit: Option<f64>,
    benchmarks: Vec<WireBenchmark<'a>>,
}

#[derive(Serialize)]
struct WireBenchmark<'a> {
    benchmark: &'a str,
    size: &'a str,
    kind: Option<&'a str>,
    baseline: &'a str,
    iterations: f64,
    rungs: Vec<WireRung<'a>>,
    steps: Vec<WireStep<'a>>,
    stop: &'a str,
}

#[derive(Serialize)]
struct WireRung<'a> {
    rung: &'a str,
    title: &'a str,
    total_s: f64,
    saved_s: WireSaved,
    overhead_s: WireOverhead,
    build_s: Option<f64>,
    times_as_fast: f64,
    break_even_s: Option<f64>,
    effort: Option<&'a Effort>,
    flags: Vec<&'a str>,
    unusable: Option<&'a str>,
}

#[derive(Serialize)]
struct WireSaved {
    estimate: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct WireOverhead {
    estimate: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct WireStep<'a> {
    rung: &'a str,
    saved_s: WireSaved,
    worth: bool,
    alike: Vec<&'a str>,
}

fn benchmark<'a>(of: &'a BenchmarkAdvice<'_>) -> WireBenchmark<'a> {
    let id = |place: usize| of.rungs[place].cell.cell.rung.as_str();
    let step = |(place, step): (usize, &ClimbStep)| WireStep {
        rung: id(step.rung),
        saved_s: saved(&step.gain),
        worth: place < of.worth,
        alike: step.alike.iter().map(|place| id(*place)).collect(),
    };
    let baseline = of.baseline.cell.rung.as_str();
    WireBenchmark {
        benchmark: &of.card.benchmark,
        size: &of.card.size,
        kind: of.kind,
        baseline,
        iterations: of.iterations,
        rungs: of.rungs.iter().map(rung).collect(),
        steps: of.steps.iter().enumerate().map(step).collect(),
        stop: of.stop().map_or(baseline, |rung| rung.cell.cell.rung.as_str()),
    }
}

fn rung<'a>(of: &'a RungAdvice<'_>) -> WireRung<'a> {
    let Overhead { typical, least, most } = of.overhead_s;
    WireRung {
        rung: &of.cell.cell.rung,
        title: &of.cell.cell.title,
        total_s: of.total_s,
        saved_s: saved(&of.saved_s),
        overhead_s: WireOverhead { estimate: typical, low: least, high: most },
        build_s: of.cell.cell.build_s,
        times_as_fast: of.times_as_fast(),
        break_even_s: of.ahead_s,
        effort: of.effort(),
        flags: of.cell.flags.iter().map(|flag| flag.kind.code).collect(),
        unusable: of.unusable.map(|why| match why {
            Unusable::Native => "native",
            Unusable::TrustsInput => "trusts-input",
        }),
    }
}

fn saved(saved: &Saving) -> WireSaved {
    let Saving { estimate, interval } = saved;
    WireSaved { estimate: *estimate, low: interval.map(|sure| sure.low), high: interval.map(|sure| sure.high) }
}
