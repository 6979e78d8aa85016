//! `check`: builds, then compares every kernel with the oracle on every check input.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::console::{Problem, cell_line, exit, line, print, print_json, unwell};
use crate::shares;
use flags::{CheckFlags, Format};
use harness::cell::Absent;
use harness::check::{Cases, Checked, LeftOut};
use harness::plan::{Plan, Planned, Purpose};
use harness::session::{CheckOptions, CheckedPlan, Workspace};
use manifest::Id;

pub(super) fn run(workspace: &Workspace, flags: &CheckFlags) -> Result<ExitCode, Problem> {
    if !flags.gather.is_empty() {
        let gathered = shares::checked(&shares::read(&flags.gather, shares::CHECK)?)?;
        return shares::show(&gathered, flags.output.format, &workspace.manifest.root);
    }
    let mut plan = Plan::new(&workspace.manifest, &super::filters(&flags.selection))?;
    let mut inputs = None;
    if let Some(folder) = &flags.inputs {
        plan = plan.of_documents()?;
        inputs = Some(Cases::of_folder(plan.benchmarks(), folder)?);
    }
    if let Some(share) = flags.share {
        plan = plan.share(share);
    }
    let remember = inputs.is_none() && !flags.again;
    let options = CheckOptions { inputs, remember, timed: false, ..CheckOptions::for_timing(flags.patience.timeout) };
    let checked = workspace.equip(plan, Purpose::Check)?.check(options);
    match flags.output.format {
        Format::Json => print_json(&shares::marked(as_json(&checked), flags.share))?,
        Format::Text => print(&as_text(&checked))?,
    }
    Ok(exit(problem(&checked).as_deref()))
}

/// What was not well.
fn problem(checked: &CheckedPlan<'_>) -> Option<String> {
    let cells = checked.each_cell().filter(|(_, cell)| cell.as_ref().is_err_and(Absent::is_unwell));
    let wrong: Vec<String> = cells.map(|(planned, _)| planned.id().to_string()).collect();
    unwell(wrong).or_else(|| (!checked.is_well()).then(|| "an input was left out".to_owned()))
}

/// What a cell is that was checked.
const AGREES: &str = "agrees";

fn word(cell: &Result<Checked, Absent>) -> &'static str {
    cell.as_ref().map_or_else(Absent::word, |_| AGREES)
}

fn as_text(checked: &CheckedPlan<'_>) -> String {
    let cells = checked.each_cell();
    let lines = cells.map(|(planned, cell)| cell_line(word(cell), &planned.id(), cell.as_ref().err()));
    let left_out = checked
        .left_out
        .iter()
        .map(|(benchmark, LeftOut { name, reason })| line("left out", &format!("{name} of {benchmark}: {reason}")));
    let lines: Vec<String> = lines.chain(left_out).collect();
    format!("{}\n\n{}", lines.join("\n"), summary(checked))
}

fn summary(checked: &CheckedPlan<'_>) -> String {
    let CheckedPlan { cells, inputs, left_out, .. } = checked;
    let words = [AGREES, "missing", "unsupported", "disagrees", "failed", "interrupted"];
    let counted = words.map(|known| (known, cells.iter().filter(|cell| word(cell) == known).count()));
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    let mut counts: Vec<String> = counted.map(|(word, count)| format!("{count} {word}")).collect();
    if !left_out.is_empty() {
        counts.push(format!("{} inputs left out", left_out.len()));
    }
    format!("{} cells on {inputs} inputs: {}", cells.len(), counts.join(", "))
}

fn as_json(checked: &CheckedPlan<'_>) -> Value {
    let cells: Vec<Value> = checked.each_cell().map(|(planned, cell)| cell_json(planned, cell)).collect();
    let left_out: Vec<Value> = checked.left_out.iter().map(left_out_json).collect();
    json!({ "version": 1, "cells": cells, "left_out": left_out })
}

fn left_out_json((benchmark, LeftOut { name, reason }): &(Id, LeftOut)) -> Value {
    json!({ "benchmark": benchmark.as_str(), "input": name, "reason": reason })
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
