//! `build`: sets up toolchains and environments, and builds every rung.

use std::process::ExitCode;

use super::stages::State;
use super::{Place, Problem, exit, print};
use crate::flags::Selection;
use harness::plan::{Filters, Plan};
use harness::toolchain::Effort;

pub(super) fn run(place: &Place, selection: &Selection) -> Result<ExitCode, Problem> {
    let plan = Plan::new(&place.manifest, &Filters::from(selection))?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Effort::Get);
    place.set_up(&plan, &toolbox);
    let states = place.build(&plan, &toolbox);
    for (planned, state) in plan.cells.iter().zip(&states) {
        let name = planned.id();
        print(&match state {
            State::Built(built) if built.commands.is_empty() => format!("ready        {name}"),
            State::Built(built) => format!("built        {name} in {:.1} s", built.seconds),
            State::Missing(absence) => {
                format!("missing      {name}: {}\n             hint: {}", absence.reason, absence.fix)
            }
            State::Unsupported(reason) => format!("unsupported  {name}: {reason}"),
            other => format!("failed       {name}: {}", other.reason().unwrap_or_default()),
        })?;
    }
    Ok(exit(!states.iter().any(State::is_unwell)))
}
