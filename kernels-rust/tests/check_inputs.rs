//! The project's check inputs through the native kernels, so that work on them needs no harness.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use kernels_rust::pipeline::{InputError, Summary};
use kernels_rust::pipeline_bytes_threads;
use kernels_rust::pipeline_bytes_tuned::pipeline_bytes_at;
use kernels_rust::tuned::level::Level;

#[test]
fn serde_gives_what_every_check_input_expects() -> Result<(), Box<dyn Error>> {
    check_all(kernels_rust::pipeline_bytes::pipeline_bytes)
}

#[test]
fn the_tuned_kernel_gives_what_every_check_input_expects_at_every_level() -> Result<(), Box<dyn Error>> {
    for level in Level::available() {
        check_all(|data| pipeline_bytes_at(level, data)).map_err(|error| format!("{level:?}: {error}"))?;
    }
    Ok(())
}

#[test]
fn the_tuned_kernel_gives_what_every_check_input_expects_in_any_number_of_parts() -> Result<(), Box<dyn Error>> {
    for level in Level::available() {
        for parts in [2, 3, 16] {
            check_all(|data| pipeline_bytes_threads::pipeline_bytes_at(level, data, parts))
                .map_err(|error| format!("{level:?}, {parts} parts: {error}"))?;
        }
    }
    Ok(())
}

#[cfg(feature = "yyjson")]
#[test]
fn yyjson_gives_what_every_check_input_expects() -> Result<(), Box<dyn Error>> {
    check_all(kernels_rust::pipeline_bytes_yyjson::pipeline_bytes)
}

fn check_all(kernel: impl Fn(&[u8]) -> Result<Summary, InputError>) -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let mut seen = 0;
    for entry in fs::read_dir(data.join("check"))?.chain(fs::read_dir(data.join("fuzz"))?) {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let expected = fs::read_to_string(path.with_extension("expected"))?;
            check(kernel(&fs::read(&path)?), expected.trim_end())
                .map_err(|error| format!("{}: {error}", path.display()))?;
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} check inputs");
    Ok(())
}

fn check(result: Result<Summary, InputError>, expected: &str) -> Result<(), Box<dyn Error>> {
    let same = match (&result, expected.strip_prefix("error")) {
        (Ok(summary), None) => serde_json::to_value(summary)? == serde_json::from_str::<Value>(expected)?,
        (Err(error), Some(place)) => place.is_empty() || place_of(error) == serde_json::from_str::<Value>(place)?,
        _ => false,
    };
    if same { Ok(()) } else { Err(format!("expected {expected}, got {result:?}").into()) }
}

fn place_of(error: &InputError) -> Value {
    let (index, field) = match error {
        InputError::Document { .. } => (None, None),
        InputError::Event { index, field, .. } => (Some(index), *field),
    };
    serde_json::json!({ "index": index, "field": field })
}
