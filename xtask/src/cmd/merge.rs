//! `merge`: sets sessions of several machines side by side, from their records alone.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::narrowed_to;
use super::report::layout_of;
use crate::console::{Problem, WELL, layout, print};
use crate::sessions::{card, id, lean, named, results_folder};
use ::report::merged::{self, merge};
use ::report::{Card, laid_out};
use flags::{MergeFlags, Places};
use records::join_shards;

pub(super) fn run(places: &Places, flags: &MergeFlags) -> Result<ExitCode, Problem> {
    if flags.shards {
        let folders =
            flags.sessions.iter().map(|name| named(places, name)).collect::<Result<Vec<PathBuf>, Problem>>()?;
        let joined = join_shards(&folders, &results_folder(places)?);
        let joined = joined.map_err(|error| Problem::usage(format!("{error:#}")))?;
        print(&format!("{}: one session of {} shards", id(&joined), folders.len()))?;
        return Ok(ExitCode::from(WELL));
    }
    let cards = flags.sessions.iter().map(|name| Ok(lean(card(&named(places, name)?, flags.salvage)?)));
    let cards = cards.collect::<Result<Vec<Card>, Problem>>()?;
    let selection = narrowed_to(&flags.narrow)?;
    // A machine may lack what another one has; what none of them has is a slip of the pen.
    let nowhere: Option<Vec<String>> = cards.iter().map(|card| selection.takes_none_of(card)).collect();
    if let Some(reasons) = nowhere {
        return Err(Problem::usage(reasons.join("\n")));
    }
    let merged = merge(&cards, &selection).map_err(Problem::usage)?;
    let text = match layout_of(flags.format.into(), layout()) {
        None => merged::json(&merged).context("cannot write the merged sessions as JSON")?,
        Some(layout) => laid_out(merged::terminal(&merged, layout), layout),
    };
    // Of a thousand sessions the text alone is as much as a machine may have left.
    drop(merged);
    drop(cards);
    print(&text)?;
    Ok(ExitCode::from(WELL))
}
