//! What charts are drawn from, on the page as in pictures: which rows or points there are, and where they stand on an axis.
//!
//! Knows no markup.

pub(crate) mod effort;
pub(crate) mod ladder;
pub(crate) mod plot;
