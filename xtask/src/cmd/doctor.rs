//! `doctor`: which toolchains are here, and how to get the others. Only looks: nothing is downloaded or built.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Place, Problem, WELL, print, print_json, tools};
use crate::flags::{Format, Output};
use harness::toolchain::Fetch;
use manifest::Id;

pub(super) fn run(place: &Place, output: Output) -> Result<ExitCode, Problem> {
    let toolbox = place.toolbox(Fetch::Never);
    let ids: Vec<&Id> = place.manifest.toolchains.keys().collect();
    let probes = toolbox.get_all(&ids);
    let rows = tools::rows(&place.manifest, &ids, &probes, false);
    match output.format {
        Format::Json => {
            let all: Vec<Value> = rows.iter().map(tools::Row::json).collect();
            print_json(&json!({ "version": 1, "toolchains": all }))?;
        }
        Format::Text => print(&tools::text(&rows, false))?,
    }
    Ok(ExitCode::from(WELL))
}
