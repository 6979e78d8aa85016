//! The harness of the optimization ladder.
fn main() {}
