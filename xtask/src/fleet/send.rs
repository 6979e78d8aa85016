//! Has ReFrame send sessions out, and takes in what comes back.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::collect::collect;
use super::{Fleet, FleetStatus};
use harness::session::Workspace;
use harness::toolchain::Fetch;
use system::process::Spec;

/// What knows how a session is a test of ReFrame's, what a node runs, and the packages of ReFrame.
const TEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fleet/ladder_reframe.py");
const SCRIPT: &str = include_str!("../../fleet/node.sh");
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fleet/requirements.txt");

/// Where sessions of a machine wait for each other.
const QUEUE_FOLDER: &str = "LADDER_QUEUE_FOLDER";

/// How long a queue, or git, may be asked.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a target folder has that was fetched; a node takes these from the one here.
const FETCHED: &str = "apt environments source toolchains tools uv";

/// What this program is called where it was sent.
const SENT_PROGRAM: &str = "ladder-program";

/// How long packing what was fetched may take.
const PACKING: Duration = Duration::from_secs(3600);

/// How long jobs may wait in a queue before the whole is given up.
const QUEUE: Duration = Duration::from_secs(24 * 3600);

/// Sends a session to every node that is not done, and takes in what comes back; the fleet is kept in its folder after that.
///
/// # Errors
/// When ReFrame cannot be had or cannot use the site's file, or the folder cannot be written. What becomes of nodes is no error.
pub fn send(workspace: &Workspace, fleet: &mut Fleet, folder: &Path) -> anyhow::Result<()> {
    let reframe = reframe(workspace)?;
    refuse_unreadable(workspace, &reframe, &fleet.site)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fleet.keep(folder)?;
    let jobs = folder.join(format!("reframe-{}", fleet.reframe.len() + 1));
    let script = folder.join("node.sh");
    let sent = sent(workspace, fleet, folder)?;
    files::write_whole(&script, script_for(workspace, fleet)?.as_bytes())?;
    let mut words = vec![reframe.display().to_string()];
    words.extend(["-C", &fleet.site.display().to_string(), "-c", TEST, "-r"].map(str::to_owned));
    // A session on every node; or shares, which go to whatever node is free.
    words.extend(match fleet.shares {
        None => vec!["--distribute=all".to_owned(), "--name=LadderSession".to_owned()],
        Some(_) => vec!["--name=LadderShare".to_owned()],
    });
    words.extend(["--keep-stage-files", "--nocolor", "--prefix", &jobs.display().to_string()].map(str::to_owned));
    words.extend(["--report-file".to_owned(), folder.join("reframe.json").display().to_string()]);
    let hours = fleet.limit().as_secs().div_ceil(60);
    let mut spec = Spec::new(words).folder(folder);
    spec = spec.env("LADDER_FLEET", &fleet.id).env("LADDER_SCRIPT", script.display().to_string());
    spec = spec.env("LADDER_TIME", format!("{hours}m"));
    if !sent.is_empty() {
        let names: Vec<String> = sent.iter().map(|file| file.display().to_string()).collect();
        spec = spec.env("LADDER_SENT", names.join("\n"));
    }
    if let Some(shares) = fleet.shares {
        spec = spec.env("LADDER_SHARES", shares.to_string());
    }
    if !fleet.partitions.is_empty() {
        spec = spec.env("LADDER_PARTITIONS", fleet.partitions.join(" "));
    }
    let step = workspace.progress.step("sending sessions out, and waiting for them");
    let said = workspace.spawner.capture(&spec, fleet.limit() + QUEUE);
    drop(step);
    let (words, log) = match said {
        Ok(said) => ("it ended well".to_owned(), said.stdout),
        Err(error) => (error.brief(), error.to_string()),
    };
    files::write_whole(&folder.join("reframe.log"), log.as_bytes())?;
    fleet.reframe.push(words);
    fleet.cancelled.extend(cancelled(workspace, &fleet.id));
    let back = collect(&jobs, folder)?;
    fleet.nodes.retain(|node| node.status == FleetStatus::Done || back.iter().all(|other| other.name() != node.name()));
    fleet.nodes.extend(back);
    fleet.nodes.sort_by(|one, other| (one.share, &one.node).cmp(&(other.share, &other.node)));
    fleet.keep(folder)
}

/// ReFrame, in an environment of its own.
fn reframe(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let toolbox = workspace.toolbox(Fetch::IfNeeded);
    let tool =
        toolbox.oracle().map_err(|absence| anyhow::anyhow!("ReFrame needs the oracle's interpreter: {absence}"))?;
    let tool = toolbox.with_packages(&tool, Path::new(PACKAGES), "ReFrame");
    let tool = tool.map_err(|absence| anyhow::anyhow!("ReFrame cannot be had: {absence}"))?;
    Ok(tool.path.with_file_name("reframe"))
}

/// Asks ReFrame whether it can use a configuration, before anything is sent.
fn refuse_unreadable(workspace: &Workspace, reframe: &Path, site: &Path) -> anyhow::Result<()> {
    let words = [reframe.display().to_string(), "-C".to_owned(), site.display().to_string()];
    let spec = Spec::new(words.into_iter().chain(["--nocolor", "--show-config=systems"].map(str::to_owned)));
    match workspace.spawner.capture(&spec, PATIENCE) {
        Ok(_) => Ok(()),
        Err(error) => bail!("ReFrame cannot use {}: {error}", site.display()),
    }
}

/// What every node gets beside the script: nothing where nodes see the ladder's folder.
fn sent(workspace: &Workspace, fleet: &Fleet, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !fleet.bundle {
        return Ok(Vec::new());
    }
    let mut files = vec![bundled(workspace, folder)?];
    if fleet.fetched {
        files.push(fetched(workspace, folder)?);
        let program = folder.join(SENT_PROGRAM);
        fs::copy(std::env::current_exe().context("cannot tell where this program lies")?, &program)
            .with_context(|| format!("cannot write {}", program.display()))?;
        files.push(program);
    }
    Ok(files)
}

/// The repository at its commit, in a file.
fn bundled(workspace: &Workspace, folder: &Path) -> anyhow::Result<PathBuf> {
    let file = folder.join("ladder.bundle");
    git(workspace, &["bundle", "create", "--quiet", &file.display().to_string(), "HEAD"])?;
    let changed = git(workspace, &["status", "--porcelain", "--untracked-files=no"])?;
    if !changed.trim().is_empty() {
        workspace.progress.note("warning: nodes get the commit; what was changed and not committed stays here");
    }
    Ok(file)
}

fn git(workspace: &Workspace, words: &[&str]) -> anyhow::Result<String> {
    let spec = Spec::new([&["git"], words].concat()).folder(&workspace.manifest.root);
    match workspace.spawner.capture(&spec, PATIENCE) {
        Ok(said) => Ok(said.stdout),
        Err(error) => bail!("the repository cannot be bundled: {}", error.brief()),
    }
}

/// What was fetched, in a file.
fn fetched(workspace: &Workspace, folder: &Path) -> anyhow::Result<PathBuf> {
    let file = folder.join("fetched.tar");
    let mut words = vec!["tar".to_owned(), "-cf".to_owned(), file.display().to_string()];
    words.extend(["-C".to_owned(), workspace.target.display().to_string(), "CACHEDIR.TAG".to_owned()]);
    words.extend(FETCHED.split(' ').filter(|name| workspace.target.join(name).is_dir()).map(str::to_owned));
    let step = workspace.progress.step("packing what was fetched");
    let packed = workspace.spawner.capture(&Spec::new(words), PACKING);
    drop(step);
    match packed {
        Ok(_) => Ok(file),
        Err(error) => bail!("what was fetched cannot be packed: {}", error.brief()),
    }
}

/// Where the manifest lies in its repository.
fn place_in_repository(workspace: &Workspace, manifest: &Path) -> anyhow::Result<PathBuf> {
    let root = PathBuf::from(git(workspace, &["rev-parse", "--show-toplevel"])?.trim_end());
    let manifest = fs::canonicalize(manifest).with_context(|| format!("cannot use {}", manifest.display()))?;
    let root = fs::canonicalize(&root).with_context(|| format!("cannot use {}", root.display()))?;
    let place = manifest.strip_prefix(&root);
    let place = place.with_context(|| format!("{} is not in its repository", manifest.display()))?;
    Ok(place.to_owned())
}

/// What a node runs, with the values of this fleet in front.
fn script_for(workspace: &Workspace, fleet: &Fleet) -> anyhow::Result<String> {
    let quoted = |text: &str| Ok::<String, anyhow::Error>(shlex::try_quote(text)?.into_owned());
    let done: Vec<String> =
        fleet.done().map(|node| node.share.map_or_else(|| node.node.clone(), |share| share.to_string())).collect();
    let place = match fleet.bundle {
        true => place_in_repository(workspace, &fleet.manifest)?.display().to_string(),
        false => String::new(),
    };
    let program = std::env::current_exe().context("cannot tell where this program lies")?;
    let values = [
        ("DONE", done.join(" ")),
        ("TASK", fleet.task.clone()),
        ("SHARES", fleet.shares.map(|shares| shares.to_string()).unwrap_or_default()),
        ("BUNDLE", if fleet.bundle { "yes" } else { "" }.to_owned()),
        ("PLACE", place),
        ("FETCHED", FETCHED.to_owned()),
        ("LADDER", fleet.manifest.display().to_string()),
        ("TARGET", workspace.target.display().to_string()),
        ("PROGRAM", program.display().to_string()),
    ];
    let mut script = String::new();
    for (name, value) in values {
        script.push_str(&format!("{name}={}\n", quoted(&value)?));
    }
    // Who waits for whom on a node is for whoever says so here.
    if let Ok(queue) = std::env::var(QUEUE_FOLDER) {
        let queue = quoted(&queue)?;
        // A node that sees no folder of ours has not got this one, either.
        script.push_str(&format!("export {QUEUE_FOLDER}={queue}\nmkdir -p {queue}\n"));
    }
    let arguments = fleet.arguments.iter().map(|word| quoted(word)).collect::<anyhow::Result<Vec<String>>>()?;
    Ok(script + &SCRIPT.replace("$ARGUMENTS", &arguments.join(" ")))
}

/// Jobs of the fleet that a queue still has, taken out of it: nobody waits for them any more.
fn cancelled(workspace: &Workspace, id: &str) -> Vec<String> {
    let asked = Spec::new(["squeue", "--noheader", "--format=%i|%T|%k"]).tidying();
    let Ok(said) = workspace.spawner.capture(&asked, PATIENCE) else { return Vec::new() };
    let own = said.stdout.lines().filter_map(|line| {
        let mut fields = line.trim().splitn(3, '|');
        let (job, state, comment) = (fields.next()?, fields.next()?, fields.next()?);
        (comment == id).then(|| (job.to_owned(), state.to_lowercase()))
    });
    let mut named = Vec::new();
    for (job, state) in own.collect::<Vec<_>>() {
        let _ = workspace.spawner.capture(&Spec::new(["scancel", &job]).tidying(), PATIENCE);
        named.push(format!("job {job}, {state}"));
    }
    named
}
