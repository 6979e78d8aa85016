//! Curves of fresh processes, from the first call on.

use crate::support::Ladder;

#[test]
fn the_curve_of_every_process_is_drawn_and_kept() {
    let ladder = Ladder::new();
    let arguments = ["warmup", "--rung", "brisk", "--iterations", "20", "--invocations", "2"];
    let outcome = ladder.xtask(&arguments).exits_with(0).says("brisk/sums").says("process 2").says("1.00 ms");
    assert!(outcome.stdout.contains('▁') && !outcome.stdout.contains("process 3"), "{}", outcome.stdout);
    let session = ladder.records().into_iter().next().expect("a record");
    assert_eq!((&session["type"], &session["profile"]), (&"session".into(), &"small-warmup".into()));
    assert!(session["baseline"].is_null(), "{session}");
    let samples = ladder.records_of("sample", "brisk");
    assert!(samples.iter().all(|sample| sample["iterations"] == 1), "a curve is of single iterations");
    assert!(samples.iter().filter(|sample| sample["invocation"] == 1).count() > 20);
}

#[test]
fn curves_for_programs_hold_every_time() {
    let ladder = Ladder::new();
    let arguments = ["warmup", "--rung", "brisk", "--iterations", "20", "--format", "json"];
    let json = ladder.xtask(&arguments).exits_with(0).json();
    let process = &json["cells"][0]["processes"][2];
    let times = process["times_ns"].as_array().expect("times");
    assert!(times.len() > 20 && times.iter().all(|time| time == 1e6), "{process}");
    assert_eq!(process["state"], "flat");
}

#[test]
fn without_a_rung_those_that_compile_while_they_run_are_shown() {
    let ladder = Ladder::new();
    ladder.xtask(&["warmup"]).exits_with(2).mutters("`compiles-while-running = true`");
    let ladder = ladder.with_instead("cost = \"a little\"", "cost = \"a little\"\ncompiles-while-running = true");
    let text = ladder.xtask(&["warmup", "--iterations", "5"]).exits_with(0).says("brisk/sums").stdout;
    assert!(!text.contains("plain/"), "{text}");
}
