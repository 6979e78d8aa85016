//! The surroundings of a session of measuring, as it records them.

use serde_json::{Value, json};

use super::checked::CheckedPlan;
use super::commit::commit_of;
use crate::build::Built;
use records::stamp_now;
use system::{machine, process};

impl CheckedPlan<'_> {
    /// Everything that may explain a figure: the machine, its load, the toolchains and how each cell was built.
    pub fn environment(&self) -> Value {
        let cells: Vec<Value> = self.cells.iter().flatten().map(|checked| cell(checked.built())).collect();
        let spawner = &self.equipped.workspace.spawner;
        let [events, energy] = process::uncounted();
        let mut environment = json!({
            "version": 1,
            "harness": env!("CARGO_PKG_VERSION"),
            "program": files::this_program(),
            "commit": commit_of(&self.equipped.workspace.manifest.root),
            "machine": machine::describe(),
            "caches": machine::caches(),
            "uncounted": { "events": events, "energy": energy },
            "unset": spawner.hidden(),
            "passed": spawner.passed(),
            // Without their values, which may be secrets.
            "set": spawner.given().iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "settings": self.equipped.workspace.home.described(),
            "load": { "before": load(), "after": null },
            "toolchains": self.equipped.toolbox.described(),
            "cells": cells,
        });
        if !self.profiles.is_empty() {
            let profiles = self.profiles.iter().map(|(id, profile)| (id.to_string(), json!(profile)));
            environment["profiles"] = Value::Object(profiles.collect());
        }
        environment
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
