//! `fuzz`: builds, then puts documents to every kernel that nobody thought of.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::run::from_the_clock;
use super::{Place, Problem, exit, print, print_json, shown};
use crate::flags::{Format, FuzzFlags};
use harness::build::Built;
use harness::cell::Absent;
use harness::fuzz::{Course, Fuzzed, Fuzzer};
use harness::plan::{Filters, Plan, Planned};
use harness::toolchain::{Fetch, Probe};
use manifest::{Id, Kernel};
use system::interrupt;
use system::progress::spoken;

pub(super) fn run(place: &Place, flags: &FuzzFlags) -> Result<ExitCode, Problem> {
    let plan = plan(place, flags)?;
    let _lock = place.lock()?;
    let toolbox = place.toolbox(Fetch::IfNeeded);
    place.set_up(&plan, &toolbox);
    let tool = match toolbox.get(&place.manifest.oracle.toolchain) {
        Probe::Found(tool) => tool,
        Probe::Missing(absence) | Probe::Broken(absence) => {
            let text = "nothing can be fuzzed without the oracle's interpreter";
            return Err(anyhow::anyhow!("{text}: {}; hint: {}", absence.reason, absence.fix).into());
        }
    };
    let states = place.build(&plan, &toolbox);
    let seed = flags.seed.unwrap_or_else(from_the_clock);
    let (limit, target) = (flags.timeout, &place.target);
    let fuzzer = Fuzzer { manifest: &place.manifest, tool: &tool, target, limit, progress: &place.progress };
    let mut rows = Vec::new();
    for (id, benchmark) in plan.benchmarks() {
        let own = || plan.cells.iter().zip(&states).filter(|(planned, _)| planned.benchmark_id == id);
        let cells = own().filter_map(|(_, state)| state.as_ref().ok().cloned()).collect();
        let course = Course { seed, batch: flags.batch, budget: flags.budget };
        let mut fuzzed = match &benchmark.fuzz {
            Some(fuzz) if !interrupt::requested() => fuzzer.fuzz(id, benchmark, fuzz, cells, course)?.into_iter(),
            _ => Vec::new().into_iter(),
        };
        rows.extend(own().map(|(planned, state)| Row {
            planned,
            state,
            fuzzed: state.as_ref().ok().and_then(|_| fuzzed.next()),
        }));
    }
    match flags.output.format {
        Format::Json => print_json(&as_json(seed, &rows))?,
        Format::Text => {
            let lines: Vec<String> = rows.iter().map(|row| row.line(place)).collect();
            print(&format!("{}\n\nseed {seed}", lines.join("\n")))?;
        }
    }
    Ok(exit(rows.iter().all(Row::is_well)))
}

/// The cells that can be fuzzed, of the rungs that were asked for.
fn plan<'m>(place: &'m Place, flags: &FuzzFlags) -> Result<Plan<'m>, Problem> {
    let (benchmarks, rungs) = (flags.benchmark.clone(), flags.rungs.clone());
    let mut plan = Plan::new(&place.manifest, &Filters { benchmarks, rungs, all: true, ..Filters::default() })?;
    let can_be =
        |planned: &Planned<'_>| planned.benchmark.fuzz.is_some() && matches!(planned.cell.kernel, Kernel::Source(_));
    plan.cells.retain(can_be);
    if plan.cells.is_empty() {
        let known = place.manifest.benchmarks.iter().filter(|(_, benchmark)| benchmark.fuzz.is_some());
        let known: Vec<&str> = known.map(|(id, _): (&Id, _)| id.as_str()).collect();
        let hint = format!("documents can be made for these benchmarks alone: {}", known.join(", "));
        return Err(Problem::Usage(format!("nothing that was asked for can be fuzzed; {hint}")));
    }
    Ok(plan)
}

/// A cell, and what came of it.
struct Row<'a> {
    planned: &'a Planned<'a>,
    state: &'a Result<Built, Absent>,
    fuzzed: Option<Fuzzed>,
}

impl Row<'_> {
    fn word(&self) -> &'static str {
        match (&self.fuzzed, self.state) {
            (Some(Fuzzed { finding: Some(_), .. }), _) => "wrong",
            (Some(_), _) => "agrees",
            (None, Err(absent)) => absent.word(),
            (None, Ok(_)) => "interrupted",
        }
    }

    fn is_well(&self) -> bool {
        !matches!(self.word(), "wrong" | "failed")
    }

    /// What is wrong with it, or why it is not there.
    fn reason(&self) -> Option<&str> {
        let finding = self.fuzzed.as_ref().and_then(|fuzzed| fuzzed.finding.as_ref());
        finding.map(|finding| finding.text.as_str()).or_else(|| self.state.as_ref().err().map(Absent::reason))
    }

    /// Where the document is kept that it got wrong.
    fn document(&self) -> Option<&Path> {
        self.fuzzed.as_ref()?.finding.as_ref()?.document.as_deref()
    }

    fn line(&self, place: &Place) -> String {
        let mut text = format!("{:<12} {}", self.word(), self.planned.id());
        if let Some(fuzzed) = &self.fuzzed {
            let Fuzzed { documents, refused, asked, .. } = fuzzed;
            text = format!("{text}: {documents} documents in {}, {refused} of them to be refused", spoken(*asked));
        }
        if let Some(reason) = self.reason() {
            text = format!("{text}\n             {}", reason.replace('\n', "\n             "));
        }
        if let Some(document) = self.document() {
            text = format!("{text}\n             kept: {}", shown(document, &place.manifest.root));
        }
        text
    }

    fn json(&self) -> Value {
        let fuzzed = self.fuzzed.as_ref();
        json!({
            "benchmark": self.planned.benchmark_id.as_str(),
            "rung": self.planned.rung_id.as_str(),
            "status": self.word(),
            "documents": fuzzed.map_or(0, |fuzzed| fuzzed.documents),
            "refused": fuzzed.map_or(0, |fuzzed| fuzzed.refused),
            "asked_s": fuzzed.map(|fuzzed| fuzzed.asked.as_secs_f64()),
            "reason": self.reason(),
            "document": self.document().map(|document| document.display().to_string()),
        })
    }
}

fn as_json(seed: u64, rows: &[Row<'_>]) -> Value {
    json!({ "version": 1, "seed": seed, "cells": rows.iter().map(Row::json).collect::<Vec<_>>() })
}
