//! `fleet`: has ReFrame send a session to every node, and sets what comes back side by side.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::json;

use super::report::layout_of;
use crate::console::{Problem, exit, layout, line, print, print_json, shown};
use crate::fleet::{Fleet, FleetNode, send, unlike_their_kind};
use crate::sessions::{card, lean, manifest_path};
use crate::shares;
use ::report::merged::{self, merge};
use ::report::{Card, CellSelection, laid_out};
use flags::{DocumentFormat, FleetFlags, FleetTask, Format, Places, SelectionFlags};
use harness::plan::{Filters, Plan};
use harness::session::{Workspace, seed_from_clock};
use records::{Damage, Session};

/// Where fleets are kept, in the folder of the sessions.
const FLEETS: &str = "fleet";

/// The command that is shared out by documents.
const FUZZ: &str = "fuzz";

/// The longest time that a kernel may take for one document, as `fuzz` has it.
const FUZZ_LIMIT: Duration = Duration::from_secs(20);

/// What building and setting up may take beside measuring.
const BUILDING: Duration = Duration::from_secs(3600);

pub(super) fn run(places: &Places, workspace: &Workspace, flags: &FleetFlags) -> Result<ExitCode, Problem> {
    let fleets = workspace.results.join(FLEETS);
    let (mut fleet, folder) = match &flags.restore {
        Some(name) => restored(&fleets, name.as_deref())?,
        None => begun(places, workspace, flags, &fleets)?,
    };
    let lock = workspace.lock()?;
    if let Some(name) = &flags.restore {
        // Somebody else may have done meanwhile what was lacking.
        (fleet, _) = restored(&fleets, Some(name.as_deref().unwrap_or(&folder)))?;
    }
    send(workspace, &mut fleet, &folder).map_err(|error| Problem::usage(format!("{error:#}")))?;
    drop(lock);
    if fleet.shares.is_some() {
        return gathered(&fleet, &folder, workspace, flags);
    }
    show(&fleet, &folder, flags.format)?;
    workspace.progress.note(&format!("records: {}", shown(&folder, &workspace.manifest.root)));
    Ok(exit(lack(&fleet, &folder, workspace).as_deref()))
}

/// What came of all shares together; which are lacking, where some are.
fn gathered(fleet: &Fleet, folder: &Path, workspace: &Workspace, flags: &FleetFlags) -> Result<ExitCode, Problem> {
    let format = if flags.format == DocumentFormat::Json { Format::Json } else { Format::Text };
    if let Some(lack) = lack(fleet, folder, workspace) {
        match format {
            Format::Json => print_json(&json!({ "version": 1, "fleet": fleet }))?,
            Format::Text => print(&fleet.nodes.iter().map(of_node).collect::<Vec<_>>().join("\n"))?,
        }
        return Ok(exit(Some(&lack)));
    }
    let files: Vec<PathBuf> = fleet.nodes.iter().filter_map(|node| Some(folder.join(node.session.as_ref()?))).collect();
    let outcome = match fleet.task.as_str() {
        FUZZ => {
            let found = shares::fuzzed(&shares::read(&files, shares::FUZZ)?)?;
            shares::settled(workspace, found, FUZZ_LIMIT)?
        }
        _ => shares::checked(&shares::read(&files, shares::CHECK)?)?,
    };
    workspace.progress.note(&format!("shares: {}", shown(folder, &workspace.manifest.root)));
    shares::show(&outcome, format, &workspace.manifest.root)
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
    let (task, filters) = match flags.task {
        FleetTask::Run => ("run", filters),
        FleetTask::Check => ("check", Filters { timed: false, ..filters }),
        FleetTask::Fuzz => (FUZZ, Filters { timed: false, all: true, ..filters }),
    };
    let plan = match flags.task {
        FleetTask::Fuzz => Plan::for_fuzzing(&workspace.manifest, &filters)?,
        _ => Plan::new(&workspace.manifest, &filters)?,
    };
    let what = if flags.task == FleetTask::Run { plan.profile_id.as_str() } else { task };
    let id = format!("{}-{what}", Session::now().id);
    let whole = |path: &Path| std::path::absolute(path).with_context(|| format!("cannot use {}", path.display()));
    let limit = flags.time_limit.unwrap_or(plan.profile.budget * 2 + BUILDING);
    let arguments = match flags.task {
        FleetTask::Run => {
            let mut arguments = arguments(&flags.selection);
            if let Some(budget) = flags.budget {
                arguments.extend(["--budget".to_owned(), format!("{}ms", budget.as_millis())]);
            }
            arguments.extend(["--label".to_owned(), id.clone()]);
            arguments
        }
        FleetTask::Check => arguments(&flags.selection),
        FleetTask::Fuzz => {
            let numbers = [
                ("--seed", flags.seed.unwrap_or_else(seed_from_clock)),
                ("--batches", flags.batches),
                ("--batch", u64::from(flags.batch)),
            ];
            let numbers = numbers.into_iter().flat_map(|(option, number)| [option.to_owned(), number.to_string()]);
            let rungs = flags.selection.rung.iter().cloned();
            let others = SelectionFlags { rung: Vec::new(), profile: None, all: false, ..flags.selection.clone() };
            rungs.chain(arguments(&others)).chain(numbers).collect()
        }
    };
    let shares = (flags.task != FleetTask::Run).then_some(flags.shares);
    let folder = fleets.join(&id);
    let fleet = Fleet {
        version: 1,
        id,
        manifest: whole(&manifest_path(places)?)?,
        site: whole(site)?,
        task: task.to_owned(),
        shares,
        arguments,
        partitions: flags.partition.clone(),
        bundle: flags.bundle,
        fetched: flags.fetched,
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
        Ok((node.node.clone(), node.kind.clone().unwrap_or_default(), lean(card(&session, Damage::Refused)?)))
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
    let share = node.share.map(|share| format!("share {share} on ")).unwrap_or_default();
    line(node.status.word(), &format!("{share}{}{kind}{seconds}{reason}", node.node))
}

/// What is lacking.
fn lack(fleet: &Fleet, folder: &Path, workspace: &Workspace) -> Option<String> {
    let hint = format!("hint: cargo xtask fleet --restore-session {} does what is missing", fleet.id);
    let failed: Vec<String> = fleet.nodes.iter().filter(|node| node.session.is_none()).map(FleetNode::name).collect();
    if fleet.nodes.is_empty() {
        let log = shown(&folder.join("reframe.log"), &workspace.manifest.root);
        return Some(format!(
            "no job came to be: {}; {log} says more",
            fleet.reframe.last().map_or("", String::as_str)
        ));
    }
    let (all, what) = match fleet.shares {
        Some(shares) => (shares as usize, "shares"),
        None => (fleet.nodes.len(), "nodes"),
    };
    let lacking = failed.len().max(all.saturating_sub(fleet.done().count()));
    (lacking > 0).then(|| format!("{lacking} of {all} {what} are not done: {}\n{hint}", failed.join(", ")))
}
