//! What the tuned kernels share: the choice of instructions at run time, and the parts of the JSON pipeline.
//!
//! The kernels themselves are beside the idiomatic ones, in `<benchmark>_tuned.rs`.

pub mod level;

pub(crate) mod batches;
pub(crate) mod cursor;
pub(crate) mod eight;
pub(crate) mod quotes;
