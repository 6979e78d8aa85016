//! How long a report of a million samples takes: a figure for those who ask for it, as time is never asserted.

use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use crate::support::{Ladder, part};

const BENCHMARKS: u64 = 4;
const RUNGS: u64 = 25;
const INVOCATIONS: u64 = 20;

/// Of a process: its first call, a warm-up, and turns of one sample after the stop and some that count.
const WARM_UP: u64 = 149;
const ROUNDS: u64 = 10;
const TURN: u64 = 35;

/// A session of a million samples as the harness writes them.
fn records() -> String {
    let mut text = String::from(
        r#"{"type":"session","version":1,"id":"million","started":"2026-01-02T03:04:05Z","profile":"blog","seed":1,"budget_s":1.0,"invocations":20,"max_invocations":20,"rounds":10,"manifest_sha256":"00","width":0.02,"baseline":"rung-0","baseline_doubt":null}"#,
    );
    let mut line = |line: std::fmt::Arguments<'_>| {
        text.push('\n');
        text.write_fmt(line).expect("a string takes everything");
    };
    let cells = (0..BENCHMARKS).flat_map(|benchmark| (0..RUNGS).map(move |rung| (benchmark, rung)));
    for (benchmark, rung) in cells.clone() {
        line(format_args!(
            r#"{{"type":"cell","benchmark":"benchmark-{benchmark}","benchmark_title":"B","size":"1","rung":"rung-{rung}","title":"Rung {rung}","standing":"ready","threads":1,"fast_math":false,"target_cpu":"generic","native":false,"validates":true,"algorithm":"same loop","cost":"none"}}"#
        ));
    }
    for invocation in 0..INVOCATIONS {
        for (benchmark, rung) in cells.clone() {
            let place =
                format!(r#""benchmark":"benchmark-{benchmark}","rung":"rung-{rung}","invocation":{invocation}"#);
            line(format_args!(r#"{{"type":"start",{place},"ready_ns":50000000,"core":0}}"#));
            let mut sample = |round: u64, phase: &str, number: u64| {
                // Noise of a few per cent that depends on the place alone.
                let noise = (invocation * 7919 + rung * 104_729 + round * 1299 + number * 15_485_863) % 30_011;
                let wall = (1 + rung) * (1_000_000 + noise) + if phase == "first" { 50_000_000 } else { 0 };
                line(format_args!(
                    r#"{{"type":"sample",{place},"round":{round},"turn":{rung},"phase":"{phase}","iterations":1,"wall_ns":{wall},"cpu_ns":{wall},"slow":false,"at_ms":1}}"#
                ));
            };
            sample(0, "first", 0);
            (0..WARM_UP).for_each(|number| sample(0, "warm-up", number));
            for round in 0..ROUNDS {
                sample(round, "resume", 0);
                (1..TURN).for_each(|number| sample(round, "measure", number));
            }
            line(format_args!(r#"{{"type":"output",{place},"sha256":"00"}}"#));
        }
    }
    line(format_args!(r#"{{"type":"end","stop":"complete","ended":"2026-01-02T03:24:05Z"}}"#));
    text + "\n"
}

#[test]
#[ignore = "a figure, not a claim: cargo test --release -p xtask --test it million -- --ignored --nocapture"]
fn how_long_the_report_of_a_million_samples_takes() {
    let ladder = Ladder::new();
    let folder = ladder.root().join("results/20260102T030405Z-blog");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("samples.jsonl"), records()).expect("a file");
    for _ in 0..3 {
        let begun = Instant::now();
        let json = ladder.xtask(&["report", "--format", "json"]).exits_with(0).json();
        println!("a million samples are reported in {:.2} s", begun.elapsed().as_secs_f64());
        let samples = |cell: &serde_json::Value| part(cell, "samples").as_u64().expect("a number");
        let measured: u64 = part(&json, "cells").as_array().expect("cells").iter().map(samples).sum();
        assert_eq!(measured, BENCHMARKS * RUNGS * INVOCATIONS * ROUNDS * (TURN - 1));
    }
}
