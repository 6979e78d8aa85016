//! What came back from nodes: each job's folder holds what its node made, as far as it came.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use super::{FleetNode, FleetStatus};
use records::{Damage, Stop};

/// What the jobs below a folder came to, and their sessions moved into the fleet's folder. Nodes that were left alone, as they
/// were done before, are not among them.
pub(super) fn collect(jobs: &Path, fleet: &Path) -> anyhow::Result<Vec<FleetNode>> {
    let mut nodes = Vec::new();
    for stage in stages(jobs)? {
        if stage.join("left-alone").is_file() {
            continue;
        }
        nodes.push(node(&stage, fleet)?);
    }
    nodes.sort_by(|one: &FleetNode, other| one.node.cmp(&other.node));
    Ok(nodes)
}

/// The folders of jobs.
fn stages(jobs: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let pattern = format!("{}/stage/**/job.json", glob::Pattern::escape(&jobs.display().to_string()));
    let mut stages: Vec<PathBuf> =
        glob::glob(&pattern)?.flatten().filter_map(|job| Some(job.parent()?.to_owned())).collect();
    stages.sort();
    Ok(stages)
}

fn node(stage: &Path, fleet: &Path) -> anyhow::Result<FleetNode> {
    let read = |name: &str| -> Value {
        let text = fs::read_to_string(stage.join(name)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or(Value::Null)
    };
    let (job, told) = (read("job.json"), read("node.json"));
    let share = job["share"].as_u64().and_then(|share| u32::try_from(share).ok());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let name = text(&told["node"]).or_else(|| text(&job["node"]));
    let name = name.unwrap_or_else(|| stage.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let outcome = if share.is_some() { outcome(stage) } else { session(stage) };
    let kept = fleet.join(share.map_or_else(|| escaped(&name), |share| format!("share-{share}")));
    let session = match &outcome {
        Ok(folder) => Some(moved(folder, &kept)?),
        Err(_) => {
            keep_words(stage, &kept)?;
            None
        }
    };
    Ok(FleetNode {
        node: name,
        kind: text(&told["kind"]),
        status: if outcome.is_ok() { FleetStatus::Done } else { FleetStatus::Failed },
        reason: outcome.err(),
        seconds: told["seconds"].as_u64(),
        share,
        session: session.map(|folder| folder.strip_prefix(fleet).unwrap_or(&folder).to_owned()),
    })
}

/// The session of a job that came to its end; else why there is none.
fn session(stage: &Path) -> Result<PathBuf, String> {
    let words = fs::read_to_string(stage.join("said")).unwrap_or_default();
    let last = || last_words(&words);
    let status = fs::read_to_string(stage.join("status")).ok();
    let found = records::sessions(&stage.join("results"));
    let Some(folder) = found.into_iter().next() else {
        return Err(match status {
            None if !stage.join("node.json").is_file() => "nothing came back from it".to_owned(),
            None => format!("its job was cut off before it measured: {}", last()),
            Some(_) => format!("it has no session: {}", last()),
        });
    };
    let recorded =
        records::read(&folder, Damage::Refused).map_err(|error| format!("its session cannot be read: {error}"))?;
    match recorded.end.map(|end| end.stop) {
        None => Err("its session was cut off: it has no end".to_owned()),
        Some(Stop::Interrupted) => Err("its session was interrupted".to_owned()),
        Some(Stop::Nothing) => Err(format!("nothing was left to measure: {}", last())),
        Some(Stop::Complete | Stop::Narrow | Stop::Budget) => Ok(folder),
    }
}

/// What a node said of its end: its last error, or else its last line.
fn last_words(words: &str) -> &str {
    let lines = || words.lines().map(str::trim).filter(|line| !line.is_empty());
    lines().rfind(|line| line.starts_with("error:")).or_else(|| lines().next_back()).unwrap_or("it said nothing")
}

/// What came of a share that was done whole; else why there is none.
fn outcome(stage: &Path) -> Result<PathBuf, String> {
    let file = stage.join("outcome.json");
    let text = fs::read_to_string(&file).unwrap_or_default();
    let whole = serde_json::from_str::<Value>(&text).is_ok_and(|outcome| outcome["share"]["number"].is_u64());
    let words = fs::read_to_string(stage.join("said")).unwrap_or_default();
    let last = last_words(&words).to_owned();
    match (whole, stage.join("status").is_file()) {
        (true, true) => Ok(file),
        (_, false) => Err(format!("its job was cut off: {last}")),
        (false, true) => Err(format!("nothing came of it: {last}")),
    }
}

/// Moves a session to where it is kept.
fn moved(session: &Path, kept: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(kept).with_context(|| format!("cannot make {}", kept.display()))?;
    let to = kept.join(session.file_name().unwrap_or_default());
    fs::rename(session, &to).with_context(|| format!("cannot move {} to {}", session.display(), to.display()))?;
    Ok(to)
}

/// What a node said that is not done.
fn keep_words(stage: &Path, kept: &Path) -> anyhow::Result<()> {
    if let Ok(said) = fs::read(stage.join("said")) {
        fs::create_dir_all(kept).with_context(|| format!("cannot make {}", kept.display()))?;
        files::write_whole(&kept.join("said"), &said)?;
    }
    Ok(())
}

/// A node's name as a folder's.
fn escaped(node: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || "-_".contains(letter) { letter } else { '_' };
    let name: String = node.chars().map(letter).collect();
    format!("node-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_a_node_is_its_error_and_not_the_hint_behind_it() {
        assert_eq!(last_words("step 1\nerror: no space left\nhint: make some\n\n"), "error: no space left");
        assert_eq!(last_words("step 1\nstep 2\n \n"), "step 2");
        assert_eq!(last_words(""), "it said nothing");
    }
}
