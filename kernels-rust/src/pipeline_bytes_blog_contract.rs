//! pipeline-bytes with serde, without the contract on its input, as the blog's own code has none.
//!
//! Events are deserialized into typed structs, strings borrowed from the input unless they hold escapes. The same work and
//! the same results on events that keep the contract, no promise on others: a field of another type counts as absent, and
//! a timestamp's digits are trusted.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::pipeline::{Event as KeptEvent, InputError, Summary, is_kept_moment, kept_type, trusted_moment};
use crate::tally::Tally;

/// Parses the bytes, then totals the events.
pub fn pipeline_bytes(data: &[u8]) -> Result<Summary, InputError> {
    let document = |error: serde_json::Error| InputError::Document { reason: error.to_string() };
    let events: Vec<Event<'_>> = serde_json::from_slice(data).map_err(document)?;
    let mut tally = Tally::new();
    for event in events {
        let Some(kept_type) = kept_type(event.event_type.0.as_bytes()) else { continue };
        let moment = trusted_moment(event.timestamp.0.as_bytes());
        if is_kept_moment(moment) {
            let Metadata { amount, page } = event.metadata.0;
            tally.count(KeptEvent { kept_type, moment, user_id: event.user_id.0, amount: amount.0, page: page.0 });
        }
    }
    Ok(tally.finish())
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow, default)]
    event_type: Lax<Cow<'a, str>>,
    #[serde(borrow, default)]
    timestamp: Lax<Cow<'a, str>>,
    #[serde(default)]
    user_id: Lax<i64>,
    #[serde(borrow, default)]
    metadata: Lax<Metadata<'a>>,
}

#[derive(Default, Deserialize)]
struct Metadata<'a> {
    #[serde(default)]
    amount: Lax<f64>,
    #[serde(borrow, default)]
    page: Lax<Cow<'a, str>>,
}

/// A value, or the default where something of another type stands: what an event that is not kept holds is nobody's business.
#[derive(Default)]
struct Lax<T>(T);

/// What a value is made of.
trait Part<'de>: Default {
    fn of_text(_: &'de str) -> Self {
        Self::default()
    }

    fn of_owned(_: &str) -> Self {
        Self::default()
    }

    fn of_integer(_: i64) -> Self {
        Self::default()
    }

    fn of_float(_: f64) -> Self {
        Self::default()
    }

    fn of_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

impl<'de: 'a, 'a> Part<'de> for Cow<'a, str> {
    fn of_text(text: &'de str) -> Self {
        Cow::Borrowed(text)
    }

    fn of_owned(text: &str) -> Self {
        Cow::Owned(text.to_owned())
    }
}

impl Part<'_> for i64 {
    fn of_integer(number: i64) -> Self {
        number
    }
}

impl Part<'_> for f64 {
    fn of_integer(number: i64) -> Self {
        number as f64
    }

    fn of_float(number: f64) -> Self {
        number
    }
}

impl<'de: 'a, 'a> Part<'de> for Metadata<'a> {
    fn of_map<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        Metadata::deserialize(MapAccessDeserializer::new(map))
    }
}

impl<'de, T: Part<'de>> Deserialize<'de> for Lax<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LaxVisitor(PhantomData)).map(Lax)
    }
}

struct LaxVisitor<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for LaxVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        Ok(T::of_text(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::of_owned(text))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(T::of_integer(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        // Beyond 63 bits it is nobody's id; as an amount it is a float.
        Ok(i64::try_from(number).map_or_else(|_| T::of_float(number as f64), T::of_integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        Ok(T::of_float(number))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::of_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<T, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(T::default())
    }
}
