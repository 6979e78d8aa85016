//! Sessions of several machines side by side, as a user names them.

use serde_json::{Value, json};

use crate::support::{Ladder, cell, unsealed};

/// A ladder with a session, and in the folder `there` the same from a machine on which `brisk` is ten times as slow.
fn on_two_machines() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run", "--benchmark", "sums"]).exits_with(0);
    let here = ladder.sessions().pop().expect("a session");
    let read = |name: &str| std::fs::read_to_string(here.join(name)).expect("a file of the session");
    let mut environment: Value = serde_json::from_str(&read("environment.json")).expect("JSON");
    environment["machine"]["cpu"] = "Another CPU".into();
    ladder.file("there/environment.json", &environment.to_string());
    ladder.file("there/samples.jsonl", &read("samples.jsonl"));
    change_records(&ladder, |record| match record["type"].as_str() {
        Some("session") => record["id"] = "elsewhere".into(),
        Some("sample") if record["rung"] == "brisk" => {
            record["wall_ns"] = (record["wall_ns"].as_u64().expect("a number") * 10).into();
        }
        _ => {}
    });
    ladder
}

/// Changes the records of the session in the folder `there`.
fn change_records(ladder: &Ladder, change: impl Fn(&mut Value)) {
    let changed = |line: &str| {
        let mut record: Value = serde_json::from_str(line).expect("a record");
        change(&mut record);
        format!("{record}\n")
    };
    let text: String = unsealed(&ladder.text("there/samples.jsonl")).lines().map(changed).collect();
    ladder.file("there/samples.jsonl", &text);
}

#[test]
fn rungs_that_change_places_from_one_machine_to_another_are_named() {
    let ladder = on_two_machines();
    let text = ladder.xtask(&["merge", "latest", "there"]).exits_with(0).stdout;
    for expected in ["B · session elsewhere", "Another CPU", "4.00x", "0.400x", "change places", "the fastest is"] {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
    let document = ladder.xtask(&["merge", "latest", "there", "--format", "markdown"]).exits_with(0).stdout;
    assert!(document.contains("| rung | A median | A speedup |"), "{document}");
    let json = ladder.xtask(&["merge", "latest", "there", "--format", "json"]).exits_with(0).json();
    let benchmark = &json["benchmarks"][0];
    assert_eq!(benchmark["labels"], json!(["A", "B"]));
    let swap = json!({ "first": "plain", "second": "brisk", "first_faster": ["B"], "second_faster": ["A"] });
    assert_eq!(benchmark["order"]["swaps"], json!([swap]));
}

#[test]
fn every_machine_keeps_its_own_figures() {
    let ladder = on_two_machines();
    let merged = ladder.xtask(&["merge", "latest", "there", "--format", "json"]).exits_with(0).json();
    for (place, session) in ["latest", "there"].into_iter().enumerate() {
        let report = ladder.xtask(&["report", session, "--format", "json"]).exits_with(0).json();
        for (row, name) in ["plain/sums", "brisk/sums"].into_iter().enumerate() {
            let (own, expected) = (&merged["benchmarks"][0]["rows"][row]["cells"][place], cell(&report, name));
            assert_eq!((&own["median_ns"], &own["speedup"]), (&expected["median_ns"], &expected["speedup"]), "{name}");
        }
    }
}

#[test]
fn what_is_not_alike_is_set_apart_and_said() {
    let ladder = on_two_machines();
    change_records(&ladder, |record| {
        if record["type"] == "cell" {
            record["size"] = "200".into();
        }
    });
    ladder
        .xtask(&["merge", "latest", "there"])
        .exits_with(0)
        .says("not beside the table above: its input is 200, not 100");
}

#[test]
fn what_cannot_be_merged_has_its_reason_and_status_2() {
    let ladder = on_two_machines();
    ladder.xtask(&["merge", "latest"]).exits_with(2).mutters("SESSION");
    ladder.xtask(&["merge", "latest", "latest"]).exits_with(2).mutters("is named twice");
    ladder.xtask(&["merge", "latest", "nowhere"]).exits_with(2).mutters("no session `nowhere`");
    ladder
        .xtask(&["merge", "latest", "there", "--rung", "cython"])
        .exits_with(2)
        .mutters("the rungs plain, brisk, rare");
    change_records(&ladder, |record| {
        if record["type"] == "session" {
            record["version"] = 1.into();
        }
    });
    ladder.xtask(&["merge", "latest", "there"]).exits_with(2).mutters("session elsewhere of version 1");
    change_records(&ladder, |record| {
        if record["type"] == "session" {
            record["version"] = 99.into();
        }
    });
    ladder.xtask(&["merge", "latest", "there"]).exits_with(2).mutters("there/samples.jsonl").mutters("version 99");
}

#[test]
fn shards_of_one_machine_become_one_session_and_what_differs_is_named() {
    let ladder = Ladder::new().with_rung("other", "--ns 2000000");
    for rung in ["brisk", "other"] {
        ladder.xtask(&["run", "--benchmark", "sums", "--rung", rung]).exits_with(0);
        std::thread::sleep(std::time::Duration::from_millis(1100));
    }
    let names: Vec<String> = ladder.sessions().iter().map(|folder| folder.display().to_string()).collect();
    let said = ladder.xtask(&["merge", "--shards", &names[1], &names[0]]).exits_with(0).says("one session of 2 shards");
    let joined = said.stdout.split(':').next().expect("a name").to_owned();
    let report = ladder.xtask(&["report", &joined, "--format", "json"]).exits_with(0).json();
    for (name, speedup, invocations) in [("brisk/sums", 4.0, 3), ("other/sums", 2.0, 3)] {
        let cell = cell(&report, name);
        assert!((cell["speedup"]["estimate"].as_f64().expect("a number") - speedup).abs() < 1e-6, "{name}: {cell}");
        assert_eq!(cell["invocations"], invocations, "{name}");
    }
    assert_eq!(cell(&report, "plain/sums")["invocations"], 6, "the baseline has those of both");
    // The same cells in two sittings have the invocations of both.
    let twice = ladder.xtask(&["merge", "--shards", &names[0], &joined]).exits_with(0);
    let twice = twice.stdout.split(':').next().expect("a name").to_owned();
    let report = ladder.xtask(&["report", &twice, "--format", "json"]).exits_with(0).json();
    assert_eq!(cell(&report, "brisk/sums")["invocations"], 6);
    ladder.xtask(&["merge", "--shards", &names[0], &names[0]]).exits_with(2).mutters("is named twice");
    let environment = std::path::Path::new(&names[1]).join("environment.json");
    let text = std::fs::read_to_string(&environment).expect("an environment");
    std::fs::write(&environment, text.replace("\"architecture\": \"", "\"architecture\": \"other ")).expect("written");
    ladder.xtask(&["merge", "--shards", &names[0], &names[1]]).exits_with(2).mutters("machine architecture");
}
