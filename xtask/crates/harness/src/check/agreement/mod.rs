//! Agreement: whether a rung's output is the oracle's, and if not, where they first part.
//!
//! Pure: two values in, a verdict out. Knows what the manifest says of tolerance and published values, and nothing of
//! processes, files or rungs.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::canonical::canonical;
use manifest::{KnownValue, Tolerance};

/// How much of a value a message shows, in characters.
const SHOWN: usize = 120;

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
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.path, self.expected, self.actual)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, " ({detail})"))
    }
}

/// Compares an output with the oracle's. Types are strict, 12 is not 12.0; with a tolerance, floats alone may differ.
/// `names` are those of the parts of an array result.
///
/// # Errors
/// The first difference in document order.
pub fn compare(expected: &Value, actual: &Value, tolerance: Tolerance, names: &[String]) -> Result<(), Difference> {
    Comparison { tolerance, names }.value(&Path::Whole, expected, actual)
}

/// The way from the whole result to a part of it.
enum Path<'a> {
    Whole,
    Index(&'a Path<'a>, usize),
    Key(&'a Path<'a>, &'a str),
}

impl Path<'_> {
    fn text(&self, names: &[String]) -> String {
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
        (false, _) => format!("{parent}[{}]", canonical(&Value::from(key))),
    }
}

struct Comparison<'a> {
    tolerance: Tolerance,
    names: &'a [String],
}

impl Comparison<'_> {
    fn value(&self, path: &Path<'_>, expected: &Value, actual: &Value) -> Result<(), Difference> {
        match (expected, actual) {
            (Value::Array(expected), Value::Array(actual)) => self.array(path, expected, actual),
            (Value::Object(expected), Value::Object(actual)) => self.object(path, expected, actual),
            _ if kind(expected) != kind(actual) => {
                let detail = format!("type: {} where {} is expected", kind(actual), kind(expected));
                Err(self.difference(path, canonical(expected), canonical(actual), Some(detail)))
            }
            _ => match (float(expected), float(actual)) {
                (Some(one), Some(other)) => match self.apart(one, other) {
                    None => Ok(()),
                    detail => Err(self.difference(path, canonical(expected), canonical(actual), detail)),
                },
                _ if expected == actual => Ok(()),
                _ => Err(self.difference(path, canonical(expected), canonical(actual), None)),
            },
        }
    }

    /// The common part first: the element that a shorter array lacks is seen where the elements begin to differ.
    fn array(&self, path: &Path<'_>, expected: &[Value], actual: &[Value]) -> Result<(), Difference> {
        let (wanted, present) = (expected.len(), actual.len());
        for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
            let part = self.value(&Path::Index(path, index), expected, actual);
            part.map_err(|mut difference| {
                if wanted != present && difference.detail.is_none() {
                    difference.detail = Some(format!("lengths differ: {present} elements instead of {wanted}"));
                }
                difference
            })?;
        }
        if wanted == present {
            return Ok(());
        }
        let elements = |count: usize| format!("{count} element{}", if count == 1 { "" } else { "s" });
        Err(self.difference(path, elements(wanted), elements(present), Some("lengths differ".to_owned())))
    }

    fn object(
        &self,
        path: &Path<'_>,
        expected: &Map<String, Value>,
        actual: &Map<String, Value>,
    ) -> Result<(), Difference> {
        let mut others = actual.iter();
        for (key, value) in expected {
            match others.next() {
                Some((other, actual)) if other == key => self.value(&Path::Key(path, key), value, actual)?,
                other => {
                    return Err(self.key(path, (key, value), other, actual.contains_key(key), expected));
                }
            }
        }
        others.next().map_or(Ok(()), |(key, value)| Err(self.surplus(path, key, value)))
    }

    /// What is wrong where another key stands, or none.
    fn key(
        &self,
        path: &Path<'_>,
        (key, value): (&String, &Value),
        other: Option<(&String, &Value)>,
        elsewhere: bool,
        expected: &Map<String, Value>,
    ) -> Difference {
        match other {
            Some((other, actual)) if !expected.contains_key(other) => self.surplus(path, other, actual),
            Some((other, _)) if elsewhere => {
                let shown = |key: &str| format!("key {}", canonical(&Value::from(key)));
                self.difference(path, shown(key), shown(other), Some("key order".to_owned()))
            }
            _ => {
                let detail = Some("key missing".to_owned());
                self.difference(&Path::Key(path, key), canonical(value), "nothing".to_owned(), detail)
            }
        }
    }

    fn surplus(&self, path: &Path<'_>, key: &str, value: &Value) -> Difference {
        let detail = Some("unknown key".to_owned());
        self.difference(&Path::Key(path, key), "nothing".to_owned(), canonical(value), detail)
    }

    /// How two floats differ, if they do by more than they may.
    fn apart(&self, expected: f64, actual: f64) -> Option<String> {
        let gap = (actual - expected).abs();
        let (fine, detail) = match self.tolerance {
            Tolerance::Exact if expected == 0.0 && actual == 0.0 => {
                (expected.to_bits() == actual.to_bits(), "the sign of zero differs".to_owned())
            }
            Tolerance::Exact => (expected.to_bits() == actual.to_bits(), format!("differs by {gap:.1e}")),
            Tolerance::Absolute(most) => (gap <= most, format!("differs by {gap:.1e}, tolerance {most:e}")),
            Tolerance::Relative(most) => {
                let share = gap / expected.abs();
                let fine = gap == 0.0 || share <= most;
                (fine, format!("differs by a share of {share:.1e}, tolerance {most:e}"))
            }
        };
        (!fine).then_some(detail)
    }

    fn difference(&self, path: &Path<'_>, expected: String, actual: String, detail: Option<String>) -> Difference {
        let path = match path.text(self.names) {
            path if path.is_empty() => "the whole result".to_owned(),
            path => path,
        };
        Difference { path, expected: cut(expected), actual: cut(actual), detail }
    }
}

/// A value as a message shows it.
fn cut(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn float(value: &Value) -> Option<f64> {
    value.as_f64().filter(|_| value.is_f64())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a float",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// What must come of a check input.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// This result.
    Output(Value),
    /// A refusal of the input, at this place if one is stated.
    Error(Option<Refusal>),
}

/// The place in an input that a kernel refuses. Absent parts must be absent from the kernel's answer, too.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The index of the offending event.
    #[serde(default)]
    pub index: Option<u64>,
    /// The offending field.
    #[serde(default)]
    pub field: Option<String>,
}

/// An expectation that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("neither the JSON of a result nor `error`, or `error` and an object with `index` and `field`: {0}")]
pub struct ExpectedError(#[from] serde_json::Error);

/// Reads an expectation, as FORMAT.md describes it.
///
/// # Errors
/// When it is neither JSON nor `error`.
pub fn parse_expected(text: &str) -> Result<Expected, ExpectedError> {
    let text = text.trim();
    match text.strip_prefix("error") {
        Some("") => Ok(Expected::Error(None)),
        Some(place) if place.starts_with([' ', '\t']) => Ok(Expected::Error(Some(serde_json::from_str(place)?))),
        _ => Ok(Expected::Output(serde_json::from_str(text)?)),
    }
}

/// Compares the place that a kernel names in its refusal with the one that it must name, if any.
///
/// # Errors
/// When the index, or then the field, is another one.
pub fn compare_error(place: Option<&Refusal>, index: Option<u64>, field: Option<&str>) -> Result<(), Difference> {
    let Some(place) = place else { return Ok(()) };
    let differ = |path: &str, expected: Option<String>, actual: Option<String>| {
        let shown = |part: Option<String>| cut(part.unwrap_or_else(|| "none".to_owned()));
        Err(Difference { path: path.to_owned(), expected: shown(expected), actual: shown(actual), detail: None })
    };
    if place.index != index {
        return differ("the index in the error", place.index.map(|i| i.to_string()), index.map(|i| i.to_string()));
    }
    if place.field.as_deref() != field {
        return differ("the field in the error", place.field.clone(), field.map(str::to_owned));
    }
    Ok(())
}

/// Compares a result with a published one: each part, rounded correctly to as many decimals as were printed.
///
/// # Errors
/// The first part that differs.
pub fn known_matches(known: &KnownValue, output: &Value) -> Result<(), Difference> {
    let parts = output.as_array().map_or_else(|| std::slice::from_ref(output), Vec::as_slice);
    for (index, printed) in known.output.iter().enumerate().filter(|(_, printed)| !printed.is_empty()) {
        let actual = parts.get(index);
        if actual.and_then(|part| rounded_like(printed, part)).as_ref() != Some(printed) {
            let shown = actual.map_or_else(|| "nothing".to_owned(), canonical);
            return Err(Difference {
                path: format!("[{index}]"),
                expected: printed.clone(),
                actual: cut(shown),
                detail: None,
            });
        }
    }
    Ok(())
}

/// A number with as many decimals as a printed one has; an integer has none.
fn rounded_like(printed: &str, part: &Value) -> Option<String> {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match float(part) {
        Some(float) => Some(format!("{float:.decimals$}")),
        None => part.as_number().map(Number::to_string),
    }
}

#[cfg(test)]
mod tests;
