//! What a session means for a user's own program.

use serde_json::Value;

use crate::support::Ladder;

/// A ladder with one session, in which a rung is four times as fast as the baseline.
fn measured(kind: &str) -> Ladder {
    let ladder = Ladder::new().with_instead("title = \"Sums\"", &format!("title = \"Sums\"{kind}"));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    ladder
}

#[test]
fn an_hour_on_the_baseline_is_a_quarter_of_that_on_a_rung_that_is_four_times_as_fast() {
    let ladder = measured("");
    ladder.xtask(&["advise"]).exits_with(0).says("Four times as brisk").says("takes the baseline 3,600 s");
    let ask = |arguments: &[&str]| {
        let json = ladder.xtask(&[&["advise", "--format", "json"], arguments].concat()).exits_with(0).json();
        json["benchmarks"][0]["rungs"][0].clone()
    };
    // Processes start for real, which is no matter beside an hour.
    let near = |value: &Value, expected: f64| (value.as_f64().expect("a number") - expected).abs() < 60.0;
    let hour = ask(&["--work", "1h"]);
    assert!(
        hour["rung"] == "brisk" && near(&hour["total_s"], 900.0) && near(&hour["saved_s"]["low"], 2700.0),
        "{hour}"
    );
    let seconds = ask(&["--seconds", "7200", "--share", "50%", "--benchmark", "sums"]);
    assert!(near(&seconds["total_s"], 3600.0 + 900.0), "{seconds}");
    ladder.xtask(&["advise", "--format", "markdown"]).exits_with(0).says("| Four times as brisk |");
}

#[test]
fn a_kind_of_work_is_found_by_what_the_ladder_says_of_its_benchmarks() {
    let ladder = measured("\nkind = \"loops\"");
    ladder.xtask(&["advise", "--kind", "loops"]).exits_with(0).says("Sums · 100 · loops");
    ladder.xtask(&["advise", "--kind", "dicts"]).exits_with(2).mutters("it has loops (sums)");
    measured("").xtask(&["advise", "--kind", "loops"]).exits_with(2).mutters("choose with --benchmark instead: sums");
}

#[test]
fn a_workload_that_cannot_be_is_wrong_usage() {
    let ladder = Ladder::new();
    ladder.xtask(&["advise"]).exits_with(2).mutters("cargo xtask run");
    for (option, value) in
        [("--share", "2"), ("--share", "half"), ("--seconds", "0"), ("--work", "0s"), ("--worth", "5")]
    {
        ladder.xtask(&["advise", option, value]).exits_with(2).mutters(option);
    }
    ladder.xtask(&["advise", "--work", "1h", "--seconds", "3600"]).exits_with(2).mutters("cannot be used with");
}
