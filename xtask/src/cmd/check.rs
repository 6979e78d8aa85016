//! `check`: builds, then compares every kernel with the oracle on every check input.

use std::collections::HashMap;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::stages::State;
use super::{Place, Problem, exit, print, print_json};
use crate::flags::{CheckFlags, Format};
use harness::plan::{Filters, Plan, Planned};
use harness::toolchain::Effort;
use manifest::InputKind;

pub(super) fn run(place: &Place, flags: &CheckFlags) -> Result<ExitCode, Problem> {
    let mut plan = Plan::new(&place.manifest, &Filters::from(&flags.selection))?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Effort::Get);
    place.set_up(&plan, &toolbox);
    let oracle = place.oracle(&toolbox, flags.patience);
    let (cases, without) = match &flags.inputs {
        Some(folder) => {
            plan.cells.retain(|planned| planned.benchmark.input != InputKind::Integer);
            if plan.cells.is_empty() {
                return Err(Problem::Usage(
                    "--inputs is for benchmarks that take documents, and none is selected".to_owned(),
                ));
            }
            (place.cases_from(&plan, folder)?, HashMap::new())
        }
        None => place.cases(&plan, &oracle),
    };
    let states = place.build(&plan, &toolbox);
    let remember = flags.inputs.is_none() && !flags.again;
    let states = place.check(states, &cases, &without, flags.patience, remember);
    match flags.output.format {
        Format::Json => print_json(&as_json(&plan.cells, &states))?,
        Format::Text => {
            let lines: Vec<String> =
                plan.cells.iter().zip(&states).map(|(planned, state)| line(planned, state)).collect();
            print(&lines.join("\n"))?;
            print(&summary(&states, cases.count()))?;
        }
    }
    Ok(exit(!states.iter().any(State::is_unwell)))
}

fn word(state: &State) -> &'static str {
    match state {
        State::Checked(_) | State::Built(_) => "agrees",
        State::Missing(_) => "missing",
        State::Unsupported(_) => "unsupported",
        State::Disagrees(_) => "disagrees",
        State::Failed(_) => "failed",
        State::Interrupted => "interrupted",
    }
}

fn line(planned: &Planned<'_>, state: &State) -> String {
    let mut text = format!("{:<12} {}", word(state), planned.id());
    if let Some(reason) = state.reason() {
        text = format!("{text}: {}", reason.replace('\n', "\n             "));
    }
    if let Some(fix) = state.fix() {
        text = format!("{text}\n             hint: {fix}");
    }
    text
}

fn summary(states: &[State], cases: usize) -> String {
    let count = |wanted: &str| states.iter().filter(|state| word(state) == wanted).count();
    let words = ["agrees", "missing", "unsupported", "disagrees", "failed", "interrupted"];
    let counts: Vec<String> =
        words.iter().filter(|word| count(word) > 0).map(|word| format!("{} {word}", count(word))).collect();
    format!("\n{} cells on {cases} inputs: {}", states.len(), counts.join(", "))
}

fn as_json(cells: &[Planned<'_>], states: &[State]) -> Value {
    let cell = |(planned, state): (&Planned<'_>, &State)| {
        json!({
            "benchmark": planned.benchmark_id.as_str(),
            "rung": planned.rung_id.as_str(),
            "status": word(state),
            "reason": state.reason(),
            "fix": state.fix(),
            "seconds": state.took().map(|took| took.as_secs_f64()),
        })
    };
    json!({ "version": 1, "cells": cells.iter().zip(states).map(cell).collect::<Vec<_>>() })
}
