//! The surroundings of a session of measuring, as it records them.

use serde_json::{Value, json};

use super::checked::CheckedPlan;
use super::commit::commit_of;
use super::workspace::EquippedPlan;
use crate::build::Built;
use crate::cell::Absent;
use crate::check::Checked;
use records::stamp_now;
use system::{machine, process};

impl CheckedPlan<'_> {
    /// Everything that may explain a figure: the machine, its load, the toolchains and how each cell was built.
    pub fn environment(&self) -> Value {
        let mut environment = self.equipped.environment(&self.cells);
        if !self.profiles.is_empty() {
            let profiles = self.profiles.iter().map(|(id, profile)| (id.to_string(), json!(profile)));
            environment["profiles"] = Value::Object(profiles.collect());
        }
        environment
    }
}

impl EquippedPlan<'_> {
    /// The same, as far as cells are ready.
    pub(super) fn environment(&self, cells: &[Result<Checked, Absent>]) -> Value {
        let cells: Vec<Value> = cells.iter().flatten().map(|checked| cell(checked.built())).collect();
        let spawner = &self.workspace.spawner;
        let [events, energy] = process::uncounted();
        json!({
            "version": 1,
            "harness": env!("CARGO_PKG_VERSION"),
            "program": files::this_program(),
            "commit": commit_of(&self.workspace.manifest.root),
            "machine": machine::describe(),
            "caches": machine::caches(),
            "uncounted": { "events": events, "energy": energy },
            "unset": spawner.hidden(),
            "passed": spawner.passed(),
            // Without their values, which may be secrets.
            "set": spawner.given().iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "settings": self.workspace.home.described(),
            "load": { "before": load(), "after": null },
            "toolchains": self.toolbox.described(),
            "cells": cells,
        })
    }
}

fn cell(built: &Built) -> Value {
    let mut cell = json!({
        "benchmark": built.benchmark.as_str(), "rung": built.rung.as_str(), "toolchain": built.tool.id.as_str(),
        "sources_sha256": built.sources_sha256, "artefact_sha256": built.artefact_sha256,
        "artefact_bytes": built.artefact_bytes,
        "build": built.commands, "build_s": built.seconds, "runner": built.runner.line(), "env": built.runner.env,
    });
    if let Some(account) = &built.account {
        cell["account"] = account.clone();
    }
    if let Some(resolved) = &built.tool.resolved {
        cell["requirements"] = json!(resolved);
    }
    cell
}

/// Adds to the surroundings of a session what was got and built since they were written.
pub(super) fn with_what_came(mut environment: Value, now: &Value) -> Value {
    if let (Some(known), Some(now)) = (environment["toolchains"].as_object_mut(), now["toolchains"].as_object()) {
        for (id, tool) in now {
            known.entry(id).or_insert_with(|| tool.clone());
        }
    }
    if let (Some(known), Some(now)) = (environment["cells"].as_array_mut(), now["cells"].as_array()) {
        let name = |cell: &Value| (cell["benchmark"].clone(), cell["rung"].clone());
        let names: Vec<(Value, Value)> = known.iter().map(name).collect();
        known.extend(now.iter().filter(|cell| !names.contains(&name(cell))).cloned());
    }
    environment
}

/// The same, with how busy the machine is at the end.
#[must_use]
pub fn with_load_after(mut environment: Value) -> Value {
    environment["load"]["after"] = load();
    environment
}

/// How busy the machine is, and when that was.
fn load() -> Value {
    let mut load = machine::load();
    load["at"] = stamp_now().into();
    load
}
