//! From a manifest to records: which cells are selected, the toolchains they need, how they are built, whether they
//! agree with the oracle, and how long they take. `ARCHITECTURE.md` shows the way of the data through the modules.

pub mod baseline;
pub mod build;
pub mod cell;
pub mod check;
mod conditions;
pub mod data;
pub mod differ;
pub mod effort;
pub mod fuzz;
pub mod home;
pub mod limits;
pub mod measure;
pub mod plan;
pub mod session;
pub mod sources;
pub mod toolchain;
