//! Curves over threads and sizes: derived cells, which are built, checked, measured and gone on with like any others.

use serde_json::Value;

use crate::support::{Ladder, cell, part};

/// A rung whose time is its work divided by its threads, as far as the runner is told; and sizes of `sums`.
fn ladder() -> Ladder {
    let ladder = Ladder::new()
        .with_instead(
            "check = { values = [1, 2, 10] }",
            "check = { values = [1, 2, 10] }\ncurve = [{ value = 10 }, { value = 1000 }]",
        )
        .with_rung("rows", "--ns 4000 --per-unit --threads {threads}");
    ladder.with_instead("cost = \"a test\"", "cost = \"a test\"\nthreads = \"all\"")
}

/// The points of the first curve of a kind.
fn points(json: &Value, kind: &str, rung: &str) -> Vec<Value> {
    let curves = part(part(json, "curves"), kind).as_array().expect("curves").clone();
    let curve = curves.into_iter().find(|curve| curve["rung"] == rung).expect("the rung's curve");
    part(&curve, "points").as_array().expect("points").clone()
}

#[test]
fn a_rung_is_measured_on_each_number_of_threads_and_more_than_the_cores_are_refused_unless_asked_for() {
    let ladder = ladder();
    ladder
        .xtask(&["run", "--benchmark", "sums", "--rung", "rows", "--threads=1,2,4096"])
        .exits_with(2)
        .mutters("4096 threads are more than")
        .mutters("--oversubscribe");
    let outcome =
        ladder.xtask(&["run", "--benchmark", "sums", "--rung", "rows", "--threads=1,2,4096", "--oversubscribe"]);
    outcome.exits_with(0).says("Over threads").says("4096").says("4096 threads");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let told: Vec<u64> =
        points(&json, "threads", "rows").iter().map(|point| point["threads"].as_u64().expect("a number")).collect();
    assert_eq!(told, [1, 2, 4096]);
    let gained = points(&json, "threads", "rows")[1]["times_as_fast"]["estimate"].as_f64().expect("a ratio");
    assert!((gained - 2.0).abs() < 1e-6, "{gained}");
    let flags = |rung: &str| cell(&json, rung)["flags"].to_string().contains("oversubscribed");
    assert!(flags("rows+4096t/sums") && !flags("rows+1t/sums"));
    let page = ladder.xtask(&["report", "--format", "html"]).exits_with(0).stdout;
    assert!(page.contains("Threads and sizes"));
}

#[test]
fn without_numbers_a_curve_goes_up_to_the_cores() {
    let ladder = ladder();
    ladder.xtask(&["run", "--benchmark", "sums", "--rung", "rows", "--threads"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let cores = std::thread::available_parallelism().expect("cores").get() as u64;
    let told: Vec<u64> =
        points(&json, "threads", "rows").iter().map(|point| point["threads"].as_u64().expect("a number")).collect();
    assert!(told[0] == 1 && told.last() == Some(&cores), "{told:?}");
    ladder.xtask(&["run", "--rung", "brisk", "--threads"]).exits_with(2).mutters("can be told on how many threads");
}

#[test]
fn what_an_element_takes_is_told_over_sizes() {
    let ladder = ladder();
    ladder.xtask(&["run", "--rung", "brisk", "--rung", "rows", "--sizes"]).exits_with(0).says("what one element takes");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let element: Vec<f64> =
        points(&json, "sizes", "brisk").iter().map(|point| point["element_ns"].as_f64().expect("a time")).collect();
    assert_eq!(element, [1e5, 1e3], "a call takes the same whatever its size");
    let element: Vec<f64> =
        points(&json, "sizes", "rows").iter().map(|point| point["element_ns"].as_f64().expect("a time")).collect();
    assert!((element[0] / element[1] - 1.0).abs() < 1e-6, "{element:?}");
    ladder.xtask(&["run", "--benchmark", "words", "--sizes"]).exits_with(2).mutters("has a `curve` of sizes");
}
