//! pipeline-bytes with yyjson: the C library parses the raw bytes, Rust walks its tree and totals the events.

use crate::pipeline::{Field, InputError, Metadata, Record, Summary, kept_type, moment};
use crate::tally::Tally;
use crate::yyjson::{Document, Value};

/// Parses UTF-8 JSON as RFC 8259 has it, then totals the events.
pub fn pipeline_bytes(data: &[u8]) -> Result<Summary, InputError> {
    let document = Document::parse(data).map_err(|reason| InputError::Document { reason })?;
    let events = document
        .root()
        .and_then(Value::elements)
        .ok_or_else(|| InputError::Document { reason: "not an array".to_owned() })?;
    let mut tally = Tally::new();
    for (index, event) in events.enumerate() {
        if !event.is_object() {
            return Err(InputError::Event { index, field: None, reason: "not an object" });
        }
        tally.read(index, &event)?;
    }
    Ok(tally.finish())
}

impl<'a> Record for Value<'a> {
    type Text = &'a str;
    type Metadata = Value<'a>;

    fn event_type(&self) -> Field<Option<usize>> {
        field(self, "event_type", |value| Some(kept_type(value.as_str()?.as_bytes())))
    }

    fn timestamp(&self) -> Field<Option<i64>> {
        field(self, "timestamp", |value| Some(moment(value.as_str()?.as_bytes())))
    }

    fn user_id(&self) -> Field<i64> {
        field(self, "user_id", Value::as_i64)
    }

    fn metadata(&self) -> Field<Value<'a>> {
        field(self, "metadata", |value| value.is_object().then_some(value))
    }
}

impl<'a> Metadata for Value<'a> {
    type Text = &'a str;

    fn amount(&self) -> Field<f64> {
        field(self, "amount", Value::as_f64)
    }

    fn page(&self) -> Field<&'a str> {
        field(self, "page", Value::as_str)
    }
}

fn field<'a, T>(object: &Value<'a>, key: &str, read: impl FnOnce(Value<'a>) -> Option<T>) -> Field<T> {
    match object.get(key).filter(|value| !value.is_null()) {
        None => Field::Absent,
        Some(value) => read(value).map_or(Field::Unfit, Field::Value),
    }
}
