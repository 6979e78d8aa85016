//! Pictures of a session, another baseline and another order, as the command line gives them.

use std::fs;

use crate::support::{Ladder, browser, cell, look_at_picture, part, project, said_aloud, uv};

fn measured() -> Ladder {
    let ladder = Ladder::new();
    ladder.xtask(&["run"]).exits_with(0);
    ladder
}

#[test]
fn a_picture_is_of_one_benchmark_or_a_folder_has_one_of_each() {
    let ladder = measured();
    let one = ladder.xtask(&["report", "--format", "svg", "--benchmark", "sums"]).exits_with(0).stdout;
    assert!(one.starts_with("<svg xmlns=") && one.contains(">Plain</text>"), "{one}");
    let refused = ladder.xtask(&["report", "--format", "svg"]).exits_with(2);
    refused.mutters("a picture shows one benchmark").mutters("--output DIR/");
    ladder.xtask(&["report", "--format", "svg", "--output", "pictures/"]).exits_with(0);
    ladder.xtask(&["report", "--format", "svg", "--slide", "--output", "pictures"]).exits_with(0);
    let mut names: Vec<String> = fs::read_dir(ladder.root().join("pictures"))
        .expect("a folder")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(
        names.contains(&"sums-ladder.svg".to_owned()) && names.contains(&"sums-ladder-slide.svg".to_owned()),
        "{names:?}"
    );
    let whole = ladder.xtask(&["report", "--format", "svg", "--verdicts"]).exits_with(2);
    whole.mutters("a picture is a chart of a benchmark");
}

#[test]
fn a_picture_is_seen_whole_in_light_and_in_the_dark() {
    let Some(browser) = browser() else { return };
    let ladder = Ladder::new();
    let session = project().join("results/published/reference");
    let session = session.to_str().expect("UTF-8");
    for form in [
        &["--benchmark", "nbody"][..],
        &["--benchmark", "nbody", "--slide"],
        &["--chart", "effort", "--benchmark", "pipeline-bytes"],
    ] {
        let words = [&["report", session, "--format", "svg"][..], form].concat();
        let picture = ladder.xtask(&words).stdout;
        for dark in [false, true] {
            let seen = look_at_picture(browser, &picture, dark);
            assert_eq!(part(&seen, "outside"), &serde_json::json!([]), "text that is cut, {form:?}");
            let luminance = |what: &str| part(&seen, what).as_f64().expect("a number");
            assert!((luminance("paper") < luminance("ink")) == dark, "{seen}");
            let contrast = (luminance("paper") - luminance("ink")).abs();
            assert!(contrast > 0.6, "letters are hard to see: {seen}");
        }
    }
}

#[test]
fn any_rung_can_be_the_baseline_and_rows_can_be_sorted() {
    let ladder = measured();
    let report =
        |words: &[&str]| ladder.xtask(&[&["report", "--format", "json"][..], words].concat()).exits_with(0).json();
    let (own, other) = (report(&[]), report(&["--baseline", "brisk"]));
    let speedup =
        |json: &serde_json::Value, name: &str| cell(json, name)["speedup"]["estimate"].as_f64().expect("a speedup");
    assert!((speedup(&own, "brisk/sums") * speedup(&other, "plain/sums") - 1.0).abs() < 1e-9);
    assert_eq!((speedup(&other, "brisk/sums"), other["session"]["baseline"].as_str()), (1.0, Some("brisk")));
    ladder.xtask(&["report", "--baseline", "brisc"]).exits_with(2).mutters("did you mean `brisk`?");
    let rungs = |json: &serde_json::Value| -> Vec<String> {
        let cells = part(json, "cells").as_array().expect("cells").clone();
        cells
            .iter()
            .filter(|cell| cell["benchmark"] == "sums")
            .map(|cell| cell["rung"].as_str().expect("a rung").to_owned())
            .collect()
    };
    assert_eq!(rungs(&own)[..2], ["plain", "brisk"]);
    assert_eq!(rungs(&report(&["--sort", "speedup"]))[..2], ["brisk", "plain"]);
}

#[test]
fn a_picture_is_drawn_as_png_by_a_program_that_is_fetched() {
    let Some(uv) = uv() else { return };
    let ladder = measured();
    let path = format!("{}:{}", uv.display(), std::env::var("PATH").expect("a PATH"));
    let words = ["report", "--format", "png", "--slide", "--benchmark", "sums", "--output", "slide.png"];
    let drawn = ladder.xtask_with("PATH", &path, &words);
    if ["a package of its own", "no font"].iter().any(|reason| drawn.stderr.contains(reason)) {
        return said_aloud(&format!("SKIPPED: pictures as PNG: {}", drawn.stderr));
    }
    drawn.exits_with(0);
    let png = fs::read(ladder.root().join("slide.png")).expect("a picture");
    let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((&png[1..4], side(16), side(20)), (&b"PNG"[..], 1920, 1080));
}
