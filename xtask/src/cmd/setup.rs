//! `setup`: gets every toolchain and package that can be got, and says what each took.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::console::{Problem, exit, print, print_json};
use crate::toolchains::{self, ToolchainRow};
use flags::{Format, SetupFlags};
use harness::plan::matching;
use harness::session::Workspace;
use harness::toolchain::{Fetch, HostedPackages, Probe, SourceBuild, SourceRequest, Toolbox};
use manifest::Id;

pub(super) fn run(workspace: &Workspace, flags: &SetupFlags) -> Result<ExitCode, Problem> {
    let mut ids = matching(workspace.manifest.toolchains.keys(), &flags.toolchains, "toolchain")?;
    let _lock = workspace.lock()?;
    let toolbox = workspace.toolbox(Fetch::Always);
    let builds = build_from_source(&toolbox, &ids, flags)?;
    if flags.toolchains.is_empty() && !builds.is_empty() {
        ids = builds.iter().map(|build| build.id).collect();
    }
    let probes = toolbox.get_all(&ids);
    let packages = toolbox.install_packages(&ids);
    let rows = toolchains::rows(&workspace.manifest, &ids, &probes, !flags.toolchains.is_empty());
    match flags.output.format {
        Format::Json => print_json(&as_json(&rows, &packages, &builds))?,
        Format::Text => print(&as_text(&rows, &packages, &builds))?,
    }
    // What somebody asks for by name should be there afterwards; of all there is, some can never be had.
    let all_there = probes.iter().all(|probe| matches!(probe, Probe::Found(_)));
    let unwell = !flags.toolchains.is_empty() && !all_there || builds.iter().any(|build| build.outcome.is_err());
    Ok(exit(unwell.then_some("something that was asked for cannot be had")))
}

/// Builds what the user wants to be built, of these toolchains; nothing if nothing is wanted.
fn build_from_source<'m>(
    toolbox: &Toolbox<'_>,
    ids: &[&'m Id],
    flags: &SetupFlags,
) -> Result<Vec<SourceBuild<'m>>, Problem> {
    let wanted = flags.from_source || !flags.source.is_empty();
    if !wanted && flags.plain {
        return Err(Problem::usage("--plain is a way to build: add --source FILE or --from-source"));
    }
    if !wanted {
        return Ok(Vec::new());
    }
    let request = SourceRequest { given: &flags.source, all: flags.from_source, plain: flags.plain };
    let builds = toolbox.build_from_source(ids, &request).map_err(Problem::usage)?;
    if builds.is_empty() {
        let names: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        return Err(Problem::usage(format!("none of these can be built from source: {}", names.join(", "))));
    }
    Ok(builds)
}

fn as_text(rows: &[ToolchainRow<'_>], packages: &[HostedPackages<'_>], builds: &[SourceBuild<'_>]) -> String {
    let mut lines = vec![toolchains::text(rows, true)];
    lines.extend(packages.iter().map(toolchains::packages_text));
    lines.extend(builds.iter().filter_map(toolchains::build_text));
    lines.join("\n")
}

fn as_json(rows: &[ToolchainRow<'_>], packages: &[HostedPackages<'_>], builds: &[SourceBuild<'_>]) -> Value {
    let rows: Vec<Value> = rows.iter().map(ToolchainRow::json).collect();
    let packages: Vec<Value> = packages.iter().map(toolchains::packages_json).collect();
    let builds: Vec<Value> = builds.iter().map(toolchains::build_json).collect();
    json!({ "version": 1, "toolchains": rows, "packages": packages, "built": builds })
}
