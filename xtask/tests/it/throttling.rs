//! A CPU quota: what is timed while it holds the session back is not taken for the kernel's time. The machine is made up, and the
//! runners' times are.

use serde_json::Value;

use crate::support::{Ladder, cell, part};

/// Two fifths of a processor; the group's stops are counted in the file that the runners raise.
fn ladder() -> Ladder {
    let ladder = Ladder::new();
    ladder
        .file("machine/proc/self/mountinfo", "25 1 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
    ladder.file("machine/proc/self/cgroup", "0::/service\n");
    ladder.file("machine/sys/fs/cgroup/service/cpu.max", "40000 100000\n");
    ladder.file("machine/sys/fs/cgroup/service/cpu.stat", "nr_throttled 0\nthrottled_usec 0\n");
    ladder
}

const STOPS: &str = "--throttle service";

fn measure(ladder: &Ladder) -> Value {
    let root = ladder.root().join("machine");
    let variables = [("LADDER_SYSTEM_ROOT", root.to_str().expect("UTF-8"))];
    ladder.xtask_within(&variables, &["run", "--benchmark", "sums"]).exits_with(0);
    ladder.xtask(&["report", "--format", "json"]).exits_with(0).json()
}

fn flags(value: &Value) -> Vec<&str> {
    value["flags"].as_array().expect("flags").iter().filter_map(|flag| flag["code"].as_str()).collect()
}

#[test]
fn what_was_held_back_counts_by_its_cpu_time_where_that_is_the_kernels_own() {
    let ladder = ladder().with_rung("held", &format!("--ns 1000000 {STOPS}"));
    let json = measure(&ladder);
    let held = cell(&json, "held/sums");
    assert_eq!((held["status"].as_str(), held["median_ns"].as_f64()), (Some("timed"), Some(1e6)));
    let estimate = held["speedup"]["estimate"].as_f64().expect("a number");
    assert!((estimate - 4.0).abs() < 1e-6, "{held}");
    assert!(flags(&held).contains(&"throttled"), "{held}");
    assert!(!flags(&cell(&json, "brisk/sums")).contains(&"throttled"), "the others were measured between two stops");
    let quota = flags_of_session(&json).into_iter().find(|flag| flag["code"] == "quota").expect("the quota is told");
    assert!(quota["detail"].as_str().is_some_and(|text| text.starts_with("0.40 processors")), "{quota}");
}

fn flags_of_session(json: &Value) -> Vec<&Value> {
    part(part(json, "session"), "flags").as_array().expect("flags").iter().collect()
}

#[test]
fn what_was_held_back_has_no_figure_where_nothing_tells_what_it_took() {
    let ladder = ladder().with_rung("wide", &format!("--ns 1000000 {STOPS}")).with("threads = 2");
    let json = measure(&ladder);
    let wide = cell(&json, "wide/sums");
    assert_eq!((wide["status"].as_str(), &wide["median_ns"]), (Some("missing"), &Value::Null));
    assert!(wide["reason"].as_str().is_some_and(|reason| reason.contains("a CPU quota")), "{wide}");
}

#[test]
fn a_session_that_nothing_holds_back_has_no_mark() {
    let ladder = ladder().with_rung("free", "--ns 1000000");
    let json = measure(&ladder);
    for name in ["plain/sums", "brisk/sums", "free/sums"] {
        assert!(!flags(&cell(&json, name)).contains(&"throttled"), "{name}");
    }
    let records = ladder.records();
    assert!(records.iter().all(|record| record.get("throttled").is_none()));
}
