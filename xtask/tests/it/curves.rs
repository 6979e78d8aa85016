//! Curves over threads and sizes: derived cells, which are built, checked, measured and gone on with like any others.

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::{Ladder, cell, part, wait_until};

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

#[test]
fn on_a_machine_of_eight_a_curve_has_four_points_and_nine_threads_are_refused() {
    let ladder = ladder();
    ladder.file("machine/sys/devices/system/cpu/online", "0-7\n");
    let root = ladder.root().join("machine");
    let variables = [("LADDER_SYSTEM_ROOT", root.to_str().expect("UTF-8"))];
    let of_rows = ["run", "--benchmark", "sums", "--rung", "rows"];
    ladder
        .xtask_within(&variables, &[&of_rows[..], &["--threads=1,9"]].concat())
        .exits_with(2)
        .mutters("9 threads are more than the 8 cores that the session may use");
    ladder.xtask_within(&variables, &[&of_rows[..], &["--threads"]].concat()).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let points = points(&json, "threads", "rows");
    let told: Vec<u64> = points.iter().map(|point| point["threads"].as_u64().expect("a number")).collect();
    assert_eq!(told, [1, 2, 4, 8]);
    let gained = points[3]["times_as_fast"]["estimate"].as_f64().expect("a ratio");
    assert!((gained - 8.0).abs() < 1e-6, "{gained}");
    assert!(!cell(&json, "rows+8t/sums")["flags"].to_string().contains("oversubscribed"));
}

#[test]
fn a_session_of_curves_that_was_killed_goes_on_with_all_of_its_points() {
    for (asked, kind, rung) in [("--threads=1,2", "threads", "rows"), ("--sizes", "sizes", "brisk")] {
        let ladder = ladder()
            .with_instead("brisk\"]\ncost", "brisk\", \"--sleep-ms\", \"20\"]\ncost")
            .with_instead("[profile.small]\ninvocations = 3", "[profile.small]\ninvocations = 4");
        let whole = || {
            ladder.sessions().first().map_or(0, |folder| {
                let text = std::fs::read_to_string(folder.join("samples.jsonl")).unwrap_or_default();
                text.matches("\"type\":\"invocation-end\"").count()
            })
        };
        let mut arguments = vec!["run", "--benchmark", "sums", "--rung", "brisk", "--rung", "rows", asked];
        if kind == "threads" {
            arguments.push("--oversubscribe");
        }
        let running = ladder.start(&arguments);
        wait_until("an invocation is whole", || whole() > 0);
        running.signal(Signal::SIGKILL);
        assert_eq!(running.outcome().status, None, "it was killed too late");
        ladder.xtask(&["run", "--resume"]).exits_with(0).says("resumed once");
        assert_eq!(ladder.sessions().len(), 1);
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        let points = points(&json, kind, rung);
        assert_eq!(points.len(), 2, "{json}");
        let cells = json["cells"].as_array().expect("cells").iter();
        let ended: Vec<&Value> =
            cells.filter(|cell| cell["status"] == "timed").map(|cell| &cell["invocations"]).collect();
        assert!(ended.len() >= 2 && ended.iter().all(|count| *count == 4), "{ended:?}");
    }
}
