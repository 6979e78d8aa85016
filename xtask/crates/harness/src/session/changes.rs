//! What is not as it was when a session began, in sentences.

use serde_json::Value;

use super::checked::CheckedPlan;
use crate::cell::Absent;
use records::{CellRecord, Recorded, Standing};

/// No more letters of a value than these are told.
const LETTERS: usize = 100;

/// Parts of the environment that are compared. The load changes by itself; what the user's own variables are called reaches
/// nothing.
const COMPARED: [&str; 5] = ["harness", "program", "commit", "machine", "toolchains"];

/// What of a cell's build is compared: how long it took is not.
const OF_A_BUILD: [&str; 6] = ["toolchain", "sources_sha256", "artefact_sha256", "build", "runner", "env"];

/// Holds ladder, machine, toolchains and cells against what a session has recorded of them.
pub(super) fn changes(recorded: &Recorded, checked: &CheckedPlan<'_>, now: &Value) -> Vec<String> {
    let mut changes = Vec::new();
    let (then, own) = (&recorded.session.manifest_sha256, &checked.equipped.plan.manifest.sha256);
    if then != own {
        changes.push(format!("ladder.toml, or what it includes: SHA-256 was {then}, is {own}"));
    }
    match &recorded.environment {
        None => changes.push("environment.json is not there, so that nobody knows what the machine was".to_owned()),
        Some(then) => {
            let is_pending = recorded.cells.iter().any(|cell| cell.pending);
            for part in COMPARED {
                let mut now = now[part].clone();
                // What was still to be got is no change.
                if let (true, "toolchains", Some(then), Some(now)) =
                    (is_pending, part, then[part].as_object(), now.as_object_mut())
                {
                    now.retain(|id, _| then.contains_key(id));
                }
                differences(part, &then[part], &now, &mut changes);
            }
            builds(recorded, then, now, &mut changes);
        }
    }
    let settled = recorded.cells.iter().filter(|cell| !cell.pending);
    changes.extend(settled.filter_map(|cell| standing(cell, checked)));
    changes
}

/// Every place at which two values differ.
fn differences(place: &str, then: &Value, now: &Value, changes: &mut Vec<String>) {
    match (then, now) {
        (then, now) if then == now => {}
        (Value::Object(was), Value::Object(is)) => {
            let gone = was.iter().map(|(key, value)| (key, value, is.get(key).unwrap_or(&Value::Null)));
            let come =
                is.iter().filter(|(key, _)| !was.contains_key(*key)).map(|(key, value)| (key, &Value::Null, value));
            for (key, was, is) in gone.chain(come) {
                differences(&format!("{place} {key}"), was, is, changes);
            }
        }
        (then, now) => changes.push(format!("{place}: was {}, is {}", said(then), said(now))),
    }
}

/// A value as far as it fits into a sentence.
fn said(value: &Value) -> String {
    let text = match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= LETTERS { text } else { text.chars().take(LETTERS).collect::<String>() + "..." }
}

/// How the cells were built that are built in both: of the others their standing tells.
fn builds(recorded: &Recorded, then: &Value, now: &Value, changes: &mut Vec<String>) {
    for cell in &recorded.cells {
        let (Some(then), Some(now)) = (build(then, cell), build(now, cell)) else { continue };
        for key in OF_A_BUILD {
            differences(&format!("{} {key}", cell.id()), &then[key], &now[key], changes);
        }
    }
}

fn build<'v>(environment: &'v Value, cell: &CellRecord) -> Option<&'v Value> {
    let mut cells = environment["cells"].as_array()?.iter();
    cells.find(|built| built["benchmark"] == cell.benchmark.as_str() && built["rung"] == cell.rung.as_str())
}

/// What a cell has become that was something else.
fn standing(cell: &CellRecord, checked: &CheckedPlan<'_>) -> Option<String> {
    let now = checked.each_cell().find(|(planned, _)| planned.id().borrowed() == cell.id());
    let Some((_, now)) = now else { return Some(format!("{}: the ladder does not have it any more", cell.id())) };
    let (standing, reason) = match now {
        Ok(_) => (Standing::Ready, None),
        Err(absent) => (absent.standing(), Some(absent)),
    };
    let word = |standing: Standing| match standing {
        Standing::Ready => "ready",
        Standing::Missing => "missing",
        Standing::Unsupported => "unsupported",
        Standing::Disagrees => "disagreeing",
        Standing::Failed => "failed",
    };
    let reason = reason.map(Absent::reason).and_then(|reason| reason.lines().next());
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    (standing != cell.standing)
        .then(|| format!("{}: was {}, is {}{reason}", cell.id(), word(cell.standing), word(standing)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(then: &Value, now: &Value) -> Vec<String> {
        let mut changes = Vec::new();
        differences("machine", then, now, &mut changes);
        changes
    }

    #[test]
    fn every_difference_is_told_with_its_place_and_both_values() {
        let then = json!({"cpu": "a", "cores": 2, "os": {"name": "x", "old": true}});
        let now = json!({"cpu": "b", "cores": 2, "os": {"name": "x", "new": [1]}});
        assert_eq!(
            told(&then, &now),
            ["machine cpu: was a, is b", "machine os old: was true, is nothing", "machine os new: was nothing, is [1]"]
        );
        assert!(told(&now, &now).is_empty());
        let long = "é".repeat(500);
        assert!(told(&json!(long), &json!(1))[0].chars().count() < 140);
    }
}
