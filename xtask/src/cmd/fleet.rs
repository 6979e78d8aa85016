//! `fleet`: has ReFrame send a session to every node, and sets what comes back side by side.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::json;

use super::report::layout_of;
use crate::console::{Problem, exit, layout, line, print, print_json, shown};
use crate::fleet::{Fleet, FleetNode, send, unlike_their_kind};
use crate::sessions::{card, manifest_path};
use ::report::merged::{self, merge};
use ::report::{Card, CellSelection, laid_out};
use flags::{DocumentFormat, FleetFlags, Places, SelectionFlags};
use harness::plan::{Filters, Plan};
use harness::session::Workspace;
use records::{Damage, Session};

/// Where fleets are kept, in the folder of the sessions.
const FLEETS: &str = "fleet";

/// What building and setting up may take beside measuring.
const BUILDING: Duration = Duration::from_secs(3600);

pub(super) fn run(places: &Places, workspace: &Workspace, flags: &FleetFlags) -> Result<ExitCode, Problem> {
    let fleets = workspace.results.join(FLEETS);
    let (mut fleet, folder) = match &flags.restore {
        Some(name) => restored(&fleets, name.as_deref())?,
        None => begun(places, workspace, flags, &fleets)?,
    };
    let _lock = workspace.lock()?;
    send(workspace, &mut fleet, &folder).map_err(|error| Problem::usage(format!("{error:#}")))?;
    show(&fleet, &folder, flags.format)?;
    workspace.progress.note(&format!("records: {}", shown(&folder, &workspace.manifest.root)));
    Ok(exit(lack(&fleet, &folder, workspace).as_deref()))
}

/// A fleet that begins.
fn begun(
    places: &Places,
    workspace: &Workspace,
    flags: &FleetFlags,
    fleets: &Path,
) -> Result<(Fleet, PathBuf), Problem> {
    let site = flags.site.as_ref().filter(|site| site.is_file());
    let site = site.ok_or_else(|| {
        let text = format!("no file {}", flags.site.as_deref().unwrap_or(Path::new("SITE.py")).display());
        Problem::usage_with_hint(text, "a configuration of ReFrame's; docs/fleet.md has some to begin with")
    })?;
    let filters = Filters { budget: flags.budget, timed: true, ..super::filters(&flags.selection) };
    // What is wrong is said before anything is sent.
    let plan = Plan::new(&workspace.manifest, &filters)?;
    let id = format!("{}-{}", Session::now().id, plan.profile_id);
    let whole = |path: &Path| std::path::absolute(path).with_context(|| format!("cannot use {}", path.display()));
    let limit = flags.time_limit.unwrap_or(plan.profile.budget * 2 + BUILDING);
    let mut arguments = arguments(&flags.selection);
    if let Some(budget) = flags.budget {
        arguments.extend(["--budget".to_owned(), format!("{}ms", budget.as_millis())]);
    }
    arguments.extend(["--label".to_owned(), id.clone()]);
    let folder = fleets.join(&id);
    let fleet = Fleet {
        version: 1,
        id,
        manifest: whole(&manifest_path(places)?)?,
        site: whole(site)?,
        arguments,
        partitions: flags.partition.clone(),
        bundle: flags.bundle,
        limit_s: limit.as_secs().max(60),
        reframe: Vec::new(),
        nodes: Vec::new(),
        cancelled: Vec::new(),
    };
    Ok((fleet, folder))
}

/// A selection as it is typed behind `run`.
fn arguments(selection: &SelectionFlags) -> Vec<String> {
    let lists = [("--group", &selection.group), ("--benchmark", &selection.benchmark), ("--rung", &selection.rung)];
    let lists = lists
        .into_iter()
        .flat_map(|(option, names)| names.iter().flat_map(move |name| [option.to_owned(), name.clone()]));
    let profile = selection.profile.iter().flat_map(|profile| ["--profile".to_owned(), profile.clone()]);
    lists.chain(profile).chain(selection.all.then(|| "--all".to_owned())).collect()
}

/// A fleet that lacks something.
fn restored(fleets: &Path, name: Option<&Path>) -> Result<(Fleet, PathBuf), Problem> {
    let folder = match name {
        Some(name) if name.is_dir() => name.to_owned(),
        Some(name) => fleets.join(name),
        None => {
            let entries = std::fs::read_dir(fleets).into_iter().flatten().flatten();
            let latest = entries.map(|entry| entry.path()).filter(|folder| folder.is_dir()).max();
            latest.ok_or_else(|| Problem::usage(format!("no fleet in {}", fleets.display())))?
        }
    };
    let folder = std::path::absolute(&folder).with_context(|| format!("cannot use {}", folder.display()))?;
    let fleet = Fleet::read(&folder).map_err(|error| Problem::usage(format!("{error:#}")))?;
    match fleet.is_well() {
        true => Err(Problem::usage(format!("fleet {} lacks nothing: all of its nodes are done", fleet.id))),
        false => Ok((fleet, folder)),
    }
}

/// Every node, and what the done ones measured.
fn show(fleet: &Fleet, folder: &Path, format: DocumentFormat) -> Result<(), Problem> {
    let measured = |node: &FleetNode| -> Result<(String, String, Card), Problem> {
        let session = folder.join(node.session.as_deref().unwrap_or(Path::new("")));
        Ok((node.node.clone(), node.kind.clone().unwrap_or_default(), card(&session, Damage::Refused)?))
    };
    let nodes = fleet.done().map(measured).collect::<Result<Vec<_>, Problem>>()?;
    let unlike = unlike_their_kind(&nodes);
    let cards: Vec<Card> = nodes.into_iter().map(|(_, _, card)| card).collect();
    let merged = match cards.len() {
        0 | 1 => None,
        _ => Some(merge(&cards, &CellSelection::default()).map_err(Problem::usage)?),
    };
    let Some(layout) = layout_of(format.into(), layout()) else {
        let merged =
            merged.as_ref().map(merged::json).transpose().context("cannot write the merged sessions as JSON")?;
        let merged = merged.map(|text| serde_json::from_str::<serde_json::Value>(&text)).transpose();
        let merged = merged.context("cannot write the merged sessions as JSON")?;
        return Ok(print_json(&json!({ "version": 1, "fleet": fleet, "unlike": unlike, "merged": merged }))?);
    };
    let mut lines: Vec<String> = fleet.nodes.iter().map(of_node).collect();
    lines.extend(fleet.cancelled.iter().map(|job| line("cancelled", &format!("{job}: it was left in the queue"))));
    lines.extend(unlike.iter().map(|text| line("unlike", text)));
    print(&lines.join("\n"))?;
    match (&merged, cards.first()) {
        (Some(merged), _) => print(&format!("\n{}", laid_out(merged::terminal(merged, layout), layout)))?,
        (None, Some(card)) => print(&format!("\n{}", laid_out(::report::brief(card, layout), layout)))?,
        (None, None) => {}
    }
    Ok(())
}

fn of_node(node: &FleetNode) -> String {
    let kind = node.kind.as_ref().map(|kind| format!(", {kind}")).unwrap_or_default();
    let seconds = node.seconds.map(|seconds| format!(", {seconds} s")).unwrap_or_default();
    let reason = node.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    line(node.status.word(), &format!("{}{kind}{seconds}{reason}", node.node))
}

/// What is lacking.
fn lack(fleet: &Fleet, folder: &Path, workspace: &Workspace) -> Option<String> {
    let hint = format!("hint: cargo xtask fleet --restore-session {} does what is missing", fleet.id);
    let failed: Vec<&str> =
        fleet.nodes.iter().filter(|node| node.session.is_none()).map(|node| node.node.as_str()).collect();
    if fleet.nodes.is_empty() {
        let log = shown(&folder.join("reframe.log"), &workspace.manifest.root);
        return Some(format!(
            "no job came to be: {}; {log} says more",
            fleet.reframe.last().map_or("", String::as_str)
        ));
    }
    (!failed.is_empty())
        .then(|| format!("{} of {} nodes are not done: {}\n{hint}", failed.len(), fleet.nodes.len(), failed.join(", ")))
}
