//! pipeline-dicts: from the parsed JSON document, whose Python objects are read where they are.

use pyo3::prelude::*;

use crate::objects::each_event;
use crate::pipeline::{InputError, Summary};
use crate::tally::Tally;

/// Totals the events of a document; one that is no list is refused.
pub(crate) fn pipeline_dicts(events: &Bound<'_, PyAny>) -> Result<Summary, InputError> {
    let mut tally = Tally::new();
    each_event(events, |index, event| tally.read(index, event))?;
    Ok(tally.finish())
}
