//! Shards of one machine become one session: the same ladder, tools and inputs, measured in several sittings.
//!
//! Invocations are numbered on from one shard to the next. A ratio is made within an invocation, so that no time of one shard is ever
//! divided by a time of another.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::journal::SAMPLES;
use crate::read::{Damage, Recorded, read};
use crate::{CellRecord, End, Journal, Record, Session, Standing, Stop};

/// Parts of the environment that shards have in common.
const ALIKE: [&str; 5] = ["harness", "program", "commit", "machine", "toolchains"];

/// What of a cell's build they have in common.
const BUILD: [&str; 5] = ["toolchain", "sources_sha256", "artefact_sha256", "build", "runner"];

/// Joins shards, in the order in which they began, and returns the folder of the session.
///
/// # Errors
/// When one cannot be read, or they are no shards of one session: every difference, in words.
pub fn join_shards(folders: &[PathBuf], results: &Path) -> anyhow::Result<PathBuf> {
    let mut shards = Vec::new();
    for folder in folders {
        shards.push((folder.clone(), read(folder, Damage::Refused)?));
    }
    shards.sort_by(|(_, one), (_, other)| one.session.started.cmp(&other.session.started));
    let (first, rest) = shards.split_first().ok_or_else(|| anyhow::anyhow!("there is no shard"))?;
    let mut reasons: Vec<String> = shards.iter().filter_map(|(_, shard)| unfit(shard)).collect();
    for (place, (_, shard)) in rest.iter().enumerate() {
        reasons.extend(differences(&first.1, shard));
        if shards[..=place].iter().any(|(_, other)| other.session.id == shard.session.id) {
            reasons.push(format!("session {} is named twice", shard.session.id));
        }
    }
    if !reasons.is_empty() {
        anyhow::bail!("these are no shards of one session:\n{}", reasons.join("\n"));
    }
    write(&shards, results)
}

/// Why a session is no shard.
fn unfit(shard: &Recorded) -> Option<String> {
    let id = &shard.session.id;
    match &shard.end {
        None => Some(format!("session {id} has no end: it is under way, or it was killed")),
        Some(_) if shard.environment.is_none() => Some(format!("session {id} has no environment.json")),
        Some(_) if !shard.resumed.is_empty() => Some(format!("session {id} was gone on with after an interruption")),
        Some(_) => None,
    }
}

/// What differs that must not.
fn differences(one: &Recorded, other: &Recorded) -> Vec<String> {
    let ids = format!("{} and {}", one.session.id, other.session.id);
    let mut found = Vec::new();
    let mut hold = |what: &str, left: &Value, right: &Value| differ(what, left, right, &ids, &mut found);
    let of = |session: &Session| {
        let commit = session.revision.as_ref().map(|revision| &revision.commit);
        serde_json::json!({
            "profile": session.profile, "ladder.toml": session.manifest_sha256, "baseline": session.baseline, "commit": commit,
            "rounds": session.rounds, "version": session.version,
        })
    };
    hold("", &of(&one.session), &of(&other.session));
    if let (Some(left), Some(right)) = (&one.environment, &other.environment) {
        for part in ALIKE {
            hold(part, &left[part], &right[part]);
        }
        for cell in &one.cells {
            if let (Some(left), Some(right)) = (build(left, cell), build(right, cell)) {
                for key in BUILD {
                    hold(&format!("{} {key}", cell.id()), &left[key], &right[key]);
                }
            }
        }
    }
    let sizes: HashMap<&str, &str> = one.cells.iter().map(|cell| (&*cell.benchmark, &*cell.size)).collect();
    let unlike = other.cells.iter().find(|cell| sizes.get(&*cell.benchmark).is_some_and(|size| *size != cell.size));
    found.extend(unlike.map(|cell| format!("{ids}: the input of {} is another", cell.benchmark)));
    let outputs: HashMap<_, &str> = one.outputs.iter().map(|output| (output.id(), &*output.sha256)).collect();
    let unlike =
        other.outputs.iter().find(|output| outputs.get(&output.id()).is_some_and(|sha256| *sha256 != output.sha256));
    found.extend(unlike.map(|output| format!("{ids}: the output of {} is another, so that its input is", output.id())));
    found
}

/// Every place at which two values differ; of objects what both have, as shards may have other rungs and so other toolchains.
fn differ(what: &str, left: &Value, right: &Value, ids: &str, found: &mut Vec<String>) {
    match (left, right) {
        (left, right) if left == right => {}
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                if let Some(other) = right.get(key) {
                    differ(format!("{what} {key}").trim(), value, other, ids, found);
                }
            }
        }
        (left, right) => found.push(format!("{ids}: {what}: {left}, and {right}")),
    }
}

fn build<'e>(environment: &'e Value, cell: &CellRecord) -> Option<&'e Value> {
    let cells = environment["cells"].as_array()?;
    cells.iter().find(|own| own["rung"] == *cell.rung && own["benchmark"] == *cell.benchmark)
}

fn write(shards: &[(PathBuf, Recorded)], results: &Path) -> anyhow::Result<PathBuf> {
    let (_, first) = &shards[0];
    let now = Session::now();
    let session = Session {
        id: format!("{}-{}", now.id, first.session.profile),
        invocations: shards.iter().map(|(_, shard)| shard.session.invocations).sum(),
        max_invocations: None,
        budget_s: shards.iter().map(|(_, shard)| shard.session.budget_s).sum(),
        ..first.session.clone()
    };
    let mut journal = Journal::create(results, &session)?;
    journal.environment(&environment(shards))?;
    first.published.iter().try_for_each(|source| journal.write(&Record::Published(source.clone())))?;
    cells(shards).into_iter().try_for_each(|cell| journal.write(&Record::Cell(cell)))?;
    let (mut offset, mut elapsed) = (0, 0);
    for (folder, _) in shards {
        let text = fs::read_to_string(folder.join(SAMPLES))?;
        let (mut invocations, mut latest) = (0, elapsed);
        for line in text.lines().filter(|line| !line.is_empty()) {
            let mut record: Record = serde_json::from_str(line)?;
            if matches!(record, Record::Session(_) | Record::Published(_) | Record::Cell(_) | Record::End(_)) {
                continue;
            }
            let (invocation, at) = shift(&mut record, offset, elapsed);
            invocations = invocations.max(invocation);
            latest = latest.max(at);
            journal.write(&record)?;
        }
        (offset, elapsed) = (offset + invocations, latest);
    }
    journal.write(&Record::End(end(shards)))?;
    journal.appear()?;
    Ok(journal.folder().to_owned())
}

/// Numbers a record on, and returns how many invocations its shard has so far and when it was.
fn shift(record: &mut Record, offset: u32, elapsed: u64) -> (u32, u64) {
    let (invocation, at) = match record {
        Record::InvocationPlan(plan) => (Some(&mut plan.invocation), None),
        Record::Start(start) => (Some(&mut start.invocation), None),
        Record::WarmUp(warm_up) => (Some(&mut warm_up.invocation), None),
        Record::Sample(sample) => (Some(&mut sample.invocation), None),
        Record::Output(output) => (Some(&mut output.invocation), None),
        Record::Memory(memory) => (Some(&mut memory.invocation), None),
        Record::Failure(failure) => {
            failure.since = failure.since.map(|since| since + offset);
            (Some(&mut failure.invocation), None)
        }
        Record::InvocationEnd(end) => (Some(&mut end.invocation), Some(&mut end.at_ms)),
        Record::Load(load) => (None, Some(&mut load.at_ms)),
        Record::Session(_) | Record::Published(_) | Record::Cell(_) | Record::End(_) | Record::Resumed(_) => {
            (None, None)
        }
    };
    let count = invocation.map_or(0, |invocation| {
        *invocation += offset;
        *invocation - offset + 1
    });
    let at = at.map_or(0, |at| {
        *at += elapsed;
        *at
    });
    (count, at)
}

/// Each cell once, as the first shard says that could time it.
fn cells(shards: &[(PathBuf, Recorded)]) -> Vec<CellRecord> {
    let mut all: Vec<CellRecord> = Vec::new();
    for cell in shards.iter().flat_map(|(_, shard)| &shard.cells) {
        match all.iter_mut().find(|known| known.id() == cell.id()) {
            None => all.push(cell.clone()),
            Some(known) if known.standing != Standing::Ready && cell.standing == Standing::Ready => {
                *known = cell.clone()
            }
            Some(_) => {}
        }
    }
    all
}

/// The first shard's, with the toolchains and builds of all.
fn environment(shards: &[(PathBuf, Recorded)]) -> Value {
    let each: Vec<&Value> = shards.iter().filter_map(|(_, shard)| shard.environment.as_ref()).collect();
    let mut joined = each[0].clone();
    for other in &each[1..] {
        for (name, tool) in other["toolchains"].as_object().into_iter().flatten() {
            if joined["toolchains"].get(name).is_none() {
                joined["toolchains"][name] = tool.clone();
            }
        }
        let known = joined["cells"].as_array().cloned().unwrap_or_default();
        let is_new = |cell: &&Value| {
            !known.iter().any(|own| own["rung"] == cell["rung"] && own["benchmark"] == cell["benchmark"])
        };
        let more: Vec<Value> = other["cells"].as_array().into_iter().flatten().filter(is_new).cloned().collect();
        joined["cells"] = Value::Array([known.clone(), more].concat());
    }
    let ids: Vec<&str> = shards.iter().map(|(_, shard)| shard.session.id.as_str()).collect();
    joined["shards"] = serde_json::json!(ids);
    joined
}

fn end(shards: &[(PathBuf, Recorded)]) -> End {
    let ends: Vec<&End> = shards.iter().filter_map(|(_, shard)| shard.end.as_ref()).collect();
    let sum = |of: fn(&End) -> Option<u64>| ends.iter().map(|end| of(end)).sum::<Option<u64>>();
    let stop = [Stop::Interrupted, Stop::Budget, Stop::Nothing, Stop::Complete].into_iter();
    let stop = stop.into_iter().find(|stop| ends.iter().any(|end| end.stop == *stop)).unwrap_or(Stop::Narrow);
    End {
        stop,
        ended: ends.iter().map(|end| end.ended.clone()).max().unwrap_or_default(),
        spent_ms: sum(|end| end.spent_ms),
        harness_cpu_ms: sum(|end| end.harness_cpu_ms),
        lost_ms: None,
    }
}
