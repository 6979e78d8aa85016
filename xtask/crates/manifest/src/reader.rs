//! Reads typed values out of the parsed document, notes what does not fit, and goes on.
//!
//! Serde stops at the first fault. This reader does not: a shape asks for its keys one by one, each key that does not
//! fit is noted, and what was never asked for is an unknown key. It knows TOML and nothing of the ladder.

use suggest::{did_you_mean, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostics::{Mistake, Mistakes, Span};

/// What a table says under a key.
#[derive(Debug, Clone)]
pub(super) struct Field<T> {
    /// The key.
    pub(super) key: &'static str,
    /// A line as it may be written, for help.
    pub(super) example: &'static str,
    /// Whether it was given by another table, which this one is `like`.
    pub(super) inherited: bool,
    state: State<T>,
}

#[derive(Debug, Clone)]
enum State<T> {
    Absent,
    /// Given, but noted as a mistake already.
    Faulty,
    Given {
        key: Span,
        value: Spanned<T>,
    },
}

impl<T> Field<T> {
    /// The value, if there is a usable one.
    pub(super) fn given(&self) -> Option<&Spanned<T>> {
        match &self.state {
            State::Given { value, .. } => Some(value),
            State::Absent | State::Faulty => None,
        }
    }

    /// The value without its place.
    pub(super) fn value(&self) -> Option<&T> {
        self.given().map(Spanned::get_ref)
    }

    /// Where the key stands, if it is given.
    pub(super) fn key_span(&self) -> Option<Span> {
        match &self.state {
            State::Given { key, .. } => Some(key.clone()),
            State::Absent | State::Faulty => None,
        }
    }

    /// Whether nothing is said under the key.
    pub(super) fn is_absent(&self) -> bool {
        matches!(self.state, State::Absent)
    }

    /// Whether something is said under the key that is no use.
    pub(super) fn is_faulty(&self) -> bool {
        matches!(self.state, State::Faulty)
    }

    /// Takes the value of another table when this one says nothing; where both say something, `merge` decides.
    pub(super) fn inherit_parts(&mut self, from: &Field<T>, merge: impl FnOnce(&mut T, &T))
    where
        T: Clone,
    {
        match (&mut self.state, &from.state) {
            (State::Given { value, .. }, State::Given { value: theirs, .. }) => {
                merge(value.get_mut(), theirs.get_ref())
            }
            _ => self.inherit(from),
        }
    }

    /// Takes the value of another table when this one says nothing.
    pub(super) fn inherit(&mut self, from: &Field<T>)
    where
        T: Clone,
    {
        if self.is_absent() {
            *self = Field { inherited: true, ..from.clone() };
        }
    }
}

/// A value in the document, and what is known about it when it is read.
pub(super) struct Source<'r, 'd> {
    mistakes: &'r Mistakes<'d>,
    value: &'r Spanned<DeValue<'d>>,
    /// Where a mistake about the whole value belongs: its key, or in an array the value itself.
    at: Span,
    /// The dotted path of the table around it; empty at the top.
    owner: &'r str,
    key: &'r str,
    example: &'r str,
}

impl<'r, 'd> Source<'r, 'd> {
    /// The value itself.
    pub(super) fn value(&self) -> &'r DeValue<'d> {
        self.value.get_ref()
    }

    /// Notes that the value has the wrong type.
    pub(super) fn mismatch<T>(&self, expected: &str) -> Option<T> {
        self.refuse(&format!("must be {expected}, not {}", kind_of(self.value())))
    }

    /// Notes what is wrong with the value.
    fn refuse<T>(&self, problem: &str) -> Option<T> {
        let message = format!("`{}` {} {problem}", self.key, within(self.owner));
        let mistake = Mistake::new(self.value.span(), message);
        self.mistakes.add(mistake.help(for_example(self.example)));
        None
    }

    fn path(&self) -> String {
        join(self.owner, self.key)
    }
}

/// A type that can be read from a value.
pub(super) trait Read: Sized {
    /// Its name in a message, such as `a string` or, of many, `strings`.
    fn kind(many: bool) -> String;

    /// Reads it, or notes the mistake.
    fn read(source: &Source<'_, '_>) -> Option<Self>;
}

/// A table with known keys.
pub(super) trait Shape: Sized {
    /// Asks the table for every key that may be in it.
    fn read(table: &mut Table<'_, '_>) -> Self;
}

/// The table that a shape is read from.
pub(super) struct Table<'r, 'd> {
    mistakes: &'r Mistakes<'d>,
    table: &'r DeTable<'d>,
    path: &'r str,
    known: Vec<&'static str>,
    /// What an absent key means.
    absence: Absence,
}

/// What it means that a key is absent.
enum Absence {
    /// Nobody wrote it, unless it is one of these, which were written otherwise.
    Unless(Vec<&'static str>),
    /// Nothing: where it would come from is a mistake already.
    Unknown,
}

impl Absence {
    fn state<T>(&self, key: &str) -> State<T> {
        match self {
            Absence::Unless(misspelt) if !misspelt.contains(&key) => State::Absent,
            Absence::Unless(_) | Absence::Unknown => State::Faulty,
        }
    }
}

impl Table<'_, '_> {
    /// What stands under a key. The example is a line as it may be written.
    pub(super) fn get<T: Read>(&mut self, key: &'static str, example: &'static str) -> Field<T> {
        self.known.push(key);
        let state = match self.table.get_key_value(key) {
            None => self.absence.state(key),
            Some((name, value)) => {
                let (mistakes, owner) = (self.mistakes, self.path);
                let read = T::read(&Source { mistakes, value, at: name.span(), owner, key, example });
                read.map_or(State::Faulty, |read| State::Given {
                    key: name.span(),
                    value: Spanned::new(value.span(), read),
                })
            }
        };
        Field { key, example, inherited: false, state }
    }
}

/// A table that was read as a shape, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Section<T> {
    /// Its dotted path.
    pub(super) path: String,
    /// Where what is missing in it belongs: its name.
    pub(super) at: Span,
    /// What it says.
    pub(super) body: T,
}

impl<T: Shape> Read for Section<T> {
    fn kind(many: bool) -> String {
        if many { "tables" } else { "a table" }.to_owned()
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        let DeValue::Table(table) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        let path = source.path();
        let body = read_shape(table, &path, source.mistakes);
        Some(Section { path, at: source.at.clone(), body })
    }
}

/// Reads a whole table, unknown keys included.
pub(super) fn read_shape<T: Shape>(table: &DeTable<'_>, path: &str, mistakes: &Mistakes<'_>) -> T {
    let known = keys::<T>(mistakes);
    let absence = Absence::Unless(note_unknown(table, path, &known, mistakes));
    T::read(&mut Table { mistakes, table, path, known: Vec::new(), absence })
}

/// A shape in which every field counts as a mistake that was noted already.
pub(super) fn unknown_shape<T: Shape>(mistakes: &Mistakes<'_>) -> T {
    let table = DeTable::new();
    T::read(&mut Table { mistakes, table: &table, path: "", known: Vec::new(), absence: Absence::Unknown })
}

/// The keys that a shape asks for.
fn keys<T: Shape>(mistakes: &Mistakes<'_>) -> Vec<&'static str> {
    let table = DeTable::new();
    let mut empty = Table { mistakes, table: &table, path: "", known: Vec::new(), absence: Absence::Unknown };
    T::read(&mut empty);
    empty.known
}

/// Notes every key that no shape knows. Says which known ones were probably meant: they are not missing as well.
fn note_unknown(table: &DeTable<'_>, path: &str, known: &[&'static str], mistakes: &Mistakes<'_>) -> Vec<&'static str> {
    let mut meant = Vec::new();
    for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref();
        let message = format!("unknown key `{name}` {}", within(path));
        mistakes.add(Mistake::new(key.span(), message).help(did_you_mean(name, known.iter().copied())));
        meant.extend(nearest(name, known.iter().copied()));
    }
    meant
}

/// A table whose keys are names that the file chooses.
#[derive(Debug, Clone)]
pub(super) struct Entries<T> {
    /// The usable ones, in the order of the file.
    pub(super) entries: Vec<Entry<T>>,
    /// The names of those that were noted as mistakes.
    faulty: Vec<String>,
}

/// A name and what stands under it.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    /// The name.
    pub(super) name: Spanned<String>,
    /// The value.
    pub(super) value: Spanned<T>,
}

impl<T> Entries<T> {
    /// The usable entry of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Entry<T>> {
        self.entries.iter().find(|entry| entry.name.get_ref() == name)
    }

    /// All names, those of faulty entries at the end.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.get_ref()).chain(&self.faulty).map(String::as_str)
    }
}

impl<T: Read> Read for Entries<T> {
    fn kind(many: bool) -> String {
        if many { format!("tables of {}", T::kind(true)) } else { format!("a table of {}", T::kind(true)) }
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        let DeValue::Table(table) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        let path = source.path();
        let mut read = Entries { entries: Vec::new(), faulty: Vec::new() };
        for (name, value) in table.iter() {
            let key = name.get_ref().as_ref();
            match T::read(&Source { value, at: name.span(), owner: &path, key, ..*source }) {
                Some(entry) => read.entries.push(Entry {
                    name: Spanned::new(name.span(), key.to_owned()),
                    value: Spanned::new(value.span(), entry),
                }),
                None => read.faulty.push(key.to_owned()),
            }
        }
        // A table whose header comes after its children's is moved by the parser; the file's order is what counts.
        read.entries.sort_by_key(|entry| entry.name.span().start);
        Some(read)
    }
}

impl<T: Read> Read for Vec<Spanned<T>> {
    fn kind(many: bool) -> String {
        if many { format!("arrays of {}", T::kind(true)) } else { format!("an array of {}", T::kind(true)) }
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        let DeValue::Array(array) = source.value() else {
            return source.mismatch(&Self::kind(false));
        };
        // Every element is read before the first fault counts, so that all faults are noted.
        let read: Vec<Option<Spanned<T>>> = array
            .iter()
            .map(|value| {
                let element = T::read(&Source { value, at: value.span(), ..*source })?;
                Some(Spanned::new(value.span(), element))
            })
            .collect();
        read.into_iter().collect()
    }
}

impl Read for String {
    fn kind(many: bool) -> String {
        if many { "strings" } else { "a string" }.to_owned()
    }

    fn read(source: &Source<'_, '_>) -> Option<Self> {
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

    fn read(source: &Source<'_, '_>) -> Option<Self> {
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

    fn read(source: &Source<'_, '_>) -> Option<Self> {
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

    fn read(source: &Source<'_, '_>) -> Option<Self> {
        let digits = match source.value() {
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str(),
            DeValue::Float(digits) => digits.as_str(),
            _ => return source.mismatch(&Self::kind(false)),
        };
        let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
        number.or_else(|| source.refuse("must be finite"))
    }
}

/// `in [the.table]`, or `at the top level`.
pub(super) fn within(path: &str) -> String {
    if path.is_empty() { "at the top level".to_owned() } else { format!("in [{path}]") }
}

/// The help line that shows how a line may be written.
pub(super) fn for_example(line: &str) -> String {
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
