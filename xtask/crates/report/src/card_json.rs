//! The card for programs: `report --format json`, described in FORMAT.md.
//!
//! The shapes here are the file's; they borrow from the card and compute nothing. A number that does not exist is
//! null, and so is one that JSON cannot write.

use serde::Serialize;

use crate::card::builds::{BuildGroup, builds};
use crate::card::flags::Flag;
use crate::card::head::{BreakEven, StartCosts};
use crate::card::summary::{BenchmarkCard, Card, CellCard, CellFigures, CellStatus, PublishedFigure};
use crate::verdicts::{JudgedSource, judge};
use records::{CellRecord, Effort, End, Stop};
use statistics::Speedup;
use statistics::steady::State;

/// The version of this shape; higher when a reader of the former one would stumble.
pub const VERSION: u32 = 1;

/// The card as one JSON document, indented, ending in a line feed.
pub fn render(card: &Card) -> serde_json::Result<String> {
    let cells = card.benchmarks.iter().flat_map(|benchmark| benchmark.cells.iter().map(|cell| wire(benchmark, cell)));
    let report = WireReport {
        version: VERSION,
        session: session(card),
        warnings: &card.warnings,
        builds: builds(card),
        cells: cells.collect(),
        published: judge(card),
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

#[derive(Serialize)]
struct WireReport<'a> {
    version: u32,
    session: WireSession<'a>,
    warnings: &'a [String],
    builds: Vec<BuildGroup>,
    cells: Vec<WireCell<'a>>,
    published: Vec<JudgedSource>,
}

#[derive(Serialize)]
struct WireSession<'a> {
    id: &'a str,
    profile: &'a str,
    started: &'a str,
    ended: Option<&'a str>,
    stop: Option<Stop>,
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
    flags: Vec<WireFlag<'a>>,
    manifest_sha256: &'a str,
    baseline: Option<&'a str>,
    baseline_doubt: Option<&'a str>,
    selftest: Option<&'a serde_json::Value>,
}

#[derive(Serialize)]
pub(super) struct WireCell<'a> {
    benchmark: &'a str,
    rung: &'a str,
    title: &'a str,
    size: &'a str,
    toolchain: Option<&'a str>,
    toolchain_version: Option<&'a str>,
    build_kind: Option<&'a str>,
    status: CellStatus,
    reason: Option<&'a str>,
    fix: Option<&'a str>,
    median_ns: Option<f64>,
    cpu_over_wall: Option<f64>,
    speedup: Option<WireSpeedup>,
    state: Option<State>,
    times: Option<WireTimes>,
    break_even: Option<WireBreakEven>,
    peak_bytes: Option<u64>,
    published: Option<WirePublished>,
    cost: &'a str,
    effort: Option<&'a Effort>,
    flags: Vec<WireFlag<'a>>,
    invocations: usize,
    samples: usize,
}

#[derive(Serialize)]
struct WireSpeedup {
    estimate: f64,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct WireTimes {
    build_s: Option<f64>,
    start_ns: Option<f64>,
    first_ns: Option<f64>,
    warm_up_ns: Option<f64>,
    steady_ns: Option<f64>,
}

#[derive(Serialize)]
struct WireBreakEven {
    iterations: f64,
    baseline_ns: f64,
    iterations_with_build: f64,
}

#[derive(Serialize)]
struct WirePublished {
    ms: Option<f64>,
    speedup: Option<f64>,
}

#[derive(Serialize)]
struct WireFlag<'a> {
    code: &'a str,
    meaning: &'a str,
    detail: Option<&'a str>,
    advice: &'a str,
}

fn session(card: &Card) -> WireSession<'_> {
    let session = &card.session;
    let end = |of: fn(&End) -> Option<u64>| card.end.as_ref().and_then(of);
    let seconds = |milliseconds: u64| milliseconds as f64 / 1000.0;
    WireSession {
        id: &session.id,
        profile: &session.profile,
        started: &session.started,
        ended: card.end.as_ref().map(|end| end.ended.as_str()),
        stop: card.end.as_ref().map(|end| end.stop),
        seed: session.seed,
        budget_s: session.budget_s,
        invocations: session.invocations,
        max_invocations: session.max_invocations,
        rounds: session.rounds,
        width: session.width,
        stolen: card.shares.stolen,
        others: card.shares.others,
        harness: card.shares.harness,
        spent_s: end(|end| end.spent_ms).map(seconds),
        harness_cpu_s: end(|end| end.harness_cpu_ms).map(seconds),
        flags: card.flags.iter().map(flag).collect(),
        manifest_sha256: &session.manifest_sha256,
        baseline: session.baseline.as_deref(),
        baseline_doubt: session.baseline_doubt.as_deref(),
        selftest: card.environment.as_ref().and_then(|environment| environment.get("selftest")),
    }
}

pub(super) fn wire<'a>(benchmark: &'a BenchmarkCard, card: &'a CellCard) -> WireCell<'a> {
    let cell = &card.cell;
    let timed = card.timed.as_ref();
    WireCell {
        benchmark: &benchmark.benchmark,
        rung: &cell.rung,
        title: &cell.title,
        size: &cell.size,
        toolchain: cell.toolchain.as_deref(),
        toolchain_version: cell.version.as_deref(),
        build_kind: cell.build_kind.as_deref(),
        status: card.status,
        reason: card.reason.as_deref(),
        fix: card.fix.as_deref(),
        median_ns: timed.and_then(steady),
        cpu_over_wall: timed.and_then(|timed| timed.cpu_over_wall),
        speedup: timed.and_then(|timed| timed.speedup.as_ref()).map(speedup),
        state: timed.and_then(|timed| timed.state),
        times: timed.map(|timed| times(cell, timed)),
        break_even: timed.and_then(|timed| timed.break_even).map(break_even),
        peak_bytes: card.peak_bytes,
        published: card.printed.map(|PublishedFigure { ms, speedup }| WirePublished { ms, speedup }),
        cost: &cell.cost,
        effort: cell.effort.as_deref(),
        flags: card.flags.iter().map(flag).collect(),
        invocations: timed.map_or(0, |timed| timed.invocations),
        samples: timed.map_or(0, |timed| timed.samples),
    }
}

/// The median, where one number can stand for the cell.
fn steady(timed: &CellFigures) -> Option<f64> {
    timed.has_one_number().then_some(timed.median_ns)
}

fn times(cell: &CellRecord, timed: &CellFigures) -> WireTimes {
    let StartCosts { start_ns, first_ns, warm_up_ns } = timed.head;
    WireTimes { build_s: cell.build_s, start_ns, first_ns, warm_up_ns, steady_ns: steady(timed) }
}

fn break_even(BreakEven { iterations, baseline_ns, iterations_with_build }: BreakEven) -> WireBreakEven {
    WireBreakEven { iterations, baseline_ns, iterations_with_build }
}

fn speedup(speedup: &Speedup) -> WireSpeedup {
    WireSpeedup {
        estimate: speedup.estimate,
        low: speedup.interval.map(|interval| interval.low),
        high: speedup.interval.map(|interval| interval.high),
    }
}

fn flag(flag: &Flag) -> WireFlag<'_> {
    let kind = flag.kind;
    WireFlag { code: kind.code, meaning: kind.meaning, detail: flag.detail.as_deref(), advice: kind.advice }
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
        recorded.samples = [samples("python", &[40; 6]), samples("c", &[10; 6])].concat();
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
        recorded.samples = [samples("python", &[40; 6]), samples("c", &[10; 6])].concat();
        recorded.published = vec![published(&[("python", "1,242ms", "1.0x"), ("c", "2ms", "621x")])];
        recorded.published[0].claims = vec![claim("c", "python", Some(2.0), None)];
        let (_, described) =
            include_str!("../../../../FORMAT.md").split_once("\n## The report\n").expect("the section");
        for name in names(&value(&recorded)) {
            assert!(described.contains(&format!("`{name}`")), "FORMAT.md says nothing of `{name}`");
        }
    }

    #[test]
    fn a_speedup_without_an_interval_has_null_ends() {
        let mut recorded = recorded();
        recorded.cells = vec![cell("python"), cell("c")];
        recorded.samples = [samples("python", &[40, 40]), samples("c", &[10, 10])].concat();
        let speedup = &value(&recorded)["cells"][1]["speedup"];
        assert!(speedup["estimate"].is_number());
        assert_eq!((&speedup["low"], &speedup["high"]), (&Value::Null, &Value::Null));
    }
}
