//! Values of every type: texts, numbers, lists, and tables whose keys the file chooses.

use indexmap::IndexMap;
use serde_json::{Value, json};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{RawValue, Read, TableOfKeys};

/// A table whose keys are names that the file chooses.
#[derive(Debug, Clone)]
pub(crate) struct Entries<T> {
    /// The usable ones, in the order of the file.
    pub(crate) entries: Vec<Entry<T>>,
    /// The names of those that were noted as mistakes.
    faulty: Vec<String>,
    /// Whether there may be more, as what it is like is a mistake already.
    pub(super) open: bool,
}

/// A name and what stands under it.
#[derive(Debug, Clone)]
pub(crate) struct Entry<T> {
    /// The name.
    pub(crate) name: Spanned<String>,
    /// The value.
    pub(crate) value: Spanned<T>,
    /// Whether it was given by another table, which this one is `like`.
    pub(crate) inherited: bool,
    /// Whether another table, which this one is `like`, says something else.
    pub(crate) overrides: bool,
}

impl<T> Entries<T> {
    /// None at all.
    pub(crate) const fn none() -> Self {
        Entries { entries: Vec::new(), faulty: Vec::new(), open: false }
    }

    /// The usable entry of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry<T>> {
        self.entries.iter().find(|entry| entry.name.get_ref() == name)
    }

    /// Takes the entries of another table that this one does not have: they come first, in their order.
    pub(super) fn inherit(&mut self, from: &Self)
    where
        T: Clone,
    {
        let mut own: IndexMap<String, Entry<T>> =
            self.entries.drain(..).map(|entry| (entry.name.get_ref().clone(), entry)).collect();
        for theirs in &from.entries {
            let name = theirs.name.get_ref();
            let heir = match own.shift_remove(name) {
                Some(entry) => Some(Entry { overrides: true, ..entry }),
                None if self.faulty.contains(name) => None,
                None => Some(Entry { inherited: true, ..theirs.clone() }),
            };
            self.entries.extend(heir);
        }
        self.entries.extend(own.into_values());
        self.faulty.extend(from.faulty.iter().cloned());
        self.open |= from.open;
    }

    /// These entries, of which some others were noted as mistakes.
    pub(crate) fn new(entries: Vec<Entry<T>>, faulty: Vec<String>) -> Self {
        Entries { entries, faulty, open: false }
    }

    /// The names of those that were noted as mistakes.
    pub(crate) fn faulty(&self) -> &[String] {
        &self.faulty
    }

    /// Whether there may be more entries than are known.
    pub(crate) fn is_open(&self) -> bool {
        self.open || !self.faulty.is_empty()
    }

    /// All names, those of faulty entries at the end.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.get_ref()).chain(&self.faulty).map(String::as_str)
    }
}

impl<T: Read> Read for Entries<T> {
    fn kind(many: bool) -> String {
        if many { format!("tables of {}", T::kind(true)) } else { format!("a table of {}", T::kind(true)) }
    }

    fn schema() -> Value {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }

    fn tables(into: &mut Vec<&'static TableOfKeys>) {
        T::tables(into);
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        let DeValue::Table(table) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        let path = source.path();
        let mut read = Entries { entries: Vec::new(), faulty: Vec::new(), open: false };
        for (name, value) in in_order_of_the_file(table) {
            let key = name.get_ref().as_ref();
            let at = source.text.span(name.span());
            match T::read(&RawValue { value, at: at.clone(), owner: &path, key, ..*source }) {
                Some(entry) => read.entries.push(Entry {
                    name: Spanned::new(at, key.to_owned()),
                    value: Spanned::new(source.text.span(value.span()), entry),
                    inherited: false,
                    overrides: false,
                }),
                None => read.faulty.push(key.to_owned()),
            }
        }
        Some(read)
    }
}

/// A table whose header comes after its children's is moved by the parser; the file's order is what counts.
fn in_order_of_the_file<'t, 'd>(table: &'t DeTable<'d>) -> Vec<(&'t Spanned<DeString<'d>>, &'t Spanned<DeValue<'d>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

impl<T: Read> Read for Vec<Spanned<T>> {
    fn kind(many: bool) -> String {
        if many { format!("arrays of {}", T::kind(true)) } else { format!("an array of {}", T::kind(true)) }
    }

    fn schema() -> Value {
        json!({ "type": "array", "items": T::schema() })
    }

    fn tables(into: &mut Vec<&'static TableOfKeys>) {
        T::tables(into);
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        let DeValue::Array(array) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        // Every element is read before the first fault counts, so that all faults are noted.
        let read: Vec<Option<Spanned<T>>> = array
            .iter()
            .map(|value| {
                let at = source.text.span(value.span());
                let element = T::read(&RawValue { value, at: at.clone(), ..*source })?;
                Some(Spanned::new(at, element))
            })
            .collect();
        read.into_iter().collect()
    }
}

/// A text, or several.
#[derive(Debug, Clone)]
pub(crate) struct OneOrMore(pub(crate) Vec<Spanned<String>>);

impl Read for OneOrMore {
    fn kind(many: bool) -> String {
        if many { "strings or arrays of strings" } else { "a string or an array of strings" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "type": ["string", "array"], "items": { "type": "string" } })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::String(text) => {
                let at = source.text.span(source.value.span());
                Some(OneOrMore(vec![Spanned::new(at, text.clone().into_owned())]))
            }
            DeValue::Array(_) => Vec::read(source).map(OneOrMore),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}

impl Read for String {
    fn kind(many: bool) -> String {
        if many { "strings" } else { "a string" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "type": "string" })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}

impl Read for bool {
    fn kind(many: bool) -> String {
        if many { "booleans" } else { "true or false" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        match source.value() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => source.mismatch(&Self::kind(false)),
        }
    }
}

impl Read for i64 {
    fn kind(many: bool) -> String {
        if many { "whole numbers" } else { "a whole number" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "type": "integer" })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        let DeValue::Integer(digits) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        let number = i64::from_str_radix(digits.as_str(), digits.radix());
        number.ok().or_else(|| source.refuse("does not fit into 64 bits"))
    }
}

impl Read for f64 {
    fn kind(many: bool) -> String {
        if many { "numbers" } else { "a number" }.to_owned()
    }

    fn schema() -> Value {
        json!({ "type": "number" })
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        let digits = match source.value() {
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str(),
            DeValue::Float(digits) => digits.as_str(),
            _ => return source.mismatch(&Self::kind(false)),
        };
        let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
        number.or_else(|| source.refuse("must be finite"))
    }
}
