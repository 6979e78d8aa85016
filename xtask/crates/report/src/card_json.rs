//! The card for programs: `report --format json`, described in docs/json.md.
//!
//! The shapes here are the file's; they borrow from the card and compute nothing. A number that does not exist is
//! null, and so is one that JSON cannot write.

use serde::Serialize;

use crate::card::builds::{BuildGroup, builds};
use crate::card::flags::Flag;
use crate::card::{
    BenchmarkCard, BreakEven, Card, CellCard, CellFigures, CellStatus, Percentiles, PublishedFigure, StartCosts,
};
use crate::means::{GroupMeans, means};
use crate::scaling::{Curves, curves};
use crate::verdicts::{JudgedSource, judge};
use crate::wire::{self, CellHead, Estimate, SessionHead};
use records::differences::KnownDifferences;
use records::{CellRecord, Counted, Effort, End, Steadiness, Stop};
use statistics::steady::State;

/// The version of this shape; higher when a reader of the former one would stumble.
const VERSION: u32 = 1;

/// The card as one JSON document, indented, ending in a line feed.
pub fn render(card: &Card) -> serde_json::Result<String> {
    let cells = card.benchmarks.iter().flat_map(|benchmark| {
        let cells = benchmark.cells.iter();
        cells.map(|cell| cell_json(benchmark, cell))
    });
    let report = ReportJson {
        version: VERSION,
        session: session_json(card),
        warnings: &card.warnings,
        builds: builds(card),
        cells: cells.collect(),
        means: means(card),
        curves: curves(card),
        published: judge(card),
    };
    Ok(wire::pretty(&report)? + "\n")
}

#[derive(Serialize)]
struct ReportJson<'a> {
    version: u32,
    session: SessionJson<'a>,
    warnings: &'a [String],
    builds: Vec<BuildGroup>,
    cells: Vec<CellJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    means: Vec<GroupMeans<'a>>,
    #[serde(skip_serializing_if = "Curves::is_empty")]
    curves: Curves<'a>,
    published: Vec<JudgedSource>,
}

#[derive(Serialize)]
struct SessionJson<'a> {
    #[serde(flatten)]
    head: SessionHead<'a>,
    ended: Option<&'a str>,
    stop: Option<Stop>,
    resumed: usize,
    cut_off: usize,
    seed: u64,
    budget_s: f64,
    invocations: u32,
    max_invocations: Option<u32>,
    rounds: u32,
    width: Option<f64>,
    stolen: Option<f64>,
    others: Option<f64>,
    harness: Option<f64>,
    spent_s: Option<f64>,
    harness_cpu_s: Option<f64>,
    flags: Vec<FlagJson<'a>>,
    manifest_sha256: &'a str,
    baseline: Option<&'a str>,
    baseline_doubt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_instead: Option<&'a str>,
    selftest: Option<&'a serde_json::Value>,
}

#[derive(Serialize)]
pub(crate) struct CellJson<'a> {
    benchmark: &'a str,
    #[serde(flatten)]
    head: CellHead<'a>,
    size: &'a str,
    toolchain: Option<&'a str>,
    toolchain_version: Option<&'a str>,
    build_kind: Option<&'a str>,
    status: CellStatus,
    reason: Option<&'a str>,
    fix: Option<&'a str>,
    median_ns: Option<f64>,
    mean_ns: Option<f64>,
    percentiles: Option<Percentiles>,
    cpu_over_wall: Option<f64>,
    speedup: Option<Estimate>,
    comparison: Option<f64>,
    ties_with: Vec<&'a str>,
    state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    steadiness: Option<Steadiness>,
    times: Option<TimesJson>,
    break_even: Option<BreakEvenJson>,
    peak_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    artefact_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<Counted>,
    published: Option<PublishedFigureJson>,
    cost: &'a str,
    effort: Option<&'a Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differs: Option<&'a KnownDifferences>,
    flags: Vec<FlagJson<'a>>,
    invocations: usize,
    samples: usize,
}

#[derive(Serialize)]
struct TimesJson {
    build_s: Option<f64>,
    start_ns: Option<f64>,
    first_ns: Option<f64>,
    warm_up_ns: Option<f64>,
    steady_ns: Option<f64>,
}

#[derive(Serialize)]
struct BreakEvenJson {
    iterations: f64,
    baseline_ns: f64,
    iterations_with_build: f64,
}

#[derive(Serialize)]
struct PublishedFigureJson {
    ms: Option<f64>,
    speedup: Option<f64>,
}

#[derive(Serialize)]
struct FlagJson<'a> {
    code: &'a str,
    meaning: &'a str,
    detail: Option<&'a str>,
    advice: &'a str,
}

fn session_json(card: &Card) -> SessionJson<'_> {
    let (session, end) = (&card.session, card.end.as_ref());
    let seconds = |part: fn(&End) -> Option<u64>| end.and_then(part).map(|ms| ms as f64 / 1000.0);
    SessionJson {
        head: SessionHead::new(card),
        ended: end.map(|end| end.ended.as_str()),
        stop: end.map(|end| end.stop),
        resumed: card.resumed,
        cut_off: card.cut_off,
        seed: session.seed,
        budget_s: session.budget_s,
        invocations: session.invocations,
        max_invocations: session.max_invocations,
        rounds: session.rounds,
        width: session.width,
        stolen: card.shares.stolen,
        others: card.shares.others,
        harness: card.shares.harness,
        spent_s: seconds(|end| end.spent_ms),
        harness_cpu_s: seconds(|end| end.harness_cpu_ms),
        flags: card.flags.iter().map(flag_json).collect(),
        manifest_sha256: &session.manifest_sha256,
        baseline: session.baseline.as_deref(),
        baseline_doubt: session.baseline_doubt.as_deref(),
        baseline_instead: session.baseline_instead.as_deref(),
        selftest: card.environment.as_ref().and_then(|environment| environment.get("selftest")),
    }
}

/// A cell as the report's JSON has it.
pub(crate) fn cell_json<'a>(benchmark: &'a BenchmarkCard, card: &'a CellCard) -> CellJson<'a> {
    let cell = &card.cell;
    let timed = card.timed.as_ref();
    CellJson {
        benchmark: &benchmark.benchmark,
        head: CellHead::new(card),
        size: &cell.size,
        toolchain: cell.toolchain.as_deref(),
        toolchain_version: cell.version.as_deref(),
        build_kind: cell.build_kind.as_deref(),
        status: card.status,
        reason: card.reason.as_deref(),
        fix: card.fix.as_deref(),
        median_ns: card.steady().map(|timed| timed.median_ns),
        mean_ns: card.steady().map(|timed| timed.mean_ns),
        percentiles: card.steady().map(|timed| timed.percentiles),
        cpu_over_wall: timed.and_then(|timed| timed.cpu_over_wall),
        speedup: card.speedup().map(Estimate::from),
        comparison: timed.and_then(|timed| timed.comparison),
        ties_with: benchmark.ties(card).iter().map(|other| other.cell.rung.as_str()).collect(),
        state: timed.and_then(|timed| timed.state),
        steadiness: timed.and_then(|timed| timed.steadiness),
        times: timed.map(|timed| times_json(cell, timed)),
        break_even: timed.and_then(|timed| timed.break_even).map(break_even_json),
        peak_bytes: card.peak_bytes,
        artefact_bytes: card.artefact_bytes,
        counted: card.counted,
        published: card.printed.map(|PublishedFigure { ms, speedup }| PublishedFigureJson { ms, speedup }),
        cost: &cell.cost,
        effort: cell.effort.as_deref(),
        differs: cell.differs.as_deref(),
        flags: card.flags.iter().map(flag_json).collect(),
        invocations: timed.map_or(0, |timed| timed.invocations),
        samples: timed.map_or(0, |timed| timed.samples),
    }
}

fn times_json(cell: &CellRecord, timed: &CellFigures) -> TimesJson {
    let StartCosts { start_ns, first_ns, warm_up_ns } = timed.start_costs;
    let steady_ns = timed.has_one_number().then_some(timed.median_ns);
    TimesJson { build_s: cell.build_s, start_ns, first_ns, warm_up_ns, steady_ns }
}

fn break_even_json(BreakEven { iterations, baseline_ns, iterations_with_build }: BreakEven) -> BreakEvenJson {
    BreakEvenJson { iterations, baseline_ns, iterations_with_build }
}

fn flag_json(flag: &Flag) -> FlagJson<'_> {
    let kind = flag.kind;
    FlagJson { code: kind.code, meaning: kind.meaning, detail: flag.detail.as_deref(), advice: kind.advice }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::fixture::summarise;
    use crate::fixture::{cell, claim, lost, memory, names, published, recorded, samples};
    use records::Recorded;
    use records::{CellRecord, Standing};

    fn value(recorded: &Recorded) -> Value {
        let text = render(&summarise(recorded)).expect("JSON");
        assert!(text.ends_with("}\n") && !text.contains("NaN"));
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn a_timed_cell_has_every_number() {
        let mut recorded = recorded();
        let c = CellRecord { native: true, cost: "C".to_owned(), ..cell("c") };
        recorded.published = vec![published(&[("python", "1,242ms", "1.0x"), ("c", "2ms", "621x")])];
        recorded.cells = vec![cell("python"), c];
        recorded.samples = [samples("python", &[40; 6]), samples("c", &[10; 6])].concat().into();
        recorded.memory = vec![memory("c", 0, 4096)];
        let report = value(&recorded);
        assert_eq!(report["version"], 1);
        assert_eq!(report["session"]["stop"], "complete");
        assert_eq!(report["cells"][0]["speedup"], json!({"estimate": 1.0, "low": 1.0, "high": 1.0}));
        let c = &report["cells"][1];
        assert_eq!((&c["benchmark"], &c["rung"], &c["status"]), (&json!("nbody"), &json!("c"), &json!("timed")));
        assert_eq!((&c["median_ns"], &c["cpu_over_wall"]), (&json!(10.0), &json!(1.0)));
        let estimate = c["speedup"]["estimate"].as_f64().expect("a number");
        assert!((estimate - 4.0).abs() < 1e-9 && c["speedup"]["low"].is_number() && c["speedup"]["high"].is_number());
        assert_eq!((&c["peak_bytes"], &c["cost"]), (&json!(4096), &json!("C")));
        assert_eq!(c["published"], json!({"ms": 2.0, "speedup": 621.0}));
        assert_eq!((&c["invocations"], &c["samples"]), (&json!(3), &json!(6)));
        assert_eq!(c["flags"][0]["code"], "native");
        assert!(c["flags"][0]["meaning"].is_string() && c["flags"][0]["advice"].is_string());
        assert_eq!((&c["reason"], &c["fix"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn what_does_not_exist_is_null() {
        let mut recorded = recorded();
        recorded.cells = vec![lost("codon", Standing::Missing, "no compiler", Some("get one"))];
        recorded.end = None;
        let report = value(&recorded);
        let codon = &report["cells"][0];
        assert_eq!((&codon["status"], &codon["reason"]), (&json!("missing"), &json!("no compiler")));
        assert_eq!(codon["fix"], "get one");
        for key in ["median_ns", "cpu_over_wall", "speedup", "peak_bytes", "published"] {
            assert_eq!(codon.get(key), Some(&Value::Null), "{key}");
        }
        assert_eq!((&codon["invocations"], &codon["samples"], &codon["flags"]), (&json!(0), &json!(0), &json!([])));
        assert_eq!((&report["session"]["ended"], &report["session"]["stop"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn every_field_is_described_in_the_formats() {
        let mut recorded = recorded();
        let (toolchain, build_kind) = (Some("cc".to_owned()), Some("Debian".to_owned()));
        let c = CellRecord { native: true, toolchain, build_kind, ..cell("c") };
        recorded.cells = vec![cell("python"), c];
        recorded.samples = [samples("python", &[40; 6]), samples("c", &[10; 6])].concat().into();
        recorded.published = vec![published(&[("python", "1,242ms", "1.0x"), ("c", "2ms", "621x")])];
        recorded.published[0].claims = vec![claim("c", "python", Some(2.0), None)];
        let (_, described) =
            include_str!("../../../../docs/json.md").split_once("\n## The report\n").expect("the section");
        for name in names(&value(&recorded)) {
            assert!(described.contains(&format!("`{name}`")), "docs/json.md says nothing of `{name}`");
        }
    }

    #[test]
    fn a_speedup_without_an_interval_has_null_ends() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("c")];
        recorded.samples = [samples("python", &[40, 40]), samples("c", &[10, 10])].concat().into();
        let speedup = &value(&recorded)["cells"][1]["speedup"];
        assert!(speedup["estimate"].is_number());
        assert_eq!((&speedup["low"], &speedup["high"]), (&Value::Null, &Value::Null));
    }
}
