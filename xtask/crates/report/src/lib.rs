//! What is said about a session: computed anew from its records, at any time, on any machine.
//!
//! May know records, statistics and what was published alone: no manifest, no toolchain, no process.
//!
//! `card` turns records into a `Card`. `card_text`, `card_json` and `page` show it and compute nothing. `advice` is what it
//! means for a workload, `verdicts` set it beside what others printed, `detail` tells all of a cell. `comparison` sets the cards
//! of two sessions side by side, `merged` those of several machines, and `alike` says what of them may be compared. `export`
//! writes a card for other tools. `text` lays out what people read, `wire` is what JSON documents share.

mod account;
pub mod advice;
mod alike;
mod answer;
mod card;
mod card_json;
mod card_text;
mod chart;
pub mod climbed;
pub mod comparison;
pub mod detail;
pub mod differences;
pub mod export;
pub mod history;
mod means;
pub mod merged;
mod page;
mod picture;
mod scaling;
mod selftest;
mod text;
pub mod verdicts;
mod wire;

#[cfg(test)]
mod hostile;

#[cfg(any(test, feature = "fixture"))]
pub mod fixture;

pub use card::{BenchmarkCard, Card, CellSelection, CpuShares, RowOrder, rebased, summarise};
pub use card_json::render as json;
pub use card_text::header::raised;
pub use card_text::render as terminal;
pub use card_text::{benchmark_table, brief, effort};
pub use means::render as means;
pub use page::render as page;
pub use picture::{PictureForm, PictureKind, render as picture};
pub use selftest::render as selftest_text;
pub use text::units::bytes;
pub use text::{Layout, laid_out};
pub use wire::Estimate;
