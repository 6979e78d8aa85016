//! `doctor`: which toolchains are here, and how to get the others, or what disturbs measuring. Only looks: nothing is downloaded,
//! built or changed.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::console::{Problem, WELL, print, print_json};
use crate::toolchains::{self, ToolchainRow};
use flags::{Format, OutputFlags};
use harness::session::Workspace;
use harness::toolchain::Fetch;
use manifest::Id;
use system::machine::{self, NoiseRemark};
use system::process;

pub(super) fn run(workspace: &Workspace, output: OutputFlags) -> Result<ExitCode, Problem> {
    // What it remembers lies in a folder of our own; where nothing can be written, nothing is remembered.
    let _ = workspace.target_folder().claim(&workspace.target);
    let toolbox = workspace.toolbox(Fetch::Never);
    let ids: Vec<&Id> = workspace.manifest.toolchains.keys().collect();
    let probes = toolbox.get_all(&ids);
    let rows = toolchains::rows(&workspace.manifest, &ids, &probes, false);
    match output.format {
        Format::Json => {
            let all: Vec<Value> = rows.iter().map(ToolchainRow::json).collect();
            print_json(&json!({ "version": 1, "toolchains": all }))?;
        }
        Format::Text => print(&format!("{}\n\n{}", toolchains::text(&rows, false), toolchains::summed_up(&rows)))?,
    }
    Ok(ExitCode::from(WELL))
}

/// What of this machine disturbs measuring.
pub(super) fn noise(output: OutputFlags) -> Result<ExitCode, Problem> {
    let remarks = machine::noise(&process::cores());
    match output.format {
        Format::Json => print_json(&json!({ "version": 1, "noise": remarks }))?,
        Format::Text => print(&remarks.iter().map(noise_text).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(ExitCode::from(WELL))
}

fn noise_text(remark: &NoiseRemark) -> String {
    let word = match remark.disturbs {
        Some(true) => "disturbs",
        Some(false) => "ok",
        None => "unknown",
    };
    let hint = remark.advice.map(|advice| format!("\n{:11}hint: {advice}", "")).unwrap_or_default();
    format!("{word:<8}   {}: {}{hint}", remark.what, remark.seen)
}
