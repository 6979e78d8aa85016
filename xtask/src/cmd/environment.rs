//! The surroundings of a session of measuring, as it records them.

use serde_json::{Value, json};

use harness::cell::Absent;
use harness::check::Checked;
use harness::plan::Plan;
use harness::toolchain::Toolbox;
use system::machine;
use system::process;

/// Everything that may explain a figure: the machine, its load, the toolchains and how each cell was built.
pub(super) fn environment(toolbox: &Toolbox<'_>, plan: &Plan<'_>, cells: &[Result<Checked, Absent>]) -> Value {
    let built = plan.cells.iter().zip(cells).filter_map(|(planned, cell)| {
        let built = cell.as_ref().ok()?.built();
        Some(json!({
            "benchmark": planned.benchmark_id.as_str(), "rung": planned.rung_id.as_str(), "toolchain": built.tool.id.as_str(),
            "sources_sha256": built.sources_sha256, "artefact_sha256": built.artefact_sha256,
            "build": built.commands, "build_s": built.seconds, "runner": built.runner.line(), "env": built.runner.env,
        }))
    });
    json!({
        "version": 1,
        "harness": env!("CARGO_PKG_VERSION"),
        "program": files::this_program(),
        "machine": machine::describe(),
        "unset": process::hidden(),
        "load": { "before": machine::load(), "after": null },
        "toolchains": toolbox.described(),
        "cells": built.collect::<Vec<_>>(),
    })
}

/// The same, with how busy the machine is at the end.
pub(super) fn with_load_after(mut environment: Value) -> Value {
    environment["load"]["after"] = machine::load();
    environment
}
