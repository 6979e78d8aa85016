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

/// The records of how a rung's processes were warmed up: of each what is known, its calls and milliseconds, and the smaller input.
fn warm_ups(ladder: &Ladder, rung: &str) -> Vec<(String, u64, u64, Option<String>)> {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let number = |value: &serde_json::Value| value.as_u64().expect("a number");
    let records = ladder.records_of("warm-up", rung).into_iter();
    let each = records.map(|one| {
        let steadiness = text(&one["steadiness"]).expect("a word");
        (steadiness, number(&one["calls"]), number(&one["worked_ms"]), text(&one["smaller"]))
    });
    each.collect()
}

/// A rung that compiles while it runs; each of its processes begins twice as slow and is steady after some calls.
fn compiling(words: &str) -> Ladder {
    let ladder = Ladder::new().with_rung("jit", words);
    ladder
        .with("[rung.jit-too]\nlike = \"jit\"\n")
        .with_instead("[rung.jit-too]", "[rung.jit-too]\nheadline = false\ncompiles-while-running = true")
}

const OF_ONE: [&str; 5] = ["run", "--benchmark", "sums", "--rung", "jit-too"];

#[test]
fn what_compiles_while_it_runs_is_warmed_up_until_its_times_tell_and_then_as_long_as_it_needs() {
    let ladder = compiling("--ns 100000000 --falls 20 --sleep-ms 10")
        .with_instead("budget = \"2m\"\n\n[profile.marked]", "budget = \"20m\"\n\n[profile.marked]");
    ladder.xtask(&OF_ONE).exits_with(0);
    let seen = warm_ups(&ladder, "jit-too");
    let words: Vec<&str> = seen.iter().map(|(word, ..)| word.as_str()).collect();
    assert_eq!(words, ["tested", "as-tested", "as-tested"]);
    let (_, calls, ms, smaller) = &seen[0];
    assert!(*calls >= 30 && *ms >= 10_000 && smaller.is_none(), "{seen:?}");
    assert!(seen[1..].iter().all(|(_, calls, ..)| (10..60).contains(calls)), "no longer than it needs: {seen:?}");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let cell = crate::support::cell(&json, "jit-too/sums");
    assert_eq!((&cell["steadiness"], &cell["state"]), (&"tested".into(), &"warm-up".into()));
    assert!(ladder.records_of("warm-up", "plain").is_empty(), "nobody asks of what does not compile");
    // A later session knows it.
    ladder.xtask(&OF_ONE).exits_with(0);
    assert!(warm_ups(&ladder, "jit-too").iter().all(|(word, calls, ..)| word == "as-tested" && *calls < 60));
    ladder.xtask(&["report", "--cell", "jit-too/sums"]).says("as long as an earlier process was seen to need");
}

#[test]
fn what_is_kept_of_warming_up_and_was_damaged_is_seen_anew() {
    let ladder = compiling("--ns 200000000");
    ladder.xtask(&OF_ONE).exits_with(0);
    let folder = ladder.root().join("target/ladder/warm");
    let files: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    assert_eq!(files.len(), 1);
    for damaged in ["", "damaged", "{\"calls\":0,\"ms\":0,\"smaller\":false}"] {
        std::fs::write(&files[0], damaged).expect("written");
        ladder.xtask(&OF_ONE).exits_with(0);
        assert_eq!(warm_ups(&ladder, "jit-too")[0].0, "tested", "{damaged}");
    }
}

#[test]
fn calls_that_take_long_are_made_at_the_smaller_input() {
    for ns in ["4000000", "25000000"] {
        let ladder = compiling(&format!("--ns {ns} --per-unit"))
            .with_instead("sizes = { small = { value = 100 }, marked", "sizes = { small = { value = 100 }, tiny = { value = 10 }, marked")
            .with_instead("marked = { data = \"texts\" }", "marked = { data = \"texts\" }, tiny = { data = \"texts\" }")
            .with("[profile.tiny]\ninvocations = 1\nrounds = 1\nsamples = 1\nsample-time = \"1ms\"\nturn-time = \"1ms\"\nbudget = \"1m\"");
        ladder.xtask(&OF_ONE).exits_with(0);
        let seen = warm_ups(&ladder, "jit-too");
        assert_eq!(seen.len(), 3);
        assert_eq!((seen[0].0.as_str(), seen[0].3.as_deref()), ("tested", Some("10")));
        // What was put aside is among no samples.
        let samples = ladder.records_of("sample", "jit-too");
        let timed = 100 * ns.parse::<u64>().expect("a number");
        assert!(samples.iter().all(|one| one["wall_ns"].as_u64().expect("a time") % timed == 0), "{ns}");
        assert!(samples.iter().any(|one| one["phase"] == "measure"));
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        assert_eq!(crate::support::cell(&json, "jit-too/sums")["median_ns"], timed as f64);
    }
}

#[test]
fn all_of_it_takes_a_share_of_the_session_and_the_rest_is_not_known() {
    let ladder = compiling("--ns 200000000 --sleep-ms 20")
        .with_instead("budget = \"2m\"\n\n[profile.marked]", "budget = \"25s\"\n\n[profile.marked]");
    ladder.xtask(&OF_ONE).exits_with(0).says("it is not known whether it was steady");
    let seen = warm_ups(&ladder, "jit-too");
    assert!(seen.iter().all(|(word, ..)| word == "not-known"), "{seen:?}");
    let worked: u64 = seen.iter().map(|(_, _, ms, _)| ms).sum();
    assert!(worked <= 5_000 + 3 * 1_000, "{seen:?}");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let cell = crate::support::cell(&json, "jit-too/sums");
    assert_eq!(cell["steadiness"], "not-known");
    assert!(cell["flags"].as_array().expect("flags").iter().any(|flag| flag["code"] == "steadiness"));
    ladder.xtask(&["report", "--cell", "jit-too/sums"]).says("not known to have been steady");
    let page = ladder.xtask(&["report", "--format", "html"]).exits_with(0).stdout;
    assert!(page.contains("it is not known whether it was steady"));
}
