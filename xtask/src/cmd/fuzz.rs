//! `fuzz`: builds, then puts documents to every kernel that nobody thought of.

use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::console::{Problem, cell_line, exit, indented, print, print_json, shown, unwell};
use crate::shares;
use flags::{Format, FuzzFlags};
use harness::cell::Absent;
use harness::fuzz::{DocumentPlace, FuzzPlan, Fuzzed};
use harness::plan::{Filters, Plan, Planned, Purpose};
use harness::session::{Workspace, fuzz_session, seed_from_clock};
use system::progress::spoken;

pub(super) fn run(workspace: &Workspace, flags: &FuzzFlags) -> Result<ExitCode, Problem> {
    if !flags.gather.is_empty() {
        let gathered = shares::fuzzed(&shares::read(&flags.gather, shares::FUZZ)?)?;
        let settled = shares::settled(workspace, gathered, flags.timeout)?;
        return shares::show(&settled, flags.output.format, &workspace.manifest.root);
    }
    let (groups, benchmarks, rungs) = (flags.group.clone(), flags.benchmark.clone(), flags.rungs.clone());
    let filters = Filters { groups, benchmarks, rungs, all: true, ..Filters::default() };
    let plan = Plan::for_fuzzing(&workspace.manifest, &filters)?;
    let equipped = workspace.equip(plan, Purpose::Check)?;
    let seed = flags.seed.unwrap_or_else(seed_from_clock);
    let fuzz_plan =
        FuzzPlan { seed, batch: flags.batch, budget: flags.budget, batches: flags.batches, share: flags.share };
    let fuzzed = fuzz_session(&equipped, fuzz_plan, flags.timeout)?;
    let pairs = equipped.plan.cells.iter().zip(&fuzzed);
    let rows: Vec<FuzzRow> = pairs.map(|(planned, fuzzed)| FuzzRow { planned, fuzzed }).collect();
    match flags.output.format {
        Format::Json => print_json(&shares::marked(as_json(fuzz_plan, &rows), flags.share))?,
        Format::Text => {
            let lines: Vec<String> = rows.iter().map(|row| row.line(&workspace.manifest.root)).collect();
            print(&format!("{}\n\nseed {seed}", lines.join("\n")))?;
        }
    }
    let wrong = rows.iter().filter(|row| !row.is_well()).map(|row| row.planned.id().to_string()).collect();
    Ok(exit(unwell(wrong).as_deref()))
}

/// A cell, and what came of it.
struct FuzzRow<'a> {
    planned: &'a Planned<'a>,
    fuzzed: &'a Result<Fuzzed, Absent>,
}

impl FuzzRow<'_> {
    fn word(&self) -> &'static str {
        match self.fuzzed {
            Ok(Fuzzed { finding: Some(_), .. }) => "wrong",
            Ok(_) => "agrees",
            Err(absent) => absent.word(),
        }
    }

    fn is_well(&self) -> bool {
        match self.fuzzed {
            Ok(fuzzed) => fuzzed.finding.is_none(),
            Err(absent) => !absent.is_unwell(),
        }
    }

    /// What is wrong with it, or why it is not there.
    fn reason(&self) -> Option<&str> {
        match self.fuzzed {
            Ok(fuzzed) => fuzzed.finding.as_ref().map(|finding| finding.text.as_str()),
            Err(absent) => Some(absent.reason()),
        }
    }

    /// Where the document is kept that it got wrong.
    fn document(&self) -> Option<&Path> {
        self.fuzzed.as_ref().ok()?.finding.as_ref()?.document.as_deref()
    }

    /// Where the document came that it got wrong.
    fn place(&self) -> Option<&DocumentPlace> {
        self.fuzzed.as_ref().ok()?.finding.as_ref()?.place.as_ref()
    }

    fn line(&self, root: &Path) -> String {
        let mut text = cell_line(self.word(), &self.planned.id(), None);
        if let Ok(Fuzzed { documents, refused, asked, .. }) = self.fuzzed {
            text = format!("{text}: {documents} documents in {}, {refused} of them to be refused", spoken(*asked));
        }
        if let Some(reason) = self.reason() {
            text = format!("{text}{}", indented(&format!("\n{reason}")));
        }
        if let Some(document) = self.document() {
            text = format!("{text}{}", indented(&format!("\nkept: {}", shown(document, root))));
        }
        text
    }

    fn json(&self) -> Value {
        let fuzzed = self.fuzzed.as_ref().ok();
        json!({
            "benchmark": self.planned.benchmark_id.as_str(),
            "rung": self.planned.rung_id.as_str(),
            "status": self.word(),
            "documents": fuzzed.map_or(0, |fuzzed| fuzzed.documents),
            "refused": fuzzed.map_or(0, |fuzzed| fuzzed.refused),
            "asked_s": fuzzed.map(|fuzzed| fuzzed.asked.as_secs_f64()),
            "reason": self.reason(),
            "document": self.document().map(|document| document.display().to_string()),
            "place": self.place().map(|DocumentPlace { batch, name }| json!({ "batch": batch, "name": name })),
        })
    }
}

fn as_json(plan: FuzzPlan, rows: &[FuzzRow<'_>]) -> Value {
    let FuzzPlan { seed, batch, batches, .. } = plan;
    json!({ "version": 1, "seed": seed, "batch": batch, "batches": batches, "cells": rows.iter().map(FuzzRow::json).collect::<Vec<_>>() })
}
