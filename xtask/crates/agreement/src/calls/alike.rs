//! What differs, in words, and whether values without parts are alike.

use super::graph::{Outcome, number};
use super::numbers::number_of;
use super::shown::words;
use crate::canonical::canonical;
use crate::difference::DifferenceKind;
use crate::difference::{Difference, both};
use crate::value::Value;

pub(super) fn plain_difference(path: String, expected: String, actual: String) -> Difference {
    Difference { path, expected, actual, detail: None, kind: DifferenceKind::Value }
}

pub(super) fn exception(expected: String, actual: String) -> Difference {
    let (expected, actual) = both(expected, actual);
    let path = "what comes of the call".to_owned();
    Difference { kind: DifferenceKind::Exception, ..plain_difference(path, expected, actual) }
}

pub(super) fn raised(kind: &str, text: &Value) -> String {
    match words(text) {
        text if text.is_empty() => format!("the exception {kind}"),
        text => format!("the exception {kind}: {text}"),
    }
}

pub(super) fn with_detail(difference: Difference, detail: String) -> Difference {
    Difference { detail: Some(detail), ..difference }
}

pub(super) fn other_type(expected: &str, actual: &str) -> String {
    format!("same value, other type: {actual} where {expected} is expected")
}

/// Both calls have as many arguments, of the same names: else the one or the other was not made as it was asked for.
pub(super) fn same_arguments(wanted: &Outcome<'_>, present: &Outcome<'_>) -> Result<(), Difference> {
    let names = |outcome: &Outcome<'_>| -> Vec<String> {
        let keywords = outcome.keywords.iter().map(|(name, _)| format!("`{name}`"));
        std::iter::once(outcome.arguments.len().to_string()).chain(keywords).collect()
    };
    let (expected, actual) = (names(wanted), names(present));
    if expected == actual {
        return Ok(());
    }
    let (expected, actual) = both(expected.join(" and "), actual.join(" and "));
    Err(plain_difference("the arguments".to_owned(), expected, actual))
}

/// Whether two values without parts are equal, whatever their types.
pub(super) fn alike_plain(one: &Value, other: &Value) -> bool {
    match (number_of(one), number_of(other)) {
        (Some(one), Some(other)) => one.equals(&other),
        (None, None) => bare(one) == bare(other),
        _ => false,
    }
}

/// A scalar as the value that it is.
fn bare(part: &Value) -> &Value {
    match super::graph::member(part, "scalar") {
        Some(Value::Array(parts)) if parts.len() == 2 => &parts[1],
        _ => part,
    }
}

/// Whether two lists have the same elements, none of which has parts.
pub(super) fn reordered(expected: &[Value], actual: &[Value]) -> bool {
    let texts = |parts: &[Value]| {
        let mut texts: Vec<String> = parts.iter().map(canonical).collect();
        texts.sort();
        texts
    };
    let plain = |parts: &[Value]| parts.iter().all(|part| number(part).is_none());
    plain(expected) && plain(actual) && texts(expected) == texts(actual)
}
