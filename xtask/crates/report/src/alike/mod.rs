//! What may be compared: one machine, one input, one build of the baseline; and what has changed about a cell.
//!
//! Reads of `environment.json` what the harness wrote there. What it does not say is unknown, never assumed. `compare`
//! and `merge` ask here: the former for one machine at two times, the latter for several machines.

mod builds;
mod declared;

use serde_json::{Map, Value};

use crate::card::{Card, CellCard};
use records::{Session, Stop};

pub use builds::BuildChange;
pub(crate) use builds::{KernelMatch, build_change, has_same_options, kernel_match};
pub(crate) use declared::{DeclaredDifference, baseline_hosts, declarations, declared_changes, hosts};

/// Why two sessions cannot be compared at all: every reason, each with what can be done.
pub(crate) fn refusals(before: &Card, after: &Card, other_machine: bool) -> Vec<String> {
    let mut refusals: Vec<String> = [before, after].into_iter().flat_map(own_refusals).collect();
    refusals.extend(unlike_sessions(&before.session, &after.session));
    if !other_machine {
        refusals.extend(machines_differ(before, after));
    }
    refusals
}

/// Why a session cannot be compared with any other.
fn own_refusals(card: &Card) -> Vec<String> {
    let id = &card.session.id;
    let mut refusals = Vec::new();
    if card.end.is_none() {
        refusals.push(format!("session {id} is unfinished: it is under way, or it was killed"));
    }
    if card.session.baseline.is_none() {
        refusals.push(format!("session {id} has no baseline to compare with"));
    }
    refusals
}

/// Why one session cannot be compared with the other by what was planned.
fn unlike_sessions(before: &Session, after: &Session) -> Vec<String> {
    let mut refusals = Vec::new();
    if before.id == after.id {
        refusals.push(format!("both are session {}", before.id));
    }
    if before.profile != after.profile {
        refusals.push(format!("their profiles are `{}` and `{}`", before.profile, after.profile));
    }
    if let (Some(one), Some(other)) = (&before.baseline, &after.baseline)
        && one != other
    {
        refusals.push(format!(
            "their baselines are {one} and {other}, so that their speedups mean different things; measure both with one"
        ));
    }
    refusals
}

fn machines_differ(before: &Card, after: &Card) -> Option<String> {
    let hint = "--other-machine compares all the same";
    let (Some(one), Some(other)) = (machine(before), machine(after)) else {
        return Some(format!("environment.json does not say on which machines they were made; {hint}"));
    };
    let what = ["cpu", "cores", "architecture", "virtualisation"];
    let mut differences: Vec<String> = what.iter().filter_map(|key| difference(key, one, other)).collect();
    // The kernel keeps some memory for itself, and not always as much.
    let memory = |machine: &Map<String, Value>| machine.get("memory_bytes").and_then(Value::as_f64);
    if let (Some(one), Some(other)) = (memory(one), memory(other))
        && (one / other - 1.0).abs() > 0.02
    {
        differences.push(format!("memory_bytes: {one}, then {other}"));
    }
    (!differences.is_empty())
        .then(|| format!("they were made on different machines ({}); {hint}", differences.join("; ")))
}

/// What a reader should know of two sessions that are compared.
pub(crate) fn notes(before: &Card, after: &Card, other_machine: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if other_machine && machines_differ(before, after).is_some() {
        notes.push(
            "different machines: what is compared is each cell's speedup, and machines speed up different code \
             differently"
                .to_owned(),
        );
    }
    if let (Some(one), Some(other)) = (machine(before), machine(after)) {
        let what = ["os", "kernel", "governor", "turbo_off", "smt"];
        notes.extend(what.iter().filter_map(|key| difference(key, one, other)));
    }
    for card in [before, after] {
        if card.end.as_ref().is_some_and(|end| end.stop == Stop::Interrupted) {
            notes.push(format!("session {} was interrupted: what it knows is compared", card.session.id));
        }
    }
    notes
}

/// Why a benchmark cannot be compared.
pub(crate) fn benchmark_refusal(before: &Card, after: &Card, id: &str, other_machine: bool) -> Option<String> {
    // What one of them did not select is told of each of its cells.
    let (one, other) = before.benchmark(id).zip(after.benchmark(id))?;
    if one.size != other.size {
        return Some(format!("the inputs differ: {}, then {}", one.size, other.size));
    }
    let (one, other) = match (one.baseline(), other.baseline()) {
        (Some(one), Some(other)) => (one, other),
        (None, _) => return Some("the baseline was not timed in the earlier session".to_owned()),
        (_, None) => return Some("the baseline was not timed in the later session".to_owned()),
    };
    match build_change(before, after, other.id()) {
        BuildChange::Same => {}
        BuildChange::Changed(what) => {
            return Some(format!("the baseline is another build ({what}); measure both with one"));
        }
        BuildChange::Unknown => {
            return Some("environment.json does not say how the baseline was built; measure again".to_owned());
        }
    }
    (one.output_sha256 != other.output_sha256 && !other_machine)
        .then(|| "the baseline's outputs differ, so that the inputs do".to_owned())
}

/// Why a benchmark of two sessions, on whatever machines, must not stand in one table: another profile, another input, or
/// another baseline, which makes speedups mean something else.
pub(crate) fn apart(one: &Card, other: &Card, id: &str) -> Vec<String> {
    let mut reasons = Vec::new();
    if one.session.profile != other.session.profile {
        reasons.push(format!("its profile is `{}`, not `{}`", other.session.profile, one.session.profile));
    }
    let (Some(left), Some(right)) = (one.benchmark(id), other.benchmark(id)) else { return reasons };
    if left.size != right.size {
        reasons.push(format!("its input is {}, not {}", right.size, left.size));
    }
    match (left.baseline(), right.baseline()) {
        (None, None) => {}
        (Some(_), None) => reasons.push("its baseline was not timed".to_owned()),
        (None, Some(_)) => reasons.push("its baseline was timed".to_owned()),
        (Some(own), Some(theirs)) => reasons.extend(baselines_apart((one, own), (other, theirs))),
    }
    reasons
}

/// Why the speedups of two sessions have different meanings.
fn baselines_apart((one, own): (&Card, &CellCard), (other, theirs): (&Card, &CellCard)) -> Option<String> {
    if own.cell.rung != theirs.cell.rung {
        return Some(format!("its baseline is {}, not {}", theirs.cell.rung, own.cell.rung));
    }
    match kernel_match(one, other, own.id()) {
        KernelMatch::Same => {}
        KernelMatch::Other => return Some("its baseline has other sources".to_owned()),
        KernelMatch::Unknown => {
            return Some("environment.json does not say what its baseline was made from".to_owned());
        }
    }
    // A number says all of an input; elsewhere, its last digits may come out differently by nobody's fault. Inputs that are
    // called differently have been told of.
    let is_number = own.cell.size.parse::<f64>().is_ok();
    let tells = own.cell.size == theirs.cell.size && (!is_number || machines_differ(one, other).is_none());
    (tells && own.output_sha256 != theirs.output_sha256)
        .then(|| "its baseline's output is another, so that its input is".to_owned())
}

fn machine(card: &Card) -> Option<&Map<String, Value>> {
    card.environment.as_ref()?.get("machine")?.as_object()
}

fn difference(key: &str, one: &Map<String, Value>, other: &Map<String, Value>) -> Option<String> {
    let (one, other) = (one.get(key), other.get(key));
    (one != other).then(|| format!("{key}: {}, then {}", shown(one), shown(other)))
}

fn shown(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => "unknown".to_owned(),
    }
}
