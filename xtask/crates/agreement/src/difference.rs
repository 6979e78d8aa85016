//! Where two results first part, and how a message shows it.

use std::fmt;

use crate::quoted::quoted;

/// How much of a value a message shows, in characters.
const SHOWN: usize = 120;

/// How much of that stands before the first character that differs, where the beginning is left out.
const BEFORE: usize = 40;

/// The first place, in document order, where an output is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Difference {
    /// The place, e.g. `[1] (energy after)` or `users[17].top_page`.
    pub path: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// In what they differ, where the values alone do not say it.
    pub detail: Option<String>,
    /// How they differ.
    pub kind: DifferenceKind,
}

/// How a result differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DifferenceKind {
    /// It is another value.
    #[default]
    Value,
    /// It is equal, and of another type.
    Type,
    /// Floats are a few units in the last place apart.
    LastDigits,
    /// The same parts come in another order.
    Order,
    /// Another exception, or one where there should be none, or none where there should be one.
    Exception,
}

impl DifferenceKind {
    /// Its word in records and in messages.
    pub fn word(self) -> &'static str {
        match self {
            DifferenceKind::Value => "value",
            DifferenceKind::Type => "type",
            DifferenceKind::LastDigits => "last digits",
            DifferenceKind::Order => "order",
            DifferenceKind::Exception => "exception",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.path, self.expected, self.actual)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}

/// The way from the whole result to a part of it.
pub(crate) enum Path<'a> {
    Whole,
    Index(&'a Path<'a>, usize),
    Key(&'a Path<'a>, &'a str),
}

impl Path<'_> {
    pub(crate) fn text(&self, names: &[String]) -> String {
        match self {
            Path::Whole => String::new(),
            Path::Index(Path::Whole, index) => match names.get(*index) {
                Some(name) => format!("[{index}] ({name})"),
                None => format!("[{index}]"),
            },
            Path::Index(parent, index) => format!("{}[{index}]", parent.text(names)),
            Path::Key(parent, key) => joined(&parent.text(names), key),
        }
    }
}

fn joined(parent: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match (plain, parent.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{parent}.{key}"),
        (false, _) => format!("{parent}[{}]", quoted(key)),
    }
}

/// Two values as a message shows them: the beginning of a long one, or the part around the place where they begin to differ.
pub(crate) fn both(expected: String, actual: String) -> (String, String) {
    let same = expected.chars().zip(actual.chars()).take_while(|(one, other)| one == other).count();
    let is_long = expected.len().max(actual.len()) > SHOWN;
    match is_long && same > SHOWN / 2 {
        true => (cut_from(same - BEFORE, &expected), cut_from(same - BEFORE, &actual)),
        false => (cut(expected), cut(actual)),
    }
}

fn cut_from(start: usize, text: &str) -> String {
    format!("…{}", cut(text.chars().skip(start).collect()))
}

/// A value as a message shows it.
pub fn cut(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
