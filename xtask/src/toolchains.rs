//! What `doctor` and `setup` say of each toolchain.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::console::{shown, wrapped};
use ::report::bytes;
use harness::toolchain::{Absence, HostedPackages, Probe, Receipt, SourceBuild, Tool};
use manifest::{Id, Manifest, Origin, Toolchain};
use system::progress::spoken;

/// One toolchain and what became of it.
pub struct ToolchainRow<'a> {
    id: &'a Id,
    toolchain: &'a Toolchain,
    root: &'a Path,
    probe: &'a Probe,
}

/// The rows that are worth showing. Among all toolchains, a choice of some is worth a line only when there was none to
/// choose; somebody who `named` it wants to know.
pub fn rows<'a>(manifest: &'a Manifest, ids: &[&'a Id], probes: &'a [Probe], named: bool) -> Vec<ToolchainRow<'a>> {
    let mut rows = Vec::new();
    for (id, probe) in ids.iter().zip(probes) {
        let Some(toolchain) = manifest.toolchains.get(*id) else { continue };
        let chosen = matches!((&toolchain.origin, probe), (Origin::AnyOf(_), Probe::Found(_)));
        if named || !chosen {
            rows.push(ToolchainRow { id, toolchain, root: &manifest.root, probe });
        }
    }
    rows
}

/// Where further lines of a row begin: paths are long.
const DETAILS: usize = 11;

/// What they come to.
pub fn summed_up(rows: &[ToolchainRow<'_>]) -> String {
    let here = rows.iter().filter(|row| matches!(row.probe, Probe::Found(_))).count();
    let broken = rows.iter().filter(|row| matches!(row.probe, Probe::Broken(_))).count();
    let broken = if broken > 0 { format!(", {broken} broken") } else { String::new() };
    let hint = if here < rows.len() { "; `cargo xtask setup` gets what can be had" } else { "" };
    wrapped(&format!("{here} of {} toolchains are here{broken}{hint}", rows.len()), 0)
}

/// A line for each, with a second one for what to do; with `cost` also what it took to get them.
pub fn text(rows: &[ToolchainRow<'_>], cost: bool) -> String {
    let width = rows.iter().map(|row| row.id.as_str().len()).max().unwrap_or(0);
    rows.iter().map(|row| row.text(width, cost)).collect::<Vec<_>>().join("\n")
}

impl ToolchainRow<'_> {
    fn text(&self, width: usize, cost: bool) -> String {
        let (id, gap) = (self.id, 9 + width);
        let absent = |word: &str, absence: &Absence| {
            let (reason, hint) =
                (format!("{word:<8} {id:<width$}  {}", absence.reason), format!("{:gap$}  hint: {}", "", absence.fix));
            format!("{}\n{}", wrapped(&reason, DETAILS), wrapped(&hint, DETAILS))
        };
        match self.probe {
            Probe::Found(tool) => {
                let kind = tool.fact("build_kind").map(|kind| format!(", {kind}")).unwrap_or_default();
                let path = shown(&tool.path, self.root);
                let found = format!("ok       {id:<width$}  {} ({}: {path}{kind})", tool.version, tool.origin);
                let found = wrapped(&found, DETAILS);
                let costs = Some(costs(tool)).filter(|costs| cost && !costs.is_empty());
                costs.map_or_else(|| found.clone(), |costs| format!("{found}\n{:gap$}  {costs}", ""))
            }
            Probe::Missing(absence) => absent("missing", absence),
            Probe::Broken(absence) => absent("broken", absence),
        }
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let (status, tool, absence) = match self.probe {
            Probe::Found(tool) => ("ok", Some(tool), None),
            Probe::Missing(absence) => ("missing", None, Some(absence)),
            Probe::Broken(absence) => ("broken", None, Some(absence)),
        };
        json!({
            "name": self.id.as_str(),
            "title": self.toolchain.title,
            "status": status,
            "version": tool.map(|tool| &tool.version),
            "origin": tool.map(|tool| &tool.origin),
            "path": tool.map(|tool| tool.path.display().to_string()),
            "env": tool.map(|tool| &tool.env),
            "receipt": tool.map(|tool| &tool.receipt),
            "facts": tool.map(|tool| &tool.facts),
            "reason": absence.map(|absence| &absence.reason),
            "fix": absence.map(|absence| &absence.fix),
        })
    }
}

/// What a toolchain costs, as far as it is known.
fn costs(tool: &Tool) -> String {
    let mut parts: Vec<String> = tool.receipt.iter().flat_map(receipt_parts).collect();
    if let Some(memory) = tool.facts.get("peak_memory_bytes").and_then(Value::as_f64) {
        parts.push(format!("{} of memory to start", bytes(memory)));
    }
    parts.join(", ")
}

/// What it took to get something, in words.
fn receipt_parts(receipt: &Receipt) -> Vec<String> {
    let took = spoken(Duration::try_from_secs_f64(receipt.seconds).unwrap_or_default());
    let downloaded = receipt.downloaded_bytes.map(|downloaded| format!("{} downloaded", bytes(downloaded as f64)));
    let disk = format!("{} on disk", bytes(receipt.disk_bytes as f64));
    std::iter::once(format!("got in {took}")).chain(downloaded).chain([disk]).collect()
}

/// What became of a rung's packages, in words.
pub fn packages_text(packages: &HostedPackages<'_>) -> String {
    let HostedPackages { requirements, host, outcome } = packages;
    match outcome {
        Ok(receipt) => {
            let costs = receipt.iter().flat_map(receipt_parts).collect::<Vec<_>>().join(", ");
            format!("ok       {requirements} for {host}: {costs}")
        }
        Err(reason) => format!("missing  {requirements} for {host}: {reason}"),
    }
}

/// The same for programs.
pub fn packages_json(packages: &HostedPackages<'_>) -> Value {
    json!({
        "requirements": packages.requirements,
        "toolchain": packages.host.as_str(),
        "receipt": packages.outcome.as_ref().ok(),
        "reason": packages.outcome.as_ref().err(),
    })
}

/// A build from source that has failed, in words; a success speaks for itself among the toolchains.
pub fn build_text(build: &SourceBuild<'_>) -> Option<String> {
    let absence = build.outcome.as_ref().err()?;
    Some(format!("failed   {} from source: {}\n         hint: {}", build.id, absence.reason, absence.fix))
}

/// A build from source for programs.
pub fn build_json(build: &SourceBuild<'_>) -> Value {
    let absence = build.outcome.as_ref().err();
    json!({
        "toolchain": build.id.as_str(),
        "reason": absence.map(|absence| &absence.reason),
        "fix": absence.map(|absence| &absence.fix),
    })
}
