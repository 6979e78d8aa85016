//! A session: what `run`, `warmup`, `check`, `fuzz`, `selftest` and `build` have in common, in the one order that it has.
//!
//! A plan becomes an [`EquippedPlan`], whose folder is locked and whose toolchains are there; that becomes a
//! [`CheckedPlan`], whose cells are built and agree with the oracle or are absent; and that a folder of records
//! ([`measure_session`]). Nothing here is printed, and no figure is estimated: what the records so far mean for how to go
//! on, the caller says.

mod cells;
mod changes;
mod checked;
mod commit;
mod environment;
mod estimate;
mod first_sitting;
mod forecast;
mod fuzzed;
mod measured;
mod preparing;
mod resumption;
mod target;
mod workspace;

pub use cells::cell_record;
pub use checked::{CheckOptions, CheckedPlan};
pub use environment::with_load_after;
pub use forecast::{CellForecast, Forecast, ForecastCell, ForecastFetch, FormerSessions, forecast, former_sessions};
pub use fuzzed::{fuzz_session, settle_session};
pub use measured::{
    FirstTable, MeasureOptions, Reviewer, SessionKind, measure_equipped, measure_session, seed_from_clock,
};
pub use resumption::Resumption;
pub use target::{FETCHED, REMEMBERED, TARGET, TargetFolder};
pub use workspace::{EquippedPlan, Workspace};
