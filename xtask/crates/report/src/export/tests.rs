//! Hand-made sessions in each of the formats: what is written, what is left out, and what the formats' own rules say.
//! The other tools' own readers are asked in `tests/it/exporting.rs`.

use serde_json::{Value, json};

use super::*;
use crate::card::flags::{ALGORITHM, NATIVE};
use crate::fixture::{self, cell, change_samples, failure, lost, names, sample, samples, start};
use records::{CellRecord, Standing};

const PYTHON: [u64; 6] = [4_000, 4_010, 3_990, 4_005, 4_020, 3_995];
const C: [u64; 6] = [1_000, 1_001, 999, 1_002, 1_000, 998];

/// A session of `python`, of a flagged `c` with a first call, and of two cells without a number.
fn recorded() -> Recorded {
    let mut recorded = fixture::recorded();
    let toolchain = Some("tool".to_owned());
    let c =
        CellRecord { native: true, algorithm: "vectorised".to_owned(), title: "C, \"fast\"".to_owned(), ..cell("c") };
    let python = CellRecord { toolchain, version: Some("3.14.2".to_owned()), ..cell("python") };
    let mojo = lost("mojo", Standing::Missing, "no compiler\nanywhere", Some("get one"));
    recorded.cells = vec![python, c, mojo, cell("rust")];
    recorded.failures = vec![failure("rust", Standing::Disagrees, "output[0]: 1.0 expected\nmore")];
    let first = Sample { phase: Phase::First, at_ms: 61_500, iterations: 2, ..sample("c", 0, 0, 5_000) };
    recorded.samples = [samples("python", &PYTHON), vec![first], samples("c", &C), samples("rust", &C)].concat().into();
    recorded.starts = vec![start("c", 0, Some(1))];
    recorded.memory = vec![fixture::memory("c", 0, 4096)];
    recorded.outputs = recorded.samples.iter().map(fixture::agreement).collect();
    recorded.environment = Some(json!({
        "machine": { "cpu": "Some  CPU", "cores": 2, "architecture": "any", "os": "Some OS", "kernel": "7.1" },
        "load": { "before": { "load_average": [0.25, 1.0, 2.0] } },
        "toolchains": { "tool": { "version": "3.14.2", "facts": {
            "implementation": "some", "version": "3.14.2", "version_tag": "3.14", "compiler": "cc 1" } } },
    }));
    recorded
}

fn exported<T>(recorded: &Recorded, look_at: impl FnOnce(Export<'_>) -> T) -> T {
    let card = crate::summarise(recorded);
    look_at(Export::new(recorded, &card, &CellSelection::default()))
}

fn text(recorded: &Recorded, render: Render) -> String {
    let mut text = Vec::new();
    exported(recorded, |export| render(&export, &mut text).expect("memory takes it"));
    String::from_utf8(text).expect("UTF-8")
}

fn as_json(recorded: &Recorded, render: Render) -> Value {
    serde_json::from_str(&text(recorded, render)).expect("JSON")
}

fn rows(text: &str) -> Vec<::csv::StringRecord> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn what_has_no_number_is_left_out_and_named_with_its_reason() {
    exported(&recorded(), |export| {
        let names: Vec<&str> = export.cells.iter().map(|cell| cell.name.as_str()).collect();
        assert_eq!(names, ["nbody/python", "nbody/c"]);
        assert_eq!(
            export.left_out,
            ["nbody/mojo: missing: no compiler", "nbody/rust: disagrees: output[0]: 1.0 expected"]
        );
    });
}

#[test]
fn what_has_no_steady_state_is_left_out() {
    let mut recorded = recorded();
    for place in 0..60 {
        let phase = if place == 0 { Phase::First } else { Phase::WarmUp };
        // One level for most of the warm-up, and another at its end.
        let time = if place < 48 { 3_000 } else { 1_000 };
        recorded.samples.extend((1..3).map(|invocation| Sample { phase, ..sample("c", invocation, 0, time) }));
    }
    exported(&recorded, |export| {
        assert_eq!(export.cells.len(), 1);
        assert!(export.left_out[0].contains("nbody/c: its times have no steady state"), "{:?}", export.left_out);
    });
}

#[test]
fn a_sample_whose_output_was_never_compared_is_not_exported() {
    let mut recorded = recorded();
    recorded.outputs.retain(|output| output.rung != "c" || output.invocation != 2);
    exported(&recorded, |export| {
        let invocations: Vec<u32> = export.cells[1].processes.iter().map(|process| process.invocation).collect();
        assert_eq!(invocations, [0, 1]);
    });
}

#[test]
fn a_file_of_a_rung_calls_its_cells_after_their_benchmarks() {
    let mut recorded = recorded();
    recorded.cells.push(CellRecord { benchmark: "other".to_owned(), ..cell("c") });
    let more = samples("c", &C).into_iter().map(|sample| Sample { benchmark: "other".to_owned(), ..sample });
    recorded.samples.extend(more);
    recorded.outputs = recorded.samples.iter().map(fixture::agreement).collect();
    exported(&recorded, |export| {
        let rungs: Vec<(String, Vec<String>)> = export
            .by_rung()
            .into_iter()
            .map(|(rung, export)| (rung, export.cells.into_iter().map(|cell| cell.name).collect()))
            .collect();
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        assert_eq!(rungs, [("python".to_owned(), named(&["nbody"])), ("c".to_owned(), named(&["nbody", "other"]))]);
    });
}

#[test]
fn a_pyperf_run_is_an_invocation_with_its_warm_up_and_its_values_in_seconds() {
    let suite = as_json(&recorded(), pyperf);
    assert_eq!(suite["version"], "1.0");
    let common = &suite["metadata"];
    assert_eq!((&common["cpu_model_name"], &common["cpu_count"]), (&json!("Some CPU"), &json!(2)));
    assert_eq!((&common["platform"], &common["load_avg_1min"]), (&json!("Some OS, 7.1, any"), &json!(0.25)));
    let c = &suite["benchmarks"][1];
    assert_eq!((&c["metadata"]["name"], &c["metadata"]["ladder_threads"]), (&json!("nbody/c"), &json!(1)));
    let runs = c["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 3);
    // Two iterations in 5 µs, and then one in 1 µs and one in 1.001 µs.
    let value = runs[0]["values"][0].as_f64().expect("a value");
    assert!((value / (1e-6 * 1.001_f64.sqrt()) - 1.0).abs() < 1e-12, "{value}");
    assert_eq!((&runs[0]["warmups"], runs[0]["values"].as_array().map(Vec::len)), (&json!([[2, 2.5e-6]]), Some(1)));
    let samples = as_json(&recorded(), pyperf_samples);
    assert_eq!(samples["benchmarks"][1]["runs"][0]["values"], json!([1e-6, 1.001e-6]));
    let about = &runs[0]["metadata"];
    assert_eq!(
        (&about["loops"], &about["mem_max_rss"], &about["cpu_affinity"]),
        (&json!(1), &json!(4096), &json!("1"))
    );
    // The start took 50 ns, the calls 5,000 + 1,000 + 1,001; the session began at 03:04:05, the first answer came after 61.5 s.
    assert_eq!(about["duration"], json!(7_051e-9));
    assert_eq!(about["date"], "2026-01-02 03:05:06.499994");
    assert!(runs[1].get("warmups").is_none() && runs[1]["metadata"].get("cpu_affinity").is_none());
}

#[test]
fn a_python_is_named_in_pyperfs_own_words_and_what_is_none_is_not() {
    let suite = as_json(&recorded(), pyperf);
    let python = &suite["benchmarks"][0]["metadata"];
    assert_eq!((&python["python_version"], &python["python_implementation"]), (&json!("3.14.2"), &json!("some")));
    assert_eq!((&python["python_compiler"], &python["ladder_toolchain"]), (&json!("cc 1"), &json!("tool 3.14.2")));
    assert!(suite["benchmarks"][1]["metadata"].get("python_version").is_none());
    // Another implementation's own version is not that of the language.
    let mut other = recorded();
    other.environment.as_mut().expect("an environment")["toolchains"]["tool"]["facts"]["version"] = json!("7.3.19");
    assert_eq!(as_json(&other, pyperf)["benchmarks"][0]["metadata"]["python_version"], "3.14");
}

#[test]
fn pyperf_gets_no_metadata_that_it_refuses() {
    let mut recorded = recorded();
    recorded.environment = None;
    recorded.session.profile = " \n".to_owned();
    recorded.cells[1].title = "two\nlines".to_owned();
    let suite = as_json(&recorded, pyperf);
    let benchmarks = suite["benchmarks"].as_array().expect("benchmarks");
    let all = benchmarks.iter().map(|one| &one["metadata"]).chain([&suite["metadata"]]);
    for (name, value) in all.flat_map(|metadata| metadata.as_object().expect("an object")) {
        let is_taken = match value {
            Value::String(text) => !text.trim().is_empty() && !text.contains(['\n', '\r']),
            value => value.is_number(),
        };
        assert!(is_taken, "{name}: {value}");
    }
}

#[test]
fn a_cell_with_a_sample_without_duration_is_left_out_of_every_format() {
    let mut recorded = recorded();
    let of_c = |sample: &&mut Sample| sample.rung == "c" && sample.phase == Phase::Measure;
    change_samples(&mut recorded, |samples| {
        samples.iter_mut().filter(of_c).take(1).for_each(|sample| sample.wall_ns = 0)
    });
    exported(&recorded, |export| {
        assert_eq!(export.cells.len(), 1);
        assert_eq!(export.left_out[0], "nbody/c: 1 of its 6 samples are shorter than the clock's step");
    });
}

#[test]
fn hyperfine_finds_both_of_its_shapes() {
    let file = as_json(&recorded(), hyperfine);
    assert_eq!((&file["schema_version"], &file["primary_metric"]), (&json!(2), &json!("time_wall_clock")));
    let c = &file["results"][1];
    assert_eq!(c["command"], "nbody/c");
    assert_eq!((&c["min"], &c["max"], &c["median"]), (&json!(998e-9), &json!(1_002e-9), &json!(1e-6)));
    assert_eq!((c["times"].as_array().map(Vec::len), &c["exit_codes"]), (Some(6), &json!([0, 0, 0, 0, 0, 0])));
    assert_eq!((&c["user"], &c["system"]), (&c["mean"], &json!(0.0)), "all wall time was CPU time here");
    let wall = &c["summary"]["time_wall_clock"];
    for key in ["mean", "stddev", "median", "min", "max"] {
        assert_eq!(wall[key], c[key], "{key}");
    }
    assert_eq!((&wall["count"], &wall["unit"]), (&json!(6), &json!("second")));
    let one = &c["measurements"][0];
    assert_eq!(one["time_wall_clock"], json!({ "value": 1e-6, "unit": "second" }));
    assert_eq!(one["memory_peak_resident"], json!({ "value": 4096.0, "unit": "byte" }));
    assert!(c["summary"].get("memory_peak_resident").is_none(), "not every process said how much it took");
    assert!(
        c["measurements"][1].get("memory_peak_resident").is_none(),
        "the process's peak was told beside its first run"
    );
    let mut all = recorded();
    all.memory = (0..3).map(|invocation| fixture::memory("c", invocation, 4096 + u64::from(invocation))).collect();
    let memory = &as_json(&all, hyperfine)["results"][1]["summary"]["memory_peak_resident"];
    assert_eq!((&memory["count"], &memory["median"]), (&json!(3), &json!(4097.0)), "an invocation has one peak");
    assert_eq!(c["ladder"]["flags"], "native; algorithm (vectorised)");
}

#[test]
fn what_hyperfine_1_writes_is_all_there_with_the_same_types() {
    // Written by hyperfine 1.15.0: `hyperfine -N --runs 3 --export-json FILE true -n yes 'sleep 0.001'`.
    let theirs: Value =
        serde_json::from_str(include_str!("../../../../tests/it/fixtures/hyperfine-1.15.0.json")).expect("JSON");
    let ours = as_json(&recorded(), hyperfine);
    let (theirs, ours) = (&theirs["results"][0], &ours["results"][0]);
    for (key, value) in theirs.as_object().expect("an object") {
        let own = ours.get(key).unwrap_or_else(|| panic!("no `{key}`"));
        assert_eq!(std::mem::discriminant(value), std::mem::discriminant(own), "{key}");
        if let (Some(first), Some(own)) = (value.get(0), own.get(0)) {
            assert_eq!((first.is_f64(), first.is_i64()), (own.is_f64(), own.is_i64()), "{key}");
        }
    }
}

#[test]
fn a_table_has_a_row_a_cell_with_everything_quoted_that_must_be() {
    let mut recorded = recorded();
    recorded.starts[0].core = None;
    let text = text(&recorded, csv);
    assert!(text.ends_with("\r\n") && text.contains(",\"C, \"\"fast\"\"\","), "{text}");
    let rows = rows(&text);
    assert_eq!(rows.len(), 3);
    let field = |row: usize, name: &str| {
        let column = rows[0].iter().position(|head| head == name).unwrap_or_else(|| panic!("no column {name}"));
        rows[row][column].to_owned()
    };
    assert_eq!(
        (field(1, "rung"), field(1, "speedup"), field(1, "cpu")),
        ("python".into(), "1.0".into(), "Some CPU".into())
    );
    assert_eq!((field(2, "title"), field(2, "median_ns")), ("C, \"fast\"".into(), "1000.0".into()));
    assert_eq!((field(2, "flags"), field(2, "peak_bytes")), ("native; algorithm (vectorised)".into(), "4096".into()));
    assert_eq!(field(2, "session_flags"), "unpinned");
    assert_eq!((field(2, "state"), field(2, "build_s")), (String::new(), String::new()), "what is not known is empty");
}

#[test]
fn a_table_of_samples_has_a_row_a_sample() {
    let text = text(&recorded(), csv_samples);
    let rows = rows(&text);
    assert_eq!(rows.len(), 1 + 6 + 7);
    assert_eq!(
        rows[7].iter().skip(1).collect::<Vec<&str>>(),
        ["nbody", "33000", "c", "0", "0", "0", "first", "2", "5000", "5000", "false", "61500", "0", "false"]
    );
}

#[test]
fn github_action_benchmark_gets_what_its_documents_ask_for() {
    let entries = as_json(&recorded(), github);
    let entries = entries.as_array().expect("an array");
    assert_eq!(entries.len(), 2);
    for entry in entries {
        assert!(entry["name"].is_string() && entry["unit"].is_string() && entry["value"].is_number(), "{entry}");
        let range = entry["range"].as_str().and_then(|range| range.strip_prefix("± ")).expect("a range");
        assert!(range.parse::<f64>().is_ok_and(|half| half > 0.0), "{range}");
        assert!(entry.as_object().is_some_and(|entry| entry.keys().all(|key| NAMES.contains(&key.as_str()))));
    }
    // Invocations of 1,000.5, 1,000.5 and 999 ns, whose mean is known to 2.15 ns on either side.
    assert_eq!(
        (&entries[1]["name"], &entries[1]["unit"], &entries[1]["value"], &entries[1]["range"]),
        (&json!("nbody/c"), &json!("ms"), &json!(0.001), &json!("± 0.0000022"))
    );
    let extra = entries[1]["extra"].as_str().expect("text");
    for expected in
        ["mean of 3 invocations with 6 samples", "speedup 4.00x", "against python", NATIVE.code, ALGORITHM.code]
    {
        assert!(extra.contains(expected), "no `{expected}` in {extra}");
    }
    let mut brief = recorded();
    change_samples(&mut brief, |samples| samples.retain(|sample| sample.invocation < 2));
    assert!(as_json(&brief, github)[1].get("range").is_none(), "two invocations have no interval");
}

const NAMES: [&str; 5] = ["name", "unit", "value", "range", "extra"];

#[test]
fn every_field_of_every_format_is_described_in_the_formats() {
    let formats = include_str!("../../../../../docs/exports.md");
    let (_, described) = formats.split_once("\n## Exports\n").expect("the section");
    let (described, _) = described.split_once("\n## ").expect("another section");
    let mut recorded = recorded();
    recorded.session.baseline_doubt = Some("plain".to_owned());
    recorded.cells[1].build_kind = Some("Debian".to_owned());
    let documents = [pyperf as Render, pyperf_samples, hyperfine, github].map(|render| as_json(&recorded, render));
    let tables = [csv as Render, csv_samples].map(|render| text(&recorded, render));
    let heads: Vec<String> =
        tables.iter().flat_map(|table| rows(table)[0].iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    for name in documents.iter().flat_map(names).chain(heads.iter().map(String::as_str)) {
        assert!(described.contains(&format!("`{name}`")), "docs/exports.md says nothing of `{name}`");
    }
}
