//! Agreement: whether two results are the same, and if not, where they first part.
//!
//! Every output is read, written in its one form and compared, in every check and between samples. So this is small, and is
//! compiled with optimisation. It knows results, and nothing of processes or rungs.

pub mod calls;
mod canonical;
mod compare;
mod difference;
mod quoted;
mod tolerance;
mod value;

pub use canonical::{canonical, sha256};
pub use compare::compare;
pub use difference::{Difference, DifferenceKind, cut};
pub use tolerance::Tolerance;
pub use value::{UnreadableValue, Value, read};
