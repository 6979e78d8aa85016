//! What is said about a session: computed anew from its records, at any time, on any machine.
//!
//! May know results, statistics and what was published alone: no manifest, no toolchain, no process. `summary` turns records
//! into a `Card`, `flags` says why a number should be doubted; `terminal`, `json` and `page` show the same card and compute
//! nothing. `brief` shows the essence of a card, `advice` what it means for a workload. `comparison` sets the cards of two
//! sessions side by side, `merged` those of several machines, `detail` tells all of a cell, `verdicts` sets a card beside
//! what others printed, `export` writes it for other tools.

pub mod advice;
mod alike;
mod card;
mod card_json;
mod card_text;
pub mod comparison;
pub mod detail;
pub mod export;
pub mod merged;
mod page;
mod selftest;
mod text;
pub mod verdicts;
mod wire;

#[cfg(any(test, feature = "fixture"))]
pub mod fixture;

pub use card::{Card, CellSelection, CpuShares, summarise};
pub use card_json::render as json;
pub use card_text::render as terminal;
pub use card_text::{brief, effort};
pub use page::render as page;
pub use selftest::render as selftest_text;
pub use text::units::bytes;
pub use text::{Layout, laid_out};
pub use wire::Estimate;
