//! `build`: sets up toolchains and environments, and builds every rung.

use std::process::ExitCode;

use super::{Place, Problem, exit, print};
use crate::flags::Selection;
use harness::cell::Absent;
use harness::plan::{Filters, Plan};
use harness::toolchain::{Absence, Fetch};

pub(super) fn run(place: &Place, selection: &Selection) -> Result<ExitCode, Problem> {
    let plan = Plan::new(&place.manifest, &Filters::from(selection))?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Fetch::IfNeeded);
    place.set_up(&plan, &toolbox);
    let states = place.build(&plan, &toolbox);
    for (planned, state) in plan.cells.iter().zip(&states) {
        let name = planned.id();
        print(&match state {
            Ok(built) if built.commands.is_empty() => format!("ready        {name}"),
            Ok(built) => format!("built        {name} in {:.1} s", built.seconds),
            Err(Absent::Missing(Absence { reason, fix })) => {
                format!("missing      {name}: {reason}\n             hint: {fix}")
            }
            Err(Absent::Unsupported(reason)) => format!("unsupported  {name}: {reason}"),
            Err(other) => format!("failed       {name}: {}", other.reason()),
        })?;
    }
    Ok(exit(!states.iter().any(|state| state.as_ref().is_err_and(Absent::is_unwell))))
}
