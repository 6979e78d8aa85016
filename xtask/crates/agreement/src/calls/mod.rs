//! What came of calls of a function of any arguments, and whether it is what came of the oracle's.

mod alike;
mod compare;
mod graph;
mod numbers;
mod places;
mod shown;
#[cfg(test)]
mod tests;

pub use compare::compare;
