//! `merge`: sets sessions of several machines side by side, from their records alone.

use std::process::ExitCode;

use anyhow::Context as _;

use super::narrowed_to;
use super::report::layout_of;
use crate::console::{Problem, WELL, layout, print};
use crate::sessions::{card, named};
use ::report::merged::{self, merge};
use ::report::{Card, laid_out};
use flags::{MergeFlags, Places};

pub(super) fn run(places: &Places, flags: &MergeFlags) -> Result<ExitCode, Problem> {
    let cards = flags.sessions.iter().map(|name| card(&named(places, name)?, flags.salvage));
    let cards = cards.collect::<Result<Vec<Card>, Problem>>()?;
    let selection = narrowed_to(&flags.narrow)?;
    // A machine may lack what another one has; what none of them has is a slip of the pen.
    let nowhere: Option<Vec<String>> = cards.iter().map(|card| selection.takes_none_of(card)).collect();
    if let Some(reasons) = nowhere {
        return Err(Problem::usage(reasons.join("\n")));
    }
    let merged = merge(&cards, &selection).map_err(Problem::usage)?;
    match layout_of(flags.format.into(), layout()) {
        None => print(&merged::json(&merged).context("cannot write the merged sessions as JSON")?)?,
        Some(layout) => print(&laid_out(merged::terminal(&merged, layout), layout))?,
    }
    Ok(ExitCode::from(WELL))
}
