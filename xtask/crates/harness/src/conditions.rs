//! Whether a runner's process is what its rung says, when its kernel is loaded and when its last round is over: what a package
//! switches when it is imported, no probe of the interpreter can see.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::toolchain::Tool;
use manifest::{Manifest, Origin};
use system::runner::ProcessState;

/// What a process says of how its floating-point numbers are rounded; anything but [`NEAREST`] is another arithmetic.
const ROUNDING: &str = "rounding";
/// As IEEE 754 has it unless somebody says otherwise.
const NEAREST: &str = "nearest";
/// Whether subnormal numbers are kept.
const SUBNORMALS: &str = "subnormals";

/// The facts that the toolchain of a tool is asked for, with what they must be.
pub(crate) fn asked_for(manifest: &Manifest, tool: &Tool) -> BTreeMap<String, Value> {
    let Some(toolchain) = manifest.toolchains.get(&tool.id) else { return BTreeMap::new() };
    let required = toolchain.require.iter().map(|fact| (fact.clone(), Value::Bool(true)));
    let accepted = match &toolchain.origin {
        Origin::File(file) => file.accept.clone(),
        _ => BTreeMap::new(),
    };
    required.chain(accepted).collect()
}

/// What a process is that it must not be, in a sentence; facts that it does not tell are no fault.
pub(crate) fn fault(asked_for: &BTreeMap<String, Value>, tool: &Tool, state: &ProcessState) -> Option<String> {
    for (name, wanted) in asked_for {
        match state.facts.get(name) {
            Some(Value::Null) | None => {}
            Some(value) if value == wanted => {}
            Some(value) => {
                let id = &tool.id;
                return Some(format!(
                    "its process has `{name} = {value}`, and its toolchain {id} is asked for `{name} = {wanted}`: something \
                     that was loaded with the kernel has switched it"
                ));
            }
        }
    }
    let rounding = state.facts.get(ROUNDING).filter(|rounding| !rounding.is_null() && *rounding != NEAREST)?;
    Some(format!(
        "its process rounds floating-point numbers otherwise than to the nearest (`{ROUNDING} = {rounding}`): something that \
         was loaded with the kernel has switched it"
    ))
}

/// Whether a process turns subnormal numbers into zero.
pub(crate) fn flushes_subnormals(state: &ProcessState) -> bool {
    state.facts.get(SUBNORMALS) == Some(&Value::Bool(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use indexmap::IndexMap;
    use manifest::Id;
    use serde_json::json;

    fn tool() -> Tool {
        Tool {
            id: Id::fixed("cpython-3.14t"),
            path: "python3.14t".into(),
            version: String::new(),
            origin: String::new(),
            by_others: false,
            env: IndexMap::new(),
            receipt: None,
            resolved: None,
            facts: serde_json::Map::new(),
        }
    }

    fn state(facts: Value) -> ProcessState {
        serde_json::from_value(json!({ "facts": facts })).expect("facts")
    }

    #[test]
    fn a_fact_that_is_asked_for_must_still_be_so_in_the_process() {
        let asked_for = BTreeMap::from([("gil".to_owned(), json!(false)), ("version".to_owned(), json!("3.14"))]);
        let fault = |facts| fault(&asked_for, &tool(), &state(facts));
        assert_eq!(fault(json!({ "gil": false, "more": 1 })), None);
        assert_eq!(fault(json!({ "gil": null })), None, "what a process does not know, it may be");
        let text = fault(json!({ "gil": true })).expect("a fault");
        assert!(text.contains("`gil = true`") && text.contains("cpython-3.14t is asked for `gil = false`"), "{text}");
    }

    #[test]
    fn another_rounding_is_a_fault_and_flushed_subnormals_are_seen() {
        let fault = |facts| fault(&BTreeMap::new(), &tool(), &state(facts));
        assert_eq!(fault(json!({ "rounding": "nearest", "subnormals": false })), None);
        assert!(fault(json!({ "rounding": "other" })).is_some_and(|text| text.contains("to the nearest")));
        assert!(flushes_subnormals(&state(json!({ "subnormals": false }))));
        assert!(!flushes_subnormals(&state(json!({ "subnormals": true }))) && !flushes_subnormals(&state(json!({}))));
    }
}
