//! `schema`: which keys the manifest has, for editors and for people.

use std::process::ExitCode;

use crate::console::{Printout, Problem};
use flags::SchemaFlags;
use manifest::FileKind;

pub(super) fn run(flags: SchemaFlags) -> Result<ExitCode, Problem> {
    printout(flags)?.print()
}

/// The JSON Schema, or the tables of all keys.
pub(super) fn printout(flags: SchemaFlags) -> Result<Printout, Problem> {
    let kind = if flags.published { FileKind::Published } else { FileKind::Manifest };
    let text = match flags.tables {
        true => kind.tables(),
        false => serde_json::to_string_pretty(&kind.schema()).map_err(anyhow::Error::from)?,
    };
    Ok(Printout::new(text, None))
}
