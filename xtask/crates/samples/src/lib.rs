//! Timed batches by the million.
//!
//! A session of hours holds millions of samples. This crate has what is done to each of them: reading its line, looking
//! at the line's checksum, and keeping it in few bytes. It is small, so that it can be compiled with optimisation while
//! the rest of the harness is not.
//!
//! Must not know what else is in a session.

mod cell;
mod cell_id;
mod checksum;
mod line;
mod lines;
mod rows;
mod sample;
mod store;

pub use cell::{CountedSamples, IterationTimes, Throttled};
pub use cell_id::{CellId, LADDER};
pub use checksum::{Seal, seal, sealed};
pub use line::sample as parse;
pub use lines::{Line, Lines};
pub use rows::{Part, Rows};
pub use sample::{Phase, Sample};
pub use store::{CellIter, CellSamples, Samples};
