//! How the harness measures itself.

use super::{Id, Profile};

/// How the harness measures itself: identical programs against each other, and against the same with more work.
#[derive(Debug, Clone)]
pub struct Selftest {
    /// A benchmark whose work grows with its integer input.
    pub benchmark: Id,
    /// The input of the identical programs.
    pub value: i64,
    /// Inputs that are more work, with the share by which they are.
    pub more: Vec<MoreWork>,
    /// The rungs that are compared with themselves, beside the baseline.
    pub beside: Vec<Id>,
    /// Comparisons of identical programs, all rungs together.
    pub comparisons: u32,
    /// Identical runners in one round, two or more: each is compared with the next, the last with the first.
    pub copies: u32,
    /// Invocations and rounds of one comparison, and the time for all of them.
    pub profile: Profile,
}

/// An input that is more work than another one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoreWork {
    /// By this share: 0.05 is five per cent.
    pub share: f64,
    /// The input.
    pub value: i64,
}
