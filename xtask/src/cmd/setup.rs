//! `setup`: gets every toolchain and package that can be got, and says what each took.

use std::collections::HashSet;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::from_source::{self, Build};
use super::{Place, Problem, UNWELL, exit, print, print_json, tools};
use crate::flags::{Format, SetupFlags};
use harness::toolchain::{Fetch, Probe, Receipt, Toolbox};
use manifest::{Id, Rung};
use system::interrupt;
use system::parallel;

pub(super) fn run(place: &Place, flags: &SetupFlags) -> Result<ExitCode, Problem> {
    let mut ids = wanted(place, &flags.toolchains)?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Fetch::Always);
    let builds = from_source::builds(&toolbox, &ids, flags)?;
    if flags.toolchains.is_empty() && !builds.is_empty() {
        ids = builds.iter().map(|build| build.id).collect();
    }
    let probes = toolbox.get_all(&ids);
    let packages = packages(place, &toolbox, &ids);
    let rows = tools::rows(&place.manifest, &ids, &probes, !flags.toolchains.is_empty());
    match flags.output.format {
        Format::Json => {
            let all: Vec<Value> = rows.iter().map(tools::Row::json).collect();
            let packages: Vec<Value> = packages.iter().map(Packages::json).collect();
            let built: Vec<Value> = builds.iter().map(Build::json).collect();
            print_json(&json!({ "version": 1, "toolchains": all, "packages": packages, "built": built }))?;
        }
        Format::Text => {
            let lines = packages.iter().map(Packages::text).chain(builds.iter().filter_map(Build::text));
            print(&std::iter::once(tools::text(&rows, true)).chain(lines).collect::<Vec<_>>().join("\n"))?;
        }
    }
    // What somebody asks for by name should be there afterwards; of all there is, some can never be had.
    let all_there = probes.iter().all(|probe| matches!(probe, Probe::Found(_)));
    let unwell = !flags.toolchains.is_empty() && !all_there || builds.iter().any(Build::failed);
    if !interrupt::requested() && unwell {
        return Ok(ExitCode::from(UNWELL));
    }
    Ok(exit(true))
}

/// The toolchains that the patterns name, in the order of the manifest; all without any.
fn wanted<'m>(place: &'m Place, patterns: &[String]) -> Result<Vec<&'m Id>, Problem> {
    let all = place.manifest.toolchains.keys();
    Ok(harness::plan::matching(all, patterns, "toolchain")?)
}

/// The packages of a rung, installed or not.
struct Packages<'m> {
    requirements: String,
    host: &'m Id,
    outcome: Result<Option<Receipt>, String>,
}

impl Packages<'_> {
    fn text(&self) -> String {
        let (requirements, host) = (&self.requirements, self.host);
        match &self.outcome {
            Ok(receipt) => {
                let costs = receipt.iter().flat_map(tools::of_receipt).collect::<Vec<_>>().join(", ");
                format!("ok       {requirements} for {host}: {costs}")
            }
            Err(reason) => format!("missing  {requirements} for {host}: {reason}"),
        }
    }

    fn json(&self) -> Value {
        json!({
            "requirements": self.requirements,
            "toolchain": self.host.as_str(),
            "receipt": self.outcome.as_ref().ok(),
            "reason": self.outcome.as_ref().err(),
        })
    }
}

/// Installs the packages of every rung that one of these toolchains hosts.
fn packages<'m>(place: &'m Place, toolbox: &Toolbox<'_>, ids: &[&Id]) -> Vec<Packages<'m>> {
    let mut seen = HashSet::new();
    let hosted = |(_, rung): &(&Id, &Rung)| ids.contains(&&rung.toolchain);
    let rungs = place.manifest.rungs.iter().filter(hosted);
    let jobs: Vec<_> = rungs
        .filter_map(|(id, rung)| Some((id, &rung.toolchain, rung.requirements.as_ref()?)))
        .filter(|(_, host, requirements)| seen.insert((*host, *requirements)))
        .collect();
    let install = |(rung, host, requirements): (&'m Id, &'m Id, &'m std::path::PathBuf)| {
        let outcome = match toolbox.get(host) {
            Probe::Found(tool) => toolbox
                .with_packages(&tool, requirements, &format!("rung {rung}"))
                .map(|tool| tool.receipt)
                .map_err(|absence| absence.reason),
            Probe::Missing(absence) | Probe::Broken(absence) => Err(absence.reason),
        };
        Packages { requirements: requirements.display().to_string(), host, outcome }
    };
    parallel::side_by_side(jobs, install)
}
