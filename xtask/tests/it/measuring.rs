//! Measuring: what is recorded, in which order, and what the report makes of it. One file, as all of it looks at the records of one
//! small ladder.

use std::collections::HashSet;

use serde_json::Value;

use crate::support::{Ladder, cell, part};

#[test]
fn made_up_times_come_out_as_they_went_in() {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0).says("Four times as brisk").says("4.00x").says("mine some");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let brisk = cell(&json, "brisk/sums");
    assert_eq!(brisk["status"], "timed");
    assert_eq!(brisk["median_ns"], 1e6);
    assert_eq!(brisk["cpu_over_wall"], 1.0);
    assert_eq!(brisk["peak_bytes"], 10 * 1024 * 1024);
    assert_eq!(brisk["published"], serde_json::json!({ "ms": 2.5, "speedup": 3.2 }));
    for bound in ["estimate", "low", "high"] {
        let value = brisk["speedup"][bound].as_f64().expect("a number");
        assert!((value - 4.0).abs() < 1e-6, "{bound}: {value}");
    }
    assert_eq!(cell(&json, "rare/sums")["status"], "missing");
    assert_eq!(cell(&json, "brisk/words")["status"], "unsupported");
}

#[test]
fn the_report_for_programs_has_the_names_that_are_promised() {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    for cell in part(&json, "cells").as_array().expect("cells") {
        for key in ["benchmark", "rung", "status", "reason", "median_ns", "cpu_over_wall", "speedup", "peak_bytes"] {
            part(cell, key);
        }
        part(cell, "published");
    }
}

#[test]
fn an_interval_holds_the_truth_when_times_are_noisy() {
    let ladder = Ladder::new()
        .with_instead("\"--ns\", \"4000000\"", "\"--ns\", \"4000000\", \"--jitter\", \"0.02\"")
        // Long samples end the warm-up by their number, not by the clock, so that every run draws the same times.
        .with_instead("sample-time = \"4ms\"", "sample-time = \"4s\"")
        .with_rung("noisy", "--ns 2000000 --jitter 0.02 --seed other");
    ladder.xtask(&["run", "--benchmark", "sums", "--rung", "noisy"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let speedup = cell(&json, "noisy/sums")["speedup"].clone();
    let number = |key: &str| speedup[key].as_f64().expect("a number");
    assert!((number("estimate") - 2.0).abs() < 0.1, "{speedup}");
    assert!(number("low") < 2.0 && 2.0 < number("high") && number("low") < number("high"), "{speedup}");
}

#[test]
fn every_invocation_is_a_set_of_fresh_processes_that_is_visited_in_rounds() {
    let ladder = Ladder::new().with_rung("other", "--ns 2000000");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    for rung in ["plain", "brisk", "other"] {
        let starts = ladder.records_of("start", rung);
        assert_eq!(starts.len(), 3, "{rung} was started {} times", starts.len());
        let pids: HashSet<u32> = ladder.pids(rung).into_iter().collect();
        assert!(pids.len() > 3, "the check and three invocations are processes of their own: {pids:?}");
        for invocation in 0..3 {
            let samples = ladder.records_of("sample", rung);
            let measured = |round: u64| {
                let is = |sample: &&Value| {
                    sample["invocation"] == invocation && sample["round"] == round && sample["phase"] == "measure"
                };
                samples.iter().filter(is).count()
            };
            // Two, give or take one.
            assert!([0, 1].iter().all(|round| (1..=3).contains(&measured(*round))), "{rung}, invocation {invocation}");
        }
        assert_eq!(ladder.records_of("output", rung).len(), 6, "the first and the last output of each invocation");
        assert_eq!(ladder.records_of("memory", rung).len(), 3);
    }
}

/// Who was visited, in order: rung, invocation, round. Further processes of the baseline are left out.
fn visits(ladder: &Ladder) -> Vec<(String, u64, u64)> {
    let mut visits = Vec::new();
    let is_first = |record: &&Value| record["phase"] == "measure" && record.get("process").is_none();
    for record in ladder.records().iter().filter(|record| record["type"] == "sample").filter(is_first) {
        let number = |key: &str| record[key].as_u64().expect("a number");
        let visit = (record["rung"].as_str().expect("a name").to_owned(), number("invocation"), number("round"));
        if visits.last() != Some(&visit) {
            visits.push(visit);
        }
    }
    visits
}

#[test]
fn a_round_gives_every_cell_one_turn_in_an_order_that_the_seed_decides() {
    let ladder = (0..4).fold(Ladder::new(), |ladder, number| ladder.with_rung(&format!("r{number}"), "--ns 1000000"));
    let order = |seed: &str| {
        ladder.xtask(&["run", "--benchmark", "sums", "--seed", seed]).exits_with(0);
        visits(&ladder)
    };
    let once = order("7");
    let distinct: HashSet<_> = once.iter().collect();
    assert_eq!(distinct.len(), once.len(), "a cell was visited twice in a round: {once:?}");
    assert_eq!(once.len(), 6 * 3 * 2, "six cells, three invocations, two rounds");
    assert_eq!(order("7"), once);
    assert_ne!(order("8"), once);
    let first_round = |invocation: u64| -> Vec<&str> {
        once.iter().filter(|visit| visit.1 == invocation && visit.2 == 0).map(|visit| visit.0.as_str()).collect()
    };
    assert!(first_round(0) != first_round(1) || first_round(1) != first_round(2), "the order is never drawn again");
}

#[test]
fn a_turn_of_many_short_samples_is_made_in_visits_there_and_back() {
    // Six samples of 4 ms fit into a turn, two into a visit; those of 16 ms are two in any case.
    let ladder = Ladder::new()
        .with_instead("turn-time = \"1ms\"", "turn-time = \"23ms\"")
        .with_rung("other", "--ns 1000000")
        .with_rung("longer", "--ns 16000000");
    ladder.xtask(&["run", "--benchmark", "sums", "--seed", "7"]).exits_with(0);
    let of_round = |invocation: u64, round: u64| -> Vec<String> {
        let all = visits(&ladder).into_iter();
        all.filter(|visit| (visit.1, visit.2) == (invocation, round)).map(|visit| visit.0).collect()
    };
    let mut counts = HashSet::new();
    for (invocation, round) in [(0, 0), (0, 1), (1, 0), (2, 1)] {
        let samples = |rung: &str, phase: &str, process: u64| {
            let is = |sample: &&Value| {
                sample["invocation"] == invocation
                    && sample["round"] == round
                    && sample["phase"] == phase
                    && sample.get("process").and_then(Value::as_u64).unwrap_or(0) == process
            };
            ladder.records_of("sample", rung).iter().filter(is).count()
        };
        let count = |rung: &str| samples(rung, "measure", 0);
        // Six samples give or take two, and two give or take one.
        assert!(
            ["brisk", "other"].iter().all(|rung| (4..=8).contains(&count(rung))) && (1..=3).contains(&count("longer"))
        );
        counts.extend(["brisk", "other"].map(count));
        // The first round begins with a pass over all, the second ends with one, backwards.
        let mut turns: Vec<String> = of_round(invocation, 0).into_iter().take(4).collect();
        if round == 1 {
            turns.reverse();
        }
        // Each visit begins with a batch that does not count.
        let visits = |rung: &str| samples(rung, "resume", 0);
        // The baseline's other process takes part in them.
        let passes = turns.iter().map(|rung| visits(rung)).chain([samples("plain", "resume", 1)]).max().expect("turns");
        let mut expected: Vec<String> = Vec::new();
        for pass in 0..passes {
            let first = |rung: &str| if round == 0 { 0 } else { passes - visits(rung) };
            let has_turn = |rung: &&String| (first(rung)..first(rung) + visits(rung)).contains(&pass);
            expected.extend(turns.iter().filter(has_turn).cloned());
            turns.reverse();
        }
        // Where two visits of one cell meet they look like one.
        expected.dedup();
        assert_eq!(of_round(invocation, round), expected, "invocation {invocation}, round {round}");
    }
    assert!(counts.len() > 1, "every turn has as many samples: {counts:?}");
}

#[test]
fn the_baseline_has_several_processes_side_by_side_where_it_is_compared_with_many() {
    // Beside what the others say they take, the baseline's start is short on any machine.
    let ladder = (0..8).fold(Ladder::new(), |ladder, number| ladder.with_rung(&format!("r{number}"), "--ns 900000000"));
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let starts = ladder.records_of("start", "plain");
    assert_eq!(starts.len(), 3 * 3, "three of nine others in each invocation");
    let cores: HashSet<String> =
        starts.iter().map(|start| format!("{} {}", start["invocation"], start["core"])).collect();
    assert_eq!(cores.len(), 3, "those of an invocation share a core: {starts:?}");
    for process in 0..3_u64 {
        let own = |sample: &&Value| {
            sample["phase"] == "measure"
                && sample.get("process").map_or(0, |process| process.as_u64().expect("a number")) == process
        };
        let samples = ladder.records_of("sample", "plain");
        let rounds: HashSet<String> =
            samples.iter().filter(own).map(|sample| format!("{} {}", sample["invocation"], sample["round"])).collect();
        assert_eq!(rounds.len(), 6, "each takes part in every round");
    }
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let r1 = cell(&json, "r1/sums");
    let estimate = r1["speedup"]["estimate"].as_f64().expect("a number");
    assert!((estimate * 225.0 - 1.0).abs() < 1e-6 && r1["comparison"].is_number(), "{r1}");
    assert!(r1["ties_with"].as_array().expect("rungs").iter().any(|rung| rung == "r2"), "{r1}");
    assert!(ladder.records_of("start", "r1").len() == 3, "all others have one");
}

#[test]
fn a_slow_cell_is_visited_once_per_invocation_and_its_ratios_are_marked() {
    let ladder = Ladder::new().with_rung("slow", "--ns 12000000000");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let runs = ladder.asked("slow").iter().filter(|line| line.starts_with("run 1 1")).count();
    assert_eq!(runs, 3, "one iteration for each invocation");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let slow = cell(&json, "slow/sums");
    assert_eq!((slow["status"].as_str(), slow["median_ns"].as_f64()), (Some("timed"), Some(12e9)));
    let estimate = slow["speedup"]["estimate"].as_f64().expect("a number");
    assert!((estimate * 3000.0 - 1.0).abs() < 1e-6, "{slow}");
    let flags: Vec<&str> = slow["flags"].as_array().expect("flags").iter().filter_map(|f| f["code"].as_str()).collect();
    assert!(flags.contains(&"paired"), "{flags:?}");
}

#[test]
fn more_cpu_than_declared_is_shown_and_flagged() {
    let ladder = Ladder::new().with_rung("greedy", "--ns 1000000 --cpu 1.9");
    ladder.xtask(&["run", "--benchmark", "sums", "--rung", "greedy"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let greedy = cell(&json, "greedy/sums");
    assert_eq!(greedy["cpu_over_wall"], 1.9);
    assert!(greedy["flags"].as_array().expect("flags").iter().any(|flag| flag["code"] == "threads"), "{greedy}");
}

#[test]
fn all_runners_with_one_thread_share_one_core_unless_they_say_otherwise() {
    let ladder = Ladder::new().with_rung("other", "").with_rung("free", "").with("pinned = false");
    let ladder = ladder.with_rung("wide", "").with("threads = 2");
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let cores = |rung: &str| -> Vec<Value> {
        let starts = ladder.records_of("start", rung);
        starts.iter().filter(|start| start.get("process").is_none()).map(|start| start["core"].clone()).collect()
    };
    assert_eq!(cores("plain"), cores("brisk"));
    assert_eq!(cores("plain"), cores("other"));
    assert_eq!(cores("plain").len(), 3);
    if cfg!(target_os = "linux") {
        assert!(cores("plain").iter().all(Value::is_u64), "{:?}", cores("plain"));
    }
    for rung in ["wide", "free"] {
        assert!(cores(rung).iter().all(Value::is_null), "{:?}", cores(rung));
    }
}

#[test]
fn a_selected_rung_is_measured_beside_the_baseline() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums", "--rung", "brisk"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let rungs: Vec<&str> = json["cells"].as_array().expect("cells").iter().filter_map(|c| c["rung"].as_str()).collect();
    assert_eq!(rungs, ["plain", "brisk"]);
}

#[test]
fn a_small_profile_takes_the_marked_rungs_unless_all_are_asked_for() {
    let ladder = Ladder::new();
    let rungs = |arguments: &[&str]| {
        ladder.xtask(arguments).exits_with(0);
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        json["cells"].as_array().expect("cells").len()
    };
    assert_eq!(rungs(&["run", "--profile", "marked"]), 2);
    assert_eq!(rungs(&["run", "--profile", "marked", "--all"]), 5);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let brisk = cell(&json, "brisk/sums");
    assert!(brisk["speedup"]["low"].is_null(), "one invocation gives no interval: {brisk}");
}

#[test]
fn a_profile_can_take_what_published_figures_and_claims_are_about() {
    let cells = |cells: &str| {
        let ladder = Ladder::new().with_instead("cells = [\"headline\"]", cells);
        ladder.xtask(&["run", "--profile", "marked"]).exits_with(0);
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        let name =
            |cell: &serde_json::Value| Some(format!("{}/{}", cell["rung"].as_str()?, cell["benchmark"].as_str()?));
        json["cells"].as_array().expect("cells").iter().filter_map(name).collect::<Vec<_>>()
    };
    assert_eq!(cells("cells = [\"published\"]"), ["plain/sums", "brisk/sums", "rare/sums"]);
    assert_eq!(
        cells("cells = [\"published\", \"headline\"]"),
        ["plain/sums", "brisk/sums", "rare/sums", "plain/words"]
    );
}

#[test]
fn a_rung_that_is_never_timed_is_checked_and_in_no_table() {
    let untimed = "[rung.careful]\nlike = \"brisk\"\ntitle = \"Careful\"\ntimed = false\nheadline = true";
    let ladder = Ladder::new().with(untimed);
    let checked = ladder.xtask(&["check", "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&checked, "careful/sums")["status"], "agrees");
    ladder.xtask(&["run", "--profile", "marked", "--all"]).exits_with(0);
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert!(json["cells"].as_array().expect("cells").iter().all(|cell| cell["rung"] != "careful"), "{json:#}");
    ladder.xtask(&["run", "--rung", "careful"]).exits_with(2).mutters("`careful` is never timed");
    ladder.xtask(&["list"]).exits_with(0).says("Careful (sums), never timed");
}

#[test]
fn a_benchmark_that_stands_aside_is_left_out_of_a_small_profile_until_it_or_a_rung_is_named() {
    let ladder = Ladder::new().with_instead("title = \"Words\"", "title = \"Words\"\nheadline = false");
    let benchmarks = |arguments: &[&str]| {
        let arguments = [&["run", "--profile", "marked"], arguments].concat();
        ladder.xtask(&arguments).exits_with(0);
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        let cells = json["cells"].as_array().expect("cells").iter();
        cells.map(|cell| cell["benchmark"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(benchmarks(&[]), ["sums"]);
    assert_eq!(benchmarks(&["--benchmark", "words"]), ["words"]);
    assert_eq!(benchmarks(&["--rung", "plain"]), ["sums", "words"]);
}

#[test]
fn measuring_ends_when_the_budget_is_spent() {
    let ladder = Ladder::new()
        .with_instead("plain\"]\ncost", "plain\", \"--sleep-ms\", \"50\", \"--jitter\", \"0.3\"]\ncost")
        .with_instead("[profile.small]\ninvocations = 3", "[profile.small]\ninvocations = 3\nmax-invocations = 1000");
    let started = std::time::Instant::now();
    ladder.xtask(&["run", "--benchmark", "sums", "--budget", "3s"]).exits_with(0).says("the budget was spent");
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn a_budget_that_is_spent_gives_the_first_benchmark_a_round_and_begins_no_other() {
    let ladder = Ladder::new().with_rung("other", "--ns 2000000");
    ladder.xtask(&["run", "--budget", "1ms"]).exits_with(0).says("not reached before the budget was spent");
    for rung in ["plain", "brisk", "other"] {
        let mut measured = ladder.records_of("sample", rung);
        measured.retain(|sample| sample["phase"] == "measure");
        let rounds: HashSet<_> = measured.iter().map(|sample| sample["round"].as_u64()).collect();
        assert_eq!(rounds, HashSet::from([Some(0)]), "{rung}");
        assert!(measured.iter().all(|sample| sample["benchmark"] == "sums"), "{rung}");
    }
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    assert_eq!(
        (&json["session"]["stop"], &cell(&json, "plain/words")["status"]),
        (&"budget".into(), &"missing".into())
    );
}

#[test]
fn no_runner_is_started_once_the_budget_is_spent_and_those_that_live_get_one_round() {
    // The first call of either rung on `words` outlasts whatever is left of the budget.
    let words = r#""{root}/scripted_runner.py", "{artefact}", "{entry}", "--for", "texts.json", "--do", "dawdle""#;
    let ladder = Ladder::new()
        .with_instead(r#""{root}/scripted_runner.py", "{artefact}", "{entry}", "--ns", "4000000""#, words)
        .with("[rung.other]\nlike = \"plain\"\ntitle = \"The same again\"");
    ladder.xtask(&["run", "--budget", "3s"]).exits_with(0).says("the budget was spent");
    let of_words = |kind: &str| {
        let mut records = [ladder.records_of(kind, "plain"), ladder.records_of(kind, "other")].concat();
        records.retain(|record| record["benchmark"] == "words");
        records
    };
    assert!(of_words("start").len() <= 1, "{:?}", of_words("start"));
    let measured = of_words("sample").into_iter().filter(|sample| sample["phase"] == "measure");
    assert!(measured.into_iter().all(|sample| sample["round"] == 0 && sample["invocation"] == 0));
}

#[test]
fn the_environment_is_recorded() {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let folder = ladder.sessions().pop().expect("a session");
    let text = std::fs::read_to_string(folder.join("environment.json")).expect("the environment");
    let environment: Value = serde_json::from_str(&text).expect("JSON");
    for key in ["cpu", "cores", "memory_bytes", "os", "kernel"] {
        assert!(!part(part(&environment, "machine"), key).is_null(), "no {key} in {environment:#}");
    }
    assert!(!environment["load"]["after"].is_null());
    part(part(&environment, "toolchains"), "python");
    let records = ladder.records();
    assert_eq!(records[0]["version"], records::VERSION);
    let end = records.last().expect("records");
    assert!(end["spent_ms"].is_u64() && (end["harness_cpu_ms"].is_u64() || !cfg!(target_os = "linux")), "{end}");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let seconds = end["spent_ms"].as_f64().expect("a number") / 1000.0;
    assert_eq!(part(part(&json, "session"), "spent_s").as_f64(), Some(seconds));
}

#[test]
fn generated_data_must_be_what_the_manifest_says() {
    let wrong = "0".repeat(64);
    let ladder = Ladder::new()
        .with_instead("[data.texts]", &format!("[data.texts]\nsha256 = \"{wrong}\""))
        .with_rung("other", "--ns 1000000");
    ladder.xtask(&["run"]).exits_with(1).says("SHA-256");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    assert_eq!(cell(&json, "plain/words")["status"], "failed");
    assert_eq!(cell(&json, "plain/sums")["status"], "timed", "the other benchmark needs no data");
}

#[test]
fn a_larger_budget_and_a_narrower_width_buy_further_invocations_and_a_number_of_them_is_kept_to() {
    let ladder = Ladder::new()
        .with_instead("sample-time = \"4ms\"", "sample-time = \"4s\"")
        .with_rung("noisy", "--ns 2000000 --jitter 0.02 --seed other");
    let invocations = |options: &[&str]| {
        let run = ["run", "--benchmark", "sums", "--rung", "noisy"];
        ladder.xtask(&[&run[..], options].concat()).exits_with(0);
        let started = ladder.records_of("start", "noisy");
        started.iter().filter_map(|start| start["invocation"].as_u64()).max().map_or(0, |last| last + 1)
    };
    assert_eq!(invocations(&[]), 3, "as the profile says");
    assert_eq!(invocations(&["--invocations", "5"]), 5);
    assert_eq!(invocations(&["--invocations", "2", "--width", "0.1%"]), 2);
    let wide = invocations(&["--budget", "150s", "--width", "2%"]);
    assert!(wide >= 8, "{wide} invocations, and fewer than eight settle nothing");
    let narrow = invocations(&["--width", "0.5%"]);
    assert!(narrow > wide, "{narrow} invocations for a quarter of the width, and {wide} for the whole");
}

#[test]
fn nothing_is_measured_where_a_required_cell_cannot_be_timed() {
    let ladder = Ladder::new();
    let refused = ladder.xtask(&["run", "--rung", "brisk,rare", "--require"]).exits_with(1);
    assert!(refused.stderr.contains("rare/sums is missing") && !refused.stderr.contains("brisk"), "{}", refused.stderr);
    assert!(ladder.sessions().is_empty(), "nothing was measured");
    // That it cannot do one of the benchmarks is what it says itself.
    ladder.xtask(&["run", "--rung", "brisk", "--require"]).exits_with(0).says("4.00x");
}

#[test]
fn a_cell_that_takes_most_of_an_invocation_leaves_the_others_theirs() {
    let fast = ["one", "two", "three", "four", "five"];
    let ladder = fast.iter().fold(Ladder::new(), |ladder, name| ladder.with_rung(name, "--ns 1000000"));
    let ladder = ladder.with_rung("late", "--ns 1000000");
    let sums = std::fs::read_to_string(ladder.root().join("kernels/sums.py")).expect("the oracle");
    ladder.file("kernels/late.py", &format!("import time\n{sums}\ntime.sleep(6)\n"));
    let ladder = ladder.with_instead(
        "log/late\", \"--ns\", \"1000000\"]\ncost = \"a test\"\nsimulated = true\nkernels = { sums = \"sums.py\" }",
        "log/late\", \"--ns\", \"1000000\"]\ncost = \"a test\"\nsimulated = true\nkernels = { sums = \"late.py\" }",
    );
    // The check takes six seconds, and three invocations with it 18.
    let run = ladder.xtask(&["run", "--benchmark", "sums", "--budget", "22s"]).exits_with(0);
    run.mutters("late/sums is left out for now, so that the others can be measured as planned");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
    let invocations = |rung: &str| cell(&json, &format!("{rung}/sums"))["invocations"].as_u64().expect("a number");
    assert_eq!(invocations("late"), 1);
    assert!(fast.iter().all(|rung| invocations(rung) > 1), "{json}");
}
