//! What came of calls of a function of any arguments, and whether it is what came of the oracle's.

mod alike;
mod compare;
mod graph;
mod numbers;
mod places;
mod shown;
#[cfg(test)]
mod tests;

use crate::canonical::canonical;
use crate::difference::cut;
use crate::value::Value;
pub use compare::compare;
use graph::{Ended, Outcome};
use shown::shown;

/// What came of a call as Python would write it, what is printed and became of its arguments left out.
pub fn told(output: &Value) -> String {
    match Outcome::of(output) {
        Some(Outcome { ended: Ended::Returned(value), heap, .. }) => cut(shown(value, heap)),
        Some(Outcome { ended: Ended::Raised { kind, text }, .. }) => cut(alike::raised(kind, text)),
        None => cut(canonical(output)),
    }
}
