//! Agreement: whether a rung's output is the oracle's, and if not, where they first part.
//!
//! Pure: two values in, a verdict out. Knows what the manifest says of tolerance, and nothing of processes, files or
//! rungs.

use serde_json::{Map, Value};

use super::canonical::canonical;
use super::difference::{Difference, Path, cut};
use manifest::Tolerance;

/// Compares an output with the oracle's. Types are strict, 12 is not 12.0; with a tolerance, floats alone may differ.
/// `names` are those of the parts of an array result.
///
/// # Errors
/// The first difference in document order.
pub fn compare(expected: &Value, actual: &Value, tolerance: Tolerance, names: &[String]) -> Result<(), Difference> {
    Comparison { tolerance, names }.value(&Path::Whole, expected, actual)
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

pub(super) fn float(value: &Value) -> Option<f64> {
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

#[cfg(test)]
mod tests;
