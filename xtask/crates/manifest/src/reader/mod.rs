//! Reads typed values out of the parsed document, notes what does not fit, and goes on.
//!
//! Serde stops at the first fault. This reader does not: each key of a shape that does not fit is noted, and a key that
//! is none of the shape's is an unknown one. It knows TOML and nothing of the ladder.

mod field;
mod shape;
mod values;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Mistake, Mistakes, Span, Text};
pub(crate) use field::Field;
use field::State;
pub(crate) use shape::{Inherits, Key, Retired, TableOfKeys, kebab, shape, text};
use suggest::{did_you_mean, nearest};
pub(crate) use values::{Entries, Entry, OneOrMore};

/// A value in the document, and what is known about it when it is read.
pub(crate) struct RawValue<'r, 'd> {
    mistakes: &'r Mistakes,
    text: &'r Text,
    value: &'r Spanned<DeValue<'d>>,
    /// Where a mistake about the whole value belongs: its key, or in an array the value itself.
    at: Span,
    /// The dotted path of the table around it; empty at the top.
    owner: &'r str,
    key: &'r str,
    example: &'r str,
}

impl<'r, 'd> RawValue<'r, 'd> {
    /// The value itself.
    pub(crate) fn value(&self) -> &'r DeValue<'d> {
        self.value.get_ref()
    }

    /// Notes that the value has the wrong type.
    pub(crate) fn mismatch<T>(&self, expected: &str) -> Option<T> {
        self.refuse(&format!("must be {expected}, not {}", kind_of(self.value())))
    }

    /// Notes what is wrong with the value.
    pub(crate) fn refuse<T>(&self, problem: &str) -> Option<T> {
        let message = format!("`{}` {} {problem}", self.key, within(self.owner));
        let mistake = Mistake::new(self.text.span(self.value.span()), message);
        self.mistakes.add(mistake.help(for_example(self.example)));
        None
    }

    fn path(&self) -> String {
        join(self.owner, self.key)
    }
}

/// A type that can be read from a value.
pub(crate) trait Read: Sized {
    /// Its name in a message, such as `a string` or, of many, `strings`.
    fn kind(many: bool) -> String;

    /// What it looks like to a JSON Schema.
    fn schema() -> Value;

    /// The tables in it.
    fn tables(_into: &mut Vec<&'static TableOfKeys>) {}

    /// Reads it, or notes the mistake.
    fn read(source: &RawValue<'_, '_>) -> Option<Self>;
}

/// A table with known keys, as `shape!` declares it.
pub(crate) trait Shape: Sized {
    /// The keys.
    const TABLE: &'static TableOfKeys;

    /// Asks the table for every one of them.
    fn read(table: &Table<'_, '_>) -> Self;
}

/// A shape that can be `like` another one of its kind.
pub(crate) trait Inherit: Clone + Shape {
    /// Takes what it does not say itself.
    fn inherit(&mut self, from: &Self);
}

/// The table that a shape is read from.
pub(crate) enum Table<'r, 'd> {
    /// One of the document.
    There {
        /// Where mistakes go.
        mistakes: &'r Mistakes,
        /// The file.
        text: &'r Text,
        /// What it says.
        table: &'r DeTable<'d>,
        /// Its dotted path.
        path: &'r str,
        /// The keys that were written otherwise, and so are not missing as well.
        misspelt: Vec<&'static str>,
    },
    /// One that says nothing.
    Empty,
    /// One of which nothing is known: where it would come from is a mistake already.
    Unknown,
}

impl Table<'_, '_> {
    /// What stands under a key. The example is a line as it may be written.
    pub(crate) fn get<T: Read>(&self, key: &'static str, example: &'static str) -> Field<T> {
        Field { key, example, inherited: false, state: self.state(key, example) }
    }

    fn state<T: Read>(&self, key: &'static str, example: &'static str) -> State<T> {
        let (mistakes, text, table, path, misspelt) = match self {
            Table::There { mistakes, text, table, path, misspelt } => (mistakes, text, table, path, misspelt),
            Table::Empty => return State::Absent,
            Table::Unknown => return State::Faulty,
        };
        let Some((name, value)) = table.get_key_value(key) else {
            return if misspelt.contains(&key) { State::Faulty } else { State::Absent };
        };
        let at = text.span(name.span());
        let read = T::read(&RawValue { mistakes, text, value, at: at.clone(), owner: path, key, example });
        read.map_or(State::Faulty, |read| State::Given { key: at, value: Spanned::new(text.span(value.span()), read) })
    }
}

/// A table that was read as a shape, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Section<T> {
    /// Its dotted path.
    pub(crate) path: String,
    /// Where what is missing in it belongs: its name.
    pub(crate) at: Span,
    /// What it says.
    pub(crate) body: T,
}

impl<T: Shape> Read for Section<T> {
    fn kind(many: bool) -> String {
        if many { "tables" } else { "a table" }.to_owned()
    }

    fn schema() -> Value {
        T::TABLE.schema()
    }

    fn tables(into: &mut Vec<&'static TableOfKeys>) {
        T::TABLE.with_those_under_it(into);
    }

    fn read(source: &RawValue<'_, '_>) -> Option<Self> {
        let DeValue::Table(table) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        let path = source.path();
        let body = read_shape(table, source.text, &path, source.mistakes);
        Some(Section { path, at: source.at.clone(), body })
    }
}

/// Reads a whole table, unknown keys included.
pub(crate) fn read_shape<T: Shape>(table: &DeTable<'_>, text: &Text, path: &str, mistakes: &Mistakes) -> T {
    let misspelt = note_unknown(table, text, path, T::TABLE, mistakes);
    T::read(&Table::There { mistakes, text, table, path, misspelt })
}

/// A shape in which nothing is said.
pub(crate) fn empty_shape<T: Shape>() -> T {
    T::read(&Table::Empty)
}

/// A shape in which every field counts as a mistake that was noted already.
pub(crate) fn unknown_shape<T: Shape>() -> T {
    T::read(&Table::Unknown)
}

/// Notes every key that the shape does not have. Says which of its keys were probably meant: they are not missing as well.
fn note_unknown(
    table: &DeTable<'_>,
    text: &Text,
    path: &str,
    shape: &'static TableOfKeys,
    mistakes: &Mistakes,
) -> Vec<&'static str> {
    let known = || shape.keys.iter().map(|key| key.name);
    let mut meant = Vec::new();
    for (key, value) in table.iter().filter(|(key, _)| !known().any(|known| known == key.get_ref())) {
        let name = key.get_ref();
        let at = text.span(key.span());
        if let Some(retired) = shape.retired.iter().find(|retired| retired.name == name) {
            let message = format!("`{name}` {} is written otherwise now", within(path));
            mistakes.add(Mistake::new(at, message).help((retired.instead)(value.get_ref())));
            continue;
        }
        let message = format!("unknown key `{name}` {}", within(path));
        mistakes.add(Mistake::new(at, message).help(did_you_mean(name, known())));
        meant.extend(nearest(name, known()));
    }
    meant
}

/// `in [the.table]`, or `at the top level`.
pub(crate) fn within(path: &str) -> String {
    if path.is_empty() { "at the top level".to_owned() } else { format!("in [{path}]") }
}

/// The help line that shows how a line may be written.
pub(crate) fn for_example(line: &str) -> String {
    format!("write for example `{line}`")
}

/// A dotted path and one more key, quoted where TOML wants quotes.
fn join(path: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let key = if bare { key.to_owned() } else { format!("{key:?}") };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a real number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
