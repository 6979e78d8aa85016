//! What is said about a session: computed anew from its records, at any time, on any machine.
//!
//! May know results, statistics and what was published alone: no manifest, no toolchain, no process. `summary` turns records
//! into a `Card`, `flags` says why a number should be doubted; `terminal`, `json` and `page` show the same card and compute
//! nothing. `brief` shows the essence of a card, `advice` what it means for a workload. `comparison` sets the cards of two
//! sessions side by side, `merged` those of several machines, `detail` tells all of a cell, `verdicts` sets a card beside
//! what others printed, `export` writes it for other tools.

mod absent;
pub mod advice;
mod alike;
mod brief;
mod builds;
pub mod comparison;
mod curve;
pub mod detail;
mod effort;
pub mod export;
mod flags;
mod head;
mod json;
pub mod merged;
mod page;
mod selection;
mod selftest;
mod shares;
mod summary;
mod table;
mod terminal;
mod units;
pub mod verdicts;

#[cfg(any(test, feature = "fixture"))]
pub mod fixture;

pub use brief::render as brief;
pub use effort::render as effort;
pub use json::render as json;
pub use page::render as page;
pub use selection::Selection;
pub use selftest::text as selftest_text;
pub use shares::Shares;
pub use summary::{Card, summarise};
pub use table::{Look, laid_out};
pub use terminal::render as terminal;
pub use units::bytes;
