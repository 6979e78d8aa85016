//! Why a timed cell should be doubted, or not be compared without a second thought.
//!
//! A new flag on cells is a kind in `kinds` and a condition in `cell`, or in `witnessed` where the
//! harness has seen it of runners; one on a whole session is in `session`.

mod cell;
mod held_back;
mod kinds;
mod session;
mod witnessed;

pub(crate) use cell::cell_flags;
pub(crate) use held_back::HeldBackSamples;
pub(crate) use kinds::*;
pub(crate) use session::session_flags;
pub(crate) use witnessed::witnessed_flags;

/// What a flag stands for. Each is one static; its code is what compares.
#[derive(Debug, PartialEq, Eq)]
pub struct FlagKind {
    /// The stable name, for programs.
    pub code: &'static str,
    /// The letter in the table.
    pub mark: char,
    /// What was seen or declared, in a sentence.
    pub meaning: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

/// A doubt about one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// What it stands for.
    pub kind: &'static FlagKind,
    /// The particulars of this cell, where there are any.
    pub detail: Option<String>,
}

/// The letters of some flags, as they stand in a table.
pub(crate) fn letters(flags: &[Flag]) -> String {
    let letters: Vec<String> = flags.iter().map(|flag| flag.kind.mark.to_string()).collect();
    letters.join(" ")
}

/// The particulars of a kind that occur, each once.
pub(crate) fn details<'a>(kind: &FlagKind, flags: impl Iterator<Item = &'a Flag>) -> Vec<&'a str> {
    let mut details: Vec<&str> = Vec::new();
    for detail in flags.filter(|flag| flag.kind == kind).filter_map(|flag| flag.detail.as_deref()) {
        if !details.contains(&detail) {
            details.push(detail);
        }
    }
    details
}

#[cfg(test)]
mod tests;
