//! `check`: builds, then compares every kernel with the oracle on every check input.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Place, Problem, exit, print, print_json};
use crate::flags::{CheckFlags, Format};
use harness::cell::Absent;
use harness::check::Checked;
use harness::plan::{Filters, Plan, Planned};
use harness::toolchain::Fetch;
use manifest::InputKind;

pub(super) fn run(place: &Place, flags: &CheckFlags) -> Result<ExitCode, Problem> {
    let mut plan = Plan::new(&place.manifest, &Filters::from(&flags.selection))?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Fetch::IfNeeded);
    place.set_up(&plan, &toolbox);
    let oracle = place.oracle(&toolbox, flags.patience);
    let cases = match &flags.inputs {
        Some(folder) => {
            plan.cells.retain(|planned| planned.benchmark.input != InputKind::Integer);
            if plan.cells.is_empty() {
                return Err(Problem::Usage(
                    "--inputs is for benchmarks that take documents, and none is selected".to_owned(),
                ));
            }
            place.cases_from(&plan, folder)?
        }
        None => place.cases(&plan, &oracle),
    };
    let states = place.build(&plan, &toolbox);
    let remember = flags.inputs.is_none() && !flags.again;
    let states = place.check(states, &cases, flags.patience, remember);
    match flags.output.format {
        Format::Json => print_json(&as_json(&plan.cells, &states))?,
        Format::Text => {
            let lines: Vec<String> =
                plan.cells.iter().zip(&states).map(|(planned, state)| line(planned, state)).collect();
            print(&lines.join("\n"))?;
            print(&summary(&states, cases.count()))?;
        }
    }
    Ok(exit(!states.iter().any(|state| state.as_ref().is_err_and(Absent::is_unwell))))
}

/// What a cell is that was checked.
const AGREES: &str = "agrees";

fn word(cell: &Result<Checked, Absent>) -> &'static str {
    cell.as_ref().map_or_else(Absent::word, |_| AGREES)
}

fn line(planned: &Planned<'_>, cell: &Result<Checked, Absent>) -> String {
    let mut text = format!("{:<12} {}", word(cell), planned.id());
    let Err(absent) = cell else { return text };
    text = format!("{text}: {}", absent.reason().replace('\n', "\n             "));
    if let Some(fix) = absent.fix() {
        text = format!("{text}\n             hint: {fix}");
    }
    text
}

fn summary(cells: &[Result<Checked, Absent>], cases: usize) -> String {
    let count = |wanted: &str| cells.iter().filter(|cell| word(cell) == wanted).count();
    let words = [AGREES, "missing", "unsupported", "disagrees", "failed", "interrupted"];
    let counts: Vec<String> =
        words.iter().filter(|word| count(word) > 0).map(|word| format!("{} {word}", count(word))).collect();
    format!("\n{} cells on {cases} inputs: {}", cells.len(), counts.join(", "))
}

fn as_json(plan: &[Planned<'_>], cells: &[Result<Checked, Absent>]) -> Value {
    let cells: Vec<Value> = plan.iter().zip(cells).map(|(planned, cell)| cell_json(planned, cell)).collect();
    json!({ "version": 1, "cells": cells })
}

fn cell_json(planned: &Planned<'_>, cell: &Result<Checked, Absent>) -> Value {
    let absent = cell.as_ref().err();
    json!({
        "benchmark": planned.benchmark_id.as_str(),
        "rung": planned.rung_id.as_str(),
        "status": word(cell),
        "reason": absent.map(Absent::reason),
        "fix": absent.and_then(Absent::fix),
        "seconds": cell.as_ref().ok().and_then(Checked::took).map(|took| took.as_secs_f64()),
    })
}
