//! `build`: sets up toolchains and environments, and builds every rung.

use std::process::ExitCode;

use crate::console::{Problem, cell_line, exit, print, unwell};
use flags::SelectionFlags;
use harness::build::Built;
use harness::cell::Absent;
use harness::plan::{Plan, Planned, Purpose};
use harness::session::Workspace;

pub(super) fn run(workspace: &Workspace, selection: &SelectionFlags) -> Result<ExitCode, Problem> {
    let plan = Plan::new(&workspace.manifest, &super::filters(selection))?;
    let equipped = workspace.equip(plan, Purpose::Build)?;
    let cells = equipped.build();
    for (planned, cell) in equipped.plan.cells.iter().zip(&cells) {
        print(&line(planned, cell))?;
    }
    let cells = equipped.plan.cells.iter().zip(&cells).filter(|(_, cell)| cell.as_ref().is_err_and(Absent::is_unwell));
    let failed = cells.map(|(planned, _)| planned.id().to_string()).collect();
    Ok(exit(unwell(failed).as_deref()))
}

fn line(planned: &Planned<'_>, cell: &Result<Built, Absent>) -> String {
    match cell {
        Ok(built) if built.commands.is_empty() => cell_line("ready", &planned.id(), None),
        Ok(built) => format!("{} in {:.1} s", cell_line("built", &planned.id(), None), built.seconds),
        Err(absent) => cell_line(absent.word(), &planned.id(), Some(absent)),
    }
}
