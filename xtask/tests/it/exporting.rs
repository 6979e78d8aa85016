//! Sessions in other tools' formats, read back by these tools' own readers.

use std::fs;

use serde_json::Value;

use crate::support::{Ladder, cell, drawing, hyperfine, program, project, ran, readers, trackers};

/// A ladder with a session of `plain` and `brisk` on `sums`, and of `plain` on `words`.
fn measured() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    ladder
}

/// The path of a file in the ladder's folder.
fn path(ladder: &Ladder, name: &str) -> String {
    ladder.root().join(name).display().to_string()
}

/// What one of the readers of `tests/readers/readers.py` finds in a file. None where it cannot be had.
fn read_back(reader: &str, file: &str) -> Option<Value> {
    let script = project().join("xtask/tests/readers/readers.py").display().to_string();
    let output = ran(readers()?, &[&script, reader, file]);
    let (found, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{reader}: {said}");
    Some(serde_json::from_str(&found).unwrap_or_else(|error| panic!("{error} in {found}")))
}

/// What pyperf prints. None where it cannot be had.
fn pyperf(arguments: &[&str]) -> Option<String> {
    let output = ran(readers()?, &[&["-m", "pyperf"], arguments].concat());
    let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{arguments:?}: {printed}{said}");
    Some(printed.into_owned())
}

#[test]
fn pyperf_reads_every_cell_back_with_a_value_an_invocation_or_every_sample() {
    let ladder = measured();
    let export = |more: &[&str]| ladder.xtask(&[&["export", "pyperf", "--output", "suite.json"], more].concat());
    let file = path(&ladder, "suite.json");
    export(&[]).exits_with(0).mutters("written: suite.json");
    let Some(found) = read_back("pyperf", &file) else { return };
    for (name, benchmark) in found.as_object().expect("benchmarks") {
        assert_eq!((&benchmark["runs"], &benchmark["unit"]), (&benchmark["values"], &"second".into()), "{name}");
    }
    export(&["--samples"]).exits_with(0).mutters("left out: sums/rare: missing");
    let found = read_back("pyperf", &file).expect("pyperf is there");
    let report = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let names: Vec<&String> = found.as_object().expect("benchmarks").keys().collect();
    assert_eq!(names, ["sums/plain", "sums/brisk", "words/plain"]);
    for (name, benchmark) in found.as_object().expect("benchmarks") {
        let (benchmark_id, rung) = name.split_once('/').expect("two names");
        let cell = cell(&report, &format!("{rung}/{benchmark_id}"));
        let (ours, theirs) =
            (cell["median_ns"].as_f64().expect("a median"), benchmark["median"].as_f64().expect("one"));
        assert!((theirs * 1e9 / ours - 1.0).abs() < 1e-9, "{name}: {theirs} s is not {ours} ns");
        assert_eq!((&benchmark["runs"], &benchmark["values"]), (&cell["invocations"], &cell["samples"]), "{name}");
        assert_eq!(benchmark["unit"], "second");
        assert!(benchmark["warmups"].as_u64() > Some(0), "{name}: the first calls are there");
        assert_eq!(benchmark["metadata"]["ladder_rung"], rung);
    }
    let shown = pyperf(&["show", "--metadata", &file]).expect("pyperf is there");
    assert!(shown.contains("sums/brisk") && shown.contains("ladder_profile: small"), "{shown}");
    let stats = pyperf(&["stats", &file]).expect("pyperf is there");
    assert!(stats.contains("Total number of run: 3") && stats.contains("Start date: 20"), "{stats}");
}

#[test]
fn pyperf_compares_sessions_cell_by_cell_and_rungs_by_their_files() {
    let ladder = measured();
    ladder.xtask(&["export", "pyperf", "--by", "rung", "--output", "rungs"]).exits_with(0);
    ladder.xtask(&["export", "pyperf", "--output", "before.json"]).exits_with(0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let slower = ladder.text("ladder.toml").replace("\"--ns\", \"1000000\"", "\"--ns\", \"1200000\"");
    ladder.file("ladder.toml", &slower);
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask(&["export", "pyperf", "--output", "after.json"]).exits_with(0);
    let compared = |one: &str, other: &str| pyperf(&["compare_to", &path(&ladder, one), &path(&ladder, other)]);
    let Some(sessions) = compared("before.json", "after.json") else { return };
    assert!(sessions.contains("sums/brisk") && sessions.contains("1.20x slower"), "{sessions}");
    let rungs = compared("rungs/plain.json", "rungs/brisk.json").expect("pyperf is there");
    assert!(rungs.contains("4.00x faster"), "{rungs}");
}

#[test]
fn hyperfines_own_scripts_read_an_export() {
    let ladder = measured();
    let said = ladder.xtask(&["export", "hyperfine", "--output", "results.json"]).exits_with(0);
    said.mutters("`user` is all of it, and `system` 0");
    let (Some(python), Some(folder)) = (readers(), hyperfine()) else { return };
    let script = folder.join("scripts/advanced_statistics.py").display().to_string();
    let output = ran(python, &[&script, &path(&ladder, "results.json"), "--time-unit", "millisecond"]);
    let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    for expected in ["Command 'sums/brisk'", "median: 1.000 ms", "Command 'sums/plain'", "median: 4.000 ms"] {
        assert!(printed.contains(expected), "no `{expected}` in\n{printed}");
    }
    let cpu = ran(python, &[&script, &path(&ladder, "results.json"), "--metric", "time_cpu"]);
    assert!(cpu.status.success(), "{}", String::from_utf8_lossy(&cpu.stderr));
}

#[test]
fn an_export_has_what_hyperfine_itself_writes_but_what_no_runner_tells() {
    let Some(folder) = hyperfine() else { return };
    let name = "tests/snapshots/integration_tests__json_export_basic.snap";
    let snapshot = fs::read_to_string(folder.join(name)).expect("a file that hyperfine wrote");
    let (start, end) = (snapshot.find("\n{\n").expect("JSON"), snapshot.find("\n}\n").expect("its end"));
    let theirs: Value = serde_json::from_str(&snapshot[start..end + 2]).expect("JSON");
    let ours = measured().xtask(&["export", "hyperfine"]).exits_with(0).json();
    let mut lacking = Vec::new();
    lacks("", &theirs, &ours, &mut lacking);
    // A name of the user's own beside the command, user and kernel time apart, and hyperfine's version.
    let told = ["name", "time_user", "time_system", "hyperfine_version"];
    lacking.retain(|place: &String| !told.iter().any(|name| place.ends_with(&format!(".{name}"))));
    assert_eq!(lacking, [""; 0]);
}

/// The places in one document that another lacks, or has another kind of value at. Of arrays, the first items count.
fn lacks(place: &str, theirs: &Value, ours: &Value, lacking: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            for (key, value) in theirs {
                lacks(&format!("{place}.{key}"), value, ours.get(key).unwrap_or(&Value::Null), lacking);
            }
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            if let (Some(theirs), Some(ours)) = (theirs.first(), ours.first()) {
                lacks(place, theirs, ours, lacking);
            }
        }
        _ if std::mem::discriminant(theirs) == std::mem::discriminant(ours) => {}
        _ => lacking.push(place.to_owned()),
    }
}

#[test]
fn tables_are_read_back_with_the_figures_of_the_report() {
    let ladder = measured();
    ladder.xtask(&["export", "csv", "--output", "cells.csv"]).exits_with(0);
    ladder.xtask(&["export", "csv", "--samples", "--rung", "brisk", "--output", "samples.csv"]).exits_with(0);
    let report = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let (cells, samples) = (path(&ladder, "cells.csv"), path(&ladder, "samples.csv"));
    let (Some(rows), Some(frame)) = (read_back("csv", &cells), read_back("pandas", &cells)) else { return };
    assert_eq!(rows.as_array().map(Vec::len), Some(3));
    let brisk = cell(&report, "brisk/sums");
    assert_eq!((&rows[1]["rung"], &rows[1]["title"]), (&brisk["rung"], &brisk["title"]));
    let number = |value: &Value| value.as_f64().expect("a number");
    assert!((number(&frame[1]["median_ns"]) / number(&brisk["median_ns"]) - 1.0).abs() < 1e-12);
    assert!((number(&frame[1]["speedup"]) / number(&brisk["speedup"]["estimate"]) - 1.0).abs() < 1e-12);
    assert_eq!(frame[1]["build_s"], Value::Null, "nothing was built");
    let samples = read_back("pandas", &samples).expect("pandas is there");
    let samples = samples.as_array().expect("rows");
    let measured: Vec<&Value> = samples.iter().filter(|sample| sample["phase"] == "measure").collect();
    assert_eq!(Some(measured.len() as u64), brisk["samples"].as_u64());
    assert!(samples.iter().all(|sample| sample["rung"] == "brisk" && sample["phase"] != "resume"));
}

#[test]
fn what_goes_to_standard_output_is_what_the_file_would_hold() {
    let ladder = measured();
    for format in ["pyperf", "hyperfine", "csv", "github-action-benchmark"] {
        let printed = ladder.xtask(&["export", format, "latest"]).exits_with(0).stdout;
        ladder.xtask(&["export", format, "--output", "deep/er/file"]).exits_with(0);
        assert!(ladder.text("deep/er/file") == printed, "{format}: {printed}");
    }
}

#[test]
fn files_of_another_export_are_not_left_among_those_of_the_rungs() {
    let ladder = measured();
    let export =
        |more: &[&str]| ladder.xtask(&[&["export", "pyperf", "--by", "rung", "--output", "rungs"], more].concat());
    export(&[]).exits_with(0).mutters("rungs/brisk.json");
    export(&[]).exits_with(0);
    ladder.file("rungs/plain.json", "kept");
    export(&["--rung", "brisk"]).exits_with(2).mutters("has `plain.json`, which is not of this export");
    assert_eq!(ladder.text("rungs/plain.json"), "kept");
}

#[test]
fn what_cannot_be_exported_leaves_the_former_file_alone() {
    let ladder = measured();
    ladder.file("kept.json", "kept");
    let export = |more: &[&str]| ladder.xtask(&[&["export", "pyperf", "--output", "kept.json"], more].concat());
    export(&["--rung", "rare"]).exits_with(2).mutters("nothing to export").mutters("left out: sums/rare");
    export(&["--rung", "cython"]).exits_with(2).mutters("the rungs plain, brisk, rare");
    export(&["yesterday"]).exits_with(2).mutters("no session `yesterday`");
    assert_eq!(ladder.text("kept.json"), "kept");
    ladder.xtask(&["export", "csv", "--by", "rung", "--output", "x"]).exits_with(2).mutters("which compare files");
    ladder.xtask(&["export", "pyperf", "--by", "rung"]).exits_with(2).mutters("--output DIR");
    ladder.xtask(&["export", "hyperfine", "--samples"]).exits_with(2).mutters("--samples is for pyperf and csv");
    ladder.xtask(&["export", "excel"]).exits_with(2).mutters("github-action-benchmark");
}

#[test]
fn the_notebook_draws_the_ladder_of_a_session_from_its_csv() {
    let Some(python) = drawing() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let csv = folder.path().join("session.csv");
    let session = project().join("results/published/reference");
    let words = ["export", "csv", session.to_str().expect("UTF-8"), "--output", csv.to_str().expect("UTF-8")];
    Ladder::new().xtask(&words).exits_with(0);
    let picture = folder.path().join("ladder.png");
    let mut command = program(python);
    command.arg(project().join("xtask/tests/notebook/run.py")).arg(project().join("docs/notebook.ipynb")).arg(&picture);
    let said = command.current_dir(folder.path()).env("HOME", folder.path()).output().expect("a Python that starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(String::from_utf8_lossy(&said.stdout).contains("rungs of nbody, session 2026"), "{said:?}");
    assert!(fs::read(&picture).expect("a figure").starts_with(b"\x89PNG"));
}

/// What a program of the trackers' environment prints, and whether it ended well. None where it cannot be had.
fn tracker(arguments: &[&str]) -> Option<(bool, String)> {
    let output = ran(trackers()?, arguments);
    let said = [output.stdout, output.stderr].concat();
    Some((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

#[test]
fn pytest_benchmark_compares_two_exports() {
    let ladder = measured();
    ladder.xtask(&["export", "pytest-benchmark", "--output", "0001_before.json"]).exits_with(0);
    ladder.xtask(&["export", "pytest-benchmark", "--benchmark", "sums", "--output", "0002_after.json"]).exits_with(0);
    ladder.xtask(&["export", "pytest-benchmark", "--samples"]).exits_with(2).mutters("--samples is for pyperf and csv");
    let (one, other) = (path(&ladder, "0001_before.json"), path(&ladder, "0002_after.json"));
    let compare = [
        "-m",
        "pytest_benchmark",
        "compare",
        &one,
        &other,
        "--columns=min,max,mean,stddev,median,iqr,outliers,ops,rounds,iterations",
    ];
    let Some((well, said)) = tracker(&compare) else { return };
    assert!(well, "{said}");
    for expected in ["sums/brisk", "sums/plain", "words/plain", "0001_bef"] {
        assert!(said.contains(expected), "no `{expected}` in\n{said}");
    }
    let document: Value = serde_json::from_str(&ladder.text("0002_after.json")).expect("JSON");
    let report = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    for benchmark in document["benchmarks"].as_array().expect("benchmarks") {
        let (benchmark_id, rung) = benchmark["name"].as_str().and_then(|name| name.split_once('/')).expect("two names");
        let cell = cell(&report, &format!("{rung}/{benchmark_id}"));
        assert_eq!(benchmark["stats"]["rounds"], cell["invocations"], "a round is an invocation");
        let (ours, theirs) = (cell["median_ns"].as_f64(), benchmark["stats"]["median"].as_f64());
        let ratio = theirs.expect("one") * 1e9 / ours.expect("one");
        assert!((ratio - 1.0).abs() < 1e-9, "{benchmark}");
    }
}

#[test]
fn otava_finds_a_step_in_the_tables_of_a_history() {
    let ladder = Ladder::new();
    for step in [1_000_000, 1_500_000] {
        let text = ladder.text("ladder.toml");
        ladder.file("ladder.toml", &text.replace("\"--ns\", \"1000000\"", &format!("\"--ns\", \"{step}\"")));
        for _ in 0..6 {
            ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
        }
    }
    ladder.xtask(&["export", "otava"]).exits_with(2).mutters("name it with --output DIR");
    ladder.xtask(&["export", "otava", "--output", "tables"]).exits_with(0).mutters("of 12 sessions");
    ladder.file("tables/other", "");
    ladder
        .xtask(&["export", "otava", "--output", "tables"])
        .exits_with(2)
        .mutters("`other`, which is not of this export");
    let tests = path(&ladder, "tables/otava.yaml");
    let program = "from otava.main import main; main()";
    let found = tracker(&["-c", program, "analyze", "--config-file", &tests, "--since", "2000-01-01", "sums/brisk"]);
    let Some((well, said)) = found else { return };
    assert!(well, "{said}");
    assert!(said.contains("relative_time") && said.contains("+50.0%"), "{said}");
}

#[test]
fn bencher_gets_times_in_nanoseconds_and_speedups_with_their_intervals() {
    let ladder = measured();
    let json = ladder.xtask(&["export", "bencher"]).exits_with(0).json();
    let report = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let names: Vec<&String> = json.as_object().expect("cells").keys().collect();
    assert_eq!(names, ["sums/plain", "sums/brisk", "words/plain"]);
    let speedup = &cell(&report, "brisk/sums")["speedup"];
    let (ours, theirs) = (&json["sums/brisk"]["speedup"], &json["sums/brisk"]["latency"]);
    assert_eq!(ours["value"], speedup["estimate"]);
    assert_eq!((&ours["lower_value"], &ours["upper_value"]), (&speedup["low"], &speedup["high"]));
    let nanoseconds = theirs["value"].as_f64().expect("a time");
    assert!((nanoseconds / 1e6 - 1.0).abs() < 1e-9, "{theirs}");
}
