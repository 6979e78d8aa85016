//! Advice for programs: `advise --format json`, described in docs/json.md. Borrows and computes nothing.

use serde::Serialize;

use super::{Advice, BenchmarkAdvice, ClimbStep, Overhead, RungAdvice, Saving, Unusable};
use crate::wire::{self, CellHead, Estimate, flag_codes};
use records::Effort;
use records::differences::KnownDifferences;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 2;

/// The advice as one JSON document, indented, ending in a line feed.
pub fn render(advice: &Advice<'_>) -> serde_json::Result<String> {
    let workload = advice.workload;
    let document = AdviceJson {
        version: VERSION,
        session: &advice.session.id,
        warnings: &advice.doubts,
        work_s: workload.work_s,
        share: workload.share,
        worth: workload.worth,
        with_build: workload.with_build,
        limit: workload.limit(),
        benchmarks: advice.benchmarks.iter().map(benchmark_json).collect(),
    };
    Ok(wire::pretty(&document)? + "\n")
}

#[derive(Serialize)]
struct AdviceJson<'a> {
    version: u32,
    session: &'a str,
    warnings: &'a [String],
    work_s: f64,
    share: f64,
    worth: f64,
    with_build: bool,
    limit: Option<f64>,
    benchmarks: Vec<BenchmarkAdviceJson<'a>>,
}

#[derive(Serialize)]
struct BenchmarkAdviceJson<'a> {
    benchmark: &'a str,
    size: &'a str,
    kind: Option<&'a str>,
    baseline: &'a str,
    iterations: f64,
    rungs: Vec<RungAdviceJson<'a>>,
    steps: Vec<ClimbStepJson<'a>>,
    stop: &'a str,
}

#[derive(Serialize)]
struct RungAdviceJson<'a> {
    #[serde(flatten)]
    head: CellHead<'a>,
    total_s: f64,
    saved_s: Estimate,
    overhead_s: Estimate,
    build_s: Option<f64>,
    times_as_fast: f64,
    break_even_s: Option<f64>,
    effort: Option<&'a Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differs: Option<&'a KnownDifferences>,
    flags: Vec<&'a str>,
    unusable: Option<&'a str>,
}

#[derive(Serialize)]
struct ClimbStepJson<'a> {
    rung: &'a str,
    saved_s: Estimate,
    worth: bool,
    alike: Vec<&'a str>,
}

fn benchmark_json<'a>(advice: &'a BenchmarkAdvice<'_>) -> BenchmarkAdviceJson<'a> {
    let baseline = advice.baseline.cell.rung.as_str();
    let steps = advice.steps.iter().enumerate();
    BenchmarkAdviceJson {
        benchmark: &advice.card.benchmark,
        size: &advice.card.size,
        kind: advice.kind,
        baseline,
        iterations: advice.iterations,
        rungs: advice.rungs.iter().map(rung_json).collect(),
        steps: steps.map(|(place, step)| step_json(advice, step, place < advice.worth)).collect(),
        stop: advice.stop().map_or(baseline, |rung| rung.cell.cell.rung.as_str()),
    }
}

fn step_json<'a>(advice: &'a BenchmarkAdvice<'_>, step: &ClimbStep, worth: bool) -> ClimbStepJson<'a> {
    let id = |place: usize| advice.rungs[place].cell.cell.rung.as_str();
    ClimbStepJson {
        rung: id(step.rung),
        saved_s: step.gain.into(),
        worth,
        alike: step.alike.iter().map(|place| id(*place)).collect(),
    }
}

fn rung_json<'a>(advice: &'a RungAdvice<'_>) -> RungAdviceJson<'a> {
    RungAdviceJson {
        head: CellHead::new(advice.cell),
        total_s: advice.total_s,
        saved_s: advice.saved_s.into(),
        overhead_s: advice.overhead_s.into(),
        build_s: advice.cell.cell.build_s,
        times_as_fast: advice.times_as_fast(),
        break_even_s: advice.ahead_s,
        effort: advice.effort(),
        differs: advice.cell.cell.differs.as_deref(),
        flags: flag_codes(&advice.cell.flags),
        unusable: advice.unusable.map(|why| match why {
            Unusable::Native => "native",
            Unusable::TrustsInput => "trusts-input",
        }),
    }
}

impl From<Saving> for Estimate {
    fn from(Saving { estimate, interval }: Saving) -> Self {
        Estimate::new(estimate, interval)
    }
}

impl From<Overhead> for Estimate {
    fn from(Overhead { typical, least, most }: Overhead) -> Self {
        Estimate { estimate: typical, low: Some(least), high: Some(most) }
    }
}
