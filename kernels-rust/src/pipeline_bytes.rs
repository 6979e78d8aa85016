//! pipeline-bytes with serde: from the raw bytes of the document, copying none of them.
//!
//! The four fields of an event are kept as the slices of JSON that they are ([`RawValue`], whose form serde_json has
//! checked), and each is read when the contract asks for it: most events are not kept, and of them most fields are
//! never read. Strings are borrowed from the input unless they hold escapes.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::pipeline::{Field, InputError, Metadata, Record, Summary, kept_type, moment};
use crate::tally::Tally;

/// Parses UTF-8 JSON as RFC 8259 has it, then totals the events.
pub fn pipeline_bytes(data: &[u8]) -> Result<Summary, InputError> {
    // serde_json does not look into strings that nobody reads, so the encoding is checked here, once for all.
    let text = std::str::from_utf8(data).map_err(document)?;
    let Totals(tally) = serde_json::from_str(text).map_err(document)?;
    tally.map(Tally::finish)
}

fn document(error: impl fmt::Display) -> InputError {
    InputError::Document { reason: error.to_string() }
}

/// The document, its events counted while they are read: nothing is gained by having all of them at once. An event's
/// fault is kept until the rest is known to be JSON.
struct Totals<'a>(Result<Tally<Cow<'a, str>>, InputError>);

/// An element of the array at the top.
enum Element<'a> {
    Object(Event<'a>),
    Other,
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    event_type: Option<&'a RawValue>,
    #[serde(borrow)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow)]
    user_id: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct EventMetadata<'a> {
    #[serde(borrow)]
    amount: Option<&'a RawValue>,
    #[serde(borrow)]
    page: Option<&'a RawValue>,
}

impl<'a> Record for Event<'a> {
    type Text = Cow<'a, str>;
    type Metadata = EventMetadata<'a>;

    fn event_type(&self) -> Field<Option<usize>> {
        field(self.event_type, |json| Some(kept_type(text(json)?.as_bytes())))
    }

    fn timestamp(&self) -> Field<Option<i64>> {
        field(self.timestamp, |json| Some(moment(text(json)?.as_bytes())))
    }

    fn user_id(&self) -> Field<i64> {
        // JSON's integers are a subset of Rust's; -0 is one.
        field(self.user_id, |json| json.parse().ok())
    }

    fn metadata(&self) -> Field<EventMetadata<'a>> {
        // serde would take an array for a struct, too.
        field(self.metadata, |json| json.starts_with('{').then(|| serde_json::from_str(json).ok())?)
    }
}

impl<'a> Metadata for EventMetadata<'a> {
    type Text = Cow<'a, str>;

    fn amount(&self) -> Field<f64> {
        // JSON's numbers are a subset of Rust's; what else Rust takes (`inf`, `nan`) is no JSON.
        field(self.amount, |json| json.parse().ok().filter(|number: &f64| number.is_finite()))
    }

    fn page(&self) -> Field<Cow<'a, str>> {
        field(self.page, text)
    }
}

fn field<'a, T>(json: Option<&'a RawValue>, read: impl FnOnce(&'a str) -> Option<T>) -> Field<T> {
    match json {
        None => Field::Absent,
        Some(json) => read(json.get()).map_or(Field::Unfit, Field::Value),
    }
}

/// The string that stands there in JSON.
fn text(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') { serde_json::from_str(json).ok().map(Cow::Owned) } else { Some(Cow::Borrowed(inner)) }
}

impl<'de> Deserialize<'de> for Totals<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(TotalsVisitor)
    }
}

struct TotalsVisitor;

impl<'de> Visitor<'de> for TotalsVisitor {
    type Value = Totals<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Totals<'de>, A::Error> {
        let mut tally = Tally::new();
        let mut fault = None;
        let mut index = 0;
        while let Some(element) = seq.next_element()? {
            if fault.is_none() {
                fault = match element {
                    Element::Object(event) => tally.read(index, &event).err(),
                    Element::Other => Some(InputError::Event { index, field: None, reason: "not an object" }),
                };
            }
            index += 1;
        }
        Ok(Totals(fault.map_or(Ok(tally), Err)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Element<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

/// Takes any value, so that what is no object can be reported as an event, not as a fault of the document.
struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element<'de>, A::Error> {
        Event::deserialize(MapAccessDeserializer::new(map)).map(Element::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Element<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Element::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Element<'de>, E> {
        Ok(Element::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Element<'de>, E> {
        Ok(Element::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Element<'de>, E> {
        Ok(Element::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Element<'de>, E> {
        Ok(Element::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Element<'de>, E> {
        Ok(Element::Other)
    }

    fn visit_unit<E>(self) -> Result<Element<'de>, E> {
        Ok(Element::Other)
    }
}
