//! What the processor counts and what the machine takes, where they tell; the machine is made up, as its runners' times are.

use crate::support::{Ladder, cell};

fn ladder() -> Ladder {
    Ladder::new().with_rung("counts", "--ns 1000000 --count 5000")
}

#[test]
fn instructions_and_energy_of_an_iteration_are_told_where_the_machine_counts() {
    let ladder = ladder();
    ladder.file("machine/counters/instructions", "0\n");
    ladder.file("machine/sys/class/powercap/intel-rapl:0/name", "package-0\n");
    ladder.file("machine/sys/class/powercap/intel-rapl:0/energy_uj", "0\n");
    let root = ladder.root().join("machine");
    let variables = [("LADDER_SYSTEM_ROOT", root.to_str().expect("UTF-8"))];
    ladder.xtask_within(&variables, &["run", "--benchmark", "sums"]).exits_with(0).says("artefact");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let counts = cell(&json, "counts/sums");
    let number = |name: &str| counts["counted"][name].as_u64().unwrap_or_else(|| panic!("{name}: {counts}"));
    let iterations = number("iterations");
    assert!(iterations > 0);
    assert_eq!((number("instructions"), number("energy_uj")), (5000 * iterations, 5000 * iterations));
    assert!(counts["artefact_bytes"].as_u64().is_some_and(|bytes| bytes > 0), "{counts}");
    let told = ladder.xtask(&["report", "--cell", "counts/sums"]).exits_with(0);
    told.says("5.00 k instructions").says("5.00 mJ of the whole machine's processors");
    let csv = ladder.xtask(&["export", "csv"]).exits_with(0).stdout;
    let columns = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let place = columns(csv.lines().next().expect("a header")).iter().position(|name| name == "instructions");
    let row = csv.lines().find(|line| line.contains(",counts,")).expect("a row");
    assert_eq!(columns(row)[place.expect("a column")], "5000.0");
    let page = ladder.xtask(&["report", "--format", "html"]).exits_with(0).stdout;
    assert!(page.contains("artefact"));
}

#[test]
fn what_cannot_be_counted_is_said_to_be_not_available_and_fails_nothing() {
    let ladder = Ladder::new();
    ladder.file("machine/proc/loadavg", "0 0 0 1/1 1\n");
    let root = ladder.root().join("machine");
    let variables = [("LADDER_SYSTEM_ROOT", root.to_str().expect("UTF-8"))];
    ladder.xtask_within(&variables, &["run", "--benchmark", "sums"]).exits_with(0);
    ladder
        .xtask(&["report", "--cell", "brisk/sums"])
        .exits_with(0)
        .says("energy")
        .says("not available here: the machine does not tell (no RAPL)");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert!(cell(&json, "brisk/sums")["counted"]["energy_uj"].is_null());
}
