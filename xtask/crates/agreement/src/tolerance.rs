//! What may differ and is the same all the same.

/// How much a float may differ from the oracle's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Not at all: the canonical JSON must be the same text.
    Exact,
    /// By this much.
    Absolute(f64),
    /// By this share of the oracle's value.
    Relative(f64),
}
