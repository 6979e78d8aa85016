//! Kernels that are wrong on purpose, one thought each: every one of them is refused, with the difference named.

use std::fs;

use serde_json::Value;

use crate::support::{Ladder, cell, fixtures};

/// The folders that a ladder of liars needs.
const FOLDERS: &[&str] = &["kernels-python", "data/check", "xtask/tests/it/fixtures/liars"];

/// A benchmark, a liar, and what the reason must say beside the input and both values.
const LIARS: &[(&str, &[(&str, &str)])] = &[
    (
        "nbody",
        &[
            ("nbody_simulation_skipped", "[1] (energy after)"),
            ("nbody_one_step_too_few", "[1] (energy after)"),
            ("nbody_steps_capped", "on 10000: [1] (energy after)"),
            ("nbody_single_precision", "[1] (energy after)"),
            ("nbody_memoised", "memoised"),
            ("nbody_first_answer_for_ever", "[1] (energy after)"),
            ("nbody_state_kept", "[0] (energy before)"),
            ("nbody_time_runs_backwards", "[1] (energy after)"),
            ("nbody_momentum_not_offset", "[0] (energy before)"),
            ("nbody_four_bodies", "[0] (energy before)"),
            ("nbody_moves_before_pulling", "[1] (energy after)"),
        ],
    ),
    (
        "spectral-norm",
        &[
            ("spectral_norm_five_iterations", "[1] (u·v)"),
            ("spectral_norm_normalised", "[1] (u·v)"),
            ("spectral_norm_single_precision", "[0] (norm)"),
            ("spectral_norm_memoised", "memoised"),
            ("spectral_norm_first_answer_for_ever", "[0] (norm)"),
            ("spectral_norm_one_row_too_few", "[0] (norm)"),
            ("spectral_norm_never_transposed", "[0] (norm)"),
            ("spectral_norm_transposed_first", "[1] (u·v)"),
            ("spectral_norm_no_root", "[0] (norm)"),
        ],
    ),
    ("pipeline-dicts", PIPELINE),
    ("pipeline-bytes", PIPELINE),
    (
        "pipeline-bytes",
        &[
            ("pipeline_bytes_lax_parser", "expected a refusal of the input"),
            ("pipeline_bytes_rest_ignored", "expected a refusal of the input"),
            ("pipeline_bytes_broken_text_replaced", "expected a refusal of the input"),
        ],
    ),
];

const PIPELINE: &[(&str, &str)] = &[
    ("pipeline_ties_by_name", "top_"),
    ("pipeline_ties_to_the_last", "top_"),
    ("pipeline_half_cents_away_from_zero", "total_amount"),
    ("pipeline_half_cents_by_printing", "total_amount"),
    ("pipeline_one_page_unknown", "top_page: expected \"/products/123\", got \"/products\""),
    ("pipeline_ten_pages_known", "top_page"),
    ("pipeline_last_event_dropped", "total_events"),
    ("pipeline_types_by_prefix", "on types-match-whole.json: total_events"),
    ("pipeline_user_0_dropped", "total_users"),
    ("pipeline_compensated_sum", "total_amount"),
    ("pipeline_whole_amounts_ignored", "total_amount"),
    ("pipeline_last_second_excluded", "total_events"),
    ("pipeline_ids_of_32_bits", "total_users"),
    ("pipeline_users_as_they_appear", "users[0].user_id"),
    ("pipeline_totals_by_id", "total_amount: expected 1.0, got 0.0"),
    ("pipeline_total_of_rounded_sums", "total_amount"),
    ("pipeline_100_is_high", "total_high_value"),
    ("pipeline_counts_as_floats", "type: a float where an integer is expected"),
    ("pipeline_keys_in_another_order", "key order"),
    ("pipeline_no_array_is_empty", "expected a refusal of the input"),
    ("pipeline_faults_skipped", "expected a refusal of the input"),
    ("pipeline_zulu_accepted", "on bad-timestamp-zulu.json: expected a refusal of the input"),
    ("pipeline_true_is_user_1", "expected a refusal of the input"),
    ("pipeline_wrong_index", "the index in the error: expected"),
    ("pipeline_wrong_field", "the field in the error: expected metadata.amount, got metadata"),
    ("pipeline_cached_by_length", "on "),
    ("pipeline_memoised", "memoised"),
    ("pipeline_memoised_in_a_new_shell", "memoised"),
    ("pipeline_users_kept", "total_users"),
];

/// The four benchmarks with the oracle as a rung, and one rung for each liar.
fn ladder(benchmark: &str) -> Ladder {
    let mut manifest = fs::read_to_string(fixtures().join("liars.toml")).expect("the manifest");
    for (_, liars) in LIARS.iter().filter(|(id, _)| *id == benchmark) {
        for (stem, _) in *liars {
            manifest += &format!(
                "\n[rung.{}]\nlike = \"truth\"\ntitle = \"{stem}\"\nproject = \"{}\"\nkernels = {{ {benchmark} = \"{stem}.py\" }}\n",
                rung(stem),
                FOLDERS[2]
            );
        }
    }
    Ladder::of_the_project(&manifest, FOLDERS)
}

fn rung(stem: &str) -> String {
    stem.replace('_', "-")
}

fn every_liar_is_caught(benchmark: &str) {
    let ladder = ladder(benchmark);
    let json = ladder.xtask(&["check", "--benchmark", benchmark, "--format", "json"]).exits_with(1).json();
    assert_eq!(cell(&json, &format!("truth/{benchmark}"))["status"], "agrees", "the oracle itself must pass");
    for (stem, word) in LIARS.iter().filter(|(id, _)| *id == benchmark).flat_map(|(_, liars)| *liars) {
        let cell = cell(&json, &format!("{}/{benchmark}", rung(stem)));
        let reason = cell["reason"].as_str().unwrap_or_default();
        assert_eq!(cell["status"], "disagrees", "{stem}: {cell}");
        assert!(reason.starts_with("on "), "{stem} is refused without naming the input: {reason}");
        assert!(reason.contains(word), "no `{word}` in what is said of {stem}: {reason}");
        assert!(reason.contains("expected") && reason.contains("got"), "{stem}: {reason}");
    }
}

#[test]
fn every_liar_about_nbody_is_caught() {
    every_liar_is_caught("nbody");
}

#[test]
fn every_liar_about_spectral_norm_is_caught() {
    every_liar_is_caught("spectral-norm");
}

#[test]
fn every_liar_about_pipeline_dicts_is_caught() {
    every_liar_is_caught("pipeline-dicts");
}

#[test]
fn every_liar_about_pipeline_bytes_is_caught() {
    every_liar_is_caught("pipeline-bytes");
}

#[test]
fn a_liar_is_reported_and_never_timed() {
    let ladder = ladder("nbody");
    ladder.xtask(&["run", "--rung", "nbody-*"]).exits_with(1).says("disagrees").says("[1] (energy after)");
    let json = ladder.xtask(&["report", "--format", "json"]).exits_with(1).json();
    for cell in json["cells"].as_array().expect("cells") {
        let is_truth = cell["rung"] == "truth";
        assert_eq!(cell["status"], if is_truth { "timed" } else { "disagrees" }, "{cell}");
        assert_eq!(cell["median_ns"].is_null(), !is_truth, "{cell}");
    }
    let timed = |record: &Value| record["type"] == "sample" && record["rung"] != "truth";
    assert!(!ladder.records().iter().any(timed));
}

#[test]
fn no_liar_is_forgotten() {
    let mut listed: Vec<&str> = LIARS.iter().flat_map(|(_, liars)| *liars).map(|(stem, _)| *stem).collect();
    listed.sort_unstable();
    listed.dedup();
    let mut present: Vec<String> = fs::read_dir(fixtures().join("liars"))
        .expect("the liars")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .map(|path| path.file_stem().expect("a stem").to_string_lossy().into_owned())
        .filter(|stem| stem != "oracle")
        .collect();
    present.sort_unstable();
    assert_eq!(present, listed);
}
