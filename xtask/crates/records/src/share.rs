//! A part of what several machines do.

use serde::{Deserialize, Serialize};

/// A part of what several machines do, each every so many-th.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Which, from 1 on.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl Share {
    /// Whether this one of all, counted from 0, belongs to it.
    pub fn has(self, place: u64) -> bool {
        place % u64::from(self.of) == u64::from(self.number - 1)
    }
}
