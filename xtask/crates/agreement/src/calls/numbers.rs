//! Numbers of any type: whether they are equal, and how far floats are apart.

use super::graph::member;
use crate::value::Value;

/// Floats that are this many units in the last place apart, or fewer, differ in the last digits.
pub(super) const LAST_DIGITS: u64 = 4;

/// A number as it is compared with one of another type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Number {
    Integer(String),
    Float(f64),
    Complex(f64, f64),
}

/// The number that a part is, whatever its type; none where it is none.
pub(super) fn number_of(part: &Value) -> Option<Number> {
    match part {
        Value::Bool(value) => Some(Number::Integer(u8::from(*value).to_string())),
        Value::Integer(digits) => Some(Number::Integer(digits.clone())),
        Value::Float(float) => Some(Number::Float(*float)),
        // One with more to say is no number that a runner of ours writes, and equal to itself alone.
        Value::Object(members) if members.len() == 1 => {
            match (member(part, "float"), member(part, "complex"), member(part, "scalar")) {
                (Some(Value::String(word)), ..) => word.parse().ok().map(Number::Float),
                (_, Some(Value::Array(parts)), _) if parts.len() == 2 => {
                    match (parts.first().and_then(float), parts.get(1).and_then(float)) {
                        (Some(real), Some(imaginary)) => Some(Number::Complex(real, imaginary)),
                        _ => None,
                    }
                }
                (_, _, Some(Value::Array(parts))) if parts.len() == 2 => parts.get(1).and_then(number_of),
                _ => None,
            }
        }
        _ => None,
    }
}

fn float(part: &Value) -> Option<f64> {
    match number_of(part)? {
        Number::Float(float) => Some(float),
        _ => None,
    }
}

impl Number {
    /// Whether Python calls them equal; NaN, which it never does, is equal to itself here.
    pub(super) fn equals(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Integer(one), Number::Integer(other)) => one == other,
            (Number::Float(one), Number::Float(other)) => same(*one, *other),
            (Number::Integer(digits), Number::Float(float)) | (Number::Float(float), Number::Integer(digits)) => {
                // All digits of a double are written, so that no integer is taken for a near one.
                float.fract() == 0.0 && (format!("{float:.0}") == *digits || *float == 0.0 && digits == "0")
            }
            (Number::Complex(a, b), Number::Complex(c, d)) => same(*a, *c) && same(*b, *d),
            (Number::Complex(real, imaginary), real_only) | (real_only, Number::Complex(real, imaginary)) => {
                *imaginary == 0.0 && real_only.equals(&Number::Float(*real))
            }
        }
    }

    /// How many units in the last place two floats are apart, the larger distance of complex ones; none where one is no float.
    pub(super) fn distance(&self, other: &Number) -> Option<u64> {
        match (self, other) {
            (Number::Float(one), Number::Float(other)) => apart(*one, *other),
            (Number::Complex(a, b), Number::Complex(c, d)) => Some(apart(*a, *c)?.max(apart(*b, *d)?)),
            _ => None,
        }
    }

    /// Its floats.
    pub(super) fn floats(&self) -> Vec<f64> {
        match self {
            Number::Integer(_) => Vec::new(),
            Number::Float(float) => vec![*float],
            Number::Complex(real, imaginary) => vec![*real, *imaginary],
        }
    }
}

fn same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

/// The doubles between two finite ones of the same sign, and one of the two.
fn apart(one: f64, other: f64) -> Option<u64> {
    let comparable = one.is_finite() && other.is_finite() && (one == 0.0) == (other == 0.0);
    (comparable && one.is_sign_positive() == other.is_sign_positive()).then(|| one.to_bits().abs_diff(other.to_bits()))
}
