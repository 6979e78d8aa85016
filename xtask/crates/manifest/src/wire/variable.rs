//! An environment variable as typed.

use serde_json::{Value, json};
use toml::de::DeValue;

use crate::reader::{RawValue, Read};

/// What a variable is set to, or that it is taken away from what is inherited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WireVariable {
    Set(String),
    TakenAway,
}

impl Read for WireVariable {
    fn kind(many: bool) -> String {
        if many { "strings" } else { "a string, or false to take it away" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "anyOf": [{ "type": "string" }, { "enum": [false] }] })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::Boolean(false) => Some(WireVariable::TakenAway),
            DeValue::Boolean(true) => source.refuse(&format!("must be {}, not true", Self::kind(false))),
            DeValue::String(text) => Some(WireVariable::Set(text.clone().into_owned())),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}
