//! Agreement: whether a rung's output is the oracle's, and if not, where they first part.
//!
//! Pure: two values in, a verdict out. Knows nothing of processes, files or rungs.

use crate::canonical::canonical;
use crate::difference::{Difference, DifferenceKind, Path, both};
use crate::quoted::quoted;
use crate::tolerance::Tolerance;
use crate::value::Value;

/// Integers with more digits than this are long.
const SEEN_AT_A_GLANCE: usize = 40;

/// Compares an output with the oracle's. Types are strict, 12 is not 12.0. Integers are the same where all
/// of their digits are; with a tolerance, floats alone may differ. `names` are those of the parts of an array result.
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
            (Value::Float(one), Value::Float(other)) => match self.is_near(*one, *other) {
                true => Ok(()),
                false => Err(self.parts(path, (expected, actual), Some(self.gap(*one, *other)))),
            },
            _ if expected == actual => Ok(()),
            (Value::Integer(one), Value::Integer(other)) => {
                Err(self.parts(path, (expected, actual), digits_differ(one, other)))
            }
            _ => Err(self.parts(path, (expected, actual), types_differ(expected, actual))),
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
        expected: &[(String, Value)],
        actual: &[(String, Value)],
    ) -> Result<(), Difference> {
        for (index, (key, value)) in expected.iter().enumerate() {
            match actual.get(index) {
                Some((other, actual)) if other == key => self.value(&Path::Key(path, key), value, actual)?,
                Some((other, actual)) if !has(expected, other) => return Err(self.surplus(path, other, actual)),
                Some((other, _)) if has(actual, key) => {
                    let (key, other) = (format!("key {}", quoted(key)), format!("key {}", quoted(other)));
                    return Err(self.difference(path, key, other, Some("key order".to_owned())));
                }
                _ => {
                    let detail = Some("key missing".to_owned());
                    return Err(self.difference(&Path::Key(path, key), canonical(value), "nothing".to_owned(), detail));
                }
            }
        }
        actual.get(expected.len()).map_or(Ok(()), |(key, value)| Err(self.surplus(path, key, value)))
    }

    fn surplus(&self, path: &Path<'_>, key: &str, value: &Value) -> Difference {
        let detail = Some("unknown key".to_owned());
        self.difference(&Path::Key(path, key), "nothing".to_owned(), canonical(value), detail)
    }

    /// Whether two floats differ by no more than they may. Minus zero is zero for a tolerance, and another for none.
    fn is_near(&self, expected: f64, actual: f64) -> bool {
        let gap = (actual - expected).abs();
        match self.tolerance {
            Tolerance::Exact => expected.to_bits() == actual.to_bits(),
            Tolerance::Absolute(most) => gap <= most,
            Tolerance::Relative(most) => gap == 0.0 || gap / expected.abs() <= most,
        }
    }

    /// By how much two floats differ that differ by more than they may.
    fn gap(&self, expected: f64, actual: f64) -> String {
        let gap = (actual - expected).abs();
        match self.tolerance {
            Tolerance::Exact if gap == 0.0 => "the sign of zero differs".to_owned(),
            Tolerance::Exact => format!("differs by {gap:.1e}"),
            Tolerance::Absolute(most) => format!("differs by {gap:.1e}, tolerance {most:e}"),
            Tolerance::Relative(most) => {
                format!("differs by a share of {:.1e}, tolerance {most:e}", gap / expected.abs())
            }
        }
    }

    fn parts(&self, path: &Path<'_>, (expected, actual): (&Value, &Value), detail: Option<String>) -> Difference {
        self.difference(path, canonical(expected), canonical(actual), detail)
    }

    fn difference(&self, path: &Path<'_>, expected: String, actual: String, detail: Option<String>) -> Difference {
        let path = match path.text(self.names) {
            path if path.is_empty() => "the whole result".to_owned(),
            path => path,
        };
        let (expected, actual) = both(expected, actual);
        Difference { path, expected, actual, detail, kind: DifferenceKind::Value }
    }
}

fn has(members: &[(String, Value)], key: &str) -> bool {
    members.iter().any(|(known, _)| known == key)
}

/// Where two integers differ, if they are so long that it is not seen at a glance.
fn digits_differ(expected: &str, actual: &str) -> Option<String> {
    let (wanted, present) = (digits(expected), digits(actual));
    if wanted.max(present) <= SEEN_AT_A_GLANCE || expected.starts_with('-') != actual.starts_with('-') {
        return None;
    }
    if wanted != present {
        return Some(format!("{present} digits instead of {wanted}"));
    }
    let same = expected.bytes().zip(actual.bytes()).take_while(|(one, other)| one == other).count();
    let place = same + 1 - usize::from(expected.starts_with('-'));
    Some(format!("digit {place} of {wanted} differs"))
}

fn digits(integer: &str) -> usize {
    integer.trim_start_matches('-').len()
}

fn types_differ(expected: &Value, actual: &Value) -> Option<String> {
    let (wanted, present) = (kind(expected), kind(actual));
    (wanted != present).then(|| format!("type: {present} where {wanted} is expected"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Integer(_) => "an integer",
        Value::Float(_) => "a float",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
